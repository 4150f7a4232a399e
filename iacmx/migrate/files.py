"""Files in place of a provider: a Terraform state, a plan, a zone file."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from iacmx.audit.source import Source
from iacmx.errors import InputError, ZoneNotFound
from iacmx.model import Plan, RecordSet, Unknown, Zone, ZoneData
from iacmx.names import is_within
from iacmx.plan import read
from iacmx.plan.owners import assume_absolute, bind
from iacmx.plan.state import read_state
from iacmx.world.zonefile import read_whole, read_zone


def opened(source: Source) -> Planned | ZoneFile:
    """The side of a ``state:``, ``plan:`` or ``zonefile:`` source. Raises InputError."""
    if source.provider == "zonefile":
        return ZoneFile(source.account)
    if source.provider == "state":
        return Planned(read_state(source.account), source.label)
    plan = read(source.account)
    if plan.errored:
        raise InputError(f"{source.account} is the plan of a run that failed.", "Plan again, and show that plan.")
    return Planned(plan, source.label)


class ZoneFile:
    """One zone file. Raises InputError."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._data = read_zone(path)

    def zones(self, name: str = "") -> list[Zone]:
        return [self._data.zone] if name in ("", self._data.zone.name) else []

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        return self._data

    def whole(self, zone: Zone) -> ZoneData:
        """As :meth:`iacmx.provider.Whole.whole`."""
        return read_whole(self._path)


class Planned:
    """What Terraform holds after the apply, or by its state: the records of its resources and no others."""

    def __init__(self, plan: Plan, label: str) -> None:
        self._plan = plan
        self._label = label

    def zones(self, name: str = "") -> list[Zone]:
        """The zones that hold records or are resources; one whose name is not told is found by its owners' names."""
        held = {record.zone for record in _records(self._plan)} | {
            change.after.key for change in self._plan.zone_changes if change.after
        }
        gone = {one.before.key for one in self._plan.zone_changes if one.before and not one.after}
        found = [zone for key, zone in self._plan.zones.items() if key in held - gone]
        if not name:
            return [zone for zone in found if zone.name]
        return [replace(zone, name=name) for zone in found if zone.name == name or self._lies_in(zone, name)]

    def _lies_in(self, zone: Zone, name: str) -> bool:
        owners = {record.owner for record in _records(self._plan) if record.zone == zone.key and not record.relative}
        known = [owner for owner in owners if isinstance(owner, str)]
        return not zone.name and bool(known) and all(is_within(owner, name) for owner in known)

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        """The records after the apply; with them those whose zone can't be told. Raises ZoneNotFound."""
        plan = assume_absolute(bind(self._plan, {zone.key: zone.name}))
        if zone.key not in plan.zones:
            raise ZoneNotFound(f"{self._label} holds no zone {zone.label}.", "Check the file.")
        records = [
            replace(record, owner=Unknown()) if record.zone != zone.key else record
            for record in _records(plan)
            if record.zone == zone.key or _may_be_in(record, plan)
        ]
        return ZoneData(zone, tuple(records))


def _may_be_in(record: RecordSet, plan: Plan) -> bool:
    zone = plan.zones.get(record.zone)
    return zone is not None and zone.unknown is not None and not zone.name


def _records(plan: Plan) -> Iterable[RecordSet]:
    for change in plan.changes:
        if not change.deposed and (change.is_noop or change.creates or "update" in change.actions):
            yield from (replace(record, address=change.address) for record in change.after)
