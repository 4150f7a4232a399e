"""The rules about mail services and their sets: MX309, MX502, MX504, MX801, MX802, MX803, MX805."""

from __future__ import annotations

import pytest
from msgspec import structs

from iacmx.case import Actual, Case
from iacmx.mail_hosts import mail_hosts
from iacmx.model import Finding, RecordSet, Severity
from iacmx.rules import collect
from tests.rules.build import build, change, judge, record
from tests.rules.worlds import OFFLINE

FAMILY = ("MX309", "MX504", "MX801", "MX802", "MX803", "MX805")
GOOGLE = ("1 aspmx.l.google.com", "5 alt1.aspmx.l.google.com", "5 alt2.aspmx.l.google.com",
          "10 alt3.aspmx.l.google.com", "10 alt4.aspmx.l.google.com")  # fmt: skip
MICROSOFT = "0 example-com.mail.protection.outlook.com"
NEW_MICROSOFT = "example-com.p-v1.mx.microsoft"
ROUTING = ("10 route1.mx.cloudflare.net", "20 route2.mx.cloudflare.net", "30 route3.mx.cloudflare.net")
PARTS = {
    "domain_dashed": "example-com",
    "letter": "p",
    "region": "eu-west-1",
    "tenant": "d12345",
    "cluster": "00190b01",
    "endpoint": "a1.inbound.awsses.com",
}


def case_of(*texts: str, provider: str = "route53") -> Case:
    return build([], [f"example.com. MX {', '.join(texts)}"], dns=OFFLINE, provider=provider)


def told(case: Case) -> list[str]:
    """``MX801:notice``, without what only a look-up tells."""
    found = [finding for rule in FAMILY for finding in judge(rule, case)]
    return [f"{finding.rule}:{finding.severity}" for finding in found]


def published() -> list[object]:
    found: list[object] = []
    for service in mail_hosts():
        for expected in service.sets:
            texts = [f"{rank or 10} {name.format(**PARTS)}" for rank, name in expected.records]
            found.append(pytest.param(texts, expected.outdated, id=f"{service.id}, {expected.id}"))
    return found


@pytest.mark.parametrize(("texts", "outdated"), published())
@pytest.mark.parametrize("provider", ["route53", "cloudflare"])
def test_what_a_service_publishes_is_fine(texts: list[str], outdated: bool, provider: str) -> None:
    assert told(case_of(*texts, provider=provider)) == (["MX802:notice"] if outdated else [])


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # MX801
        (["10 mail.protonmail.ch"], ["MX801:warning"]),
        (["10 aspmx.l.google.com"], ["MX801:notice"]),
        (["10 mxa-00190b01.gslb.pphosted.com"], ["MX801:warning"]),
        (GOOGLE[:2], ["MX801:notice"]),
        (GOOGLE[:4], ["MX801:notice"]),
        (["10 mxext1.mailbox.org", "20 mxext2.mailbox.org"], ["MX801:notice"]),
        (["20 in1-smtp.messagingengine.com", "10 in2-smtp.messagingengine.com"], ["MX801:warning"]),
        (["1 alt4.aspmx.l.google.com", *(f"2{text}" for text in GOOGLE[:4])], ["MX801:warning"]),
        (["1 in1-smtp.messagingengine.com", "2 in2-smtp.messagingengine.com"], []),
        (["10 in1-smtp.messagingengine.com", "10 in2-smtp.messagingengine.com"], []),
        ([text.replace(text.split()[0], "10") for text in GOOGLE], []),
        (["10 mx1-us1.ppe-hosted.com"], []),  # recognised by its name only
        (["10 mx00.ionos.fr", "10 mx01.ionos.fr"], []),  # no set of these is known
        # MX802
        (["1 smtp.google.com", *GOOGLE], ["MX802:warning"]),
        (["1 smtp.google.com", GOOGLE[0]], ["MX802:warning"]),
        (["10 us-smtp-inbound-1.mimecast.com", "10 eu-smtp-inbound-1.mimecast.com"], ["MX802:warning"]),
        (["10 mxa.mailgun.org", "10 mxb.mailgun.org", "10 mxa.eu.mailgun.org"], ["MX802:warning"]),
        ([*GOOGLE, "30 aspmx2.googlemail.com", "30 aspmx3.googlemail.com"], ["MX802:notice"]),
        (["10 aspmx.l.google.com", "20 alt1.aspmx.l.google.com", "30 aspmx2.googlemail.com"], ["MX802:notice"]),
        ([*GOOGLE, "20 mx.example.net"], ["MX802:notice"]),
        ([MICROSOFT, f"20 {NEW_MICROSOFT}"], []),
        ([f"0 {NEW_MICROSOFT}", "20 example-com.mail.protection.outlook.com"], []),
        ([MICROSOFT, "32767 ms12345678.msv1.invalid"], []),
        # MX309
        ([*GOOGLE, "20 example-com.mail.protection.outlook.com"], ["MX309:warning"]),
        (["10 d1a.ess.barracudanetworks.com", "10 d1b.ess.barracudanetworks.com",
          "30 example-com.mail.protection.outlook.com"], ["MX309:warning"]),
        (["10 mx.zoho.eu", "20 mx.zoho.com"], ["MX309:warning"]),
        (["10 us-smtp-inbound-1.mimecast.com", "10 mxa-00190b01.gslb.pphosted.com"], ["MX309:notice"]),
        (["10 mx01.hornetsecurity.com", "20 example-com.mail.protection.outlook.com"], ["MX309:info"]),
        ([*ROUTING, "5 smtp.google.com"], ["MX309:warning"]),
        # MX504
        (["0 park-mx.above.com"], ["MX504:warning"]),
        # MX803
        (["0 other-org.mail.protection.outlook.com"], ["MX803:notice"]),
        (["0 other-org.p-v1.mx.microsoft"], ["MX803:notice"]),
        (["0 example-com0i.mail.protection.outlook.com"], []),
        # no service
        (["10 mx1.example.net", "20 mx2.example.net"], []),
        (["0 ."], []),
        (["10 mail", "20 10.0.0.1"], []),
    ],
)  # fmt: skip
def test_sets(texts: list[str], expected: list[str]) -> None:
    assert told(case_of(*texts)) == expected


