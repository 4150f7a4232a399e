"""MX202 to MX206, MX501 and MX804: what the world after the apply knows about an exchange."""

from __future__ import annotations

import pytest

from iacmx.case import Actual
from iacmx.model import Answer, Kind, RecordSet, Unknown
from iacmx.rules._targets import removed_by_plan, target
from tests.rules.build import build, judge, record
from tests.rules.worlds import OFFLINE, Every

MX = "example.com. MX 10 mail.example.com."
NET = "example.com. MX 10 mx.example.net."
A, AAAA = "mail.example.com. A 45.33.1.1", "mail.example.com. AAAA 2600:3c00::25"


class TestMissing:
    """MX202 and MX203."""

    def test_in_the_zone_and_elsewhere(self) -> None:
        for mx, source in ((MX, "Route 53"), (NET, "DNS")):
            (finding,) = judge("MX202", build([], [mx], dns={"example.net": ["NS ns1.example.net"]}))
            assert finding.severity == "error"
            assert finding.message.endswith("does not exist: no mail can be delivered.")
            assert f"({source})" in finding.evidence
            assert finding.address == "route53_record.new_mx0"

    def test_beside_others_mail_still_arrives(self) -> None:
        after = ["example.com. MX 10 mail.example.com., 20 mx.example.net."]
        (finding,) = judge("MX202", build([], after, dns={"mx.example.net": ["45.33.1.1"]}))
        assert "senders are left with the other exchanges" in finding.message

    def test_beside_others_that_are_lost_too_no_mail_arrives(self) -> None:
        after = ["example.com. MX 10 mail.example.com., 20 mx.example.net."]
        found = judge("MX202", build([], after, dns={"example.net": ["NS ns1.example.net"]}))
        assert [finding.message.partition(": ")[2] for finding in found] == ["no mail can be delivered."] * 2

    def test_a_misspelt_service_is_named(self) -> None:
        after = ["example.com. MX 10 alt5.aspmx.l.google.com."]
        (finding,) = judge("MX202", build([], after, dns={"google.com": ["NS ns1.google.com"]}))
        assert finding.fix == "Did you mean alt4.aspmx.l.google.com?"

    @pytest.mark.parametrize("held", ["mail.example.com. TXT v=spf1", "a.mail.example.com. A 45.33.1.1"])
    def test_a_name_without_addresses(self, held: str) -> None:
        case = build([], [MX, held])
        assert judge("MX202", case) == []
        (finding,) = judge("MX203", case)
        assert finding.severity == "error"
        assert "has no address" in finding.message

    @pytest.mark.parametrize("address", [A, AAAA])
    def test_created_by_the_same_plan(self, address: str) -> None:
        case = build([], [MX, address])
        assert judge("MX202", case) == judge("MX203", case) == []

    def test_removed_by_the_plan_is_told_by_mx605(self) -> None:
        case = build([MX, A, AAAA], [MX])
        gone = removed_by_plan(case, "mail.example.com")
        assert gone is not None
        assert gone.address.startswith("route53_record.a")
        assert judge("MX202", case) == judge("MX203", case) == []

    def test_one_of_two_families_removed_is_no_loss(self) -> None:
        assert removed_by_plan(build([MX, A, AAAA], [MX, AAAA]), "mail.example.com") is None

    def test_removed_text_of_a_host_that_never_had_an_address(self) -> None:
        """The plan takes something away there, but that is not why mail can't arrive."""
        case = build([MX, "mail.example.com. TXT v=spf1"], [MX])
        assert removed_by_plan(case, "mail.example.com") is None
        assert len(judge("MX202", case)) == 1

    def test_removed_where_only_the_plan_is_known(self) -> None:
        case = build([A], [MX], dns=OFFLINE, actual=Actual.SKIPPED)
        assert removed_by_plan(case, "mail.example.com") is not None

    @pytest.mark.parametrize("kind", [Kind.SKIPPED, Kind.PENDING, Kind.UNVERIFIED])
    def test_not_known_is_not_missing(self, kind: Kind) -> None:
        case = build([], [NET], dns=Every(kind))
        assert judge("MX202", case) == judge("MX203", case) == judge("MX501", case) == []


class Families:
    """DNS with one answer for each family."""

    def __init__(self, ipv4: Answer, ipv6: Answer) -> None:
        self._answers = {"A": ipv4, "AAAA": ipv6}

    def lookup(self, name: str, rdtype: str) -> Answer:
        return self._answers.get(rdtype, Answer(Kind.NO_DATA))


