"""MX410: MX records at names that nobody sends mail to."""

from __future__ import annotations

import pytest

from iacmx.model import Severity, Zone
from tests.rules.build import build_all, change, judge, record

PAIR = "300 MX 10 mx1.example.net., 20 mx2.example.net."
ELSEWHERE = Zone(key="route53:Z2", provider="route53", id="Z2", name="brand.example")


def found(owner: str) -> list[tuple[Severity, str]]:
    new = record(f"{owner}. {PAIR}")
    cases = build_all([], changes=[change("new", None, new)], more_zones=[ELSEWHERE])
    return [(finding.severity, finding.message) for case in cases for finding in judge("MX410", case)]


@pytest.mark.parametrize(
    ("owner", "severity", "words"),
    [
        ("@.example.com", Severity.ERROR, "example.com does not get them"),
        ("@.sub.example.com", Severity.ERROR, "sub.example.com does not get them"),
        ("example.com.example.com", Severity.ERROR, "example.com with example.com appended"),
        ("mail.example.com.example.com", Severity.ERROR, "senders to mail.example.com do not see"),
        ("brand.example.example.com", Severity.ERROR, "brand.example with example.com appended"),
        ("sub.brand.example.example.com", Severity.ERROR, "senders to sub.brand.example"),
        ("otherbrand.com.example.com", Severity.WARNING, "otherbrand.com with example.com appended"),
        ("myexample.com", Severity.ERROR, "does not lie in zone example.com"),
    ],
)
def test_flagged(owner: str, severity: Severity, words: str) -> None:
    ((told, message),) = found(owner)
    assert told is severity
    assert words in message


@pytest.mark.parametrize(
    "owner", ["example.com", "mail.example.com", "*.example.com", "mail.net.example.com", "com.example.com"]
)
def test_clean(owner: str) -> None:
    assert found(owner) == []


def test_what_is_there_already_is_left_alone() -> None:
    old, new = record(f"other.com.example.com. {PAIR}"), record("other.com.example.com. MX 10 mx3.example.net.")
    assert [f for case in build_all([old], [new]) for f in judge("MX410", case)] == []


def test_a_renamed_owner_is_told_by_the_loss_alone() -> None:
    old, new = record(f"example.com. {PAIR}"), record(f"@.example.com. {PAIR}")
    cases = build_all([old], changes=[change("x", old, new, ("delete", "create"))])
    assert [f.rule for case in cases for rule in ("MX410", "MX601") for f in judge(rule, case)] == ["MX601"]
