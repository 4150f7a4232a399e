"""Edits judged: the findings, without what depends on how the plan is written."""

from __future__ import annotations

from collections.abc import Sequence

from iacmx.report import Report
from tests.judgement.scenario import run, scenario
from tests.properties.plans import PLAIN, Edit, Style, live, written


def judged(edits: Sequence[Edit], style: Style = PLAIN, *, asked: bool = True) -> Report:
    """The report of a plan of these edits; not ``asked``: of the plan alone."""
    return run(scenario("made", *written(edits, style), live=live(edits)), live=asked)


def findings(report: Report) -> set[tuple[str, str, str, str, str]]:
    """Severity, rule, zone, owner and exchange of every finding."""
    return {(f.severity.value, f.rule, f.zone, f.owner, f.exchange) for f in report.findings}
