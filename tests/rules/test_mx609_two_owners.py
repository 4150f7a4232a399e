"""MX609: flagged, clean, known false positives."""

from __future__ import annotations

import pytest

from iacmx.model import Change, RecordSet
from tests.rules.build import build, change, judge, record

MX = record("example.com. MX 10 mx1.example.net.")
NEW = record("example.com. MX 10 mx2.example.net.")
EU = record("example.com. MX 10 mx1.example.net.", variant="eu", routing="weighted")
US = record("example.com. MX 10 mx1.example.net.", variant="us", routing="weighted")
KEPT = change("a", MX, MX, ("no-op",))


def cf(line: str, record_id: str = "") -> RecordSet:
    return record(f"example.com. MX {line}", "cloudflare", record_id=record_id)


def exclusive(*sets: RecordSet) -> Change:
    return Change("exclusive.all", "aws_route53_records_exclusive", "route53", ("create",), after=sets, exclusive=True)


@pytest.mark.parametrize(
    ("before", "changes", "provider", "evidence"),
    [
        pytest.param([], [change("a", None, MX), change("b", None, NEW)], "route53", "a and b", id="created twice"),
        pytest.param([MX], [KEPT, change("b", None, NEW)], "route53", "a and b", id="created beside its manager"),
        pytest.param([MX], [KEPT, change("b", None, NEW, overwrite=True)], "route53", "a and b", id="overwritten"),
        pytest.param([MX], [KEPT, exclusive(NEW)], "route53", "a and exclusive.all", id="in an exclusive too"),
        pytest.param(
            [EU], [change("a", EU, EU, ("no-op",)), change("b", None, EU)], "route53", "a and b", id="variant"
        ),
        pytest.param(
            [],
            [change("a", None, MX), exclusive(record("www.example.com. A 45.33.1.1"))],
            "route53",
            "a and exclusive.all",
            id="an exclusive does not list it",
        ),
        pytest.param(
            [],
            [change("a", None, cf("10 x.example.net.")), change("b", None, cf("10 X.example.net"))],
            "cloudflare",
            "a and b",
            id="the same record twice",
        ),
        pytest.param(
            [cf("1 x.", "r1")],
            [
                change("a", cf("1 x.", "r1"), cf("2 y.", "r1")),
                change("b", cf("1 x.", "r1"), cf("1 x.", "r1"), ("no-op",)),
            ],
            "cloudflare",
            "a and b",
            id="the same id",
        ),
    ],
)
def test_flagged(before: list[RecordSet], changes: list[Change], provider: str, evidence: str) -> None:
    (finding,) = judge("MX609", build(before, changes=changes, provider=provider))
    assert finding.evidence == evidence
    assert finding.severity == "error"


@pytest.mark.parametrize(
    ("before", "changes", "provider"),
    [
        pytest.param([MX], [change("a", MX, None), change("b", None, NEW)], "route53", id="one goes: MX602"),
        pytest.param([MX], [change("a", MX, None, deposed="d"), change("a", MX, NEW)], "route53", id="deposed: MX604"),
        pytest.param([], [change("a", None, EU), change("b", None, US)], "route53", id="two variants"),
        pytest.param([MX], [KEPT], "route53", id="one"),
        pytest.param([MX], [KEPT, exclusive(record("www.example.com. A 45.33.1.1"))], "route53", id="lost: MX601"),
        pytest.param([MX], [exclusive(MX)], "route53", id="only the exclusive"),
        pytest.param([], [change("a", None, cf("10 x.")), change("b", None, cf("20 x."))], "cloudflare", id="MX303"),
        pytest.param(
            [], [change("a", None, cf("10 x.")), change("b", None, cf("10 y."))], "cloudflare", id="two records"
        ),
    ],
)
def test_clean(before: list[RecordSet], changes: list[Change], provider: str) -> None:
    assert judge("MX609", build(before, changes=changes, provider=provider)) == []
