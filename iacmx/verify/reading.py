"""The plan laid over what its providers hold after the apply."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from msgspec import structs

from iacmx.actual import Want, fetch_all
from iacmx.automatic import adopt
from iacmx.case import Actual
from iacmx.cases import Live, Situation, situation
from iacmx.errors import NoAdapter, NotAsked, ZoneNotFound
from iacmx.live import merged
from iacmx.model import Plan, Zone, ZoneData
from iacmx.plan.owners import assume_absolute, bind
from iacmx.world import Nothing

if TYPE_CHECKING:
    from iacmx.provider import Deadline, Provider

NO_ADAPTER = "no adapter for this provider: only DNS can tell"
NOT_ASKED = "the provider was not asked"
UNKNOWN_ZONE = "which zone it is, is known only after the apply"


def deleted(plan: Plan) -> frozenset[str]:
    """The keys of the zones that the plan deletes for good."""
    kept = {change.after.key for change in plan.zone_changes if change.after is not None}
    gone = {change.before.key for change in plan.zone_changes if change.before and "delete" in change.actions}
    return frozenset(gone - kept)


def read(
    plan: Plan,
    provider_for: Callable[[str], Provider],
    names: Mapping[str, frozenset[str]],
    only: Collection[str],
    deadline: Deadline,
) -> Situation:
    """The plan over the zones that it holds records of, read at their providers; ``only`` those of these names, if any.

    ``names`` are the owners that are enough of a zone, by its key; of others all is read. Raises UsageError.
    """
    told = {record.zone for change in plan.changes for record in (*change.before, *change.after)} | deleted(plan)
    zones = {key: zone for key, zone in plan.zones.items() if key in told and (not only or zone.name in only)}
    live = {key: Live(zone, Actual.FAILED, reason=UNKNOWN_ZONE) for key, zone in zones.items()}
    wants = [Want(_now(zone), names.get(key)) for key, zone in zones.items() if zone.id or zone.name]
    for key, answer in fetch_all(wants, provider_for, deadline).items():
        live[key] = _live(zones[key], answer, is_deleted=key in deleted(plan))
    plan = structs.replace(plan, zones=zones)
    plan = assume_absolute(bind(plan, {key: state.zone.name for key, state in live.items() if state.zone.name}))
    plan, live = adopt(plan, live)
    return situation(plan, live, Nothing())


def _now(zone: Zone) -> Zone:
    """The zone as it can be asked for after the apply: one that the plan made is found by its name."""
    return structs.replace(zone, id="" if zone.created_by_plan else zone.id)


def _live(zone: Zone, answer: ZoneData | Exception, *, is_deleted: bool) -> Live:
    if isinstance(answer, ZoneData):
        return Live(merged(zone, answer.zone), Actual.FETCHED, answer)
    if isinstance(answer, ZoneNotFound) and is_deleted:
        return Live(zone, Actual.FETCHED, ZoneData(zone, ()))
    if isinstance(answer, NoAdapter):
        return Live(zone, Actual.SKIPPED, reason=NO_ADAPTER)
    if isinstance(answer, NotAsked):
        return Live(zone, Actual.SKIPPED, reason=NOT_ASKED)
    return Live(zone, Actual.FAILED, reason=getattr(answer, "message", ""), hint=getattr(answer, "hint", ""))
