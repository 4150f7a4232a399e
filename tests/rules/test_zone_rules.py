"""MX403, MX407, MX408 and MX409: flagged, clean, known false positives."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from iacmx.case import Actual
from iacmx.model import Kind, RecordSet, Severity, Zone, ZoneData
from tests.rules.build import build, build_all, change, judge, record
from tests.rules.worlds import OFFLINE

WILD = "*.example.com. MX 10 mx1.example.net."
SHOP = "shop.example.com. A 45.33.1.80"


class TestWildcardShadow:
    def test_a_name_that_has_always_been_there_is_noted(self) -> None:
        (finding,) = judge("MX403", build([SHOP], [SHOP, WILD]))
        assert finding.severity == "notice"
        assert "shop.example.com" in finding.message

    def test_a_name_that_the_plan_takes_from_the_wildcard(self) -> None:
        (finding,) = judge("MX403", build([WILD], [WILD, SHOP]))
        assert finding.severity == "warning"
        assert "no longer apply" in finding.message

    @pytest.mark.parametrize(
        "more",
        [
            ["shop.example.com. A 45.33.1.80", "shop.example.com. MX 10 mx1.example.net."],
            ["shop.example.com. CNAME web.example.net."],
            ["shop.example.com. TXT some-proof"],
            ["_sip.example.com. A 45.33.1.80"],
            ["a.b.example.com. A 45.33.1.80"],
            ["example.com. A 45.33.1.80"],
            ["*.example.com. A 45.33.1.80"],
            ["eu.example.com. NS ns1.example.net."],
            ["www.example.com. A 45.33.1.80"],
            ["mail.example.com. A 45.33.1.1", "example.com. MX 10 mail.example.com."],
        ],
    )
    def test_clean(self, more: list[str]) -> None:
        assert [finding for case in build_all([], [WILD, *more]) for finding in judge("MX403", case)] == []

    def test_the_exchange_itself(self) -> None:
        hosts = ["*.example.com. MX 10 mail.example.com.", "mail.example.com. A 45.33.1.1"]
        assert judge("MX403", build([], hosts)) == []

    def test_the_null_wildcard(self) -> None:
        assert judge("MX403", build([], ["*.example.com. MX 0 .", SHOP])) == []

    def test_a_name_that_goes(self) -> None:
        assert judge("MX403", build([SHOP], [WILD])) == []

    def test_one_of_two_mx_records_goes(self) -> None:
        mx = [f"shop.example.com. MX 10 mx{n}.example.net." for n in (1, 2)]
        live, after = [SHOP, WILD, *mx], [SHOP, WILD, mx[0]]
        cases = build_all(live, after, provider="cloudflare")
        assert [finding for case in cases for finding in judge("MX403", case)] == []

    def test_a_wildcard_that_the_plan_leaves_alone(self) -> None:
        (case,) = build_all([WILD], [WILD, SHOP])
        assert not case.touched
        assert [finding.severity for finding in judge("MX403", case)] == ["warning"]
        (case,) = build_all([WILD, SHOP], [WILD, SHOP, "other.example.com. TXT x"])
        assert judge("MX403", case) == []

    @pytest.mark.parametrize(("names", "count"), [((), 0), (("*.example.com",), 0), (("shop.example.com",), 1)])
    def test_only_names_of_which_all_is_known(self, names: tuple[str, ...], count: int) -> None:
        """Of others an MX record may be live that nobody asked for."""
        case = build([WILD], [WILD, SHOP])
        partly = ZoneData(case.zone, (), frozenset(names))
        assert len(judge("MX403", structs.replace(case, data=partly))) == count

    def test_a_zone_that_is_not_known_whole(self) -> None:
        assert judge("MX403", build([], [WILD, SHOP], actual=Actual.SKIPPED)) == []


@pytest.mark.parametrize(
    ("owner", "how", "count"),
    [
        ("brand", {"zone": "brand"}, 1),
        (".", {"zone": "."}, 1),
        ("example.com", {}, 0),
        ("corp", {"zone": "corp", "zone_fields": {"private": True}}, 0),
    ],
)
def test_dotless_owner(owner: str, how: dict[str, Any], count: int) -> None:
    name = owner if owner == "." else owner + "."
    assert len(judge("MX408", build([], [f"{name} MX 10 mx1.example.net."], **how))) == count
    assert judge("MX408", build([], [f"{name} MX 0 ."], **how)) == []


MX = "a.eu.example.com. MX 10 mx1.example.net."
CUT = "eu.example.com. NS ns1.example.org."


class TestBelowDelegation:
    @pytest.mark.parametrize("owner", ["eu.example.com", "a.eu.example.com"])
    def test_written_below_a_cut(self, owner: str) -> None:
        mx = MX.replace("a.eu.example.com", owner, 1)
        (finding,) = judge("MX409", build([CUT], [CUT, mx]))
        assert finding.severity == "error"
        assert "delegates eu.example.com away" in finding.message

    def test_the_zone_below_holds_the_same(self) -> None:
        dns = {"a.eu.example.com": ["MX 10 mx1.example.net"]}
        (finding,) = judge("MX409", build([CUT], [CUT, MX], dns=dns))
        assert finding.severity == "notice"

    @pytest.mark.parametrize("owner", ["eu.example.com", "a.eu.example.com"])
    @pytest.mark.parametrize(
        ("below", "severity"),
        [
            (["10 mx1.example.net"], "notice"),
            (["10 mx9.example.net"], "error"),
            (Kind.NO_NAME, "error"),
            (Kind.UNVERIFIED, "unverified"),
            (Kind.PENDING, "error"),
            (Kind.SKIPPED, "unverified"),
        ],
    )
    def test_the_plan_delegates_a_name_whose_records_it_leaves_alone(
        self, owner: str, below: Any, severity: str
    ) -> None:
        """What the new servers say counts: what DNS says now comes from the zone above."""
        mx = MX.replace("a.eu.example.com", owner, 1)
        dns = {owner: ["MX 10 mx1.example.net"], f"{owner} MX@ns1.example.org": below}
        case = build([mx], [mx, CUT], dns=dns)
        assert case.touched
        (finding,) = judge("MX409", case)
        assert finding.severity == severity
        assert ("could not be told" in finding.message) == (severity == "unverified")

    def test_the_plan_delegates_another_name(self) -> None:
        case = build([MX], [MX, "us.example.com. NS ns1.example.org."])
        assert (case.touched, judge("MX409", case)) == (False, [])

    def test_offline_a_new_delegation_above_records_that_stay_could_not_be_told(self) -> None:
        case = build([MX], [CUT, MX], changes=[change("ns", None, record(CUT))], dns=OFFLINE)
        (finding,) = judge("MX409", case)
        assert finding.severity is Severity.UNVERIFIED

    def test_offline_with_the_delegation_in_the_plan(self) -> None:
        (finding,) = judge("MX409", build([], [CUT, MX], dns=OFFLINE, actual=Actual.SKIPPED))
        assert finding.severity == "error"

    @pytest.mark.parametrize("actual", [Actual.SERVED, Actual.FAILED, Actual.SKIPPED])
    @pytest.mark.parametrize("owner", ["eu.example.com", "a.eu.example.com", "b.a.eu.example.com"])
    def test_a_cut_that_only_dns_tells_of(self, actual: Actual, owner: str) -> None:
        dns = {"eu.example.com": ["NS ns1.example.org."]}
        (finding,) = judge("MX409", build([], [MX.replace("a.eu.example.com", owner, 1)], dns=dns, actual=actual))
        assert (finding.severity, finding.evidence) == ("error", "DNS names ns1.example.org for eu.example.com")

    @pytest.mark.parametrize(
        ("dns", "how"),
        [
            pytest.param({"eu.example.com": ["NS ns1.example.org."]}, {"actual": Actual.FETCHED}, id="provider knows"),
            pytest.param({"eu.example.com": ["NS ns1.example.org."]}, {"actual": Actual.NEW}, id="a new zone"),
            pytest.param(
                {"eu.example.com": ["NS ns1.example.org."]}, {"zone_fields": {"private": True}}, id="a private zone"
            ),
            pytest.param(
                {"eu.example.com": ["NS ns1.example.org."], "example.com": ["NS ns1.example.org."]},
                {"zone_fields": {"name_servers": ("ns1.awsdns-01.com",)}},
                id="DNS serves another zone: MX607",
            ),
            pytest.param({"eu.example.com": ["CNAME example.net."], "example.net": ["NS ns1.example.org."]}, {},
                         id="the servers of an alias's target"),
            pytest.param({"example.com": ["NS ns1.example.org."]}, {}, id="the zone's own servers"),
            pytest.param({"eu.example.com": Kind.UNVERIFIED}, {}, id="not told"),
            pytest.param({"eu.example.com": Kind.PENDING}, {}, id="not answered yet"),
        ],
    )  # fmt: skip
    def test_dns_tells_of_no_cut(self, dns: Any, how: dict[str, Any]) -> None:
        assert judge("MX409", build([], [MX], dns=dns, **{"actual": Actual.SERVED, **how})) == []

    def test_the_plan_takes_away_what_dns_still_tells_of(self) -> None:
        dns = {"eu.example.com": ["NS ns1.example.org."]}
        assert judge("MX409", build([CUT], [MX], dns=dns, actual=Actual.SERVED)) == []

    @pytest.mark.parametrize(
        ("below", "severity"),
        [(None, "error"), (["45.33.1.9"], None), (Kind.UNVERIFIED, "unverified"), (Kind.PENDING, None)],
    )
    def test_an_exchange_written_below_a_cut(self, below: Any, severity: str | None) -> None:
        dns = {"eu.example.com": ["NS ns1.example.org."], **({"mail.eu.example.com": below} if below else {})}
        records = ["example.com. MX 10 mail.eu.example.com.", "mail.eu.example.com. A 45.33.1.1"]
        case = build([], records, dns=dns, actual=Actual.SERVED)
        found = judge("MX409", case)
        assert [finding.severity for finding in found] == ([severity] if severity else [])
        assert all(finding.exchange == "mail.eu.example.com" for finding in found)

    def test_an_exchange_in_a_zone_of_the_run(self) -> None:
        """Its addresses are that zone's."""
        child = Zone("route53:Z2", "route53", "Z2", "eu.example.com")
        host = record("mail.eu.example.com. A 45.33.1.1", zone="route53:Z2")
        changes = [
            change("mx", None, record("example.com. MX 10 mail.eu.example.com.")),
            change("a", None, host),
        ]
        dns = {"eu.example.com": ["NS ns1.example.org."]}
        case = build([], changes=changes, dns=dns, actual=Actual.SERVED, more_zones=[child])
        assert judge("MX409", case) == []

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ([CUT], [MX]),
            ([], [MX, "example.com. NS ns1.example.org."]),
            ([], [MX, "b.eu.example.com. NS ns1.example.org."]),
            ([], [MX, "u.example.com. NS ns1.example.org."]),
            ([CUT, MX], [CUT]),
        ],
    )
    def test_clean(self, before: list[str], after: list[str]) -> None:
        assert judge("MX409", build(before, after)) == []

    def test_a_delegation_in_another_zone(self) -> None:
        ns = change("aws_route53_record.ns", None, record(CUT, zone="route53:Z9"))
        mx = change("aws_route53_record.mx", None, record(MX))
        assert judge("MX409", build([], [], changes=[ns, mx])) == []


