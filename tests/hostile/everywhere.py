"""Any report with one text in all its places: what a new field of a report holds is tested without further ado."""

from __future__ import annotations

from enum import Enum
from typing import Any, TypeVar

from msgspec import Struct, structs

T = TypeVar("T", bound=Struct)
OWN = frozenset({"schema", "version", "command", "rule", "name", "fingerprint", "expires", "provider", "actual"})
"""Fields whose text is iacmx's own; that of ``Host.name`` is not."""


def everywhere(report: T, text: str, keep: frozenset[str] = frozenset()) -> T:
    """The report with ``text`` in every field that may hold text from elsewhere, but those in ``keep``."""
    own = (OWN | keep) - ({"name"} if type(report).__name__ in ("Host", "Stop") else set())
    changed = {name: _within(getattr(report, name), text, keep) for name in report.__struct_fields__ if name not in own}
    return structs.replace(report, **changed)


def _within(value: Any, text: str, keep: frozenset[str]) -> Any:
    if isinstance(value, Struct):
        return everywhere(value, text, keep)
    if isinstance(value, str) and not isinstance(value, Enum):
        return text if value else value
    if isinstance(value, tuple):
        return tuple(_within(item, text, keep) for item in value)
    if isinstance(value, dict):
        return {text: _within(item, text, keep) for item in list(value.values())[:1]}  # noqa: B035 - one
    return value
