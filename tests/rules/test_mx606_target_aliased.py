"""MX606: flagged, clean, known false positives."""

from __future__ import annotations

import pytest

from tests.rules.build import build, judge

MX = "example.com. 300 MX 10 mail.example.com."
HOST = "mail.example.com. A 45.33.1.1"
DNS = {"lb.example.net": ["45.33.1.9"]}


def test_an_exchange_becomes_an_alias_though_no_mx_changes() -> None:
    (finding,) = judge("MX606", build([MX, HOST], [MX, "mail.example.com. CNAME lb.example.net."], dns=DNS))
    assert finding.address == "route53_record.new_cname0"
    assert finding.evidence == "mail.example.com -> lb.example.net"
    assert finding.severity == "error"


APEX = "example.com. 300 MX 10 example.com."


@pytest.mark.parametrize(
    ("before", "after", "provider"),
    [
        pytest.param(
            [MX, "mail.example.com. CNAME lb.example.net."],
            [MX, "mail.example.com. CNAME a.example.net."],
            "route53",
            id="was an alias before: MX201",
        ),
        pytest.param([MX], [MX, "mail.example.com. CNAME lb.example.net."], "route53", id="new alias: MX201"),
        pytest.param(
            [APEX, "example.com. A 45.33.1.1"],
            [APEX, "example.com. CNAME lb.example.net."],
            "cloudflare",
            id="flattened at the apex",
        ),
        pytest.param([MX, HOST], [MX, HOST, "www.example.com. CNAME lb.example.net."], "route53", id="another name"),
    ],
)
def test_clean(before: list[str], after: list[str], provider: str) -> None:
    assert judge("MX606", build(before, after, dns=DNS, provider=provider)) == []
