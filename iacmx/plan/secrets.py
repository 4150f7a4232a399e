"""The texts of DNS fields that a plan marks as sensitive: they are judged, but must not be printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iacmx.model import Change, Mx, RecordSet

SHORTEST = 3
"""Shorter texts (``@``, a preference) are no secret, and hiding them would garble every report."""


def secrets(changes: Iterable[Change]) -> frozenset[str]:
    """Every form in which a sensitive owner or value could be printed."""
    record_sets = (item for change in changes for item in (*change.before, *change.after) if item.sensitive)
    return frozenset(text for item in record_sets for text in _texts(item) if len(text) >= SHORTEST)


def _texts(record_set: RecordSet) -> Iterator[str]:
    for value in (record_set.owner, record_set.alias, *record_set.values):
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mx):
            yield from (value.text, *value.text.split()[1:], str(value.exchange))
