"""The plan laid over the live records: what one zone holds before and after the apply.

Removals of all changes come first, additions last, because the order of an apply between resources is not the plan's
to tell: this is the state when all of it is done. What may happen on the way is for the rules of the plan (MX602 to
MX604).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec import Struct, structs

from iacmx.model import Change, Mx, RecordSet, ZoneData

Key = tuple[object, ...]


class Overlay(Struct, frozen=True):
    """The record sets of one zone before and after, and ``(owner, type)`` -> plan address of what was taken away."""

    before: tuple[RecordSet, ...]
    after: tuple[RecordSet, ...]
    removed: dict[tuple[str, str], str]

    @property
    def is_as_before(self) -> bool:
        """Whether nothing was laid over the records."""
        return self.after is self.before


class Contents:
    """Owner -> types of what a zone holds before and after, gathered when first asked for."""

    def __init__(self, laid: Overlay) -> None:
        self._laid = laid

    @cached_property
    def before(self) -> dict[str, frozenset[str]]:
        return _types(self._laid.before)

    @cached_property
    def after(self) -> dict[str, frozenset[str]]:
        return self.before if self._laid.is_as_before else _types(self._laid.after)

    @cached_property
    def arriving(self) -> frozenset[str]:
        """The owners that hold something after and nothing before."""
        return frozenset(self.after.keys() - self.before.keys())


NO_CONTENTS = Contents(Overlay((), (), {}))


def _types(records: Iterable[RecordSet]) -> dict[str, frozenset[str]]:
    types: dict[str, set[str]] = {}
    for record in records:
        if isinstance(record.owner, str) and isinstance(record.type, str):
            types.setdefault(record.owner, set()).add(record.type)
    return {owner: frozenset(held) for owner, held in types.items()}


def overlay(
    zone: str,
    data: ZoneData | None,
    changes: Sequence[Change],
    *,
    apex: str = "",
    beside: Sequence[RecordSet] = (),
) -> Overlay:
    """Lay the changes to the zone with key ``zone`` over its live records.

    Where the live records are not known (``data`` is ``None``, or does not cover a name), what the plan believes to
    be live takes their place, with what else is known to be there ``beside``.
    """
    before = (*_before(zone, data, changes), *beside)
    if not changes:
        return Overlay(before, before, {})
    leaving = {
        _key(record, change): change.address
        for change in changes
        if "update" in change.actions or (change.deletes and not change.exclusive)
        for record in change.before
        if record.zone == zone
    }
    arriving = [
        (_key(record, change), record)
        for change in changes
        if "create" in change.actions or "update" in change.actions
        for record in change.after
        if record.zone == zone
    ]
    replaced = {key: record.address for key, record in arriving if key[0] == _SET}
    # Destroying an exclusive resource ends its hold on the zone and deletes no record set.
    forgotten = {change.address for change in changes if change.forgets or (change.exclusive and change.deletes)}
    exclusive = next((change.address for change in changes if _takes_over(change, zone)), None)
    stays: list[RecordSet] = []
    removed: dict[tuple[str, str], str] = {}
    for record in before:
        taken_by = [by for by in map({**replaced, **leaving}.get, _keys(record)) if by is not None]
        if exclusive is not None and not _is_apex_infrastructure(record, apex):
            taken_by.append(exclusive)
        if taken_by:
            removed[str(record.owner), str(record.type)] = taken_by[0]
        else:
            stays.append(structs.replace(record, address="") if record.address in forgotten else record)
    after = (*stays, *(record for _, record in arriving))
    here = {(str(record.owner), str(record.type)) for record in after}
    return Overlay(before, after, {key: by for key, by in removed.items() if key not in here})


def _before(zone: str, data: ZoneData | None, changes: Iterable[Change]) -> tuple[RecordSet, ...]:
    """The live records, each with the plan address that manages it; elsewhere what the plan believes.

    Of several that hold one record the first by name manages it, in whatever order the plan has them.
    """
    believed: dict[Key, RecordSet] = {}
    for change in changes:
        for record in change.before:
            key = _key(record, change)
            if record.zone == zone and (key not in believed or change.address <= believed[key].address):
                believed[key] = structs.replace(record, address=change.address)
    if data is None:
        return tuple(believed.values())
    if not believed and all(record.zone == zone and not record.address for record in data.records):
        return data.records
    live: list[RecordSet] = []
    for record in data.records:
        manager = next((believed[key].address for key in _keys(record) if key in believed), "")
        live.append(structs.replace(record, zone=zone, address=manager))
    covered = data.names
    elsewhere = () if covered is None else [record for record in believed.values() if record.owner not in covered]
    return (*live, *elsewhere)


def _takes_over(change: Change, zone: str) -> bool:
    """Whether the change makes its record sets the only ones of the zone (aws_route53_records_exclusive)."""
    arrives = "create" in change.actions or "update" in change.actions
    return change.exclusive and arrives and any(record.zone == zone for record in change.after)


def _is_apex_infrastructure(record: RecordSet, apex: str) -> bool:
    return record.owner == apex and record.type in ("NS", "SOA")


_SET, _ID, _VALUE = "set", "id", "value"


def _key(record: RecordSet, change: Change) -> Key:
    """What identifies at its provider the record set, or single record, that the change is about."""
    if not change.per_record:
        return (_SET, record.owner, record.type, record.variant)
    if record.record_id:
        return (_ID, record.record_id)
    return _value_key(record)


def _keys(record: RecordSet) -> tuple[Key, ...]:
    """All that a change could mean this live record by."""
    whole = (_SET, record.owner, record.type, record.variant)
    return (whole, (_ID, record.record_id), _value_key(record)) if record.record_id else (whole, _value_key(record))


def _value_key(record: RecordSet) -> Key:
    values = tuple((value.preference, value.exchange) if isinstance(value, Mx) else value for value in record.values)
    return (_VALUE, record.owner, record.type, values)
