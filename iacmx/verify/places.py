"""The promises held against every place: the provider, each authoritative server of the zone, the resolvers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from iacmx.case import Actual
from iacmx.cases import Situation
from iacmx.model import Answer, Kind, Zone
from iacmx.serving.answers import Known, rewritten
from iacmx.serving.asking import ask_each
from iacmx.serving.delegations import delegations, named_by
from iacmx.serving.negative import negative_ttl
from iacmx.serving.servers import Directory, Server, resolver_servers
from iacmx.sighting import Seen, Sighting, Where
from iacmx.titles import title
from iacmx.verify.promises import Promise
from iacmx.verify.standing import at_provider, of_answer

if TYPE_CHECKING:
    from iacmx.provider import Deadline
    from iacmx.world.served import Key

NO_SERVERS = "the name servers of the zone could not be told"


class Asked(Struct, frozen=True):
    """What DNS told of some promises of one zone. ``negative`` is how many seconds resolvers may keep that there is
    nothing, ``None`` where no server told; ``questions`` is how many were asked."""

    sightings: tuple[tuple[Promise, Sighting], ...]
    negative: int | None = None
    questions: int = 0


class Places:
    """The servers of zones, each found once in a run, and the resolvers that ``directory`` names."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._resolvers = resolver_servers(directory.resolvers)
        self._named: dict[str, frozenset[str]] = {}

    def ask(self, zone: Zone, promises: Sequence[Promise], expected: dict[Key, Answer], deadline: Deadline) -> Asked:
        """What the name servers of the zone and the resolvers answer, at the deadline at the latest."""
        servers = self._directory.find(self._names(zone, deadline) | set(zone.name_servers), deadline)
        keys = [promise.key for promise in promises]
        soa = zone.name, "SOA"
        views = ask_each((*servers, *self._resolvers), [*keys, soa], deadline)
        if hosts := rewritten(views.values()):
            more = ask_each((*servers, *self._resolvers), [(h, t) for h in hosts for t in ("A", "AAAA")], deadline)
            views = {name: view | more[name] for name, view in views.items()}
        known = _known(promises)
        found: list[tuple[Promise, Sighting]] = []
        for promise in promises:
            if not servers:
                found.append((promise, _no_servers(promise)))
            for where, who in ((Where.SERVER, servers), (Where.RESOLVER, self._resolvers)):
                found += [
                    (promise, of_answer(promise, where, _called(one), expected, views[one.name], known)) for one in who
                ]
        negative = (negative_ttl(views[server.name][soa]) for server in servers)
        return Asked(tuple(found), max((n for n in negative if n is not None), default=None), len(views) * len(keys))

    def _names(self, zone: Zone, deadline: Deadline) -> frozenset[str]:
        """The name servers that senders are led to: as the parent zone tells, else as a resolver does."""
        if zone.name not in self._named:
            told = delegations(zone.name, self._directory, deadline)
            named = named_by(told)
            if not any(one.told for one in told):
                answer = self._directory.engine(deadline).ask([(zone.name, "NS")])[zone.name, "NS"]
                named = frozenset(map(str, answer.values)) if answer.kind is Kind.FOUND else frozenset[str]()
            if not named:
                return named
            self._named[zone.name] = named
        return self._named[zone.name]


def of_provider(at: Situation, promises: Iterable[Promise]) -> Iterable[tuple[Promise, Sighting]]:
    """What the providers hold of the promises; nothing of those that were not to be asked."""
    for promise in promises:
        state = at.live[promise.zone.key]
        who = title(promise.zone.provider)
        if state.data is not None:
            records = state.data.records
            held = [r for r in records if r.owner == promise.owner and r.type == promise.type]
            yield promise, at_provider(promise, who, [*held, *(r for r in state.beside if _is(r, promise))])
        elif state.actual is Actual.FAILED:
            yield promise, _untold(promise, Where.PROVIDER, who, state.reason)


def of_nobody(
    at: Situation, promises: Iterable[Promise], seen: Iterable[tuple[Promise, Sighting]]
) -> list[tuple[Promise, Sighting]]:
    """The promises that nobody was asked about: not told, rather than left out."""
    told = {id(promise) for promise, _ in seen}
    return [
        (one, _untold(one, Where.PROVIDER, title(one.zone.provider), at.live[one.zone.key].reason or "not asked"))
        for one in promises
        if id(one) not in told
    ]


def _is(record: object, promise: Promise) -> bool:
    return (getattr(record, "owner", ""), getattr(record, "type", "")) == (promise.owner, promise.type)


def _known(promises: Sequence[Promise]) -> Known:
    records = [record for promise in promises for record in promise.after]
    return Known(
        proxied=frozenset(str(record.owner) for record in records if record.proxied),
        aliased=frozenset(str(record.owner) for record in records if record.alias is not None),
    )


def _called(server: Server) -> str:
    return f"resolver {server.name}" if server.recursion else server.name


def _no_servers(promise: Promise) -> Sighting:
    return _untold(promise, Where.SERVER, f"the name servers of {promise.zone.label}", NO_SERVERS)


def _untold(promise: Promise, where: Where, who: str, reason: str) -> Sighting:
    return Sighting(where, who, promise.owner, promise.type, Seen.UNTOLD, reason=reason, address=promise.address)
