"""What a waiver covers, and until when."""

from __future__ import annotations

import pytest
from msgspec import structs

from iacmx.errors import InputError
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
    stand, waived, _ = waive([FINDING], [waiver], "2027-01-01")
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
    assert waive([FINDING], [waiver], "2027-01-01")[:2] == ((FINDING,), ())


def test_only_what_is_covered_goes() -> None:
    other = structs.replace(FINDING, owner="b.example.com")
    stand, _, _ = waive([FINDING, other], [Waiver("MX304", "known", owner="a.*")], "2027-01-01")
    assert stand == (other,)


@pytest.mark.parametrize(
    ("pattern", "address", "is_covered"),
    [
        ("*", "", True),
        ("aws_route53_record.mx", "aws_route53_record.mx", True),
        ('aws_route53_record.mx["a"]', 'aws_route53_record.mx["a"]', True),
        ("aws_route53_record.mx[*]", 'aws_route53_record.mx["a"]', True),
        ("module.lab.*", "module.lab.aws_route53_record.mx[0]", True),
        ("module.lab.*", "module.lab2.aws_route53_record.mx[0]", False),
        ('aws_route53_record.mx["ab"]', 'aws_route53_record.mx["a"]', False),
        ("aws_route53_record.mx[0]", "aws_route53_record.mx0", False),
        ("aws_route53_record.mx", "", False),
    ],
)
def test_plan_addresses(pattern: str, address: str, is_covered: bool) -> None:
    waiver = Waiver("MX304", "known", address=pattern)
    assert waiver.covers(structs.replace(FINDING, address=address)) is is_covered


def test_what_became_of_each_waiver() -> None:
    waivers = [
        Waiver("MX304", "used", expires="2027-01-02"),
        Waiver("MX304", "also used"),
        Waiver("MX304", "over", expires="2027-01-01"),
        Waiver("MX304", "for others", owner="b.example.com"),
        Waiver("MX305", "over and for others", expires="2026-01-01"),
    ]
    _, (waived,), told = waive([FINDING], waivers, "2027-01-01")
    assert waived.reason == "used"
    assert [(one.reason, one.state.value, one.findings) for one in told] == [
        ("used", "used", 1),
        ("also used", "used", 1),
        ("over", "expired", 1),
        ("for others", "unused", 0),
        ("over and for others", "expired", 0),
    ]


@pytest.mark.parametrize("day", ["2027-13-01", "2027-02-00", "01.02.2027", "2027-1-1"])
def test_days_that_are_none(day: str) -> None:
    with pytest.raises(InputError, match="expires"):
        Waiver("MX304", "known", expires=day)
