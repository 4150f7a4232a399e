"""Texts that a plan marks as sensitive are judged, and never printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from msgspec import Struct, convert, structs, to_builtins

from iacmx.model import Finding
from iacmx.rules import collect

T = TypeVar("T", bound=Struct)
HIDDEN = "(sensitive)"
FIX = "The plan marks the value as sensitive: look at it in the configuration; `iacmx explain` tells what is wrong."


def mute(findings: Iterable[Finding], secrets: frozenset[str]) -> tuple[Finding, ...]:
    """The findings; those about a sensitive text lose their words, because a rule may name what it derives from it."""
    return tuple(_mute(finding) if _names_any(finding, secrets) else finding for finding in findings)


def _names_any(finding: Finding, secrets: frozenset[str]) -> bool:
    said = (finding.exchange, finding.message, finding.evidence)
    return any(secret in words for secret in secrets for words in said)


def _mute(finding: Finding) -> Finding:
    summary = next(rule.summary for rule, _ in collect() if rule.id == finding.rule)
    return structs.replace(finding, message=f"{summary} {HIDDEN}", evidence="", fix=FIX)


def hide(report: T, secrets: frozenset[str]) -> T:
    """The report, of whatever type; in any of its strings ``(sensitive)`` stands for a sensitive text."""
    texts = sorted(secrets, key=len, reverse=True)
    if not texts:
        return report

    def masked(text: str) -> str:
        for secret in texts:
            text = text.replace(secret, HIDDEN)
        return text

    return convert(_map(to_builtins(report), masked), type(report))


def _map(value: Any, masked: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {masked(key): _map(held, masked) for key, held in cast(dict[str, Any], value).items()}
    if isinstance(value, list | tuple):
        return [_map(item, masked) for item in cast(list[Any], value)]
    return value
