"""From a plan and the live records to cases: one for every owner of MX records that there is to judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from iacmx.case import Actual, Case, MxSet
from iacmx.model import Change, Mx, Plan, RecordSet, Unknown, Zone, ZoneChange, ZoneData
from iacmx.names import ancestors, is_within, lies_in, tlsa_owner
from iacmx.policy import Policy
from iacmx.titles import title
from iacmx.world import Layer, World
from iacmx.world.handed_over import HandedOver, Recut, recuts
from iacmx.world.live_records import LiveRecords
from iacmx.world.overlay import Contents, Overlay, overlay
from iacmx.world.zone import ZoneLayer, Zones

HOST_TYPES = ("A", "AAAA", "CNAME", "DNAME")
TLSA_TYPES = ("TLSA", "CNAME", "DNAME")
OWNER_UNKNOWN = "(owner can't be told)"


class Live(Struct, frozen=True):
    """What was learned of one zone from its provider.

    ``data`` is ``None`` where it was not or could not be asked; ``reason`` says why ``actual`` is FAILED or SERVED.
    Where it is FAILED, ``asked`` is who was, and ``hint`` what to do.
    Where it is SERVED, ``beside`` are the MX records that DNS has beyond those that the plan believes in, and ``told``
    the owners whose MX set is whole with them.
    """

    zone: Zone
    actual: Actual
    data: ZoneData | None = None
    reason: str = ""
    hint: str = ""
    asked: str = ""
    beside: tuple[RecordSet, ...] = ()
    told: frozenset[str] = frozenset()


class Situation(Struct, frozen=True):
    """The plan laid over the live records of all its zones: the two worlds and the step between them."""

    plan: Plan
    live: dict[str, Live]
    overlays: dict[str, Overlay]
    before: World
    after: World
    served: World
    recut: frozenset[str] = frozenset()
    """The names inside the zones that the plan delegates, delegates to other servers, or delegates no more."""


def situation(plan: Plan, live: Mapping[str, Live], served: Layer) -> Situation:
    """Lay the plan over the live records, with ``served`` answering for everything else."""
    changes = _by_zone((*plan.changes, *_drifted(plan)))
    overlays: dict[str, Overlay] = {}
    before: list[ZoneLayer] = []
    after: list[ZoneLayer] = []
    planned = {change.address for change in plan.changes if not change.is_noop}
    gone = {change.before.key: change for change in plan.zone_changes if change.before and _ends(change)}
    for state in sorted(live.values(), key=_most_specific_first):
        key = state.zone.key
        laid = overlay(key, state.data, changes.get(key, ()), apex=state.zone.name, beside=state.beside)
        if key in gone:
            laid = _without(laid, gone[key])
        overlays[key] = laid
        new = state.actual is Actual.NEW
        covered: frozenset[str] | None = frozenset()
        if new or (state.data is not None and state.data.names is None):
            covered = None
        elif state.data is not None:
            covered = state.data.names
        source = "the plan" if new else title(state.zone.provider) or "the plan"
        if not new:
            before.append(ZoneLayer(state.zone, laid.before, covered=covered, source=source))
        if not new and laid.is_as_before:
            after.append(before[-1])
            continue
        covered = None if key in gone else covered
        after.append(
            ZoneLayer(state.zone, laid.after, covered=covered, removed=laid.removed, planned=planned, source=source)
        )
    now = World([Zones(before), served])
    then, recut = now, Recut({}, frozenset())
    if after != before:
        recut = recuts((live[key].zone, laid) for key, laid in overlays.items())
        handed = [HandedOver(recut.to, served)] if recut.to else []
        then = World([Zones(after), *handed, served])
    return Situation(plan, dict(live), overlays, now, then, World([served]), recut.names)


def _drifted(plan: Plan) -> list[Change]:
    """Resources that the plan names only because they drifted (``-refresh-only``), as they are live now."""
    planned = {change.address for change in plan.changes}
    return [
        structs.replace(change, actions=("no-op",), before=change.after)
        for change in plan.drift
        if change.address not in planned and change.after
    ]


def _most_specific_first(state: Live) -> tuple[int, bool, str]:
    return -state.zone.name.count("."), state.actual is Actual.NEW, state.zone.key


def _without(laid: Overlay, change: ZoneChange) -> Overlay:
    """The overlay of a zone that the plan deletes with all its records."""
    lost = {(str(record.owner), str(record.type)): change.address for record in laid.before}
    return Overlay(laid.before, (), {**laid.removed, **lost})


def cases(at: Situation, *, apexes: bool = False) -> list[Case]:
    """One case for every owner that has MX records before or after, or a change that may be one to MX records.

    ``apexes``: also for the apex of every zone whose records are known.

    Sorted by zone and owner. ``Case.touched`` tells those that the plan changes from those that it leaves alone.
    """
    changes, hosts = _by_zone(at.plan.changes), _by_host(at.plan.changes)
    records = LiveRecords({key: state.data for key, state in at.live.items() if state.data is not None})
    found = [
        case
        for key, laid in at.overlays.items()
        for case in _of_zone(at, at.live[key], laid, changes.get(key, ()), hosts, records, apexes)
    ]
    return sorted(found, key=lambda case: (case.zone.name, case.zone.key, case.owner))


def _by_zone(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """The changes that hold a record set of each zone, in plan order."""
    zones: dict[str, list[Change]] = {}
    for change in changes:
        for key in {record.zone for record in (*change.before, *change.after)}:
            zones.setdefault(key, []).append(change)
    return zones


def _by_host(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """The changes to records that say where a host is, who serves a name, or how a host is authenticated."""
    hosts: dict[str, list[Change]] = {}
    for change in changes:
        for record in (*change.before, *change.after):
            if isinstance(record.owner, str) and record.type in (*HOST_TYPES, "NS", "TLSA"):
                hosts.setdefault(record.owner, []).append(change)
    return hosts


def _of_zone(
    at: Situation,
    state: Live,
    laid: Overlay,
    here: Sequence[Change],
    by_host: Mapping[str, Sequence[Change]],
    records: LiveRecords,
    apexes: bool,
) -> Iterator[Case]:
    key = state.zone.key
    zone_change = next((c for c in at.plan.zone_changes if key in (_key(c.before), _key(c.after))), None)
    before = _by_owner(laid.before)
    after = before if laid.is_as_before else _by_owner(laid.after)
    changes = _mx_changes(here, key)
    drift = _mx_changes(at.plan.drift, key)
    zones = tuple(live.zone for live in at.live.values())
    live = _live_by_owner(state)
    contents = Contents(laid)
    zone_wide = (*(c for c in here if c.exclusive), *_of_type(by_host.get(state.zone.name, ()), ("NS",)))
    owners = {*before, *after, *changes, *drift}
    if apexes and state.data is not None:
        owners.add(state.zone.name)
    # A zone that was to be read and could not be must not drop out of the verdict because the plan shows no MX of it.
    unread = {state.zone.label} if state.actual is Actual.FAILED and not owners else set[str]()
    for owner in sorted(owners | unread):
        mine = tuple(changes.get(owner, ()))
        sets_before = mx_sets(before.get(owner, ()))
        sets_after = sets_before if laid.is_as_before else mx_sets(after.get(owner, ()))
        hosts = {host for mx_set in (*sets_before, *sets_after) for host in mx_set.hosts}
        host_changes = tuple(_changes_to_hosts(hosts, by_host))
        zone_goes = zone_change is not None and "delete" in zone_change.actions
        moved = any(not change.is_noop for change in (*mine, *host_changes))
        yield Case(
            zone=state.zone,
            owner=owner,
            before=sets_before,
            after=sets_after,
            before_world=at.before,
            after_world=at.after,
            actual=state.actual,
            after_complete=zone_goes or _is_complete(state, owner, mine),
            touched=owner not in unread
            and (
                moved
                or zone_goes
                or _content(sets_before) != _content(sets_after)
                or _loses_host(hosts, at.plan)
                or (bool(at.recut) and _recut(at.recut, state.zone, owner, hosts))
                or (bool(by_host) and _reached_otherwise(at, hosts, by_host))
            ),
            changes=mine,
            drift=tuple(drift.get(owner, ())),
            zone_change=zone_change,
            zone_wide=zone_wide,
            live=tuple(filter(_is_mx, live.get(owner, ()))) if _knows(state, owner) else None,
            apex=tuple(live.get(state.zone.name, ())),
            data=state.data,
            contents=contents,
            all_changes=at.plan.changes,
            all_zones=zones,
            served=at.served,
            host_changes=host_changes,
            live_records=records,
            actual_reason=state.reason,
            actual_hint=state.hint,
            actual_asked=state.asked,
        )


def _ends(change: ZoneChange) -> bool:
    """Whether the zone goes for good; one that is known by its name may be replaced by itself."""
    return "delete" in change.actions and _key(change.before) != _key(change.after)


def _key(zone: Zone | None) -> str:
    return zone.key if zone else ""


def _by_owner(records: Iterable[RecordSet]) -> dict[str, list[RecordSet]]:
    owners: dict[str, list[RecordSet]] = {}
    for record in records:
        if _may_be_mx(record):
            owners.setdefault(_owner(record), []).append(record)
    return owners


def _may_be_mx(record: RecordSet) -> bool:
    return record.type == "MX" or isinstance(record.type, Unknown)


def _is_mx(record: RecordSet) -> bool:
    return record.type == "MX"


def _owner(record: RecordSet) -> str:
    return record.owner if isinstance(record.owner, str) else OWNER_UNKNOWN


def _mx_changes(changes: Iterable[Change], zone: str) -> dict[str, list[Change]]:
    """The changes to record sets that are, or may be, MX, by owner; a change may stand at several owners."""
    owners: dict[str, list[Change]] = {}
    for change in changes:
        here = {_owner(r) for r in (*change.before, *change.after) if r.zone == zone and _may_be_mx(r)}
        for owner in here:
            owners.setdefault(owner, []).append(change)
    return owners


def _of_type(changes: Iterable[Change], types: Sequence[str]) -> Iterator[Change]:
    return (c for c in changes if any(r.type in types for r in (*c.before, *c.after)))


def is_mail_tlsa(record: RecordSet) -> bool:
    """Whether it holds the TLSA records of a mail host (RFC 7672)."""
    return record.type == "TLSA" and isinstance(record.owner, str) and record.owner.startswith(tlsa_owner(""))


def _changes_to_hosts(hosts: Iterable[str], by_host: Mapping[str, Sequence[Change]]) -> Iterator[Change]:
    """The changes to where the hosts are, and to how senders authenticate them."""
    for host in sorted(hosts):
        yield from _of_type(by_host.get(host, ()), HOST_TYPES)
        yield from _of_type(by_host.get(tlsa_owner(host), ()), TLSA_TYPES)


def _live_by_owner(state: Live) -> dict[str, list[RecordSet]]:
    owners: dict[str, list[RecordSet]] = {}
    for record in state.data.records if state.data else ():
        owners.setdefault(_owner(record), []).append(record)
    return owners


def _knows(state: Live, owner: str) -> bool:
    """Whether the live records of ``owner`` are known."""
    return state.data is not None and (state.data.names is None or owner in state.data.names)


def _loses_host(hosts: set[str], plan: Plan) -> bool:
    """Whether a zone that holds one of the hosts is deleted by the plan."""
    gone = [change.before.name for change in plan.zone_changes if change.before and _ends(change)]
    return any(name and is_within(host, name) for host in hosts for name in gone)


def _recut(names: frozenset[str], zone: Zone, owner: str, hosts: Iterable[str]) -> bool:
    """Whether others will serve the owner, other than by its zone, or one of the hosts."""
    inside = frozenset(name for name in names if name != zone.name and zone.name and is_within(name, zone.name))
    return lies_in(owner, inside) or any(lies_in(host, names) for host in hosts)


def _reached_otherwise(at: Situation, hosts: Iterable[str], by_host: Mapping[str, Sequence[Change]]) -> bool:
    """Whether the plan changes a wildcard that says where one of the hosts is."""
    below = (host for host in hosts if any("*." + name in by_host for name in ancestors(host)))
    return any(at.before.addresses(host) != at.after.addresses(host) for host in below)


def _is_complete(state: Live, owner: str, changes: Sequence[Change]) -> bool:
    if state.actual is Actual.NEW or not any(change.per_record for change in changes):
        return True
    return _knows(state, owner) or owner in state.told


def _content(sets: Iterable[MxSet]) -> list[object]:
    return [mx_set.content for mx_set in sets]


def under(policy: Policy, found: Sequence[Case]) -> list[Case]:
    """The cases with the policy of the house."""
    if policy == Policy():
        return list(found)
    changed = len({case.owner for case in found if case.changes_mx})
    return [structs.replace(case, policy=policy, owners_changed=changed) for case in found]


def mx_sets_by_owner(records: Iterable[RecordSet]) -> dict[str, tuple[MxSet, ...]]:
    """The MX record sets among the records, by owner."""
    owners: dict[str, list[RecordSet]] = {}
    for record in filter(_is_mx, records):
        owners.setdefault(_owner(record), []).append(record)
    return {owner: mx_sets(held) for owner, held in owners.items()}


def mx_sets(records: Iterable[RecordSet]) -> tuple[MxSet, ...]:
    """The MX record sets of one owner as resolvers see them: single records and multivalue answers put together."""
    variants: dict[str, list[RecordSet]] = {}
    for record in records:
        variants.setdefault("" if record.routing == "multivalue" else record.variant, []).append(record)
    return tuple(_mx_set(variant, variants[variant]) for variant in sorted(variants))


def _mx_set(variant: str, records: Sequence[RecordSet]) -> MxSet:
    mxs: list[Mx] = []
    unknown: list[Unknown] = []
    for record in records:
        for value in record.values:
            if isinstance(value, Mx) and isinstance(value.exchange, str):
                mxs.append(structs.replace(value, ttl=record.ttl, address=record.address))
            else:
                unknown.append(_as_unknown(value))
        if isinstance(record.type, Unknown) and not record.values:
            unknown.append(record.type)
    first = records[0]
    return MxSet(
        records=tuple(mxs),
        unknown=tuple(unknown),
        variant=variant,
        routing=first.routing,
        routing_detail=first.routing_detail,
        alias=first.alias,
        ttls=tuple(sorted({record.ttl for record in records if record.ttl is not None})),
        addresses=tuple(dict.fromkeys(record.address for record in records if record.address)),
    )


def _as_unknown(value: object) -> Unknown:
    if isinstance(value, Mx):
        value = value.exchange
    return value if isinstance(value, Unknown) else Unknown()
