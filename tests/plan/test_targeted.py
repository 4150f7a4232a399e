"""A plan made with ``-target`` names some resources only; the others are managed all the same."""

from __future__ import annotations

import json
from pathlib import Path

from iacmx.check import check
from iacmx.plan import read_bytes
from tests.report.sample import Memory
from tests.rules.build import record

GOLDEN = Path(__file__).parents[1] / "fixtures" / "terraform" / "golden" / "real-aws-5.100.0-edit.json"


def targeted(keep: str) -> bytes:
    """The plan with all but one resource change left out, as ``-target`` does it."""
    plan = json.loads(GOLDEN.read_bytes())
    plan["resource_changes"] = [change for change in plan["resource_changes"] if change["address"] == keep]
    plan["complete"] = False
    return json.dumps(plan).encode()


def test_resources_left_out_are_read_from_the_state() -> None:
    plan = read_bytes(targeted("aws_route53_record.apex"))
    left = {change.address: change for change in plan.changes if change.address != "aws_route53_record.apex"}
    assert all(change.is_noop for change in left.values())
    assert left["aws_route53_record.fqdn_dot"].after[0].owner == "upper.example.com"
    assert plan.resources == 1


def test_their_live_sets_are_not_taken_for_unmanaged() -> None:
    plan = read_bytes(targeted("aws_route53_record.apex"))
    (zone,) = (zone for zone in plan.zones.values() if zone.name == "example.com" and not zone.private)
    account = Memory(
        [
            record("example.com. 300 MX 10 mx1.example.net., 20 mx2.example.net.", zone=zone.key),
            record("upper.example.com. 300 MX 10 mx1.example.net.", zone=zone.key),
        ]
    )
    report = check(plan, provider_for=lambda _: account)
    assert not {finding.rule for finding in report.findings} & {"MX902", "MX903"}
    assert any("-target" in words for words in report.coverage.skipped)
