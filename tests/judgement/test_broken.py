"""Plans that break mail: each is named by exactly the rules of its causes, once, and stops where it must."""

from __future__ import annotations

import pytest

from tests.judgement import broken_sets, broken_steps
from tests.judgement.scenario import Scenario, exit_code, explained, run, told

SCENARIOS = [*broken_sets.SCENARIOS, *broken_steps.SCENARIOS]
BROKEN = pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in SCENARIOS])


@BROKEN
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "asked"])
def test_live(case: Scenario, whole: bool) -> None:
    report = run(case, whole=whole)
    assert told(report) == case.expect, explained(report)
    assert report.exit_code == exit_code(case.expect)


@BROKEN
def test_offline(case: Scenario) -> None:
    report = run(case, live=False)
    assert told(report) == case.offline, explained(report)
    assert report.exit_code == exit_code(case.offline)
