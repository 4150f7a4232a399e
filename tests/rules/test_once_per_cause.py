"""Every rule over broken and healthy sets: what is broken is told once, what is healthy not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from iacmx.case import Actual, Case
from iacmx.model import Finding, Kind, RecordSet, Severity, Unknown, Zone
from iacmx.mx import parse_mx
from iacmx.rules import collect
from tests.rules.build import build, change, record
from tests.rules.worlds import OFFLINE

DNS: Mapping[str, Sequence[str] | Kind] = {
    "mx1.example.net": ["45.33.1.1", "45.33.1.2"],
    "mx2.example.net": ["45.33.2.1"],
    "broken.example.net": Kind.UNVERIFIED,
    "alias.example.net": ["CNAME mx1.example.net"],
    "dangling.example.net": ["CNAME gone.example.net"],
    "text.example.net": ["MX 10 mx1.example.net"],
    "private.example.net": ["10.0.0.25"],
    "linklocal.example.net": ["fe80::25"],
    "mixed.example.net": ["10.0.0.25", "45.33.1.3"],
    "example.net": ["NS ns1.example.net"],
    "aspmx.l.google.com": ["142.250.102.26"],
}
GOOD = "example.com. MX 20 mx2.example.net."


def findings(case: Case) -> list[Finding]:
    """All that is a warning or worse."""
    found = [finding for rule, judge in collect() if not rule.opt_in for finding in judge(case)]
    return [finding for finding in found if finding.severity.rank <= Severity.WARNING.rank]


@pytest.mark.parametrize(
    ("exchange", "rule"),
    [
        ("45.33.1.1", "MX101"),
        ("[45.33.1.1]", "MX101"),
        ("2600:3c00::25", "MX101"),
        ("45.33.1.1.example.com", "MX101"),
        ("mx1..example.net", "MX102"),
        ("-mx1.example.net", "MX102"),
        ("mx1.example.net..", "MX102"),
        ("xn--a.example.net", "MX104"),
        ("mail", "MX105"),
        ("mx.example.com.example.com", "MX105"),
        ("aspmx.l.google.com.example.com", "MX105"),
        ("mx1.example.net.example.com", "MX105"),
        ("", "MX106"),
        ("10 mx1.example.net", "MX106"),
        ("https://mx1.example.net/", "MX106"),
        ("mx1.example.net:25", "MX106"),
        ("admin@example.net", "MX106"),
        ("*.example.net", "MX108"),
        ("mail.corp.local", "MX109"),
        ("alias.example.net", "MX201"),
        ("dangling.example.net", "MX201"),
        ("gone.example.net", "MX202"),
        ("gone.example.com", "MX202"),
        ("text.example.net", "MX203"),
        ("broken.example.net", "MX204"),
        ("private.example.net", "MX205"),
        ("linklocal.example.net", "MX205"),
        ("mixed.example.net", "MX205"),
        ("mx1.not-registered-anywhere.org", "MX501"),
        ("aspmx.l.gogle.com", "MX501"),
    ],
)
@pytest.mark.parametrize("provider", ["route53", "cloudflare"])
def test_a_broken_exchange_is_told_once(exchange: str, rule: str, provider: str) -> None:
    """Alone, and beside a good one."""
    alone = build([], [f"example.com. MX 10 {exchange}"], dns=DNS, provider=provider)
    assert [finding.rule for finding in findings(alone)] == [rule]
    beside = build([], [f"example.com. MX 10 {exchange}", GOOD], dns=DNS, provider="cloudflare")
    assert [finding.rule for finding in findings(beside)] == [rule]


A, AAAA = "mail.example.com. A 45.33.1.1", "mail.example.com. AAAA 2600:3c00::25"
MX = "example.com. MX 10 mail.example.com."
CNAME = "mail.example.com. CNAME mx1.example.net."


@pytest.mark.parametrize(
    ("before", "after", "rules"),
    [
        pytest.param([], ["example.com. MX 0 ., 10 mx1.example.net."], ["MX301"], id="null MX and another"),
        pytest.param([], ["example.com. MX 0 ., 10 ."], ["MX301"], id="two null MX"),
        pytest.param([], ["example.com. MX 10 ."], ["MX302"], id="null MX, preference 10"),
        pytest.param([], ["example.com. MX 10 mx1.example.net., 20 MX1.example.net"], ["MX303"], id="duplicate"),
        pytest.param([], ["example.com. MX 10 45.33.1.1, 20 45.33.1.1"], ["MX101"], id="the same literal twice"),
        pytest.param([], ["example.com. MX 70000 mx1.example.net."], ["MX107"], id="preference out of range"),
        pytest.param([], ["example.com. MX mx1.example.net. 10"], ["MX107"], id="fields swapped"),
        pytest.param([MX, A], [MX], ["MX605"], id="the plan takes the address away"),
        pytest.param([MX, A, AAAA], [MX], ["MX605"], id="the plan takes both addresses away"),
        pytest.param([MX, A], [MX, CNAME], ["MX606"], id="the plan makes it an alias"),
        pytest.param([MX, A], [MX, "mail.example.com. CNAME gone.example.net."], ["MX606"], id="a dangling alias"),
        pytest.param([MX], [MX, CNAME], ["MX201"], id="the plan creates it as an alias"),
        pytest.param([MX, CNAME], [MX, "mail.example.com. CNAME mx2.example.net."], ["MX201"], id="alias changes"),
        pytest.param([MX, A, AAAA], [MX, AAAA], ["MX206"], id="the plan takes the only IPv4 address away"),
        pytest.param([MX, A], [MX, "mail.example.com. A 10.0.0.25"], ["MX205"], id="the address becomes private"),
        pytest.param([A], [A, "a.example.com. MX 10 mail.example.com.", "a.example.com. CNAME b.example.net."],
                     ["MX402"], id="owner is an alias"),
    ],
)  # fmt: skip
def test_a_broken_set_is_told_once(before: list[str], after: list[str], rules: list[str]) -> None:
    assert [finding.rule for finding in findings(build(before, after, dns=DNS))] == rules


def test_an_exchange_that_several_variants_name_is_told_once() -> None:
    one = record("example.com. MX 10 gone.example.net.", variant="a", routing="weighted", routing_detail="weight 10")
    two = record("example.com. MX 10 gone.example.net.", variant="b", routing="weighted", routing_detail="weight 90")
    assert [finding.rule for finding in findings(build([], [one, two], dns=DNS))] == ["MX202"]


def test_proxied_target_is_told_once() -> None:
    private = record("mail.example.com. A 10.0.0.25", "cloudflare", proxied=True)
    case = build([private], [private, MX], dns=DNS, provider="cloudflare")
    assert [finding.rule for finding in findings(case)] == ["MX804"]


GOOGLE = (
    "example.com. MX 1 aspmx.l.google.com., 5 alt1.aspmx.l.google.com., 5 alt2.aspmx.l.google.com., "
    "10 alt3.aspmx.l.google.com., 10 alt4.aspmx.l.google.com."
)
WEIGHTED = [
    record(f"example.com. MX 10 mx{n}.example.net.", variant=f"v{n}", routing="weighted", routing_detail=f"weight {n}")
    for n in (1, 2)
]
HEALTHY: dict[str, tuple[list[str | RecordSet], dict[str, list[str]]]] = {
    "Google, five records": (
        [GOOGLE],
        {
            name: ["142.250.102.26", "2a00:1450:4025:402::1a"]
            for name in ["aspmx.l.google.com", *(f"alt{n}.aspmx.l.google.com" for n in range(1, 5))]
        },
    ),
    "Google, one record": (["example.com. MX 1 smtp.google.com."], {"smtp.google.com": ["142.250.102.26"]}),
    "Microsoft 365": (
        ["example.com. MX 0 example-com.mail.protection.outlook.com."],
        {"example-com.mail.protection.outlook.com": ["52.101.68.0", "52.101.73.1"]},
    ),
    "Microsoft 365 with DNSSEC": (
        ["example.com. MX 0 example-com.p-v1.mx.microsoft."],
        {"example-com.p-v1.mx.microsoft": ["52.101.68.0"]},
    ),
    "Microsoft 365 with its old proof": (
        ["example.com. MX 0 example-com.mail.protection.outlook.com., 32767 ms12345678.msv1.invalid."],
        {"example-com.mail.protection.outlook.com": ["52.101.68.0"]},
    ),
    "Fastmail": (
        ["example.com. MX 10 in1-smtp.messagingengine.com., 20 in2-smtp.messagingengine.com."],
        {"in1-smtp.messagingengine.com": ["103.168.172.218"], "in2-smtp.messagingengine.com": ["202.12.124.216"]},
    ),
    "Proton": (
        ["example.com. MX 10 mail.protonmail.ch., 20 mailsec.protonmail.ch."],
        {"mail.protonmail.ch": ["185.205.70.128"], "mailsec.protonmail.ch": ["185.70.42.129"]},
    ),
    "Amazon SES": (
        ["example.com. MX 10 inbound-smtp.eu-west-1.amazonaws.com."],
        {"inbound-smtp.eu-west-1.amazonaws.com": ["54.240.241.10", "54.240.241.11"]},
    ),
    "null MX": (["example.com. MX 0 ."], {}),
    "self-hosted, both families": (
        [
            "example.com. MX 10 mx1.example.com., 20 mx2.example.com.",
            "mx1.example.com. A 45.33.1.1",
            "mx1.example.com. AAAA 2600:3c00::25",
            "mx2.example.com. A 45.33.2.1",
            "mx2.example.com. AAAA 2600:3c01::25",
        ],
        {},
    ),
    "self-hosted at the apex": (["example.com. MX 10 example.com.", "example.com. A 45.33.1.1"], {}),
    "wildcard MX": (["*.example.com. MX 10 mx1.example.net., 20 mx2.example.net."], {}),
    "host below a wildcard": (["example.com. MX 10 mail.example.com.", "*.example.com. A 45.33.1.1"], {}),
    "weighted sets": ([*WEIGHTED], {}),
    "low TTL before a move": (["example.com. 60 MX 10 mx1.example.net., 20 mx2.example.net."], {}),
    "Route 53 alias as exchange": (
        [MX, RecordSet("route53:Z1", "mail.example.com", "A", alias="lb.eu-west-1.elb.amazonaws.com")],
        {"lb.eu-west-1.elb.amazonaws.com": ["52.16.1.1", "52.16.1.2"]},
    ),
    "address known only after the apply": (
        [MX, RecordSet("route53:Z1", "mail.example.com", "A", 300, (Unknown(("aws_eip.mail.public_ip",)),))],
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HEALTHY)
def test_healthy_sets_are_left_alone(name: str) -> None:
    after, dns = HEALTHY[name]
    assert findings(build([], after, dns={**DNS, **dns})) == []


@pytest.mark.parametrize("name", HEALTHY)
def test_healthy_sets_are_left_alone_offline(name: str) -> None:
    """Nothing live was asked: neither the provider nor DNS."""
    after, _ = HEALTHY[name]
    assert findings(build([], after, dns=OFFLINE, actual=Actual.SKIPPED)) == []


@pytest.mark.parametrize("name", HEALTHY)
def test_healthy_sets_are_left_alone_in_a_new_zone(name: str) -> None:
    after, dns = HEALTHY[name]
    fields = {"created_by_plan": True}
    assert findings(build([], after, dns={**DNS, **dns}, actual=Actual.NEW, zone_fields=fields)) == []


def test_internationalised_domain() -> None:
    after: list[str | RecordSet] = [
        "xn--mller-kva.de. MX 10 mx.xn--mller-kva.de., 20 mx2.example.net.",
        "mx.xn--mller-kva.de. A 45.33.1.1",
    ]
    assert findings(build([], after, dns=DNS, zone="xn--mller-kva.de")) == []


def test_cloudflare_email_routing() -> None:
    hosts = [f"route{n}.mx.cloudflare.net" for n in (1, 2, 3)]
    records = [
        RecordSet("cloudflare:Z1", "example.com", "MX", values=(parse_mx(f"{preference} {host}"),), record_id=host)
        for preference, host in zip((86, 4, 24), hosts, strict=True)
    ]
    dns = {host: ["162.159.205.11", "2606:4700:f5::b"] for host in hosts}
    assert findings(build(records, records, dns=dns, provider="cloudflare")) == []


def test_a_service_flattened_at_the_apex_of_cloudflare() -> None:
    records = ["example.com. CNAME site.example.net.", "example.com. MX 10 mx1.example.net."]
    dns = {**DNS, "site.example.net": ["104.26.1.1"]}
    assert findings(build([], records, dns=dns, provider="cloudflare")) == []


def test_a_private_zone_is_not_looked_up_in_public() -> None:
    """Its hosts exist for those only who see the zone; the zone itself is told by MX607."""
    case = build([], [MX, "mail.example.com. A 10.0.0.25"], dns=DNS, zone_fields={"private": True})
    assert {finding.rule for finding in findings(case)} <= {"MX607"}


def test_the_wildcard_of_a_zone_that_is_not_known_no_longer_applies_to_the_owner() -> None:
    """``a.example.com`` looks like an alias until its MX exists (RFC 4592 section 2.2.1)."""
    dns = {**DNS, "a.example.com": ["CNAME web.example.net"], "*.example.com": ["CNAME web.example.net"]}
    case = build([], ["a.example.com. MX 10 mx1.example.net."], dns=dns, actual=Actual.FAILED)
    assert "MX402" not in [finding.rule for finding in findings(case)]


def test_a_cname_that_the_plan_replaces_by_mx_records() -> None:
    old, new = record("a.example.com. CNAME web.example.net."), record("a.example.com. MX 10 mx1.example.net.")
    changes = [change("route53_record.a", old, None), change("route53_record.mx", None, new)]
    dns = {**DNS, "a.example.com": ["CNAME web.example.net"]}
    for actual in (Actual.FETCHED, Actual.FAILED):
        case = build([old], [new], dns=dns, changes=changes, actual=actual)
        assert "MX402" not in [finding.rule for finding in findings(case)]


def test_an_unregistered_name_in_a_zone_of_the_run_is_missing_only() -> None:
    new = Zone(key="route53:Z2", provider="route53", id="Z2", name="brand-new-name.org")
    case = build([], ["example.com. MX 10 mx.brand-new-name.org."], dns=DNS, more_zones=[new])
    assert [finding.rule for finding in findings(case)] == ["MX202"]
