"""Rules over cases, until nothing that they look up is pending."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from iacmx.case import Case
from iacmx.errors import ProviderError
from iacmx.model import Finding
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
        found = [finding for case in anew for _, function in rules_for(case) for finding in function(case)]
        if not settle():
            break
    else:
        raise ProviderError("Every answer of DNS led to a further question.", "Ask another resolver with --resolver.")
    unique = {finding.fingerprint: finding for finding in sorted(found, key=order, reverse=True)}
    return tuple(sorted(unique.values(), key=order))


def order(finding: Finding) -> tuple[int, str, str, str, str, str]:
    """Worst first, then by zone, owner, rule."""
    return finding.severity.rank, finding.zone, finding.owner, finding.rule, finding.exchange, finding.address
