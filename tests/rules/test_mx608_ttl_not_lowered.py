"""MX608: flagged, clean, known false positives."""

from __future__ import annotations

import pytest

from iacmx.model import Severity
from tests.rules.build import build, judge

OLD = "example.com. 86400 MX 1 smtp.google.com."
NEW = "example.com. 86400 MX 0 example-com.mail.protection.outlook.com."


def test_flagged() -> None:
    (finding,) = judge("MX608", build([OLD], [NEW]))
    assert finding.severity is Severity.NOTICE
    assert "up to 24 h" in finding.message


def test_the_longest_ttl_of_single_records_counts() -> None:
    before = ["example.com. 300 MX 1 a.example.net.", "example.com. 7200 MX 2 b.example.net."]
    (finding,) = judge("MX608", build(before, ["example.com. 300 MX 1 c.example.net."], provider="cloudflare"))
    assert "up to 2 h" in finding.message


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([OLD.replace("86400", "3600")], [NEW], id="lowered"),
        pytest.param([OLD], [OLD.replace("86400", "300")], id="being lowered"),
        pytest.param([OLD], [f"{OLD}, 20 mx.example.net."], id="a backup is added"),
        pytest.param([OLD], [], id="gone: MX601"),
        pytest.param([OLD], ["example.com. MX 0 ."], id="null MX: MX614"),
        pytest.param([], [NEW], id="new"),
    ],
)
def test_clean(before: list[str], after: list[str]) -> None:
    assert judge("MX608", build(before, after)) == []
