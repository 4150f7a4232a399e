"""MX614: flagged, clean, known false positives."""

from __future__ import annotations

import pytest

from tests.rules.build import build, change, judge, record

MX = "example.com. 300 MX 10 mx1.example.net."
NULL = "example.com. 300 MX 0 ."


@pytest.mark.parametrize("provider", ["route53", "cloudflare"])
def test_flagged(provider: str) -> None:
    (finding,) = judge("MX614", build([MX], [NULL], provider=provider))
    assert finding.severity == "warning"
    assert finding.evidence == "mx1.example.net (10) before, the null MX (0) after"


def test_a_replacement_is_flagged_too() -> None:
    replaced = change("x", record(MX), record(NULL), ("delete", "create"))
    assert len(judge("MX614", build([MX], changes=[replaced]))) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([], [NULL], id="a new domain without mail"),
        pytest.param([NULL], [NULL.replace("300", "600")], id="had none before"),
        pytest.param([NULL], [MX], id="opened"),
        pytest.param([MX], [], id="gone: MX601"),
        pytest.param([MX], [f"{MX}, 0 ."], id="mixed: MX301"),
    ],
)
def test_clean(before: list[str], after: list[str]) -> None:
    assert judge("MX614", build(before, after)) == []


def test_several_single_records_are_mx603() -> None:
    case = build([MX, MX.replace("mx1", "mx2")], [NULL], provider="cloudflare")
    assert judge("MX614", case) == []
    assert len(judge("MX603", case)) == 1
