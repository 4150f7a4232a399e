"""What DNS tells of zones whose provider can't be asked, because there is no adapter for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from msgspec import structs

from iacmx.case import Actual
from iacmx.cases import Live
from iacmx.model import Answer, Mx, Plan, RecordSet
from iacmx.names import parent
from iacmx.world import Layer, World

NO_ADAPTER = "no adapter for this provider; live records are what DNS serves"
NOT_ASKED = "no adapter for this provider, and DNS was not asked; live records are what the plan believes"


class Asked(Layer, Protocol):
    """A layer that asks, all at once, what was looked up in vain: :class:`iacmx.world.served.Served`."""

    def settle(self) -> bool: ...


def complete(plan: Plan, live: Mapping[str, Live], dns: Asked | None) -> dict[str, Live]:
    """The zones, those that are SERVED with the MX records that DNS has beyond what the plan believes in.

    A set that lacks something the plan believes in is not taken from DNS: a resolver may answer from a cache that is
    older than the state. Neither is one that comes from an alias or a wildcard: it is not the owner's own.
    """
    if dns is None:
        return {key: _unasked(state) for key, state in live.items()}
    served = World((dns,))
    wanted = {key: sorted(_owners(plan, state)) for key, state in live.items() if _is_public(state)}
    names = {
        name for key, owners in wanted.items() for owner in owners for name in (owner, _wildcard(live[key], owner))
    }
    for name in sorted(names - {""}):
        served.lookup(name, "MX")
    dns.settle()
    return {
        key: _told(state, wanted[key], _believed(plan, key), served) if key in wanted else state
        for key, state in live.items()
    }


def _unasked(state: Live) -> Live:
    return structs.replace(state, reason=NOT_ASKED) if state.actual is Actual.SERVED else state


def _is_public(state: Live) -> bool:
    return state.actual is Actual.SERVED and not state.zone.private


def _owners(plan: Plan, state: Live) -> Iterator[str]:
    """The owners of MX records that the plan changes, and the apex, the likeliest to name a host that it changes."""
    found = {
        record.owner
        for change in plan.changes
        if not change.is_noop
        for record in (*change.before, *change.after)
        if record.zone == state.zone.key and record.type == "MX" and isinstance(record.owner, str)
    }
    yield from found | ({state.zone.name} if state.zone.name else set())


def _believed(plan: Plan, zone: str) -> dict[str, set[tuple[int | None, object]]]:
    """What the plan believes to be live, by owner."""
    found: dict[str, set[tuple[int | None, object]]] = {}
    for change in plan.changes:
        for record in change.before:
            if record.zone == zone and record.type == "MX" and isinstance(record.owner, str):
                found.setdefault(record.owner, set()).update(map(_key, _records(record.values)))
    return found


def _told(
    state: Live, owners: list[str], believed: Mapping[str, set[tuple[int | None, object]]], served: World
) -> Live:
    beside: list[RecordSet] = []
    told: set[str] = set()
    for owner in owners:
        answer = served.lookup(owner, "MX")
        here = believed.get(owner, set())
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
