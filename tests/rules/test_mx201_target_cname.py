"""MX201: flagged, clean, known false positives."""

from __future__ import annotations

import pytest

from iacmx.model import Kind, RecordSet, Unknown
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
            "mail.example.com -> gone.example.net (ends at a name that does not exist)",
            id="alias that ends nowhere",
        ),
        pytest.param(
            ["example.com. 300 MX 10 mx.example.net."],
            {"mx.example.net": ["CNAME a.example.org"], "a.example.org": ["MX 10 b.example.org"]},
            "mx.example.net -> a.example.org (ends at a name without an address)",
            id="alias that ends without an address",
        ),
        pytest.param(
            [*MX, "mail.example.com. CNAME a.example.com.", "a.example.com. CNAME mail.example.com."],
            {},
            "mail.example.com -> a.example.com -> mail.example.com (leads back to itself)",
            id="loop",
        ),
        pytest.param(
            ["example.com. 300 MX 10 mx.example.net."],
            {"mx.example.net": ["CNAME a.example.org"], "a.example.org": Kind.UNVERIFIED},
            "mx.example.net -> a.example.org",
            id="where it ends could not be told",
        ),
    ],
)
def test_flagged(after: list[str], dns: dict[str, list[str] | Kind], chain: str) -> None:
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


def test_an_alias_of_a_name_known_only_after_the_apply_is_an_alias() -> None:
    alias = RecordSet("route53:Z1", "mail.example.com", "CNAME", 300, (Unknown(("aws_lb.mail.dns_name",)),))
    (finding,) = judge("MX201", build([], [*MX, alias]))
    assert "known after apply" in finding.evidence


def test_the_plan_that_turns_addresses_into_an_alias_is_told_by_mx606() -> None:
    after = [*MX, "mail.example.com. CNAME mx.example.net."]
    dns = {"mx.example.net": ["45.33.1.1"]}
    assert judge("MX201", build([*MX, "mail.example.com. A 45.33.1.1"], after, dns=dns)) == []
    assert len(judge("MX201", build(MX, after, dns=dns))) == 1
    assert len(judge("MX201", build(after, after, dns=dns))) == 1
