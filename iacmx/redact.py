"""Texts that a plan marks as sensitive are judged, and never printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import convert, to_builtins

from iacmx.report import Report

HIDDEN = "(sensitive)"
T = TypeVar("T")


def hide(report: Report, secrets: frozenset[str]) -> Report:
    """The report with every occurrence of a sensitive text, in any of its strings, replaced by ``(sensitive)``."""
    texts = sorted((text for text in secrets if len(text.strip(".")) > 1), key=len, reverse=True)
    if not texts:
        return report

    def masked(text: str) -> str:
        for secret in texts:
            text = text.replace(secret, HIDDEN)
        return text

    return convert(_map(to_builtins(report), masked), Report)


def _map(value: Any, masked: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {masked(key): _map(held, masked) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_map(item, masked) for item in value]
    return value
