"""From what was seen to the report: the rules about what is served, coverage, verdict. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from iacmx import __version__
from iacmx.case import Actual, Case
from iacmx.cases import Situation, mx_sets
from iacmx.compare import in_words
from iacmx.judge import findings, order
from iacmx.model import Change, Finding, RecordSet, Severity
from iacmx.redact import hide, mute
from iacmx.report import SCHEMA, Coverage, OwnerReport, Report, Verdict, ZoneReport
from iacmx.routes import routes
from iacmx.rules import collect
from iacmx.rules._live import content
from iacmx.sighting import Cached, Sighting, Where
from iacmx.verify.promises import Promise
from iacmx.words import counted
from iacmx.world import Nothing, World

COMMAND = "verify"


def report_of(
    subject: str,
    at: Situation,
    promised: Sequence[Promise],
    seen: Iterable[tuple[Promise, Sighting]],
    cached: Iterable[tuple[Promise, Cached]],
    questions: int,
    unasked: Sequence[str],
) -> Report:
    """The report of one look."""
    sightings, caches = tuple(seen), tuple(cached)
    rules = [pair for pair in collect() if pair[0].after_apply]
    cases = _cases(at, promised, sightings, caches)
    found = mute((finding for case in cases for finding in findings(case, rules)), at.plan.secrets)
    ordered = tuple(sorted(found, key=order))
    coverage = _coverage(at, promised, ordered, len(rules), questions, unasked)
    failing = [finding for finding in ordered if finding.severity is Severity.ERROR]
    verdict = Verdict.FAIL if failing else Verdict.UNVERIFIED if coverage.unverified else Verdict.PASS
    report = Report(
        schema=SCHEMA,
        version=__version__,
        command=COMMAND,
        subject=subject,
        verdict=verdict,
        exit_code={Verdict.FAIL: 1, Verdict.UNVERIFIED: 3, Verdict.PASS: 0}[verdict],
        summary=_summary(verdict, ordered, promised, [one for _, one in sightings]),
        fail_on=Severity.ERROR,
        findings=ordered,
        waived=(),
        owners=tuple(_owner(case, at) for case in cases if case.before or case.after),
        coverage=coverage,
    )
    return hide(report, at.plan.secrets)


Place = tuple[str, str]
"""A zone's key and an owner."""
T = TypeVar("T")


def _place(promise: Promise) -> Place:
    return promise.zone.key, promise.owner


def _by_place(pairs: Iterable[tuple[Promise, T]]) -> dict[Place, tuple[T, ...]]:
    found: dict[Place, list[T]] = {}
    for promise, one in pairs:
        found.setdefault(_place(promise), []).append(one)
    return {place: tuple(held) for place, held in found.items()}


def _with_the_longest(cached: Iterable[tuple[Promise, Cached]]) -> dict[Place, tuple[Cached, ...]]:
    """All of a zone with the owner whose records are kept longest, so that they are told once."""
    zones: dict[str, list[Cached]] = {}
    for promise, one in cached:
        zones.setdefault(promise.zone.key, []).append(one)
    longest = {zone: max(held, key=lambda one: (one.seconds, one.type == "MX")) for zone, held in zones.items()}
    return {(zone, one.owner): tuple(zones[zone]) for zone, one in longest.items()}


def _cases(
    at: Situation,
    promised: Sequence[Promise],
    seen: Iterable[tuple[Promise, Sighting]],
    cached: Iterable[tuple[Promise, Cached]],
) -> list[Case]:
    """A case for every owner of what was promised."""
    sightings, caches = _by_place(seen), _with_the_longest(cached)
    mx = _by_place((one, one) for one in promised if one.type == "MX")
    changes = _changes(at)
    nothing = World((Nothing(),))
    return [
        Case(
            zone=at.live[zone].zone,
            owner=owner,
            before=mx_sets(record for one in mx.get((zone, owner), ()) for record in _before(one)),
            after=mx_sets(record for one in mx.get((zone, owner), ()) for record in _after(one)),
            before_world=nothing,
            after_world=at.after,
            actual=at.live[zone].actual,
            changes=tuple(changes.get((zone, owner), ())),
            sightings=sightings.get((zone, owner), ()),
            cached=caches.get((zone, owner), ()),
        )
        for zone, owner in dict.fromkeys(map(_place, promised))
    ]