def test_the_words() -> None:
    (incomplete,) = judge("MX801", case_of("10 d12345a.ess.barracudanetworks.com"))
    assert "d12345b.ess.barracudanetworks.com is missing" in incomplete.message
    (order,) = judge("MX801", case_of("20 in1-smtp.messagingengine.com", "10 in2-smtp.messagingengine.com"))
    assert "wants in1-smtp.messagingengine.com before in2-smtp.messagingengine.com" in order.message
    (two,) = judge("MX802", case_of("1 smtp.google.com", *GOOGLE))
    assert "current set" in two.message
    assert "legacy set" in two.message


def test_a_tenant_of_an_owner_that_microsoft_names_otherwise() -> None:
    how = {"zone": "my-firm.com", "dns": OFFLINE}
    assert judge("MX803", build([], ["my-firm.com. MX 0 myfirm-com.mail.protection.outlook.com"], **how)) == []


@pytest.mark.parametrize("live", [[], ["example.com. MX 10 mail.protonmail.ch."]])
def test_records_that_are_not_all_known_are_not_judged(live: list[str]) -> None:
    texts = ["example.com. MX 10 in1-smtp.messagingengine.com."]
    case = build(live, texts, dns=OFFLINE, provider="cloudflare", actual=Actual.SKIPPED)
    assert not case.after_complete
    assert told(case) == []


class TestEmailRouting:
    """MX805."""

    def test_beside_another_service_and_beside_anybody(self) -> None:
        for other in ("1 smtp.google.com", "10 mail.example.com"):
            case = case_of(*ROUTING, other, provider="cloudflare")
            assert told(case) == ["MX805:error"]

    def test_alone(self) -> None:
        assert told(case_of(*ROUTING, provider="cloudflare")) == []

    def test_a_new_record_joins_what_it_keeps(self) -> None:
        kept = [structs.replace(record(f"example.com. MX {text}", "cloudflare"), locked=True) for text in ROUTING]
        new = [change("cloudflare_dns_record.mx", None, record("example.com. MX 1 smtp.google.com.", "cloudflare"))]
        case = build(kept, changes=new, dns=OFFLINE, provider="cloudflare")
        assert told(case) == ["MX805:error"]
        assert judge("MX903", case) == []


def test_records_that_join_what_nobody_manages_are_told_once() -> None:
    there = [record("example.com. MX 1 smtp.google.com.", "cloudflare")]
    new = [change("cloudflare_dns_record.mx", None, record(f"example.com. MX {MICROSOFT}", "cloudflare"))]
    case = build(there, changes=new, dns=OFFLINE, provider="cloudflare")
    assert told(case) == []
    assert len(judge("MX903", case)) == 1


class TestDangling:
    """MX502."""

    @pytest.mark.parametrize(
        "host",
        [
            "gone-com.mail.protection.outlook.com",
            "example-com.p-v1.mx.microsoft",
            "d99999a.ess.barracudanetworks.com",
            "mxa-00000000.gslb.pphosted.com",
            "inbound-smtp.eu-west-9.amazonaws.com",
        ],
    )
    def test_a_host_that_was_given_out_and_is_gone(self, host: str) -> None:
        case = build([], [f"example.com. MX 10 {host}"], dns={"example.net": ["NS ns1.example.net"]})
        assert [finding.rule for finding in errors(case)] == ["MX502"]

    @pytest.mark.parametrize("host", ["aspmx2.googlemail.com", "mail.example.net"])
    def test_another_host_that_does_not_exist(self, host: str) -> None:
        dns = {"example.net": ["NS ns1.example.net"], "googlemail.com": ["NS ns1.google.com"]}
        case = build([], [f"example.com. MX 10 {host}"], dns=dns)
        assert [finding.rule for finding in errors(case)] == ["MX202"]

    def test_clean(self) -> None:
        dns = {"example-com.mail.protection.outlook.com": ["52.101.68.0"]}
        assert errors(build([], [f"example.com. MX {MICROSOFT}"], dns=dns)) == []
        assert errors(build([], [f"example.com. MX {MICROSOFT}"], dns=OFFLINE)) == []


def errors(case: Case) -> list[Finding]:
    found = [finding for rule, function in collect() if not rule.opt_in for finding in function(case)]
    return [finding for finding in found if finding.severity is Severity.ERROR]


def test_variants_are_judged_one_by_one() -> None:
    sets: list[str | RecordSet] = [
        record(f"example.com. MX {text}", variant=name, routing="weighted")
        for name, text in (("a", "1 smtp.google.com."), ("b", f"{MICROSOFT}."))
    ]
    assert told(build([], sets, dns=OFFLINE)) == []
