"""What a plan marks as sensitive is in no string of a report."""

from __future__ import annotations

from iacmx.check import check
from iacmx.model import Plan, Zone
from iacmx.redact import HIDDEN
from iacmx.report import Style, formats, renderer
from tests.rules.build import change, record

ZONE = Zone("route53:Z1", "route53", "Z1", "example.com")


def test_sensitive_hosts_are_judged_and_not_printed() -> None:
    after = record("example.com. 300 MX 10 s3cr3t.example.com.example.com.")
    plan = Plan(
        "1.2",
        "1.11.4",
        changes=(change("r.mx", None, after),),
        zones={ZONE.key: ZONE},
        secrets=frozenset({"s3cr3t.example.com.example.com", "s3cr3t.example.com.example.com."}),
    )
    report = check(plan)
    assert report.owners[0].after[0].tiers[0].hosts[0].name == HIDDEN
    for name in formats():
        assert "s3cr3t" not in renderer(name)(report, Style(verbose=True))
