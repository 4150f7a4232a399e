"""Registrable domains, by the Public Suffix List's ICANN section."""

from __future__ import annotations

import subprocess
import sys

import pytest

from iacmx.registrable import registrable_domain


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("mx1.example.com", "example.com"),
        ("example.com", "example.com"),
        ("a.b.c.example.co.uk", "example.co.uk"),
        ("mail.eu-west-1.compute.amazonaws.com", "amazonaws.com"),
        ("me.github.io", "github.io"),
        ("mx.xn--mller-kva.de", "xn--mller-kva.de"),
        ("mx.example.xn--p1ai", "example.xn--p1ai"),
        ("www.ck", "www.ck"),
        ("co.uk", None),
        ("com", None),
        ("mail.nosuchtld", None),
        ("", None),
    ],
)
def test_registrable(name: str, domain: str | None) -> None:
    assert registrable_domain(name) == domain


def test_the_list_is_read_only_when_needed() -> None:
    code = "import sys, iacmx.registrable, iacmx.rules as r; r.collect(); print('publicsuffixlist' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
