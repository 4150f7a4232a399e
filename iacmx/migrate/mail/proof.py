"""Whether a plan takes a domain's mail to a host as a whole: the world after the apply, held against what it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from iacmx.case import Case, MxSet
from iacmx.mail_hosts import MailHost, is_proof, recognise
from iacmx.mail_needs import Target, needs_of
from iacmx.mail_report import Outcome, Point
from iacmx.mail_sets import inverted, match
from iacmx.migrate.mail import spf
from iacmx.model import Answer, Finding, Kind, Severity
from iacmx.mta_sts import parse_policy, record_id
from iacmx.world.questions import MTA_STS

_JUDGED_HERE = frozenset({"MX309", "MX701", "MX702", "MX801", "MX802"})
_COUNTING = frozenset({"MX301", "MX602", "MX603", "MX805", "MX903"})
"""Warnings that mean a move that is not whole, or not in one piece."""
_ASKED_LATER = "Leave out --offline, and allow it to be asked."


class Proof:
    """Collects what the worlds of a judged plan say of one move; :meth:`look` is called again until nothing is open.

    ``target`` is ``None`` where any of the service's sets will do.
    """

    def __init__(self, domain: str, service: MailHost, target: Target | None) -> None:
        self._domain, self._service, self._target = domain, service, target
        self._points: list[Point] = []

    def look(self, cases: Sequence[Case]) -> None:
        ours = [case for case in cases if case.owner == self._domain and not case.zone.private]
        judged = [case for case in ours if case.touched] or ours
        self._points = [point for case in judged for point in self._of(case)]
        if not judged:
            why = f"The plan changes no MX records of {self._domain}."
            fix = "Plan the change, or check the name: the domain may be another resource's."
            self._points = [Point("MX", Outcome.WRONG, why, fix)]

    def points(self, findings: Iterable[Finding]) -> tuple[Point, ...]:
        """Everything, with what rules found at the domain; what is wrong first."""
        ours = [one for one in findings if self._domain in (one.owner, *one.owners)]
        found = [*self._points, *(point for one in ours for point in _told(one))]
        order = [Outcome.WRONG, Outcome.UNTOLD, Outcome.ADVICE, Outcome.PROVEN]
        return tuple(sorted(dict.fromkeys(found), key=lambda point: order.index(point.outcome)))

    def _of(self, case: Case) -> Iterator[Point]:
        yield from self._mx(case)
        yield self._spf(case)
        yield from self._dkim(case)
        yield self._mta_sts(case)

    def _mx(self, case: Case) -> Iterator[Point]:
        name = self._service.name
        if not case.after:
            fix = "Write the records of the new host."
            yield Point("MX", Outcome.WRONG, f"{case.owner} has no MX records after the apply.", fix)
        elif not case.after_complete:
            why = f"The live records of {case.zone.label} are not known: others may stand beside those of the plan."
            yield Point("MX", Outcome.UNTOLD, f"{why} {case.actual_reason}".strip(), case.actual_hint or _ASKED_LATER)
        elif any(one.unknown or one.alias is not None for one in case.after):
            yield Point("MX", Outcome.UNTOLD, "Some MX records are known only after the apply.", "Write them as text.")
        else:
            wrong = [point for one in case.after for point in self._set(one)]
            yield from wrong
            if not any(point.outcome is Outcome.WRONG for point in wrong):
                records = ", ".join(f"{mx.preference} {mx.exchange}" for mx in case.after[0].by_preference)
                yield Point("MX", Outcome.PROVEN, f"The whole set of {name} and nothing else: {records}.")

    def _set(self, mx_set: MxSet) -> Iterator[Point]:
        name, hosts = self._service.name, [host for host in mx_set.exchanges if not is_proof(host)]
        wanted = set(self._target.hosts) if self._target else set[str]()
        strays = [host for host in hosts if not self._is_ours(host, wanted)]
        if strays:
            message = f"{', '.join(strays)} {'is' if len(strays) == 1 else 'are'} no host of {name} for this domain."
            yield Point("MX", Outcome.WRONG, message, f"Name the hosts of {name} alone, all in one apply.")
        found = match([host for host in hosts if host not in strays])
        missing = sorted(wanted - set(hosts)) if wanted else list(found.missing) if found else []
        if not wanted and found and found.beside:
            yield Point(
                "MX", Outcome.WRONG, f"Two sets of {name} stand together.", f"Remove {', '.join(found.beside)}."
            )
        if missing:
            yield Point("MX", Outcome.WRONG, f"The set of {name} is not whole.", f"Add {', '.join(missing)}.")
        if found is not None and not strays:
            yield from self._order(mx_set)

    def _is_ours(self, host: str, wanted: set[str]) -> bool:
        if wanted:
            return host in wanted
        known = recognise(host)
        return known is not None and known.id == self._service.id

    def _order(self, mx_set: MxSet) -> Iterator[Point]:
        ranks = {str(mx.exchange): mx.preference for mx in mx_set.by_preference if mx.preference is not None}
        found = match(list(mx_set.hosts))
        wrong = inverted(found, ranks) if found else None
        if wrong:
            message = f"{self._service.name} wants {wrong[1]} before {wrong[0]}."
            yield Point("MX", Outcome.WRONG, message, f"Give {wrong[1]} the lower preference.")
        elif self._target and self._target.expected.policy == "exact":
            other = [f"{rank} {host}" for rank, host in self._target.records if ranks.get(host) != rank]
            if other:
                message = f"{self._service.name} publishes other preferences: {', '.join(other)}."
                yield Point("MX", Outcome.ADVICE, f"{message} Only their order matters.")

    def _spf(self, case: Case) -> Point:
        terms = self._target.spf if self._target else needs_of(self._service).spf
        answer = case.after_world.lookup(case.owner, "TXT")
        if not answer.settled or (answer.kind is Kind.PLANNED and not answer.values):
            return Point("SPF", Outcome.UNTOLD, f"What the SPF record says is not known: {_why(answer)}.", _ASKED_LATER)
        texts = [str(value) for value in answer.values if spf.is_spf(str(value))]
        if not texts:
            message = f"{case.owner} has no SPF record that would leave {self._service.name} out."
            return Point("SPF", Outcome.PROVEN, message)
        if len(texts) > 1:
            return Point("SPF", Outcome.WRONG, "There are several SPF records, which is an error.", "Make them one.")
        if not terms or any("{" in term for term in terms):
            message = f"What {self._service.name} needs in the SPF record is not known here."
            return Point("SPF", Outcome.ADVICE, message, f"See {needs_of(self._service).console}.")
        lacking = [term for term in terms if not spf.has(texts[0], term)]
        if lacking:
            message = f"The SPF record leaves {self._service.name} out: {texts[0]}"
            return Point("SPF", Outcome.WRONG, message, f"Write {spf.added(texts[0], lacking)}")
        return self._cost(texts[0], case)

    def _cost(self, text: str, case: Case) -> Point:
        count = spf.lookups(text, case.after_world)
        if count is not None and count > spf.MOST_LOOKUPS:
            message = f"The SPF record costs more than {spf.MOST_LOOKUPS} look-ups, which is an error."
            return Point("SPF", Outcome.WRONG, message, "Take out what no longer sends.")
        cost = "; what it costs in look-ups could not be told" if count is None else f", in {count} look-ups of 10"
        return Point("SPF", Outcome.PROVEN, f"The SPF record lets {self._service.name} send{cost}.")

    def _dkim(self, case: Case) -> Iterator[Point]:
        keys = needs_of(self._service).dkim
        answers = {key.at(case.owner): case.after_world.lookup(key.at(case.owner), "TXT") for key in keys}
        missing = [owner for owner, answer in answers.items() if answer.absent and not answer.aliases]
        if missing:
            message = f"No DKIM key of {self._service.name} at {', '.join(missing)}: mail would be sent unsigned."
            yield Point(
                "DKIM", Outcome.ADVICE, message, f"Add them as the host shows: {needs_of(self._service).console}."
            )
        elif answers and all(answer.exists or answer.aliases for answer in answers.values()):
            yield Point("DKIM", Outcome.PROVEN, f"The DKIM keys of {self._service.name} are there.")

    def _mta_sts(self, case: Case) -> Point:
        announcement = _announcement(case)
        if not announcement.settled:
            message = f"Whether there is an MTA-STS policy is not known: {_why(announcement)}."
            return Point("MTA-STS", Outcome.UNTOLD, message, _ASKED_LATER)
        if not record_id(tuple(str(value) for value in announcement.values)):
            return Point("MTA-STS", Outcome.PROVEN, "There is no MTA-STS policy that would leave the new host out.")
        served = case.served.lookup(case.owner, MTA_STS)
        policy = parse_policy(str(served.values[0])) if served.kind is Kind.FOUND else None
        if served.kind is Kind.FOUND and policy is None:
            return Point(
                "MTA-STS", Outcome.ADVICE, "What is served as MTA-STS policy is none.", "Correct or remove it."
            )
        if policy is None:
            message = f"The MTA-STS policy could not be read: {_why(served)}."
            return Point("MTA-STS", Outcome.UNTOLD, message, "Compare its mx lines with the new hosts.")
        refused = [host for host in case.hosts_after if policy.mode != "none" and not policy.allows(host)]
        if not refused:
            return Point("MTA-STS", Outcome.PROVEN, "The MTA-STS policy lets senders deliver to the new host.")
        outcome = Outcome.WRONG if policy.mode == "enforce" else Outcome.ADVICE
        message = f"The MTA-STS policy (mode {policy.mode}) does not allow {', '.join(refused)}."
        return Point(
            "MTA-STS", outcome, message, "Publish a policy with them and a new id first, and wait for its TTL."
        )


def _announcement(case: Case) -> Answer:
    """The TXT record of the MTA-STS policy; DNS has one that the provider's zone was saved without."""
    name = f"_mta-sts.{case.owner}"
    answer = case.after_world.lookup(name, "TXT")
    served = case.served.lookup(name, "TXT") if answer.absent and not answer.address else answer
    return served if served.exists or served.kind is Kind.PENDING else answer


def _told(finding: Finding) -> Iterator[Point]:
    """A finding as a point; what is judged here already, and mere infos, are left out."""
    if finding.rule in _JUDGED_HERE or finding.severity is Severity.INFO:
        return
    outcome = Outcome.ADVICE
    if finding.severity is Severity.ERROR or (finding.severity is Severity.WARNING and finding.rule in _COUNTING):
        outcome = Outcome.WRONG
    elif finding.severity is Severity.UNVERIFIED:
        outcome = Outcome.UNTOLD
    yield Point(finding.rule, outcome, finding.message, finding.fix)


def _why(answer: Answer) -> str:
    if answer.kind is Kind.SKIPPED:
        return answer.reason or "it was not asked for"
    return answer.reason or "it is known only after the apply"
