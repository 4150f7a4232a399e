"""The MX records that a provider makes by itself (Cloudflare Email Routing), as they are live.

A plan tells only that a resource enables the service. What is live tells the rest: preferences that the provider chose,
whether the records are there already, and whether others took their place. Where that is not known, what other
resources of the plan believe in tells it. A record that a resource of its own writes is left to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, structs

from iacmx.cases import Live
from iacmx.mail_hosts import recognise
from iacmx.model import Change, Mx, Plan, RecordSet

Place = tuple[str, str]  # zone key and owner


class _Service(Struct, frozen=True):
    """A service at one owner.

    ``there`` are its records before the apply, ``unlisted`` those of them that the provider does not list; ``written``
    the exchanges that other resources write. ``goes``: a resource disables it. ``writer`` is the address of the one
    resource that enables it anew or changes it, though several may say so, ``""`` where none does.
    """

    there: tuple[RecordSet, ...]
    unlisted: tuple[RecordSet, ...]
    written: frozenset[str]
    goes: bool
    writer: str

    @property
    def kept(self) -> tuple[RecordSet, ...]:
        """Those that are there and that no other resource writes."""
        return tuple(record for record in self.there if not _exchanges([record]) & self.written)


def adopt(plan: Plan, live: Mapping[str, Live]) -> tuple[Plan, dict[str, Live]]:
    """The plan with the records of services as they are live, and the zones with those that a provider does not list.

    A create of a service that is there already becomes an update of its records.
    """
    if not any(_enables(change) for change in plan.changes):
        return plan, dict(live)
    services = _services(plan, live)
    changes = tuple(_adopted(change, services) for change in plan.changes)
    claimed = {_identity(record) for change in changes for record in change.before if record.automatic}
    beside = {key: [r for r in state.beside if _identity(r) not in claimed] for key, state in live.items()}
    for (zone, _), service in services.items():
        beside[zone] += service.unlisted
    zones = {key: structs.replace(state, beside=tuple(beside[key])) for key, state in live.items()}
    return structs.replace(plan, changes=changes), zones


def _services(plan: Plan, live: Mapping[str, Live]) -> dict[Place, _Service]:
    touching: dict[Place, list[Change]] = {}
    places: set[Place] = set()
    for change in plan.changes:
        here = _places(change)
        for place in here:
            touching.setdefault(place, []).append(change)
        if _enables(change):
            places |= here
    return {place: _service(place, touching[place], live[place[0]]) for place in sorted(places)}


def _enables(change: Change) -> bool:
    """Whether it is the change of a resource that enables a service."""
    return change.per_record and any(record.automatic for record in (*change.before, *change.after))


def _places(change: Change) -> set[Place]:
    """Where it has MX records, as far as can be told."""
    records = (record for record in (*change.before, *change.after) if record.type == "MX")
    return {(record.zone, record.owner) for record in records if isinstance(record.owner, str)}


def _service(place: Place, changes: Sequence[Change], state: Live) -> _Service:
    enabling = [change for change in changes if _enables(change)]
    others = [change for change in changes if not _enables(change)]
    believed = [record for change in others for record in _at(place, change.before)]
    held = next((found for change in enabling if (found := _at(place, change.before))), ())
    known = _live(state, place, believed)
    ids = {_id(record) for change in enabling for record in (*_at(place, change.before), *_at(place, change.after))}
    listed = [record for record in (believed if known is None else known) if _id(record) in ids]
    there = tuple(listed)
    unlisted: tuple[RecordSet, ...] = ()
    if known is None:
        there += tuple(record for record in held if not _exchanges([record]) & _exchanges(listed))
    elif not known and state.data is not None:
        there = unlisted = held
    return _Service(
        there=there,
        unlisted=unlisted,
        written=_exchanges(record for change in others for record in _at(place, change.after)),
        goes=any(_at(place, c.before) and not _at(place, c.after) and not c.forgets for c in enabling),
        writer=_writer(change for change in enabling if _at(place, change.after) and not change.is_noop),
    )


def _writer(changes: Iterable[Change]) -> str:
    return min(((not change.deletes, change.address) for change in changes), default=(True, ""))[1]


def _live(state: Live, place: Place, believed: Sequence[RecordSet]) -> list[RecordSet] | None:
    """The live MX record sets of the owner, ``None`` where they are not known."""
    owner = place[1]
    if state.data is not None and (state.data.names is None or owner in state.data.names):
        return [r for r in state.data.records if r.owner == owner and r.type == "MX"]
    return [*believed, *(r for r in state.beside if r.owner == owner)] if owner in state.told else None


def _adopted(change: Change, services: Mapping[Place, _Service]) -> Change:
    if not _enables(change):
        return change
    before, after = ([r for r in side if not isinstance(r.owner, str)] for side in (change.before, change.after))
    for place in sorted(_places(change)):
        service, was, will = services[place], _at(place, change.before), _at(place, change.after)
        before += [_held_by(change, record) for record in _before(change, service, was, will)]
        after += [_held_by(change, record) for record in _after(change, service, was, will)]
    is_there = before and not change.before
    return structs.replace(
        change, actions=("update",) if is_there else change.actions, before=tuple(before), after=tuple(after)
    )


def _before(
    change: Change, service: _Service, was: Sequence[RecordSet], will: Sequence[RecordSet]
) -> tuple[RecordSet, ...]:
    if was and not will and not change.forgets:
        return service.there  # the provider deletes them, whoever wrote them
    if was and (change.is_noop or change.forgets):
        return service.kept
    if change.address != service.writer or (service.goes and not was):
        return ()
    return service.kept


def _after(
    change: Change, service: _Service, was: Sequence[RecordSet], will: Sequence[RecordSet]
) -> tuple[RecordSet, ...]:
    if not will:
        return ()
    if change.is_noop:
        return service.kept
    if change.address != service.writer:
        return ()
    there, wanted = _exchanges(service.there), _exchanges(will)
    is_whole = bool(there) and not there & wanted  # another generation of its hosts
    if is_whole or (was and not change.creates):
        return service.kept
    return (*service.kept, *(record for record in will if not _exchanges([record]) & (there | service.written)))


def _id(record: RecordSet) -> str:
    """The service whose host a single record names, ``""`` where none is known."""
    return next((service.id for name in _exchanges([record]) if (service := recognise(name))), "")


def _held_by(change: Change, record: RecordSet) -> RecordSet:
    values = tuple(
        structs.replace(value, address=change.address, automatic=True) if isinstance(value, Mx) else value
        for value in record.values
    )
    return structs.replace(record, values=values, address=change.address)


def _at(place: Place, records: Iterable[RecordSet]) -> tuple[RecordSet, ...]:
    return tuple(record for record in records if record.type == "MX" and (record.zone, record.owner) == place)


def _exchanges(records: Iterable[RecordSet]) -> frozenset[str]:
    return frozenset(
        value.exchange
        for record in records
        for value in record.values
        if isinstance(value, Mx) and isinstance(value.exchange, str)
    )


def _identity(record: RecordSet) -> tuple[object, ...]:
    content = [(value.preference, value.exchange) for value in record.values if isinstance(value, Mx)]
    return record.zone, record.owner, tuple(content)
