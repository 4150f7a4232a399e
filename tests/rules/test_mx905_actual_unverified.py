"""MX905: flagged, clean."""

from __future__ import annotations

import pytest
from msgspec import structs

from iacmx.case import Actual
from iacmx.model import Severity
from tests.rules.build import build, build_all, judge

MX = "example.com. 300 MX 10 mx1.example.net."


def test_one_finding_a_zone_with_the_reason() -> None:
    both = [MX, MX.replace("example.com.", "a.example.com.", 1)]
    cases = build_all(both, [], actual=Actual.FAILED)
    found = [f for case in cases for f in judge("MX905", structs.replace(case, actual_reason="Throttled."))]
    assert len(found) == 2
    assert len({finding.fingerprint for finding in found}) == 1
    assert {finding.severity for finding in found} == {Severity.UNVERIFIED}
    assert found[0].evidence == "asked Route 53 for the records of zone example.com (Z1): Throttled."
    assert found[0].owner == "example.com"


@pytest.mark.parametrize("actual", [Actual.FETCHED, Actual.SKIPPED, Actual.NEW])
def test_clean(actual: Actual) -> None:
    assert judge("MX905", build([MX], ["example.com. MX 20 a."], actual=actual)) == []
