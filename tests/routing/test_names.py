"""What people write when they mean a domain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iacmx.routing.names import from_lines, parse


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("example.com", "example.com"),
        (" Example.COM. ", "example.com"),
        ("user@example.com", "example.com"),
        ("<user@Example.com>", "example.com"),
        ('"a@b"@example.com', "example.com"),
        ("b\u00fccher.example", "xn--bcher-kva.example"),
        ("B\u00dcCHER.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.EXAMPLE", "xn--bcher-kva.example"),
        ("\u65e5\u672c\u3002example", "xn--wgv71a.example"),
        ("example\uff0ecom\u3002", "example.com"),
        ("user@[192.0.2.1]", "[192.0.2.1]"),
        ("[IPv6:2001:DB8::1]", "[2001:db8::1]"),
        ("com", "com"),
        ("_dmarc.example.com", "_dmarc.example.com"),
        (".".join(["a" * 49] * 5) + ".abc", ".".join(["a" * 49] * 5) + ".abc"),
    ],
)
def test_domains(text: str, domain: str) -> None:
    assert (parse(text).domain, parse(text).problem) == (domain, "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is not a domain"),
        (".", ". is not a domain"),
        ("a b.example", "only letters, digits, hyphens and dots"),
        ("a..example", "empty label"),
        (".example.com", "empty label"),
        ("a" * 64 + ".example", "more than 63 octets"),
        (".".join(["a" * 49] * 5) + ".abcd", "254 octets"),
        ("192.0.2.1", "user@[192.0.2.1]"),
        ("2001:db8::1", "is an IP address"),
        ("[192.0.2.999]", "no IP address is in the brackets"),
        ("https://example.com/", "is a web address or a path"),
        ("@example.com", "nothing before its @"),
        ("user@", "is not a domain"),
        ("*.example.com", "only letters"),
        ("\u2603\u200d.example", "is not a domain"),
        ("a\x1b[31m.example", "\\u001b"),
    ],
)
def test_what_is_no_domain_says_so_in_one_sentence(text: str, problem: str) -> None:
    asked = parse(text)
    assert asked.domain == ""
    assert problem in asked.problem
    assert asked.problem.endswith(".")
    assert "\n" not in asked.problem


def test_what_is_unusual_is_told() -> None:
    assert "RFC 7085" in parse("com").notes[0]
    assert "underscore" in parse("_x.example.com").notes[0]


def test_a_file_with_everything_in_it() -> None:
    lines = [
        b"\xef\xbb\xbfexample.com\r\n",
        b"\r\n",
        b"# a comment\n",
        b"  user@Example.com  # and why\r\n",
        b"example.com\n",
        b"caf\xe9.example\n",
        b"x" * 5000 + b"\n",
        b"one.example\rtwo.example\r",
        b"a b\n",
        b"last.example",
    ]
    found = [asked.domain or asked.problem for asked in from_lines(lines)]
    assert found == [
        "example.com",
        "example.com",
        "example.com",
        "Line 6 is not UTF-8 text.",
        "Line 7 is too long to hold a domain.",
        "one.example",
        "two.example",
        "a b is not a domain: only letters, digits, hyphens and dots make one.",
        "last.example",
    ]


def test_a_file_in_utf_16() -> None:
    (asked,) = from_lines(["example.com\n".encode("utf-16")])
    assert asked.problem == "The file is UTF-16: save it as UTF-8."


@given(st.text())
def test_any_text_is_a_domain_or_a_sentence(text: str) -> None:
    asked = parse(text)
    assert bool(asked.domain) != bool(asked.problem)
    assert asked.domain.isascii()


@given(st.lists(st.binary()))
def test_any_file_is_read(lines: list[bytes]) -> None:
    for asked in from_lines(lines):
        assert bool(asked.domain) != bool(asked.problem)
