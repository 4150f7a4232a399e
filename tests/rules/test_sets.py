"""MX301 to MX307, MX401, MX402 and MX404: what is told from an MX set as a whole, or from its owner."""

from __future__ import annotations

import pytest
from msgspec import structs

from iacmx.case import Actual, Case
from iacmx.model import RecordSet, Unknown
from iacmx.mx import mx, parse_mx
from tests.rules.build import build, judge, record

MX, A = "example.com. MX 10 mail.example.com.", "mail.example.com. A 45.33.1.1"
NET = "example.com. MX 10 mx1.example.net., 20 mx2.example.net."
DNS = {"mx1.example.net": ["45.33.1.1"], "mx2.example.net": ["45.33.2.1"]}


def of(*values: str, variant: str = "", routing: str = "simple") -> RecordSet:
    parsed = tuple(parse_mx(value) for value in values)
    return RecordSet("route53:Z1", "example.com", "MX", 300, parsed, variant=variant, routing=routing)


class TestNullMx:
    """MX301 and MX302."""

    @pytest.mark.parametrize(
        "after",
        [
            [of("0 .", "10 mx1.example.net")],
            [of("10 .", "10 mx1.example.net")],
            [of("0 .", "10 .")],
            ["example.com. MX 10 mx1.example.net.", "example.com. MX 0 ."],
        ],
    )
    def test_mixed(self, after: list[str | RecordSet]) -> None:
        provider = "route53" if isinstance(after[0], RecordSet) else "cloudflare"
        case = build([], after, provider=provider)
        (finding,) = judge("MX301", case)
        assert (finding.severity, finding.exchange) == ("error", ".")
        assert judge("MX302", case) == []

    def test_the_records_own_resource_is_blamed(self) -> None:
        before = ["example.com. MX 10 mx1.example.net."]
        (finding,) = judge("MX301", build(before, [*before, "example.com. MX 0 ."], provider="cloudflare"))
        assert finding.address == "cloudflare_record.new_mx0"

    def test_preference(self) -> None:
        (finding,) = judge("MX302", build([], [of("10 .")]))
        assert (finding.severity, finding.fix) == ("warning", "Write 0 . for a domain that accepts no mail.")
        assert judge("MX302", build([], [of("0 .")])) == []
        assert judge("MX302", build([], [of("10 mx1.example.net")])) == []

    @pytest.mark.parametrize("routing", ["weighted", "geolocation", "latency", "failover"])
    def test_one_variant_refuses_what_another_takes(self, routing: str) -> None:
        """A region may be closed on purpose, so it is no error."""
        null = of("0 .", variant="a", routing=routing)
        (finding,) = judge("MX301", build([], [null, of("10 mx1.example.net", variant="b", routing=routing)]))
        assert (finding.severity, finding.exchange) == ("warning", ".")
        assert f"in 1 of its 2 {routing} sets" in finding.message
        assert finding.evidence == "a: the null MX; b: 10 mx1.example.net"

    @pytest.mark.parametrize(
        ("weights", "count"), [((10, 10, 10), 1), ((0, 10, 10), 0), ((10, 0, 0), 0), ((0, 0, 0), 1), ((10, 0, 1), 1)]
    )
    def test_a_set_without_weight_is_not_served(self, weights: tuple[int, ...], count: int) -> None:
        sets = [
            of(value, variant=value, routing="weighted")
            for value in ("0 .", "10 mx1.example.net", "20 mx1.example.net")
        ]
        weighed = [
            structs.replace(s, routing_detail=f"weight {weight}") for s, weight in zip(sets, weights, strict=True)
        ]
        assert len(judge("MX301", build([], weighed))) == count

    def test_variants_that_agree(self) -> None:
        for value in ("0 .", "10 mx1.example.net"):
            sets = [of(value, variant=v, routing="weighted") for v in "ab"]
            assert judge("MX301", build([], sets)) == []

    def test_a_variant_known_later_is_not_held_against_it(self) -> None:
        later = RecordSet("route53:Z1", "example.com", "MX", 300, (Unknown(),), variant="b", routing="weighted")
        assert judge("MX301", build([], [of("0 .", variant="a", routing="weighted"), later])) == []

    def test_a_set_that_is_mixed_itself_is_told_once(self) -> None:
        sets = [
            of("0 .", variant="a", routing="weighted"),
            of("0 .", "10 mx1.example.net", variant="b", routing="weighted"),
        ]
        assert [finding.severity for finding in judge("MX301", build([], sets))] == ["error"]

    def test_a_value_known_later_is_not_held_against_it(self) -> None:
        mixed = RecordSet("route53:Z1", "example.com", "MX", 300, (mx(0, "."), mx(10, Unknown())))
        assert judge("MX301", build([], [mixed])) == judge("MX302", build([], [mixed])) == []