def _before(promise: Promise) -> list[RecordSet]:
    """What the plan took to be there, with single records of the owner that it leaves alone."""
    believed = {content(record) for record in promise.before}
    return [*promise.before, *(record for record in _left_alone(promise) if content(record) not in believed)]


def _after(promise: Promise) -> list[RecordSet]:
    """What is to be there, each record once: what the plan writes may be there already."""
    return [*(record for record in promise.after if record.address), *_left_alone(promise)]


def _left_alone(promise: Promise) -> list[RecordSet]:
    written = {content(record) for record in promise.after if record.address}
    return [record for record in promise.after if not record.address and content(record) not in written]


def _changes(at: Situation) -> dict[Place, list[Change]]:
    """The changes of MX records by their place."""
    found: dict[Place, list[Change]] = {}
    for change in at.plan.changes:
        records = (r for r in (*change.before, *change.after) if r.type == "MX" and isinstance(r.owner, str))
        for place in dict.fromkeys((r.zone, str(r.owner)) for r in records):
            found.setdefault(place, []).append(change)
    return found


def _owner(case: Case, at: Situation) -> OwnerReport:
    is_new = at.plan.zones[case.zone.key].created_by_plan
    return OwnerReport(
        owner=case.owner,
        zone=case.zone.label,
        zone_id=case.zone.id,
        provider=case.zone.provider,
        actual=Actual.NEW.value if is_new else case.actual.value,
        addresses=tuple(dict.fromkeys(change.address for change in case.changes)),
        changes=in_words(case.before, case.after),
        before=routes(case.owner, case.before, case.before_world, look_up=False),
        after=routes(case.owner, case.after, case.after_world, look_up=False),
    )


def _coverage(
    at: Situation,
    promised: Sequence[Promise],
    found: Sequence[Finding],
    rules: int,
    questions: int,
    unasked: Sequence[str],
) -> Coverage:
    return Coverage(
        mx_sets=sum(one.type == "MX" for one in promised),
        mx_sets_unchanged=sum(one.type == "MX" and not one.changed for one in promised),
        zones=tuple(
            ZoneReport(
                state.zone.name, state.zone.id, state.zone.provider, state.actual.value,
                f"{state.reason} {state.hint}".strip(),
            )
            for _, state in sorted(at.live.items())
        ),
        unknown_values=sum(one.is_open for one in promised),
        unverified=sum(finding.severity is Severity.UNVERIFIED for finding in found),
        not_understood=at.plan.not_understood,
        rules=rules,
        rules_skipped={},
        skipped=tuple(unasked),
        api_requests=sum(state.data.requests for state in at.live.values() if state.data),
        dns_questions=questions,
        plan_resources=at.plan.resources,
        plan_complete=at.plan.complete,
    )  # fmt: skip


def _summary(verdict: Verdict, found: Sequence[Finding], promised: Sequence[Promise], seen: Sequence[Sighting]) -> str:
    """The verdict in one line."""
    if verdict is Verdict.FAIL:
        more = sum(finding.severity is Severity.ERROR for finding in found) - 1
        return f"Not as promised: {found[0].message}{f' (and {more} more)' if more else ''}"
    if verdict is Verdict.UNVERIFIED:
        open_ones = [finding for finding in found if finding.severity is Severity.UNVERIFIED]
        more = len(open_ones) - 1
        return f"Could not be told: {open_ones[0].message}{f' (and {more} more)' if more else ''}"
    if not promised:
        return "The plan promises nothing of mail."
    who = {where: dict.fromkeys(one.who for one in seen if one.where is where) for where in Where}
    told = list(who[Where.PROVIDER])
    told += [counted(len(who[Where.SERVER]), "name server")] if who[Where.SERVER] else []
    told += [counted(len(who[Where.RESOLVER]), "resolver")] if who[Where.RESOLVER] else []
    at = f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else "".join(told)
    return f"As promised: {counted(len(promised), 'record set')}, at {at}."
