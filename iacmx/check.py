"""The gate: a plan laid over the live records, judged in the world that will exist after the apply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, structs

from iacmx import __version__
from iacmx.actual import Want, fetch_all
from iacmx.case import Actual, Case
from iacmx.cases import HOST_TYPES, OWNER_UNKNOWN, ZONE_NAME, Live, Situation, cases, situation
from iacmx.compare import in_words
from iacmx.errors import InputError, NotAsked
from iacmx.judge import judge
from iacmx.model import Change, Finding, Plan, RecordSet, Severity, Unknown, Zone, ZoneData
from iacmx.names import is_within
from iacmx.plan.owners import bind
from iacmx.provider import Deadline, Provider
from iacmx.redact import hide, mute
from iacmx.report import SCHEMA, Coverage, OwnerReport, Report, Verdict, Waived, ZoneReport
from iacmx.route import routes
from iacmx.rules import Judge, Need, Rule, collect
from iacmx.waivers import Waiver, waive
from iacmx.world import Layer, Nothing

UNKNOWN_VALUE = "MX610"


class Dns(Layer, Protocol):
    """A layer that may have to ask first: see :class:`iacmx.world.served.Served`."""

    def settle(self) -> bool: ...

    @property
    def questions(self) -> int: ...


class Options(Struct, frozen=True):
    """What decides the verdict.

    ``fail_on`` is the mildest severity that fails. ``unknown_warns``: an MX known only after the apply is a warning
    instead of unverified. ``soft_fail`` masks exit code 1 only. ``ignore`` are rule ids not to judge.
    """

    fail_on: Severity = Severity.ERROR
    unknown_warns: bool = False
    soft_fail: bool = False
    ignore: frozenset[str] = frozenset()
    waivers: tuple[Waiver, ...] = ()


def check(
    plan: Plan,
    *,
    provider_for: Callable[[str], Provider] | None = None,
    dns: Dns | None = None,
    options: Options = Options(),  # noqa: B008 - frozen
    deadline: Deadline | None = None,
    subject: str = "the plan",
) -> Report:
    """Judge what the plan does to mail.

    ``provider_for`` connects to a provider by name and raises ProviderError where it can't, NotAsked where it is not
    to be asked. ``None`` asks none. ``dns`` answers for everything the plan and the providers
    do not know; ``None`` asks nothing. No provider is waited for beyond the ``deadline``. ``subject`` names the plan in
    the report.
    Raises InputError for a plan that failed while it was made.
    """
    if plan.errored:
        raise InputError(
            f"{subject} is the plan of a run that failed: it does not hold all that would change.",
            "Mend what terraform plan reported, and plan again.",
        )
    live = _live(plan, provider_for, deadline)
    plan = _settle_owners(bind(plan, {key: state.zone.name for key, state in live.items() if state.zone.name}))
    at = situation(plan, live, dns or Nothing())
    everything = cases(at)
    touched = [case for case in everything if case.touched]
    left_out = provider_for is None or any(
        _want(plan, key, s.zone) for key, s in live.items() if s.actual is Actual.SKIPPED
    )
    rules, skipped = _rules(options, asked=not left_out, dns=dns is not None)
    drift_rules = [(rule, function) for rule, function in rules if Need.DRIFT in rule.needs]
    owners: list[OwnerReport] = []

    def prepare() -> None:
        owners[:] = map(_owner_report, touched)

    settle = dns.settle if dns else lambda: False
    found = judge(everything, lambda case: rules if case.touched else drift_rules, settle, prepare)
    said = {(finding.zone, finding.owner) for finding in found}
    owners += [_owner_report(case, look_up=False) for case in everything if not case.touched and _name(case) in said]
    if options.unknown_warns:
        found = tuple(_warning(finding) if finding.rule == UNKNOWN_VALUE else finding for finding in found)
    findings, waived = waive(mute(found, plan.secrets), options.waivers)
    coverage = _coverage(at, everything, findings, rules, skipped, dns)
    return hide(_report(subject, findings, waived, tuple(owners), coverage, options), plan.secrets)


def _warning(finding: Finding) -> Finding:
    return structs.replace(finding, severity=Severity.WARNING)


def _live(plan: Plan, provider_for: Callable[[str], Provider] | None, deadline: Deadline | None) -> dict[str, Live]:
    """What is known of every zone of the plan, those that it touches asked from their providers, all at once."""
    states = {
        key: Live(zone, Actual.NEW if zone.created_by_plan else Actual.SKIPPED) for key, zone in plan.zones.items()
    }
    if provider_for is None:
        return states
    wants = [want for key, zone in plan.zones.items() if (want := _want(plan, key, zone))]
    for key, answer in fetch_all(wants, provider_for, deadline).items():
        zone = plan.zones[key]
        if isinstance(answer, ZoneData):
            states[key] = Live(_merge(zone, answer.zone), Actual.FETCHED, answer)
        elif not isinstance(answer, NotAsked):
            states[key] = Live(zone, Actual.FAILED, reason=str(answer))
    return states


def _merge(planned: Zone, live: Zone) -> Zone:
    """The zone as the provider tells it, under the plan's key and address."""
    name_servers = live.name_servers or planned.name_servers
    private = planned.private or live.private
    return structs.replace(live, key=planned.key, address=planned.address, name_servers=name_servers, private=private)


