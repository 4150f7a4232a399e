"""MX201: flagged, clean, known false positives."""

from __future__ import annotations

import pytest

from tests.rules.build import build, judge

MX = ["example.com. 300 MX 10 mail.example.com."]


@pytest.mark.parametrize(
    ("after", "dns", "chain"),
    [
        pytest.param(
            [*MX, "mail.example.com. CNAME ghs.example.net."],
            {"ghs.example.net": ["45.33.1.1"]},
            "mail.example.com -> ghs.example.net",
            id="alias in the zone itself",
        ),
        pytest.param(
            ["example.com. 300 MX 10 mx.example.net."],
            {"mx.example.net": ["CNAME a.example.org"], "a.example.org": ["45.33.1.1"]},
            "mx.example.net -> a.example.org",
            id="alias elsewhere",
        ),
        pytest.param(
            [*MX, "mail.example.com. CNAME gone.example.net."],
            {},
            "mail.example.com -> gone.example.net",
            id="alias that ends nowhere",
        ),
    ],
)
def test_flagged(after: list[str], dns: dict[str, list[str]], chain: str) -> None:
    (finding,) = judge("MX201", build([], after, dns=dns))
    assert finding.evidence == chain
    assert finding.severity == "error"
    assert finding.address == "route53_record.new_mx0"


@pytest.mark.parametrize(
    ("after", "dns", "provider"),
    [
        pytest.param([*MX, "mail.example.com. A 45.33.1.1"], {}, "route53", id="own address in the zone"),
        pytest.param(["example.com. 300 MX 0 ."], {}, "route53", id="null MX names no host"),
        pytest.param(
            ["example.com. 300 MX 10 example.com.", "example.com. CNAME web.example.net."],
            {"web.example.net": ["45.33.1.1"]},
            "cloudflare",
            id="Cloudflare flattens an apex CNAME, DNS shows addresses",
        ),
        pytest.param(["example.com. 300 MX 10 mx.example.net."], {}, "route53", id="absent target is MX202"),
    ],
)
def test_clean(after: list[str], dns: dict[str, list[str]], provider: str) -> None:
    assert judge("MX201", build([], after, dns=dns, provider=provider)) == []
