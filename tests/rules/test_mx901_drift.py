"""MX901: flagged, clean, known false positives."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from iacmx.case import Actual
from iacmx.model import Change, RecordSet, Severity
from tests.rules.build import build, change, judge, record

MX = record("example.com. 3600 MX 10 mx1.example.net.")
NEW = record("example.com. 3600 MX 10 mx2.example.net.")
EDITED = record("example.com. 3600 MX 10 mx1.example.net., 20 backup.example.net.")
SLOW = record("example.com. 86400 MX 10 mx1.example.net.")
KEPT = change("x", MX, MX, ("no-op",))
WRITES = change("x", MX, NEW)


def cf(line: str, record_id: str) -> RecordSet:
    return record(f"example.com. 300 MX {line}", "cloudflare", record_id=record_id)


@pytest.mark.parametrize(
    ("live", "changes", "severity", "says"),
    [
        pytest.param([EDITED], [WRITES], "error", "the apply overwrites that", id="edited, overwritten"),
        pytest.param([EDITED], [KEPT], "error", "leaves that as it is", id="edited, kept"),
        pytest.param([EDITED], [change("x", MX, None)], "error", "deletes them all the same", id="edited, deleted"),
        pytest.param([SLOW], [WRITES], "notice", "live TTL", id="TTL"),
        pytest.param([], [WRITES], "error", "writes them anew, or fails", id="gone, written again"),
        pytest.param([], [KEPT], "error", "has no MX record now", id="gone, kept"),
    ],
)
def test_flagged(live: list[RecordSet], changes: list[Change], severity: str, says: str) -> None:
    (finding,) = judge("MX901", build(live, changes=changes))
    assert finding.severity == severity
    assert says in finding.message
    assert finding.address == "x"


def test_one_of_several_single_records_is_gone() -> None:
    a, b = cf("10 a.example.net.", "r1"), cf("20 b.example.net.", "r2")
    kept = [change("a", a, a, ("no-op",)), change("b", b, b, ("no-op",))]
    (finding,) = judge("MX901", build([a], changes=kept, provider="cloudflare"))
    assert finding.severity is Severity.ERROR
    assert finding.evidence.startswith("b believes in b.example.net (20)")


def test_a_single_record_is_found_again_by_id_or_by_value() -> None:
    believed = cf("10 a.example.net.", "r1")
    kept = [change("a", believed, believed, ("no-op",))]
    (finding,) = judge("MX901", build([cf("20 a.example.net.", "r1")], changes=kept, provider="cloudflare"))
    assert "live a.example.net (20), the plan believes in a.example.net (10)" in finding.evidence
    assert judge("MX901", build([cf("10 A.example.net", "r9")], changes=kept, provider="cloudflare")) == []


@pytest.mark.parametrize(
    ("live", "changes"),
    [
        pytest.param([MX], [WRITES], id="as believed"),
        pytest.param([record("EXAMPLE.com. 3600 MX 10 MX1.example.net")], [WRITES], id="spelled differently"),
        pytest.param([NEW], [WRITES], id="already what is wanted: MX904"),
        pytest.param([], [change("x", MX, None)], id="deleted already"),
        pytest.param([SLOW], [change("x", MX, None)], id="TTL of what goes"),
        pytest.param([EDITED], [change("x", None, MX)], id="a create believes in nothing: MX902"),
        pytest.param([], [change("x", MX, None, ("forget",))], id="forgotten"),
    ],
)
def test_clean(live: list[RecordSet], changes: list[Change]) -> None:
    assert judge("MX901", build(live, changes=changes)) == []


def test_it_says_what_was_and_what_is_and_when_the_plan_was_made() -> None:
    case = replace(build([EDITED], changes=[WRITES]), made="2026-01-05 09:00 UTC, 3 h ago")
    (finding,) = judge("MX901", case)
    assert finding.message == (
        "The plan is stale: when it was made (2026-01-05 09:00 UTC, 3 h ago), example.com held mx1.example.net (10); "
        "now it holds mx1.example.net (10), backup.example.net (20), and the apply overwrites that."
    )
    assert finding.fix.startswith("Plan again")


@pytest.mark.parametrize("actual", [Actual.SKIPPED, Actual.FAILED])
def test_nothing_to_compare_with(actual: Actual) -> None:
    assert judge("MX901", build([EDITED], changes=[WRITES], actual=actual)) == []
