"""Names that the plan hands over to other name servers: what DNS answers for them now is no more once it is applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from iacmx.model import Answer, Kind, RecordSet, Zone
from iacmx.names import ancestors, is_within, normalize
from iacmx.world import Layer
from iacmx.world.overlay import Overlay
from iacmx.world.questions import at, is_plain

Cuts = dict[str, frozenset[str]]


class Recut(Struct, frozen=True):
    """``to``: delegated name -> its servers after the apply, none of which served it before, empty where they are known
    only then; ``names``: these, and those that are delegated no more."""

    to: Cuts
    names: frozenset[str]


def recuts(zones: Iterable[tuple[Zone, Overlay]]) -> Recut:
    """What the plan does to the delegations inside these zones; private zones and those without a name have none."""
    to: Cuts = {}
    ended: set[str] = set()
    for zone, laid in zones:
        if laid.is_as_before or zone.private or not zone.name:
            continue
        before, after = _cuts(zone.name, laid.before), _cuts(zone.name, laid.after)
        to |= {name: servers for name, servers in after.items() if not servers & before.get(name, frozenset())}
        ended |= before.keys() - after.keys()
    return Recut(to, frozenset(to) | ended)


def _cuts(apex: str, records: Iterable[RecordSet]) -> Cuts:
    cuts: Cuts = {}
    for record in records:
        owner = record.owner
        if record.type == "NS" and isinstance(owner, str) and owner != apex and is_within(owner, apex):
            servers = {normalize(value) for value in record.values if isinstance(value, str)}
            cuts[owner] = cuts.get(owner, frozenset()) | servers
    return cuts


class HandedOver:
    """Answers for names at and below delegations that the plan makes, as their new servers do already.

    Where only a resolver or zone files are asked, what they say holds where they know the new servers; else it is of
    the old ones, and nothing is told.
    """

    def __init__(self, cuts: Mapping[str, frozenset[str]], served: Layer) -> None:
        self._cuts = cuts
        self._served = served

    def lookup(self, name: str, rdtype: str) -> Answer | None:
        cut = next((above for above in (name, *ancestors(name)) if above in self._cuts), None)
        if cut is None or not is_plain(rdtype):
            return None
        servers = sorted(self._cuts[cut])
        answers = [self._answer(name, at(rdtype, server)) for server in servers]
        told = next((answer for answer in answers if answer.settled), None) or _first(answers, Kind.PENDING)
        if told is not None:
            return told
        now = self._answer(cut, "NS")
        if now.kind is Kind.PENDING:
            return now
        if now.kind is Kind.SKIPPED or not self._cuts[cut].isdisjoint(now.values):
            return None
        whom = ", ".join(servers) or "name servers known only after the apply"
        failed = _first(answers, Kind.UNVERIFIED)
        why = f"; {failed.reason}" if failed else ""
        return Answer(Kind.UNVERIFIED, source="DNS", reason=f"the plan delegates {cut} to {whom}{why}")

    def _answer(self, name: str, rdtype: str) -> Answer:
        return self._served.lookup(name, rdtype) or Answer(Kind.SKIPPED)


def _first(answers: Iterable[Answer], kind: Kind) -> Answer | None:
    return next((answer for answer in answers if answer.kind is kind), None)
