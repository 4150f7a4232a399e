"""MX904: flagged, clean, known false positives."""

from __future__ import annotations

import pytest

from iacmx.model import Change, RecordSet, Severity
from tests.rules.build import build, change, judge, record

MX = record("example.com. 300 MX 10 mx1.example.net.")
NEW = record("example.com. 300 MX 10 mx2.example.net.")


@pytest.mark.parametrize(
    "writes",
    [
        pytest.param(change("x", MX, NEW), id="changed"),
        pytest.param(change("x", None, NEW, overwrite=True), id="overwritten"),
        pytest.param(change("x", None, NEW, exclusive=True), id="exclusive"),
    ],
)
def test_flagged(writes: Change) -> None:
    (finding,) = judge("MX904", build([NEW], changes=[writes]))
    assert finding.severity is Severity.INFO
    assert finding.evidence == "live: mx2.example.net (10)"


@pytest.mark.parametrize(
    ("live", "writes"),
    [
        pytest.param([MX], change("x", MX, NEW), id="a real change"),
        pytest.param([record("example.com. 600 MX 10 mx2.example.net.")], change("x", MX, NEW), id="another TTL"),
        pytest.param([NEW], change("x", NEW, NEW), id="the plan changes something else"),
        pytest.param([NEW], change("x", None, NEW), id="a create fails: MX902"),
        pytest.param([], change("x", None, NEW, overwrite=True), id="new"),
        pytest.param([NEW], change("x", NEW, None), id="deleted"),
    ],
)
def test_clean(live: list[RecordSet], writes: Change) -> None:
    assert judge("MX904", build(live, changes=[writes])) == []


def test_all_of_it_must_be_live() -> None:
    a, b = (record(f"example.com. 300 MX {n} mx{n}.example.net.", "cloudflare", record_id=f"r{n}") for n in (1, 2))
    c, d = (record(f"example.com. 300 MX {n} new{n}.example.net.", "cloudflare", record_id=f"r{n}") for n in (1, 2))
    changes = [change("a", a, c), change("b", b, d)]
    assert judge("MX904", build([c, b], changes=changes, provider="cloudflare")) == []
    assert len(judge("MX904", build([c, d], changes=changes, provider="cloudflare"))) == 1
