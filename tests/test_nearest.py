"""The right word for a wrong one."""

from __future__ import annotations

import pytest

from iacmx.nearest import did_you_mean, nearest

KNOWN = ("fail-on", "offline", "MX304", "single-exchanger")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("fail_on", "fail-on"),
        ("Offline", "offline"),
        ("ofline", "offline"),
        ("mx304", "MX304"),
        ("MX3o4", "MX304"),
        ("single-exchange", "single-exchanger"),
        ("colour", ""),
        ("", ""),
    ],
)
def test_nearest(word: str, meant: str) -> None:
    assert nearest(word, KNOWN) == meant


def test_hint() -> None:
    assert did_you_mean("ofline", KNOWN, "Look it up.") == "Did you mean 'offline'?"
    assert did_you_mean("colour", KNOWN, "Look it up.") == "Look it up."
