"""MX613: flagged, clean, known false positives."""

from __future__ import annotations

import pytest

from iacmx.model import RecordSet
from tests.rules.build import build, judge, record

BEFORE = "example.com. MX 10 a.example.net., 20 b.example.net."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(BEFORE, "example.com. MX 50 a.example.net., 20 b.example.net.", id="read backwards"),
        pytest.param(BEFORE, "example.com. MX 20 a.example.net., 10 b.example.net.", id="swapped"),
        pytest.param(
            BEFORE, "example.com. MX 5 c.example.net., 30 A.example.net, 20 b.example.net.", id="with a new one"
        ),
    ],
)
def test_flagged(before: str, after: str) -> None:
    (finding,) = judge("MX613", build([before], [after]))
    assert finding.severity == "warning"
    assert "went to a.example.net before b.example.net" in finding.message
    assert finding.evidence.startswith("a.example.net (10), b.example.net (20) before, ")


def test_single_records() -> None:
    before = ["example.com. MX 10 a.example.net.", "example.com. MX 20 b.example.net."]
    after = ["example.com. MX 30 a.example.net.", "example.com. MX 20 b.example.net."]
    assert len(judge("MX613", build(before, after, provider="cloudflare"))) == 1


EU = record(BEFORE, variant="eu", routing="weighted")
US = record("example.com. MX 20 a.example.net., 10 b.example.net.", variant="us", routing="weighted")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([BEFORE], ["example.com. MX 10 a.example.net., 10 b.example.net."], id="made equal"),
        pytest.param(["example.com. MX 10 a., 10 b."], ["example.com. MX 20 a., 10 b."], id="were equal"),
        pytest.param([BEFORE], ["example.com. MX 1 a.example.net., 5 b.example.net."], id="new numbers, same order"),
        pytest.param([BEFORE], ["example.com. MX 20 b.example.net., 30 c.example.net."], id="one goes, one comes"),
        pytest.param([BEFORE], ["example.com. MX 10 c.example.net., 20 d.example.net."], id="all others"),
        pytest.param(["example.com. MX 10 a., 20 b., 30 a."], ["example.com. MX 10 a., 20 b."], id="named twice"),
        pytest.param([EU], [EU, US], id="another variant has another order"),
    ],
)
def test_clean(before: list[str | RecordSet], after: list[str | RecordSet]) -> None:
    assert judge("MX613", build(before, after)) == []
