"""MX603: flagged, clean, known false positives."""

from __future__ import annotations

import pytest

from iacmx.model import Change, RecordSet
from tests.rules.build import build, change, judge, record


def cf(line: str, number: int) -> RecordSet:
    return record(f"example.com. MX {line}", "cloudflare", record_id=f"r{number}")


NULL, A, B = cf("0 .", 1), cf("10 a.example.net.", 2), cf("20 b.example.net.", 3)


@pytest.mark.parametrize(
    ("before", "changes", "ends"),
    [
        pytest.param([NULL], [change("n", NULL, None), change("a", None, A)], False, id="null goes, real comes"),
        pytest.param(
            [NULL], [change("n", NULL, A), change("b", None, B)], False, id="changed in place beside a create"
        ),
        pytest.param([NULL], [change("n", NULL, A, ("create", "delete"))], False, id="create before destroy"),
        pytest.param([A, B], [change("a", A, NULL), change("b", B, None)], True, id="towards null"),
    ],
)
def test_flagged(before: list[RecordSet], changes: list[Change], ends: bool) -> None:
    (finding,) = judge("MX603", build(before, changes=changes, provider="cloudflare"))
    assert finding.severity == "error"
    assert ("no mail at all" in finding.message) is ends
    assert finding.fix.startswith("Two applies")


R53_NULL, R53_REAL = record("example.com. MX 0 ."), record("example.com. MX 10 a.example.net.")


@pytest.mark.parametrize(
    ("before", "changes", "provider"),
    [
        pytest.param([NULL], [change("n", NULL, A)], "cloudflare", id="one record in place"),
        pytest.param([NULL], [change("n", NULL, A, ("delete", "create"))], "cloudflare", id="one record, delete first"),
        pytest.param([NULL], [change("a", None, A)], "cloudflare", id="stays mixed: MX301"),
        pytest.param([A, NULL], [change("n", NULL, None)], "cloudflare", id="mends a mixture"),
        pytest.param([A], [change("a", A, B)], "cloudflare", id="no null MX"),
        pytest.param([NULL], [change("n", NULL, None)], "cloudflare", id="only null goes"),
        pytest.param([R53_NULL], [change("n", R53_NULL, R53_REAL)], "route53", id="a set changes at once"),
    ],
)
def test_clean(before: list[RecordSet], changes: list[Change], provider: str) -> None:
    assert judge("MX603", build(before, changes=changes, provider=provider)) == []
