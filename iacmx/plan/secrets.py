"""The texts of DNS fields that a plan marks as sensitive: they are judged, but must not be printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iacmx.model import Change, Mx, RecordSet, Value

SHORTEST = 3
"""Shorter texts (``@``, a preference) are no secret, and hiding them would garble every report."""


def forms(value: Value | None) -> Iterator[str]:
    """Every form in which a value, an alias or an owner could be printed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mx):
        yield value.text
        yield from value.text.split()[1:]
        yield from forms(value.exchange)


def hideable(texts: Iterable[str]) -> frozenset[str]:
    """The texts that are long enough to be secret."""
    return frozenset(text for text in texts if len(text) >= SHORTEST)


def absolute_owners(secrets: Iterable[str], relative: Iterable[Change], absolute: Iterable[Change]) -> Iterator[str]:
    """The absolute form of every secret owner; the changes are the same before and after owners became absolute."""
    known = frozenset(secrets)
    for old, new in zip(_record_sets(relative), _record_sets(absolute), strict=True):
        if old.sensitive and old.owner in known and isinstance(new.owner, str):
            yield new.owner


def _record_sets(changes: Iterable[Change]) -> Iterator[RecordSet]:
    for change in changes:
        yield from (*change.before, *change.after)