def soa(minimum: int, ttl: int, *more: str) -> dict[str, Any]:
    return {"example.com": [f"SOA {ttl} ns1.example.net. hostmaster.example.com. 1 7200 900 1209600 {minimum}", *more]}


class TestNegativeTtl:
    ADDED = ([], ["example.com. MX 10 mx1.example.net."])

    @pytest.mark.parametrize(
        ("minimum", "ttl", "count"),
        [(86400, 86400, 1), (86400, 900, 0), (1800, 86400, 0), (3600, 3600, 0), (3601, 7200, 1)],
    )
    def test_the_smaller_counts(self, minimum: int, ttl: int, count: int) -> None:
        assert len(judge("MX407", build(*self.ADDED, dns=soa(minimum, ttl)))) == count

    def test_another_zone_is_served(self) -> None:
        dns = soa(86400, 86400, "NS ns1.other.net.")
        how = {"zone_fields": {"name_servers": ("ns1.awsdns-01.com",)}}
        assert judge("MX407", build(*self.ADDED, dns=dns, **how)) == []

    def test_a_zone_that_stays_as_it_is(self) -> None:
        mx: list[str | RecordSet] = ["example.com. MX 10 mx1.example.net."]
        assert judge("MX407", build(mx, mx, dns=soa(86400, 86400))) == []

    @pytest.mark.parametrize("dns", [OFFLINE, {}, {"example.com": ["SOA 5 not what it should be"]}])
    def test_not_told(self, dns: Any) -> None:
        assert judge("MX407", build(*self.ADDED, dns=dns)) == []
