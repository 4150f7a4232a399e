"""What the settings may expect, and of whom."""

from __future__ import annotations

import pytest

from iacmx.errors import InputError
from iacmx.policy import Expectation, Limits, Policy, fits


@pytest.mark.parametrize(
    ("pattern", "owner", "is_meant"),
    [
        ("example.com", "example.com", True),
        ("Example.com.", "example.com", True),
        ("*.example.com", "a.example.com", True),
        ("*.example.com", "a.b.example.com", True),
        ("*.example.com", "example.com", False),
        ("*example.com", "example.com", True),
        ("*", "a.example.net", True),
        ("example.com", "a.example.com", False),
        ("müller.de", "xn--mller-kva.de", True),
    ],
)
def test_patterns_of_owners(pattern: str, owner: str, is_meant: bool) -> None:
    assert fits(owner, pattern) is is_meant


def test_the_first_expectation_that_fits_counts() -> None:
    null, google = Expectation("a.example.com", "null"), Expectation("*.example.com", "google_workspace")
    assert Policy(expect=(null, google)).expectation("a.example.com") is null
    assert Policy(expect=(google, null)).expectation("a.example.com") is google
    assert Policy(expect=(google, null)).expectation("example.com") is None


@pytest.mark.parametrize(
    ("mail", "says", "hint"),
    [
        ("google-workspace", "no known mail host", "'google_workspace'"),
        ("gogle_workspace", "no known mail host", "'google_workspace'"),
        ("Null", "no known mail host", "'null'"),
        ("none of them", "no known mail host", "settings.md"),
        ((), "holds no MX record", "10 mx1"),
        (("mx1.example.net",), "holds no MX record: 'mx1.example.net'", "10 mx1"),
        (("10 mx1.example.net", "20 192.0.2.1:25"), "holds no MX record: '20 192.0.2.1:25'", "10 mx1"),
    ],
)
def test_wrong_expectations(mail: str | tuple[str, ...], says: str, hint: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        Expectation("example.com", mail)
    assert hint in caught.value.hint


def test_a_limit_below_zero() -> None:
    with pytest.raises(InputError, match="owners-changed"):
        Limits(-1)


def test_only_the_owner_that_is_named_is_acknowledged() -> None:
    policy = Policy(protected=("example.com", "*.example.com"), acknowledged=("Example.com.",))
    assert not policy.must_acknowledge("example.com")
    assert policy.must_acknowledge("a.example.com")
    assert not policy.must_acknowledge("example.net")
