"""A plan that makes valid sets out of valid sets never stops, and gets no warning either."""

from __future__ import annotations

from hypothesis import given, settings

from iacmx.report import Report
from tests.judgement.scenario import explained, told
from tests.lab.examples import examples
from tests.properties.judged import judged
from tests.properties.plans import HEALTHY, MOVES, STYLES, Edit, Style

SWAPPED = "MX613:warning"
"""The first choice and its backup change places, which is the step and not the set."""

FEW = settings(max_examples=examples(60), deadline=None)


def judged_well(report: Report) -> None:
    assert set(told(report).split()) <= {SWAPPED}, explained(report)
    assert report.exit_code == 0


@FEW
@given(HEALTHY, STYLES)
def test_live(edits: list[Edit], style: Style) -> None:
    report = judged(edits, style)
    judged_well(report)


@FEW
@given(HEALTHY, STYLES)
def test_offline(edits: list[Edit], style: Style) -> None:
    report = judged(edits, style, asked=False)
    judged_well(report)


@FEW
@given(MOVES, STYLES)
def test_moves_between_services(move: Edit, style: Style) -> None:
    judged_well(judged([move], style))


@FEW
@given(MOVES, STYLES)
def test_moves_between_services_offline(move: Edit, style: Style) -> None:
    judged_well(judged([move], style, asked=False))