class TestDuplicate:
    """MX303."""

    def test_flagged_once(self) -> None:
        values = ("10 mx1.example.net", "20 MX1.example.net.", "30 mx1.example.net.")
        (finding,) = judge("MX303", build([], [of(*values)]))
        assert (finding.severity, finding.exchange) == ("warning", "mx1.example.net")
        assert "named 3 times" in finding.message

    def test_the_later_resource_is_blamed(self) -> None:
        before = ["example.com. MX 10 mx1.example.net."]
        after = [*before, "example.com. MX 20 mx1.example.net."]
        (finding,) = judge("MX303", build(before, after, provider="cloudflare"))
        assert finding.address == "cloudflare_record.new_mx0"

    @pytest.mark.parametrize(
        "after",
        [
            [of("10 mx1.example.net", "10 mx2.example.net")],
            [of("10 mx1.example.net", variant=v, routing="weighted") for v in "ab"],
            [of("10 mx1.example.net", variant=v, routing="multivalue") for v in "ab"],
        ],
        ids=["different hosts", "weighted variants", "multivalue answers"],
    )
    def test_clean(self, after: list[RecordSet]) -> None:
        assert judge("MX303", build([], after)) == []


class TestSingle:
    """MX304."""

    def test_flagged(self) -> None:
        for after in ([MX, A], [MX, A, "mail.example.com. AAAA 2600:3c00::25"]):
            (finding,) = judge("MX304", build([], after))
            assert (finding.severity, finding.exchange) == ("notice", "mail.example.com")

    @pytest.mark.parametrize(
        ("after", "dns"),
        [
            ([MX, "mail.example.com. A 45.33.1.1, 45.33.1.2"], {}),
            ([NET], DNS),
            (["example.com. MX 0 ."], {}),
            (["example.com. MX 1 smtp.google.com."], {"smtp.google.com": ["142.250.102.26"]}),
            (["example.com. MX 0 a-b.p-v1.mx.microsoft."], {"a-b.p-v1.mx.microsoft": ["52.101.68.0"]}),
            (["example.com. MX 10 gone.example.net."], {}),
            ([MX, RecordSet("route53:Z1", "mail.example.com", "A", 300, (Unknown(),))], {}),
            ([of("10 mx1.example.net", variant="a", routing="weighted"),
              of("10 mx2.example.net", variant="b", routing="weighted")], DNS),
            ([of("0 .", "10 mx1.example.net")], DNS),
        ],
        ids=["two addresses", "two exchanges", "null MX", "Google", "Microsoft", "missing", "known later", "weighted",
             "null MX mixed"],
    )  # fmt: skip
    def test_clean(self, after: list[str | RecordSet], dns: dict[str, list[str]]) -> None:
        assert judge("MX304", build([], after, dns=dns)) == []

    def test_one_host_of_a_service_that_publishes_more_is_told_as_incomplete(self) -> None:
        case = build([], ["example.com. MX 1 aspmx.l.google.com."], dns={"aspmx.l.google.com": ["142.250.102.26"]})
        assert judge("MX304", case) == []
        assert len(judge("MX801", case)) == 1

    def test_siblings_may_exist(self) -> None:
        after = ["example.com. MX 10 mx1.example.net."]
        case = build([], after, provider="cloudflare", actual=Actual.FAILED, dns=DNS)
        assert not case.after_complete
        assert judge("MX304", case) == []
        assert len(judge("MX304", build([], after, provider="cloudflare", dns=DNS))) == 1


class TestManyAddresses:
    """MX306 and MX307."""

    LATE = "example.com. MX 10 mx1.example.net., 20 mx2.example.net."

    def test_unreachable(self) -> None:
        dns = {"mx1.example.net": [f"45.33.1.{n}" for n in range(1, 6)], "mx2.example.net": ["45.33.2.1"]}
        (finding,) = judge("MX306", build([], [self.LATE], dns=dns))
        assert (finding.severity, finding.exchange) == ("notice", "mx2.example.net")
        assert "5 addresses stand before preference 20" in finding.message

    def test_reachable(self) -> None:
        dns = {"mx1.example.net": [f"45.33.1.{n}" for n in range(1, 5)], "mx2.example.net": ["45.33.2.1"]}
        assert judge("MX306", build([], [self.LATE], dns=dns)) == []
        assert judge("MX306", build([], ["example.com. MX 0 ."])) == []

    def test_a_service_is_taken_as_it_is_published(self) -> None:
        hosts = ["aspmx.l.google.com", "alt1.aspmx.l.google.com", "alt2.aspmx.l.google.com", "alt3.aspmx.l.google.com"]
        dns = {host: ["142.250.102.26", "2a00:1450:4025:402::1a"] for host in hosts}
        values = [f"{preference} {host}" for preference, host in zip((1, 5, 5, 10), hosts, strict=True)]
        assert judge("MX306", build([], [of(*values)], dns=dns)) == []

    def test_too_many(self) -> None:
        def case(count: int) -> Case:
            return build([], [of(*(f"10 mx{n}.example.net" for n in range(count)))])

        assert judge("MX307", case(10)) == []
        (finding,) = judge("MX307", case(11))
        assert finding.severity == "notice"


