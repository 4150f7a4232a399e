"""A provider's zones as they will be once a plan is applied."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from iacmx.errors import InputError
from iacmx.migrate.sides import Side
from iacmx.model import Change, Plan, RecordSet, Unknown, Zone, ZoneData
from iacmx.plan.owners import assume_absolute, bind
from iacmx.world.overlay import overlay


class Laid:
    """A ``side`` with a plan laid over its zones. Raises InputError for the plan of a run that failed."""

    def __init__(self, side: Side, plan: Plan) -> None:
        if plan.errored:
            raise InputError("The plan is that of a run that failed.", "Plan again, and show that plan.")
        self._side, self._plan = side, plan

    def zones(self, name: str = "") -> list[Zone]:
        """Those of the side, and those that the plan creates."""
        new = [
            zone
            for zone in self._plan.zones.values()
            if zone.created_by_plan and zone.name and name in ("", zone.name) and not zone.private
        ]
        return [*self._side.zones(name), *new]

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        """The record sets after the apply. Raises ZoneNotFound, ProviderError."""
        data = ZoneData(zone, ()) if zone.created_by_plan else self._side.fetch(zone, names)
        keys = [key for key, planned in self._plan.zones.items() if _is_same(planned, zone)]
        plan = assume_absolute(bind(self._plan, dict.fromkeys(keys, zone.name)))
        for key in keys:
            changes = [change for change in plan.changes if _concerns(change, key)]
            data = ZoneData(zone, overlay(key, data, changes, apex=zone.name).after, data.names)
        return replace(data, records=(*data.records, *_unplaced(plan)))


def _is_same(planned: Zone, zone: Zone) -> bool:
    if planned.key == zone.key:
        return True
    if planned.provider != zone.provider or planned.created_by_plan or planned.private != zone.private:
        return False
    return planned.id == zone.id if planned.id else bool(planned.name) and planned.name == zone.name


def _concerns(change: Change, key: str) -> bool:
    return any(record.zone == key for record in (*change.before, *change.after))


def _unplaced(plan: Plan) -> Iterable[RecordSet]:
    """Records that arrive in a zone that can't be told: they may be in this one."""
    for change in plan.changes:
        for record in change.after:
            zone = plan.zones.get(record.zone)
            if not change.is_noop and zone is not None and zone.unknown is not None and not zone.name:
                yield replace(record, owner=Unknown(), address=change.address)
