"""Which names of the case's zone hold which types once the plan is applied."""

from __future__ import annotations

from iacmx.case import Actual, Case
from iacmx.model import RecordSet


def is_whole(case: Case) -> bool:
    """Whether every name of the zone is known: a new zone, or one that was fetched as a whole."""
    return case.actual is Actual.NEW or (case.data is not None and case.data.names is None)


def types_after(case: Case) -> dict[str, frozenset[str]]:
    """Owner -> types, as far as they are known (see :func:`is_whole`), else what the plan keeps."""
    gone: set[tuple[str, str]] = set()
    here: set[tuple[str, str]] = set()
    believed: set[tuple[str, str]] = set()
    exclusive = False
    for change in case.all_changes:
        if "update" in change.actions or (change.deletes and not change.exclusive):
            gone |= _keys(case, change.before)
        if change.creates or "update" in change.actions:
            after = _keys(case, change.after)
            here |= after
            exclusive = exclusive or (change.exclusive and bool(after))
        if change.is_noop:
            believed |= _keys(case, change.after)
    live = _keys(case, case.data.records if case.data else ())
    live |= {key for key in believed if not _is_fetched(case, key[0])}
    if exclusive:
        live = {key for key in live if key in ((case.zone.name, "NS"), (case.zone.name, "SOA"))}
    types: dict[str, frozenset[str]] = {}
    for owner, rdtype in (live - gone) | here:
        types[owner] = types.get(owner, frozenset()) | {rdtype}
    return types


def types_before(case: Case) -> dict[str, frozenset[str]]:
    """Owner -> types of what is live now, as far as it was fetched."""
    types: dict[str, frozenset[str]] = {}
    for owner, rdtype in _keys(case, case.data.records if case.data else ()):
        types[owner] = types.get(owner, frozenset()) | {rdtype}
    return types


def _is_fetched(case: Case, owner: str) -> bool:
    return case.data is not None and (case.data.names is None or owner in case.data.names)


def _keys(case: Case, records: tuple[RecordSet, ...]) -> set[tuple[str, str]]:
    return {
        (record.owner, record.type)
        for record in records
        if record.zone == case.zone.key and isinstance(record.owner, str) and isinstance(record.type, str)
    }