class TestImplicit:
    """MX401."""

    ADDRESS = "example.com. A 45.33.1.1"

    def test_losing_a_null_mx_is_told_here(self) -> None:
        (finding,) = judge("MX401", build(["example.com. MX 0 .", self.ADDRESS], [self.ADDRESS]))
        assert finding.severity == "notice"
        assert "45.33.1.1" in finding.message

    def test_losing_a_real_set_is_mx601(self) -> None:
        assert judge("MX401", build([NET, self.ADDRESS], [self.ADDRESS], dns=DNS)) == []

    def test_without_an_address_there_is_no_implicit_mx(self) -> None:
        assert judge("MX401", build(["example.com. MX 0 ."], [])) == []

    def test_siblings_may_exist(self) -> None:
        dns = {"example.com": ["45.33.1.1"]}
        case = build(["example.com. MX 0 ."], [], provider="cloudflare", actual=Actual.FAILED, dns=dns)
        assert judge("MX401", case) == []
        assert len(judge("MX401", build(["example.com. MX 0 ."], [], actual=Actual.FAILED, dns=dns))) == 1

    def test_an_owner_with_mx(self) -> None:
        assert judge("MX401", build([], [NET, self.ADDRESS], dns=DNS)) == []


class TestOwnerAlias:
    """MX402."""

    ALIAS = "a.example.com. CNAME web.example.net."
    OWNER = "a.example.com. MX 10 mx1.example.net."

    def test_flagged(self) -> None:
        (finding,) = judge("MX402", build([self.ALIAS], [self.ALIAS, self.OWNER], dns=DNS))
        assert (finding.severity, finding.evidence) == ("error", "a.example.com -> web.example.net")

    def test_an_alias_that_only_dns_shows(self) -> None:
        dns = {**DNS, "a.example.com": ["CNAME web.example.net"]}
        assert len(judge("MX402", build([], [self.OWNER], dns=dns, actual=Actual.FAILED))) == 1

    def test_cloudflare_without_flattening(self) -> None:
        case = build([self.ALIAS], [self.ALIAS, self.OWNER], dns=DNS, provider="cloudflare")
        assert len(judge("MX402", case)) == 1

    def test_cloudflare_flattens_apex_and_proxied(self) -> None:
        dns = {**DNS, "web.example.net": ["45.33.1.1"]}
        apex = "example.com. CNAME web.example.net."
        assert judge("MX402", build([apex], [apex, NET], dns=dns, provider="cloudflare")) == []
        proxied = record(self.ALIAS, "cloudflare", proxied=True)
        assert judge("MX402", build([proxied], [proxied, self.OWNER], dns=dns, provider="cloudflare")) == []

    def test_a_wildcard_alias_does_not_cover_a_name_with_records(self) -> None:
        alias = "*.example.com. CNAME web.example.net."
        assert judge("MX402", build([alias], [alias, self.OWNER], dns=DNS)) == []

    def test_a_private_zone_is_not_compared_with_public_dns(self) -> None:
        dns = {**DNS, "a.example.com": ["CNAME web.example.net"]}
        assert judge("MX402", build([], [self.OWNER], dns=dns, zone_fields={"private": True})) == []

    def test_a_wildcard_owner_that_is_an_alias(self) -> None:
        after = ["*.example.com. CNAME web.example.net.", "*.example.com. MX 10 mx1.example.net."]
        assert len(judge("MX402", build([], after, dns=DNS))) == 1


class TestTtl:
    """MX404."""

    @pytest.mark.parametrize(
        ("ttl", "severity"), [(0, "notice"), (60, "info"), (299, "info"), (86401, "notice"), (604800, "notice")]
    )
    def test_out_of_proportion(self, ttl: int, severity: str) -> None:
        (finding,) = judge("MX404", build([], [f"example.com. {ttl} MX 10 mx1.example.net."], dns=DNS))
        assert finding.severity == severity

    @pytest.mark.parametrize("ttl", [300, 3600, 86400])
    def test_usual(self, ttl: int) -> None:
        assert judge("MX404", build([], [f"example.com. {ttl} MX 10 mx1.example.net."], dns=DNS)) == []

    def test_differing_in_one_set(self) -> None:
        after = ["example.com. 300 MX 10 mx1.example.net.", "example.com. 3600 MX 20 mx2.example.net."]
        (finding,) = judge("MX404", build([], after, dns=DNS, provider="cloudflare"))
        assert finding.severity == "warning"
        assert "300, 3600 seconds" in finding.message

    @pytest.mark.parametrize(("other", "findings"), [(None, 0), (300, 0), (3600, 1)])
    def test_cloudflares_automatic_ttl_is_300(self, other: int | None, findings: int) -> None:
        automatic = RecordSet("cloudflare:Z1", "example.com", "MX", None, (parse_mx("10 mx1.example.net"),))
        second = RecordSet("cloudflare:Z1", "example.com", "MX", other, (parse_mx("20 mx2.example.net"),))
        case = build([], [automatic, second], dns=DNS, provider="cloudflare")
        assert len(judge("MX404", case)) == findings

    def test_variants_may_differ(self) -> None:
        one, two = of("10 mx1.example.net", variant="a", routing="weighted"), "example.com. 3600 MX 10 mx2.example.net."
        assert judge("MX404", build([], [one, record(two, variant="b", routing="weighted")], dns=DNS)) == []