def _want(plan: Plan, key: str, zone: Zone) -> Want | None:
    """What to ask the provider about a zone: nothing where the plan leaves its mail alone.

    Taking away or changing an address may hit any MX set of the zone, so the whole zone is asked for; otherwise the
    owners and hosts that the plan names are enough.
    """
    if zone.created_by_plan or zone.unknown is not None or not (zone.id or zone.name):
        return None
    if any(change.before and change.before.key == key and "delete" in change.actions for change in plan.zone_changes):
        return Want(zone, None)
    changes = [change for change in plan.changes if not change.is_noop and _concerns_mail(change, key)]
    if not changes:
        return None
    records = [r for change in changes for r in (*change.before, *change.after) if r.zone == key]
    if any(change.exclusive or _takes_address(change) for change in changes):
        return Want(zone, None)
    if any(record.relative or isinstance(record.owner, Unknown) for record in records):
        return Want(zone, None)
    names = {str(record.owner) for record in records}
    hosts = {str(getattr(value, "exchange", "")) for record in records for value in record.values}
    return Want(zone, frozenset(names | {host for host in hosts if zone.name and is_within(host, zone.name)}))


def _concerns_mail(change: Change, zone: str) -> bool:
    records = [r for r in (*change.before, *change.after) if r.zone == zone]
    return any(_is_mx(r) for r in records) or (bool(records) and (_takes_address(change) or change.exclusive))


def _is_mx(record: RecordSet) -> bool:
    return record.type == "MX" or isinstance(record.type, Unknown)


def _takes_address(change: Change) -> bool:
    """Whether an address (or alias) that is live now goes away or changes."""
    return any(record.type in HOST_TYPES for record in change.before)


def _settle_owners(plan: Plan) -> Plan:
    """Owners whose zone has no known name: a name with a dot is taken as absolute, any other can't be told."""
    if not any(r.relative for change in plan.changes for r in (*change.before, *change.after)):
        return plan
    changes = [
        structs.replace(
            change, before=tuple(map(_settle_owner, change.before)), after=tuple(map(_settle_owner, change.after))
        )
        for change in plan.changes
    ]
    return structs.replace(plan, changes=tuple(changes))


def _settle_owner(record: RecordSet) -> RecordSet:
    if not record.relative or not isinstance(record.owner, str):
        return record
    owner: str | Unknown = record.owner.lower().rstrip(".")
    if "." not in str(owner):
        owner = Unknown((ZONE_NAME + record.zone.partition(":")[2].lstrip("?"),))
    return structs.replace(record, owner=owner, relative=False)


def _rules(options: Options, *, asked: bool, dns: bool) -> tuple[list[tuple[Rule, Judge]], dict[str, str]]:
    """The rules to run, and why the others are not."""
    missing = {Need.ACTUAL: "" if asked else "no provider was asked", Need.DNS: "" if dns else "DNS was not asked"}
    skipped: dict[str, str] = {}
    for rule, _ in collect():
        why = next((missing[need] for need in rule.needs if missing.get(need)), "")
        if rule.id in options.ignore or rule.name in options.ignore:
            why = "ignored by the settings"
        if why:
            skipped[rule.id] = why
    return [pair for pair in collect() if skipped.get(pair[0].id) != "ignored by the settings"], skipped


