"""MX902: flagged, clean, known false positives."""

from __future__ import annotations

import pytest

from iacmx.case import Actual
from iacmx.model import Change, RecordSet
from tests.rules.build import build, change, judge, record

MX = record("example.com. 300 MX 10 mx1.example.net.")
NEW = record("example.com. 300 MX 10 mx2.example.net.")
EU = record("example.com. 300 MX 10 mx1.example.net.", variant="eu", routing="weighted")
ADDRESS = "aws_route53_record.mx"


def exclusive(*sets: RecordSet) -> Change:
    return Change("exclusive.all", "aws_route53_records_exclusive", "route53", ("create",), after=sets, exclusive=True)


@pytest.mark.parametrize(
    ("live", "new", "severity", "says", "fix"),
    [
        pytest.param(
            MX, change(ADDRESS, None, NEW), "error", "it already exists", 'id = "Z1_example.com_MX"', id="other"
        ),
        pytest.param(MX, change(ADDRESS, None, MX), "error", "it already exists", f"to = {ADDRESS}", id="the same"),
        pytest.param(EU, change(ADDRESS, None, EU), "error", "it already exists", "Z1_example.com_MX_eu", id="variant"),
        pytest.param(
            MX, change(ADDRESS, None, EU, overwrite=True), "error", "can't stand together", "Z1_", id="routed"
        ),
        pytest.param(
            MX,
            change(ADDRESS, None, NEW, overwrite=True),
            "warning",
            "replaces the live MX set",
            "Import",
            id="overwritten",
        ),
        pytest.param(MX, exclusive(NEW), "warning", "replaces the live MX set", "list it", id="taken over"),
    ],
)
def test_flagged(live: RecordSet, new: Change, severity: str, says: str, fix: str) -> None:
    (finding,) = judge("MX902", build([live], changes=[new]))
    assert finding.severity == severity
    assert says in finding.message
    assert fix in finding.fix
    assert "mx1.example.net (10)" in finding.evidence


def test_what_is_lost_is_named() -> None:
    (finding,) = judge("MX902", build([MX], changes=[change(ADDRESS, None, NEW, overwrite=True)]))
    assert finding.evidence.endswith("the create adds mx2.example.net (10), removes mx1.example.net (10)")


FORGOTTEN = change("old", MX, None, ("forget",))


@pytest.mark.parametrize("leaves", [FORGOTTEN, change("old", MX, None, exclusive=True)], ids=["forgotten", "exclusive"])
def test_a_set_that_is_only_dropped_from_the_state_stays_in_the_way(leaves: Change) -> None:
    (finding,) = judge("MX902", build([MX], changes=[leaves, change(ADDRESS, None, MX)]))
    assert finding.severity == "error"
    assert finding.address == ADDRESS


CF = record("example.com. 300 MX 10 mx1.example.net.", "cloudflare", record_id="r1")


@pytest.mark.parametrize(
    ("live", "changes", "provider"),
    [
        pytest.param([], [change(ADDRESS, None, NEW)], "route53", id="nothing there"),
        pytest.param([MX], [change(ADDRESS, MX, MX, ("no-op",), importing=True)], "route53", id="import"),
        pytest.param([MX], [change(ADDRESS, None, MX, importing=True)], "route53", id="import, not read yet"),
        pytest.param([MX], [FORGOTTEN, change("b", None, NEW, overwrite=True)], "route53", id="handed over"),
        pytest.param([MX], [change("a", MX, MX, ("no-op",)), change("b", None, NEW)], "route53", id="managed: MX609"),
        pytest.param([MX], [change("a", MX, None), change("b", None, NEW)], "route53", id="goes: MX602"),
        pytest.param([MX], [change("a", MX, NEW, ("delete", "create"))], "route53", id="replacement"),
        pytest.param([MX], [change("a", None, MX, overwrite=True)], "route53", id="the same, overwritten: MX904"),
        pytest.param([EU], [change("a", None, record("example.com. MX 10 b.", variant="us"))], "route53", id="beside"),
        pytest.param([CF], [change("a", None, CF)], "cloudflare", id="single records: MX903"),
    ],
)
def test_clean(live: list[RecordSet], changes: list[Change], provider: str) -> None:
    assert judge("MX902", build(live, changes=changes, provider=provider)) == []


def test_nothing_to_compare_with() -> None:
    assert judge("MX902", build([MX], changes=[change(ADDRESS, None, NEW)], actual=Actual.SKIPPED)) == []
