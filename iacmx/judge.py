"""Rules over cases, until nothing that they look up is pending."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from iacmx.case import Case
from iacmx.errors import ProviderError
from iacmx.model import Finding, Severity
from iacmx.rules import Judge, Rule

MAX_ROUNDS = 20
"""Rounds of questions; an alias chain of 16, one name a round, needs no more."""


def judge(
    cases: Sequence[Case],
    rules_for: Callable[[Case], Sequence[tuple[Rule, Judge]]],
    settle: Callable[[], bool],
    prepare: Callable[[], object] = lambda: None,
) -> tuple[Finding, ...]:
    """Every finding about the cases, each judged by its rules, worst first, one per fingerprint.

    ``settle`` asks everything that was looked up and not known, all at once, and says whether there was anything; the
    rules then run again and what they found before is thrown away. ``prepare`` looks up what else will be shown.
    Raises ProviderError where the questions do not end: what is still pending must not pass for clean.
    """
    found: list[Finding] = []
    for _ in range(MAX_ROUNDS):
        prepare()
        anew = map(replace, cases)  # without what was worked out of answers that were pending
        found = [finding for case in anew for finding in findings(case, rules_for(case))]
        if not settle():
            break
    else:
        raise ProviderError("Every answer of DNS led to a further question.", "Ask another resolver with --resolver.")
    unique = {finding.fingerprint: finding for finding in sorted(found, key=order, reverse=True)}
    return tuple(sorted(unique.values(), key=order))


def findings(case: Case, rules: Sequence[tuple[Rule, Judge]]) -> list[Finding]:
    """What the rules find; of a rule that fails, that what it is about could not be told."""
    found: list[Finding] = []
    for rule, function in rules:
        try:
            found.extend(function(case))
        except Exception as error:  # noqa: BLE001 - a defect of one rule must not lose what all others find
            found.append(_failed(rule, case, error))
    return found


def _failed(rule: Rule, case: Case, error: Exception) -> Finding:
    return rule.finding(
        case,
        f"What rule {rule.id} ({rule.name}) says of {case.owner} could not be told: the rule failed.",
        evidence=f"{type(error).__name__} in {rule.id}",
        fix="This is a defect of iacmx: please report it with this line.",
        severity=Severity.UNVERIFIED,
    )


def order(finding: Finding) -> tuple[int, str, str, str, str, str]:
    """Worst first, then by zone, owner, rule."""
    return finding.severity.rank, finding.zone, finding.owner, finding.rule, finding.exchange, finding.address
