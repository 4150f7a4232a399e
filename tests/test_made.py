"""When a plan was made, in words."""

from __future__ import annotations

import json

import pytest

from iacmx.check import check
from iacmx.made import in_words, made
from iacmx.plan.reader import read_bytes
from iacmx.report import Report
from tests.rules.build import build
from tests.verify.build import Account

NOON = 1_767_614_400.0
"""2026-01-05 12:00 UTC."""


@pytest.mark.parametrize(
    ("timestamp", "words"),
    [
        ("2026-01-05T09:00:00Z", "2026-01-05 09:00 UTC, 3 h ago"),
        ("2026-01-05T11:42:31Z", "2026-01-05 11:42 UTC, 17 min ago"),
        ("2026-01-05T11:59:31Z", "2026-01-05 11:59 UTC, just now"),
        ("2026-01-02T09:00:00+02:00", "2026-01-02 07:00 UTC, 3 days 5 h ago"),
        ("2026-01-06T09:00:00Z", "2026-01-06 09:00 UTC"),
        ("yesterday", ""),
        ("\x1b[2J", ""),
    ],
)
def test_in_words(timestamp: str, words: str) -> None:
    assert in_words(timestamp, NOON) == words


def test_cases_tell_it_only_where_live_records_were_read() -> None:
    case = build(["example.com. MX 10 mx1.example.net."])
    assert made([case], "2026-01-05T09:00:00Z", lambda: NOON)[0].made == "2026-01-05 09:00 UTC, 3 h ago"
    assert made([case], "", lambda: NOON)[0] is case


def stale(live: str, **of_plan: object) -> Report:
    before = {"zone_id": "Z1", "name": "example.test", "type": "MX", "ttl": 300, "records": ["10 a.example.net"]}
    change = {"actions": ["update"], "before": before, "after": before | {"records": ["10 b.example.net"]}}
    entry = {"address": "aws_route53_record.mx", "mode": "managed", "type": "aws_route53_record", "name": "mx"}
    plan = {"format_version": "1.2", "resource_changes": [entry | {"change": change}]} | of_plan
    account = Account(f"example.test. 300 MX {live}")
    return check(read_bytes(json.dumps(plan).encode()), provider_for=lambda _: account)


def test_a_stale_plan_is_refused_from_end_to_end() -> None:
    report = stale("10 c.example.net", timestamp="2026-01-05T09:00:00Z")
    assert report.exit_code == 1
    assert report.summary.startswith("Do not apply: The plan is stale: when it was made (2026-01-05 09:00 UTC, ")
    assert "example.test held a.example.net (10); now it holds c.example.net (10)" in report.summary


def test_what_terraform_found_changed_itself_makes_no_plan_stale() -> None:
    """The plan's ``before`` is what the refresh found; what the state had stands in ``resource_drift``."""
    old = {"zone_id": "Z1", "name": "example.test", "type": "MX", "ttl": 300, "records": ["10 z.example.net"]}
    change = {"actions": ["update"], "before": old, "after": old | {"records": ["10 a.example.net"]}}
    entry = {"address": "aws_route53_record.mx", "mode": "managed", "type": "aws_route53_record", "name": "mx"}
    report = stale("10 a.example.net", resource_drift=[entry | {"change": change}])
    assert "MX901" not in {finding.rule for finding in report.findings}
    assert report.exit_code != 1
