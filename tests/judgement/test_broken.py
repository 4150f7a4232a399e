"""Plans that break mail: each is named by exactly the rules of its causes, once, and stops where it must."""

from __future__ import annotations

import pytest

from iacmx.rules import Need, collect
from tests.judgement import (
    broken_around,
    broken_routing,
    broken_senders,
    broken_sets,
    broken_steps,
    healthy_days,
    healthy_unknown,
)
from tests.judgement.scenario import Scenario, exit_code, explained, run, told

SCENARIOS = [
    *broken_sets.SCENARIOS,
    *broken_steps.SCENARIOS,
    *broken_around.SCENARIOS,
    *broken_routing.SCENARIOS,
    *broken_senders.SCENARIOS,
]
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


HEALTHY = (*healthy_days.SCENARIOS, *healthy_unknown.SCENARIOS)
ELSEWHERE = {
    "MX207": "DNS that fails for one family only",
    "MX407": "a zone whose SOA record is out of proportion",
    "MX408": "a zone of a top-level domain",
    "MX905": "a provider that fails",
    "MX951": "settings",
    "MX952": "settings",
    "MX953": "settings",
}
"""Rules that no plan and no record brings about here, by what they need."""


def test_every_rule_is_met() -> None:
    asked_more = {Need.AUTHORITY, Need.HTTPS, Need.DNSSEC}
    expected = {
        rule.id for rule, _ in collect() if not (rule.opt_in or rule.after_apply or asked_more & set(rule.needs))
    }
    met = {finding.rule for case in (*SCENARIOS, *HEALTHY) for finding in run(case).findings}
    assert expected - met - ELSEWHERE.keys() == set()
