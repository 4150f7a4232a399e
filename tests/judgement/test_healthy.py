"""Plans that are right: not one of them may stop, or say more than a notice."""

from __future__ import annotations

import pytest

from tests.judgement import (
    healthy_cloudflare,
    healthy_days,
    healthy_routing,
    healthy_senders,
    healthy_services,
    healthy_unknown,
)
from tests.judgement.scenario import Scenario, explained, run, told

SCENARIOS = [
    *healthy_days.SCENARIOS,
    *healthy_services.SCENARIOS,
    *healthy_senders.SCENARIOS,
    *healthy_cloudflare.SCENARIOS,
    *healthy_routing.SCENARIOS,
    *healthy_unknown.SCENARIOS,
]
HEALTHY = pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in SCENARIOS])


@HEALTHY
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "asked"])
def test_live(case: Scenario, whole: bool) -> None:
    report = run(case, whole=whole)
    assert told(report) == "", explained(report)
    assert report.exit_code == 0


@HEALTHY
def test_offline(case: Scenario) -> None:
    report = run(case, live=False)
    assert told(report) == "", explained(report)
    assert report.exit_code == 0
