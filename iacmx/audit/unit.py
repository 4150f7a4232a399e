"""The unit of audit work: a batch of zones in, findings out.

A pure function of picklable values, so that any executor may run it, anywhere and more than once. It asks nobody: what
it does not know of DNS it gives back as questions, and is called again with the answers (docs/adr/0007).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from iacmx.case import Actual, Case
from iacmx.cases import Live, Situation, cases, situation, under
from iacmx.judge import findings, order
from iacmx.model import Answer, Finding, Mx, Plan, Severity, Zone, ZoneData
from iacmx.names import is_host_name, is_within
from iacmx.policy import Policy
from iacmx.routes import Route, RouteKind, routes
from iacmx.rules import Judge, Need, Rule, collect
from iacmx.selection import regraded
from iacmx.world import Layer, Nothing
from iacmx.world.served import Key, Told

_WITHOUT_MX = {
    RouteKind.NULL: "no mail (null MX)",
    RouteKind.IMPLICIT: "no MX: its own address",
    RouteKind.NONE: "no MX and no address",
    RouteKind.UNKNOWN: "no MX",
    RouteKind.ALIAS: "an alias",
}
_UNSEEN = frozenset((Need.PLAN, Need.ACTUAL))
"""What a rule may need to judge a private zone: public DNS says nothing about it."""


class Terms(Struct, frozen=True):
    """What zones are judged by: the rules (ids), what their findings count as instead, the policy of the house, and
    whether DNS answers."""

    rules: frozenset[str]
    severities: dict[str, Severity] = {}
    policy: Policy = Policy()
    dns: bool = True


class Held(Struct, frozen=True):
    """A zone as its provider holds it, and the other zones of the run of, above or below its name."""

    data: ZoneData
    relatives: tuple[Zone, ...] = ()

    @property
    def exchanges(self) -> tuple[str, ...]:
        """The hosts outside the zone that its MX records name, each once."""
        values = (value for record in self.data.records if record.type == "MX" for value in record.values)
        hosts = (value.exchange for value in values if isinstance(value, Mx) and not value.is_null)
        return tuple(dict.fromkeys(host for host in hosts if isinstance(host, str) and self._is_elsewhere(host)))

    def _is_elsewhere(self, host: str) -> bool:
        return is_host_name(host) and not is_within(host, self.data.zone.name)


class Batch(Struct, frozen=True):
    """Zones to judge by the terms, with what DNS is known to say."""

    zones: tuple[Held, ...]
    terms: Terms
    answers: dict[Key, Answer] = {}


class Owner(Struct, frozen=True):
    """One owner of MX records, or an apex without any: where its mail goes, in words (``mail``) and as routes."""

    owner: str
    mail: str
    routes: tuple[Route, ...]
    mx_sets: int
    exchanges: int


class Judged(Struct, frozen=True):
    """One zone judged. The findings are of one owner each, worst first. ``failed`` names the error of a defect that
    kept the zone from being judged."""

    zone: Zone
    owners: tuple[Owner, ...]
    findings: tuple[Finding, ...]
    failed: str = ""


class Outcome(Struct, frozen=True):
    """The zones of a batch in their order, or the questions that DNS must answer first."""

    zones: tuple[Judged, ...]
    questions: tuple[Key, ...] = ()


def examine(batch: Batch) -> Outcome:
    """Judge every MX set and every apex of the zones in the world that DNS and the provider show now."""
    told, terms = Told(batch.answers), batch.terms
    public = [pair for pair in collect() if pair[0].id in terms.rules and not pair[0].on_change]
    private = [pair for pair in public if _UNSEEN.issuperset(pair[0].needs)]
    judged = tuple(
        _judged_or_why(held, _served(held, told, terms), private if held.data.zone.private else public, terms)
        for held in batch.zones
    )
    return Outcome((), told.wanted) if told.wanted else Outcome(judged)


def _served(held: Held, told: Told, terms: Terms) -> Layer:
    """What answers beside the zones: for a private one nobody, as its hosts may be others inside than outside."""
    return told if terms.dns and not held.data.zone.private else Nothing()


def _judged_or_why(held: Held, served: Layer, rules: Sequence[tuple[Rule, Judge]], terms: Terms) -> Judged:
    try:
        return _judged(held, served, rules, terms)
    except Exception as error:  # noqa: BLE001 - a defect that one zone brings out must not lose the others
        return Judged(held.data.zone, (), (), type(error).__name__)


def _judged(held: Held, served: Layer, rules: Sequence[tuple[Rule, Judge]], terms: Terms) -> Judged:
    zone = held.data.zone
    live = {other.key: Live(other, Actual.SKIPPED) for other in held.relatives}
    live[zone.key] = Live(zone, Actual.FETCHED, held.data)
    at = situation(Plan("", "", zones={zone.key: zone}), live, served)
    owners = under(terms.policy, _of(zone, at))
    found = [finding for case in owners for finding in findings(case, rules)]
    unique = {finding.fingerprint: regraded(finding, terms.severities) for finding in found}
    return Judged(zone, tuple(_owner(case, terms) for case in owners), tuple(sorted(unique.values(), key=order)))


def _of(zone: Zone, at: Situation) -> list[Case]:
    return [case for case in cases(at, apexes=True) if case.zone.key == zone.key]


def _owner(case: Case, terms: Terms) -> Owner:
    look_up = terms.dns and not case.zone.private
    ways = routes(case.owner, case.after, case.after_world, look_up=look_up)
    return Owner(case.owner, _mail(case, ways), ways, len(case.after), len(case.hosts_after))


def _mail(case: Case, ways: tuple[Route, ...]) -> str:
    """Where its mail goes, in few words."""
    kinds = {way.kind for way in ways}
    if kinds != {RouteKind.MX}:
        return " or ".join(sorted(_WITHOUT_MX.get(kind, "MX") for kind in kinds))
    names = {way.mail_host for way in ways}
    if "" not in names:
        return " or ".join(sorted(names))
    return "its own hosts" if all(is_within(host, case.zone.name) for host in case.hosts_after) else "other hosts"
