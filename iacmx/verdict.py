"""From findings to a verdict: coverage, exit code, and the whole in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from iacmx import __version__
from iacmx.baseline import Baseline
from iacmx.case import Case
from iacmx.cases import Situation
from iacmx.model import Finding, Severity
from iacmx.policy import Policy
from iacmx.report import SCHEMA, Coverage, OwnerReport, Report, Verdict, ZoneReport
from iacmx.routes import RouteKind
from iacmx.rules import Judge, Need, Rule, collect
from iacmx.selection import rules_of
from iacmx.waivers import Waiver
from iacmx.words import counted

UNKNOWN_VALUE = "MX610"
"""The rule about MX records whose owner, type or exchange is known only after the apply."""


IGNORED = "ignored by the settings"
NOT_SELECTED = "not selected"
OPT_IN = "judged only where selected"


class Options(Struct, frozen=True):
    """What decides the verdict.

    ``fail_on`` is the mildest severity that fails. ``unknown_warns``: an MX known only after the apply is a warning
    instead of unverified. ``soft_fail`` masks exit code 1 only. ``select`` and ``ignore`` name rules to judge, and not
    to judge (:func:`iacmx.selection.rules_of`); nothing selected is all but those to opt in to. ``severities`` holds
    what findings of a rule (by id) count as instead.
    """

    fail_on: Severity = Severity.ERROR
    unknown_warns: bool = False
    soft_fail: bool = False
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    severities: dict[str, Severity] = {}
    waivers: tuple[Waiver, ...] = ()
    policy: Policy = Policy()
    baseline: Baseline | None = None


def unasked(of_dns: Mapping[str, str] | None) -> dict[str, str]:
    """What rules may need and DNS was not asked for, and why; ``of_dns`` is what the layer of DNS says, ``None`` where
    there is none."""
    if of_dns is not None:
        return dict(of_dns)
    return dict.fromkeys((Need.DNS, Need.AUTHORITY, Need.DNSSEC, Need.HTTPS), "DNS was not asked")


def chosen(options: Options, missing: Mapping[str, str]) -> tuple[list[tuple[Rule, Judge]], dict[str, str]]:
    """The rules to run, and why the others, or some of their needs, are left out; ``missing`` tells the needs."""
    selected, ignored = rules_of(options.select), rules_of(options.ignore, "to ignore")
    skipped: dict[str, str] = {}
    judged = [pair for pair in collect() if not pair[0].after_apply]
    for rule, _ in judged:
        why = next((missing[need] for need in rule.needs if missing.get(need)), "")
        if rule.id in ignored:
            why = IGNORED
        elif rule.id not in selected and (selected or rule.opt_in):
            why = OPT_IN if rule.opt_in else NOT_SELECTED
        if why:
            skipped[rule.id] = why
    left_out = (IGNORED, NOT_SELECTED, OPT_IN)
    return [pair for pair in judged if skipped.get(pair[0].id) not in left_out], skipped


def cover(
    at: Situation,
    everything: Sequence[Case],
    findings: Sequence[Finding],
    rules: int,
    skipped: Mapping[str, str],
    dns_questions: int | None,
) -> Coverage:
    """What was looked at and what was not; ``dns_questions`` is ``None`` where DNS was not asked."""
    touched = [case for case in everything if case.touched]
    zones = {case.zone.key for case in touched} | {key for key, state in at.live.items() if state.reason or state.data}
    words: list[str] = []
    if "no provider was asked" in skipped.values():
        words.append("live records: no provider was asked; before is what the plan believes")
    if dns_questions is None:
        words.append("DNS: not asked; whether targets outside the plan exist was not checked")
    if NOT_SELECTED in skipped.values():
        words.append("rules: only those selected were judged")
    if at.plan.complete is False and at.plan.resources:
        words.append(
            "resources left out of this plan (-target, or deferred): the apply will not be the whole configuration"
        )
    return Coverage(
        mx_sets=sum(max(len(case.before), len(case.after)) for case in touched),
        mx_sets_unchanged=sum(not case.touched and bool(case.before or case.after) for case in everything),
        zones=tuple(
            ZoneReport(
                state.zone.name,
                state.zone.id,
                state.zone.provider,
                state.actual.value,
                f"{state.reason} {state.hint}".strip(),
            )
            for key, state in sorted(at.live.items())
            if key in zones
        ),
        unknown_values=sum(finding.rule == UNKNOWN_VALUE for finding in findings),
        unverified=sum(finding.severity is Severity.UNVERIFIED for finding in findings),
        not_understood=at.plan.not_understood,
        rules=rules,
        rules_skipped=dict(skipped),
        skipped=tuple(words),
        api_requests=sum(state.data.requests for state in at.live.values() if state.data),
        dns_questions=dns_questions or 0,
        plan_resources=at.plan.resources,
        plan_complete=at.plan.complete,
    )


def report(
    subject: str,
    findings: tuple[Finding, ...],
    owners: tuple[OwnerReport, ...],
    coverage: Coverage,
    options: Options,
    accepted: Sequence[Finding] = (),
) -> Report:
    """The report with its verdict and exit code; nothing waived or known yet, as ``accepted`` will be."""
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
        summary=_summary(verdict, failing, findings, coverage, options, accepted, owners),
        fail_on=options.fail_on,
        findings=findings,
        waived=(),
        owners=owners,
        coverage=coverage,
    )


def _summary(
    verdict: Verdict,
    failing: Sequence[Finding],
    findings: Sequence[Finding],
    coverage: Coverage,
    options: Options,
    accepted: Sequence[Finding],
    owners: Sequence[OwnerReport],
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
    noted = "".join(f", {counted(number, severity)}" for severity, number in minor.items())
    if coverage.not_understood:
        return f"Nothing wrong in what was read; some resources that look like DNS records were not{noted}."
    if not coverage.mx_sets:
        return f"The plan changes no mail routing{noted}."
    takes_none = {route.kind for owner in owners for route in owner.after} == {RouteKind.NULL}
    arrives = "No mail is taken, as the null MX says" if takes_none else "Mail will arrive"
    judged = "Nothing wrong in what was checked" if coverage.skipped else arrives
    if any(finding.severity in (Severity.ERROR, Severity.UNVERIFIED) for finding in accepted):
        judged = "Nothing wrong but what is accepted"
    skipped = "; see what was skipped" if coverage.skipped else ""
    return f"{judged}{skipped}{noted}."
