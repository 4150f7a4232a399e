"""What a waiver covers, and until when."""

from __future__ import annotations

import pytest
from msgspec import structs

from iacmx.model import Finding, Severity
from iacmx.waivers import Waiver, waive

FINDING = Finding(
    "MX304",
    "single",
    Severity.NOTICE,
    "example.com",
    "a.example.com",
    "mx.example.net",
    "",
    "m",
    "e",
    "f",
    "1",
)


@pytest.mark.parametrize(
    "waiver",
    [
        Waiver("MX304", "known"),
        Waiver("single", "known", owner="*.example.com"),
        Waiver("MX304", "known", exchange="mx.*", expires="2027-01-02"),
    ],
)
def test_covered(waiver: Waiver) -> None:
    stand, waived = waive([FINDING], [waiver], "2027-01-01")
    assert stand == ()
    assert [(w.finding, w.reason) for w in waived] == [(FINDING, "known")]


@pytest.mark.parametrize(
    "waiver",
    [
        Waiver("MX305", "known"),
        Waiver("MX304", "known", owner="b.example.com"),
        Waiver("MX304", "known", exchange="other"),
        Waiver("MX304", "known", expires="2027-01-01"),
    ],
)
def test_not_covered(waiver: Waiver) -> None:
    assert waive([FINDING], [waiver], "2027-01-01") == ((FINDING,), ())


def test_only_what_is_covered_goes() -> None:
    other = structs.replace(FINDING, owner="b.example.com")
    stand, _ = waive([FINDING, other], [Waiver("MX304", "known", owner="a.*")], "2027-01-01")
    assert stand == (other,)
