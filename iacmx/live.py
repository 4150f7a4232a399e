"""What the providers hold of every zone of a plan, and what has to be asked to know it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from msgspec import structs

from iacmx.actual import Want, fetch_all
from iacmx.case import Actual
from iacmx.cases import HOST_TYPES, Live, is_mail_tlsa
from iacmx.errors import NoAdapter, NotAsked
from iacmx.model import Change, Mx, Plan, RecordSet, Unknown, Zone, ZoneData
from iacmx.names import ancestors, parent
from iacmx.provider import Deadline, Provider
from iacmx.served import NO_ADAPTER


def live_zones(
    plan: Plan, provider_for: Callable[[str], Provider] | None, deadline: Deadline | None = None
) -> dict[str, Live]:
    """What is known of every zone of the plan, by key; those whose mail it touches are asked for, all at once.

    ``provider_for`` connects to a provider by name, ``None`` asks none; see :func:`iacmx.check.check`.
    """
    states = {
        key: Live(zone, Actual.NEW if zone.created_by_plan else Actual.SKIPPED) for key, zone in plan.zones.items()
    }
    if provider_for is None:
        return states
    for key, answer in fetch_all(wants(plan), provider_for, deadline).items():
        zone = plan.zones[key]
        if isinstance(answer, ZoneData):
            states[key] = Live(merged(zone, answer.zone), Actual.FETCHED, answer)
        elif isinstance(answer, NoAdapter):
            states[key] = Live(zone, Actual.SERVED, reason=NO_ADAPTER)
        elif not isinstance(answer, NotAsked):
            states[key] = Live(zone, Actual.FAILED, reason=answer.message, hint=answer.hint, asked=answer.asked)
    return states


def merged(planned: Zone, live: Zone) -> Zone:
    """The zone as the provider tells it, under the plan's key and address."""
    return structs.replace(
        live,
        key=planned.key,
        address=planned.address,
        name_servers=live.name_servers or planned.name_servers,
        private=planned.private or live.private,
        status=live.status or planned.status,
        kind=live.kind or planned.kind,
    )


def wants(plan: Plan) -> list[Want]:
    """What to ask the providers: nothing of a zone whose mail the plan leaves alone.

    Taking away or changing an address, or a mail host's TLSA records, or who serves a name inside the zone may hit any
    MX set of the zone, so the whole zone is asked for; otherwise the owners of the MX sets that the plan changes are
    enough, with the names that decide whether they are served (zone cuts above them and above exchanges that the plan
    writes), whom a wildcard reaches, and the mail hosts that the plan makes, which somebody may have made meanwhile.
    These stand beside the owners, so that they cost a further request in zones of several pages only.
    """
    changes: dict[str, list[tuple[Change, list[RecordSet]]]] = defaultdict(list)
    wildcards: dict[str, set[str]] = defaultdict(set)
    hosts = _hosts(plan.changes)
    for change in plan.changes:
        for key, records in _by_zone(change):
            changes[key].append((change, records))
        for record in change.after:
            if record.type == "MX" and str(record.owner).startswith("*."):
                wildcards[record.zone].add(str(record.owner))
    gone = {change.before.key for change in plan.zone_changes if change.before and "delete" in change.actions}
    found = (_want(zone, key in gone, changes[key], wildcards[key], hosts) for key, zone in plan.zones.items())
    return [want for want in found if want is not None]


def _hosts(changes: Iterable[Change]) -> set[str]:
    """The exchanges of the plan, those of sets that it leaves alone included."""
    records = (record for change in changes for record in change.after if record.type == "MX")
    return {str(value.exchange) for record in records for value in record.values if isinstance(value, Mx)}


def _by_zone(change: Change) -> Iterator[tuple[str, list[RecordSet]]]:
    if change.is_noop:
        return
    zones: dict[str, list[RecordSet]] = defaultdict(list)
    for record in (*change.before, *change.after):
        zones[record.zone].append(record)
    yield from zones.items()


def _want(
    zone: Zone,
    is_deleted: bool,
    changes: Sequence[tuple[Change, list[RecordSet]]],
    wildcards: Collection[str],
    hosts: Collection[str],
) -> Want | None:
    if zone.created_by_plan or zone.unknown is not None or not (zone.id or zone.name):
        return None
    if is_deleted or any(change.exclusive or _takes_address(change) for change, _ in changes):
        return Want(zone, None)
    if any(_is_cut(record, zone) for _, records in changes for record in records):
        return Want(zone, None)
    written = [record for _, records in changes for record in records]
    records = [record for record in written if _may_be_mx(record)]
    if any(record.relative or isinstance(record.owner, Unknown) for record in records):
        return Want(zone, None)
    new = {str(record.owner) for record in written if record.type in HOST_TYPES and not record.relative}
    taken = {name for name in new if "*." + parent(name) in wildcards}
    owners = {str(record.owner) for record in records} | taken | {"*." + parent(name) for name in taken}
    owners |= new.intersection(hosts)
    if not owners:
        return None
    exchanges = {str(value.exchange) for record in records for value in record.values if isinstance(value, Mx)}
    return Want(zone, frozenset(owners | _beside(zone.name, owners, exchanges & new)))


def _beside(apex: str, owners: Iterable[str], hosts: Iterable[str]) -> set[str]:
    """The names that may be zone cuts above the owners and hosts, and the apex where a wildcard stands right below it:
    both begin a zone, so that the page that has the one has the other."""
    above = {name for below in (*owners, *hosts) for name in ancestors(below) if apex and name.endswith("." + apex)}
    return above | ({apex} if apex and "*." + apex in owners else set())


def _may_be_mx(record: RecordSet) -> bool:
    return record.type == "MX" or isinstance(record.type, Unknown)


def _is_cut(record: RecordSet, zone: Zone) -> bool:
    """Whether it says, or in a zone whose name is not known may say, who serves a name inside the zone."""
    return record.type == "NS" and record.owner != zone.name


def _takes_address(change: Change) -> bool:
    """Whether an address (or alias, or what authenticates a mail host) that is live now goes away or changes."""
    return any(record.type in HOST_TYPES or is_mail_tlsa(record) for record in change.before)
