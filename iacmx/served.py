"""What DNS tells of zones whose provider can't be asked, because there is no adapter for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec import structs

from iacmx.case import Actual
from iacmx.cases import Live
from iacmx.model import Answer, Mx, Plan, RecordSet
from iacmx.names import parent
from iacmx.world import Layer, World

NO_ADAPTER = "no adapter for this provider; live records are what DNS serves"
NOT_ASKED = "no adapter for this provider, and DNS was not asked; live records are what the plan believes"
PRIVATE = "no adapter for this provider, and DNS serves no private zone; live records are what the plan believes"


class Asked(Layer, Protocol):
    """A layer that asks, all at once, what was looked up in vain: :class:`iacmx.world.served.Served`."""

    def settle(self) -> bool: ...


def complete(plan: Plan, live: Mapping[str, Live], dns: Asked | None) -> dict[str, Live]:
    """The zones, those that are SERVED with the MX records that DNS has beyond what the plan believes in.

    A set that lacks something the plan believes in is not taken from DNS: a resolver may answer from a cache that is
    older than the state. Neither is one that comes from an alias or a wildcard: it is not the owner's own.
    """
    wanted = {key for key, state in live.items() if state.actual is Actual.SERVED and not state.zone.private}
    if dns is None or not wanted:
        return {key: _unasked(state) for key, state in live.items()}
    served = World((dns,))
    believed, owners = _believed(plan), _owners(plan)
    asked = {key: sorted((owners.get(key, set()) | {live[key].zone.name}) - {""}) for key in wanted}
    for key in sorted(wanted):
        for owner in asked[key]:
            served.lookup(owner, "MX")
            if wildcard := _wildcard(live[key], owner):
                served.lookup(wildcard, "MX")
    dns.settle()
    return {
        key: _told(state, asked[key], believed, served) if key in wanted else _unasked(state)
        for key, state in live.items()
    }


def _unasked(state: Live) -> Live:
    if state.actual is not Actual.SERVED:
        return state
    return structs.replace(state, reason=PRIVATE if state.zone.private else NOT_ASKED)


def _owners(plan: Plan) -> dict[str, set[str]]:
    """The owners of MX records that the plan changes, by zone.

    The apex is asked for as well: it is the likeliest to name a host that the plan changes.
    """
    found: dict[str, set[str]] = {}
    for change in plan.changes:
        for record in () if change.is_noop else (*change.before, *change.after):
            if record.type == "MX" and isinstance(record.owner, str):
                found.setdefault(record.zone, set()).add(record.owner)
    return found


Values = set[tuple[int | None, object]]


def _believed(plan: Plan) -> dict[tuple[str, str], Values]:
    """What the plan believes to be live, by zone and owner."""
    found: dict[tuple[str, str], Values] = {}
    for change in plan.changes:
        for record in change.before:
            if record.type == "MX" and isinstance(record.owner, str) and not record.automatic:
                found.setdefault((record.zone, record.owner), set()).update(map(_key, _records(record.values)))
    return found


def _told(state: Live, owners: list[str], believed: Mapping[tuple[str, str], Values], served: World) -> Live:
    beside: list[RecordSet] = []
    told: set[str] = set()
    for owner in owners:
        answer = served.lookup(owner, "MX")
        here = believed.get((state.zone.key, owner), set())
        if not answer.settled:
            continue
        if answer.absent or answer.aliases or _is_synthesized(answer, _wildcard(state, owner), served):
            told.add(owner)
            continue
        live = {_key(mx): mx for mx in _records(answer.values)}
        if here <= live.keys():
            told.add(owner)
            others = (mx for key, mx in live.items() if key not in here)
            beside += [RecordSet(state.zone.key, owner, "MX", values=(mx,)) for mx in others]
    return structs.replace(state, beside=tuple(beside), told=frozenset(told))


def _is_synthesized(answer: Answer, name: str, served: World) -> bool:
    """Whether it is the answer of the wildcard of that name (RFC 4592 section 3.3)."""
    if not name:
        return False
    wildcard = served.lookup(name, "MX")
    return wildcard.exists and set(map(_key, _records(answer.values))) == set(map(_key, _records(wildcard.values)))


def _wildcard(state: Live, owner: str) -> str:
    """The wildcard beside an owner, ``""`` for the apex and for a wildcard itself."""
    return "" if owner == state.zone.name or owner.startswith("*.") else "*." + parent(owner)


def _records(values: tuple[object, ...]) -> list[Mx]:
    return [structs.replace(value, ttl=None, address="") for value in values if isinstance(value, Mx)]


def _key(mx: Mx) -> tuple[int | None, object]:
    return mx.preference, mx.exchange