def _owner_report(case: Case, *, look_up: bool = True) -> OwnerReport:
    return OwnerReport(
        owner=case.owner,
        zone=_name(case)[0],
        zone_id=case.zone.id,
        provider=case.zone.provider,
        actual=case.actual.value,
        addresses=tuple(dict.fromkeys(change.address for change in case.changes)),
        changes=in_words(case.before, case.after),
        before=routes(case.owner, case.before, case.before_world, look_up=False),
        after=routes(case.owner, case.after, case.after_world, look_up=look_up and _has_name(case)),
    )


def _name(case: Case) -> tuple[str, str]:
    """Zone and owner as findings have them."""
    return case.zone.name or case.zone.id or case.zone.key, case.owner


def _has_name(case: Case) -> bool:
    """Whether there is anything to look up: hosts, or an owner that may have an address instead."""
    return bool(case.after) or case.owner != OWNER_UNKNOWN


def _coverage(
    at: Situation,
    everything: Sequence[Case],
    findings: Iterable[Finding],
    rules: Sequence[object],
    skipped: Mapping[str, str],
    dns: Dns | None,
) -> Coverage:
    touched = [case for case in everything if case.touched]
    zones = {case.zone.key for case in touched} | {key for key, state in at.live.items() if state.reason or state.data}
    words: list[str] = []
    if "no provider was asked" in skipped.values():
        words.append("live records: no provider was asked; before is what the plan believes")
    if dns is None:
        words.append("DNS: not asked; whether targets outside the plan exist was not checked")
    if at.plan.complete is False and at.plan.resources:
        words.append(
            "resources left out of this plan (-target, or deferred): the apply will not be the whole configuration"
        )
    return Coverage(
        mx_sets=sum(max(len(case.before), len(case.after)) for case in touched),
        mx_sets_unchanged=len(everything) - len(touched),
        zones=tuple(
            ZoneReport(state.zone.name, state.zone.id, state.zone.provider, state.actual.value, state.reason)
            for key, state in sorted(at.live.items())
            if key in zones
        ),
        unknown_values=sum(finding.rule == UNKNOWN_VALUE for finding in findings),
        unverified=sum(finding.severity is Severity.UNVERIFIED for finding in findings),
        not_understood=at.plan.not_understood,
        rules=len(rules),
        rules_skipped=dict(skipped),
        skipped=tuple(words),
        api_requests=sum(state.data.requests for state in at.live.values() if state.data),
        dns_questions=dns.questions if dns else 0,
        plan_resources=at.plan.resources,
        plan_complete=at.plan.complete,
    )


def _report(
    subject: str,
    findings: tuple[Finding, ...],
    waived: tuple[Waived, ...],
    owners: tuple[OwnerReport, ...],
    coverage: Coverage,
    options: Options,
) -> Report:
    failing = [f for f in findings if f.severity is not Severity.UNVERIFIED and f.severity.rank <= options.fail_on.rank]
    verdict = Verdict.FAIL if failing else Verdict.UNVERIFIED if coverage.unverified else Verdict.PASS
    exit_code = {Verdict.FAIL: 1, Verdict.UNVERIFIED: 3, Verdict.PASS: 0}[verdict]
    if exit_code == 1 and options.soft_fail:
        exit_code = 3 if coverage.unverified else 0
    return Report(
        schema=SCHEMA,
        version=__version__,
        command="check",
        subject=subject,
        verdict=verdict,
        exit_code=exit_code,
        summary=_summary(verdict, failing, findings, coverage, options),
        fail_on=options.fail_on,
        findings=findings,
        waived=waived,
        owners=owners,
        coverage=coverage,
    )


def _summary(
    verdict: Verdict, failing: Sequence[Finding], findings: Sequence[Finding], coverage: Coverage, options: Options
) -> str:
    """The verdict in one line."""
    if verdict is Verdict.FAIL:
        worst = failing[0]
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        soft = " Exit code masked by --soft-fail." if options.soft_fail else ""
        return f"Do not apply: {worst.message}{more}{soft}"
    if verdict is Verdict.UNVERIFIED:
        worst = next(f for f in findings if f.severity is Severity.UNVERIFIED)
        more = f" (and {coverage.unverified - 1} more)" if coverage.unverified > 1 else ""
        return f"Could not be told: {worst.message}{more}"
    minor = Counter(f.severity.value for f in findings if f.severity is not Severity.INFO)
    noted = "".join(f", {_count(number, severity)}" for severity, number in minor.items())
    if not coverage.mx_sets:
        return f"The plan changes no mail routing{noted}."
    judged = "Nothing wrong in what was checked; see what was skipped" if coverage.skipped else "Mail will arrive"
    return f"{judged}{noted}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