FOUND, FAILED = Answer(Kind.FOUND, ("45.33.1.1",)), Answer(Kind.UNVERIFIED, reason="timed out", source="DNS (9.9.9.9)")
NO_DATA, NO_NAME, SKIPPED = Answer(Kind.NO_DATA), Answer(Kind.NO_NAME), Answer(Kind.SKIPPED)


@pytest.mark.parametrize(
    ("ipv4", "ipv6", "rules"),
    [
        (FAILED, FAILED, ["MX204"]),
        (FAILED, NO_DATA, ["MX204"]),
        (NO_DATA, FAILED, ["MX204"]),
        (FAILED, SKIPPED, ["MX204"]),
        (FOUND, FAILED, []),
        (FAILED, FOUND, []),
        (NO_NAME, FAILED, ["MX202"]),
        (FAILED, NO_NAME, ["MX202"]),
        (NO_NAME, NO_NAME, ["MX202"]),
        (NO_NAME, NO_DATA, ["MX203"]),
        (NO_DATA, NO_DATA, ["MX203"]),
        (FOUND, NO_DATA, []),
        (SKIPPED, SKIPPED, []),
        (NO_DATA, SKIPPED, []),
    ],
)
def test_both_families_together(ipv4: Answer, ipv6: Answer, rules: list[str]) -> None:
    from msgspec import structs

    from iacmx.world import World

    case = structs.replace(build([], [NET]), after_world=World([Families(ipv4, ipv6)]))
    found = [finding for rule in ("MX202", "MX203", "MX204", "MX501") for finding in judge(rule, case)]
    assert [finding.rule for finding in found] == rules
    if rules == ["MX204"]:
        assert (found[0].severity, found[0].evidence) == (
            "unverified",
            "asked DNS (9.9.9.9) for the A and AAAA records of mx.example.net: timed out",
        )


class TestNotGlobal:
    """MX205."""

    @pytest.mark.parametrize(
        ("addresses", "severity"),
        [
            (["10.0.0.25"], "error"),
            (["fd00::25"], "error"),
            (["10.0.0.25", "fd00::25"], "error"),
            (["10.0.0.25", "45.33.1.1"], "warning"),
            (["10.0.0.25", "2600:3c00::25"], "warning"),
        ],
    )
    def test_flagged(self, addresses: list[str], severity: str) -> None:
        (finding,) = judge("MX205", build([], [NET], dns={"mx.example.net": addresses}))
        assert finding.severity == severity
        assert "10.0.0.25: private, RFC 1918" in finding.evidence or "unique local" in finding.evidence

    def test_an_address_known_later_may_be_public(self) -> None:
        host = RecordSet("route53:Z1", "mail.example.com", "A", 300, ("10.0.0.25", Unknown()))
        (finding,) = judge("MX205", build([], [MX, host]))
        assert finding.severity == "warning"

    def test_the_resource_is_named(self) -> None:
        (finding,) = judge("MX205", build([], [MX, "mail.example.com. A 10.0.0.25"]))
        assert "route53_record.new_a1" in finding.evidence

    @pytest.mark.parametrize("addresses", [["45.33.1.1"], ["2600:3c00::25"], ["45.33.1.1", "2600:3c00::25"]])
    def test_clean(self, addresses: list[str]) -> None:
        assert judge("MX205", build([], [NET], dns={"mx.example.net": addresses})) == []

    def test_planned_addresses_are_not_judged(self) -> None:
        host = RecordSet("route53:Z1", "mail.example.com", "A", 300, (Unknown(),))
        assert judge("MX205", build([], [MX, host])) == []


class TestIpv6Only:
    """MX206."""

    BOTH = ("example.com. MX 10 mx.example.net., 20 mail.example.com.",)

    def test_the_whole_set(self) -> None:
        (finding,) = judge("MX206", build([], [*self.BOTH, AAAA], dns={"mx.example.net": ["2600:3c00::26"]}))
        assert (finding.severity, finding.exchange) == ("warning", "")

    def test_one_exchange(self) -> None:
        (finding,) = judge("MX206", build([], [*self.BOTH, AAAA], dns={"mx.example.net": ["45.33.1.1"]}))
        assert (finding.severity, finding.exchange) == ("notice", "mail.example.com")

    def test_clean(self) -> None:
        assert judge("MX206", build([], [MX, A])) == []
        assert judge("MX206", build([], [MX, A, AAAA])) == []
        assert judge("MX206", build([], [MX])) == []
        assert judge("MX206", build([], [MX, AAAA], dns=OFFLINE, actual=Actual.SKIPPED)) == []

    def test_siblings_that_are_not_known_may_have_ipv4(self) -> None:
        dns = {"mx.example.net": ["2600:3c00::26"]}
        case = build([], [NET], provider="cloudflare", dns=dns, actual=Actual.FAILED)
        assert not case.after_complete
        assert judge("MX206", case) == []
        assert len(judge("MX206", build([], [NET], provider="cloudflare", dns=dns))) == 1


