"""MX record data: what a text or separate fields mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iacmx.model import Mx, Unknown
from iacmx.mx import mx, parse_mx


@pytest.mark.parametrize(
    ("text", "preference", "exchange"),
    [
        ("10 mx1.example.net.", 10, "mx1.example.net"),
        ("10 MX1.Example.NET", 10, "mx1.example.net"),
        ("  10 \t mx1.example.net.  ", 10, "mx1.example.net"),
        ("0 .", 0, "."),
        ("10", 10, ""),
        ("", None, ""),
        ("   ", None, ""),
        ("mx.example.com", None, "mx.example.com"),
        ("10 10 mx.example.com", 10, "10 mx.example.com"),
        ("ten mx.example.com", None, "mx.example.com"),
        ("10.5 mx.example.com", None, "mx.example.com"),
        ("1_0 mx.example.com", None, "mx.example.com"),
        ("\u0661\u0660 mx.example.com", None, "mx.example.com"),
        ("70000 mx.example.com", 70000, "mx.example.com"),
        ("-1 mx.example.com", -1, "mx.example.com"),
        ("9" * 5000 + " mx.example.com", None, "mx.example.com"),
        (r"10 \052.example.com.", 10, "*.example.com"),
        ("10 m\u00fcller.example.", 10, "xn--mller-kva.example"),
        ("10 mx..", 10, "mx."),
        ("10 192.0.2.1", 10, "192.0.2.1"),
    ],
)
def test_parse(text: str, preference: int | None, exchange: str) -> None:
    assert parse_mx(text) == Mx(text, preference, exchange)


def test_ttl_and_address_are_kept() -> None:
    parsed = parse_mx("10 mx.example.com", ttl=300, address="aws_route53_record.mx")
    assert (parsed.ttl, parsed.address) == (300, "aws_route53_record.mx")


def test_separate_fields() -> None:
    assert mx(10, "MX.example.com.") == Mx("10 MX.example.com.", 10, "mx.example.com")
    assert mx(None, "mx.example.com").text == "mx.example.com"
    assert mx(10, "mx.example.com", text="as written").text == "as written"
    unknown = Unknown(("aws_eip.mail",))
    assert mx(10, unknown) == Mx("", 10, unknown)


@given(st.text())
def test_never_raises_and_keeps_the_text(text: str) -> None:
    assert parse_mx(text).text == text


@given(st.integers(0, 65535), st.from_regex(r"[a-z]{1,20}(\.[a-z]{2,10}){0,3}", fullmatch=True))
def test_round_trip(preference: int, exchange: str) -> None:
    parsed = parse_mx(f"{preference} {exchange}.")
    assert (parsed.preference, parsed.exchange) == (preference, exchange)
