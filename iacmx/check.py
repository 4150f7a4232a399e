"""The gate: a plan laid over the live records, judged in the world that will exist after the apply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import structs

from iacmx.automatic import adopt
from iacmx.baseline import apart, gone
from iacmx.case import Actual, Case
from iacmx.cases import OWNER_UNKNOWN, Situation, cases, situation, under
from iacmx.causes import one_per_cause
from iacmx.compare import in_words
from iacmx.errors import InputError
from iacmx.judge import judge, order
from iacmx.live import live_zones, wants
from iacmx.made import made
from iacmx.mail_from import with_mail_from
from iacmx.model import Finding, Plan, Severity
from iacmx.plan.owners import assume_absolute, bind
from iacmx.provider import Deadline, Provider
from iacmx.redact import hide, mute
from iacmx.report import OwnerReport, Report
from iacmx.routes import routes
from iacmx.rules import Need
from iacmx.selection import regraded
from iacmx.served import complete
from iacmx.verdict import UNKNOWN_VALUE, Options, chosen, cover, report, unasked
from iacmx.waivers import together, waive
from iacmx.world import Dns, Nothing

if TYPE_CHECKING:
    from iacmx.sources import Sources

__all__ = ["Dns", "Options", "check"]


def check(
    plan: Plan,
    *,
    provider_for: Callable[[str], Provider] | None = None,
    dns: Dns | None = None,
    options: Options = Options(),  # noqa: B008 - frozen
    deadline: Deadline | None = None,
    subject: str = "the plan",
    look: Callable[[Sequence[Case]], object] | None = None,
    sources: Sources | None = None,
) -> Report:
    """Judge what the plan does to mail.

    ``provider_for`` connects to a provider by name and raises ProviderError where it can't, NotAsked where it is not
    to be asked. ``None`` asks none. ``dns`` answers for everything the plan and the providers
    do not know; ``None`` asks nothing. No provider is waited for beyond the ``deadline``. ``subject`` names the plan in
    the report. ``look`` sees all cases, to look up more in their worlds, and is called again until all is answered.
    ``sources`` tell where resources are written, and which findings comments there waive.
    Raises InputError for a plan that failed while it was made and for a comment that can't be understood, UsageError
    for a rule that does not exist.
    """
    at = lay(plan, provider_for, dns, deadline, subject)
    plan, live = at.plan, at.live
    everything = made(under(options.policy, with_mail_from(cases(at), at)), plan.timestamp)
    touched = [case for case in everything if case.touched]
    left_out = provider_for is None or any(live[want.zone.key].actual is Actual.SKIPPED for want in wants(plan))
    missing = unasked(None if dns is None else dns.unasked)
    if left_out:
        missing[Need.ACTUAL] = "no provider was asked"
    rules, skipped = chosen(options, missing)
    drift_rules = [(rule, function) for rule, function in rules if Need.DRIFT in rule.needs]
    owners: list[OwnerReport] = []

    def prepare() -> None:
        owners[:] = map(_owner_report, touched)
        if look is not None:
            look(everything)

    settle = dns.settle if dns else lambda: False
    found = judge(everything, lambda case: rules if case.touched else drift_rules, settle, prepare)
    said = {(finding.zone, finding.owner) for finding in found}
    told_of = (case for case in everything if not case.touched and (case.before or case.after) and _name(case) in said)
    owners += [_owner_report(case, look_up=False) for case in told_of]
    if options.unknown_warns:
        found = tuple(_warning(finding) if finding.rule == UNKNOWN_VALUE else finding for finding in found)
    found = mute((regraded(finding, options.severities) for finding in found), plan.secrets)
    written = sources.lines(plan, (finding.address for finding in found)) if sources else None
    found = written.on(found) if written else found
    standing, waived, waivers = waive(found, (*options.waivers, *(written.waivers if written else ())))
    counting, known = apart(standing, options.baseline)
    told_once = _by_cause(everything)
    findings = told_once(counting)
    coverage = cover(at, everything, findings, len(rules), skipped, dns.questions if dns else None)
    told = structs.replace(
        report(subject, findings, tuple(owners), coverage, options, [*(one.finding for one in waived), *known]),
        waived=together(waived, told_once),
        waivers=waivers,
        known=told_once(known),
        gone=gone(found, options.baseline, skipped),
    )
    return hide(_noted(told, written.notes) if written else told, plan.secrets)


def lay(
    plan: Plan,
    provider_for: Callable[[str], Provider] | None,
    dns: Dns | None,
    deadline: Deadline | None,
    subject: str,
) -> Situation:
    """The plan laid over the live records of its zones, as :func:`check` judges it. Raises as that does."""
    if plan.errored:
        raise InputError(
            f"{subject} is the plan of a run that failed: it does not hold all that would change.",
            "Mend what terraform plan reported, and plan again.",
        )
    live = live_zones(plan, provider_for, deadline)
    plan = assume_absolute(bind(plan, {key: state.zone.name for key, state in live.items() if state.zone.name}))
    plan, live = adopt(plan, complete(plan, live, dns))
    return situation(plan, live, dns or Nothing())


def _noted(told: Report, notes: Sequence[str]) -> Report:
    """The report with what could not be told of the configuration: it has no part in the verdict."""
    skipped = (*told.coverage.skipped, *(f"source: {note}" for note in notes))
    return structs.replace(told, coverage=structs.replace(told.coverage, skipped=skipped))


def _by_cause(everything: Sequence[Case]) -> Callable[[Iterable[Finding]], tuple[Finding, ...]]:
    """What puts findings with one cause together, worst first."""
    exchanges = {_name(case): len(case.hosts_after) for case in everything}

    def told_once(found: Iterable[Finding]) -> tuple[Finding, ...]:
        told = one_per_cause(found, lambda finding: exchanges.get((finding.zone, finding.owner), 0))
        return tuple(sorted(told, key=order))

    return told_once


def _warning(finding: Finding) -> Finding:
    return structs.replace(finding, severity=Severity.WARNING)


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
    return case.zone.label, case.owner


def _has_name(case: Case) -> bool:
    """Whether there is anything to look up: hosts, or an owner that may have an address instead."""
    return bool(case.after) or case.owner != OWNER_UNKNOWN