class TestUnregistered:
    """MX501."""

    AFTER = ("example.com. MX 10 mx1.mail.nobody-has-this.co.uk.",)

    def test_flagged_and_not_by_mx202(self) -> None:
        case = build([], self.AFTER)
        (finding,) = judge("MX501", case)
        assert finding.severity == "error"
        assert finding.message.startswith("nobody-has-this.co.uk, the domain of mx1.mail.nobody-has-this.co.uk, is not")
        assert judge("MX202", case) == []

    @pytest.mark.parametrize("held", [["NS ns1.example.net"], Kind.UNVERIFIED, Kind.SKIPPED])
    def test_registered_or_not_told(self, held: list[str] | Kind) -> None:
        """The exchange is missing in any case."""
        case = build([], self.AFTER, dns={"nobody-has-this.co.uk": held})
        assert judge("MX501", case) == []
        assert len(judge("MX202", case)) == 1

    @pytest.mark.parametrize(
        "exchange",
        [
            pytest.param("gone.eu-west-1.compute.amazonaws.com", id="a private suffix is nobody's to register"),
            pytest.param("mail.nosuchtld", id="no such top-level domain"),
        ],
    )
    def test_not_for_sale(self, exchange: str) -> None:
        case = build([], [f"example.com. MX 10 {exchange}."], dns={"amazonaws.com": ["NS ns1.amazonaws.com"]})
        assert judge("MX501", case) == []
        assert len(judge("MX202", case)) == 1

    def test_the_zone_itself(self) -> None:
        assert judge("MX501", build([], [MX])) == []


class TestProxied:
    """MX804."""

    PLAIN = record(A, "cloudflare")
    PROXIED = record(A, "cloudflare", proxied=True)

    def test_already_proxied_is_a_warning(self) -> None:
        (finding,) = judge("MX804", build([self.PROXIED], [self.PROXIED, MX], provider="cloudflare"))
        assert finding.severity == "warning"
        assert "made-up name" in finding.message

    def test_turned_on_by_the_plan_is_an_error(self) -> None:
        (finding,) = judge("MX804", build([MX, self.PLAIN], [MX, self.PROXIED], provider="cloudflare"))
        assert finding.severity == "error"
        assert "cloudflare_record.a1" in finding.evidence

    def test_a_proxied_alias(self) -> None:
        alias = record("mail.example.com. CNAME mx.example.net.", "cloudflare", proxied=True)
        case = build([alias], [alias, MX], dns={"mx.example.net": ["45.33.1.1"]}, provider="cloudflare")
        assert len(judge("MX804", case)) == 1
        assert judge("MX201", case) == []

    def test_clean(self) -> None:
        assert judge("MX804", build([self.PLAIN], [self.PLAIN, MX], provider="cloudflare")) == []
        assert judge("MX804", build([self.PROXIED, MX], [self.PLAIN, MX], provider="cloudflare")) == []


def test_a_proxied_host_takes_no_mail_from_an_mx_elsewhere() -> None:
    """The MX is at Route 53, its exchange in a proxied Cloudflare zone of the same run."""
    from msgspec import structs

    from iacmx.world import World

    case = build([], [NET])
    proxy = Answer(Kind.FOUND, ("104.16.1.1",), proxied=True)
    (finding,) = judge("MX804", structs.replace(case, after_world=World([Families(proxy, proxy)])))
    assert finding.severity == "error"
    assert "does not take it" in finding.message


@pytest.mark.parametrize("end", [[], ["NS ns1.example.net"], Kind.UNVERIFIED])
def test_an_alias_that_ends_nowhere_is_told_by_mx201_alone(end: list[str] | Kind) -> None:
    dns: dict[str, list[str] | Kind] = {"mx.example.net": ["CNAME gone.example.net"]}
    case = build([], [NET], dns={**dns, "gone.example.net": end} if end else dns)
    assert target(case, "mx.example.net").aliases == ("gone.example.net",)
    rules = ("MX201", "MX202", "MX203", "MX204", "MX501")
    assert [finding.rule for rule in rules for finding in judge(rule, case)] == ["MX201"]
