"""What becomes of each kind of record set."""

from __future__ import annotations

import pytest

from iacmx.model import Mx, RecordSet
from tests.lab.route53_scripted import Api, Held
from tests.providers.conformance import zone_of
from tests.providers.route53.accounts import Scripted

NAME = "example.test."


def only(api: Api, account: Scripted, held: Held) -> RecordSet:
    zone = api.add_zone("example.test", (held,), bare=True)
    (record,) = account.connect().fetch(zone_of(account, zone.id, "example.test"), None).records
    return record


@pytest.mark.parametrize(
    ("extra", "routing", "detail"),
    [
        ("", "simple", ""),
        ("<Weight>0</Weight>", "weighted", "weight 0"),
        ("<Region>eu-west-1</Region>", "latency", "region eu-west-1"),
        ("<Failover>PRIMARY</Failover>", "failover", "primary"),
        ("<Failover>SECONDARY</Failover>", "failover", "secondary"),
        ("<GeoLocation><ContinentCode>EU</ContinentCode></GeoLocation>", "geolocation", "continent EU"),
        (
            "<GeoLocation><CountryCode>US</CountryCode><SubdivisionCode>CA</SubdivisionCode></GeoLocation>",
            "geolocation",
            "country US, subdivision CA",
        ),
        ("<GeoLocation><CountryCode>*</CountryCode></GeoLocation>", "geolocation", "default location"),
        (
            "<GeoProximityLocation><AWSRegion>us-east-1</AWSRegion><Bias>-10</Bias></GeoProximityLocation>",
            "geoproximity",
            "region us-east-1, bias -10",
        ),
        (
            "<GeoProximityLocation><Coordinates><Latitude>49.22</Latitude><Longitude>-74.01</Longitude></Coordinates>"
            "</GeoProximityLocation>",
            "geoproximity",
            "coordinates 49.22 -74.01",
        ),
        (
            "<GeoProximityLocation><LocalZoneGroup>us-east-1-bue-1</LocalZoneGroup></GeoProximityLocation>",
            "geoproximity",
            "local zone group us-east-1-bue-1",
        ),
        (
            "<CidrRoutingConfig><CollectionId>c1</CollectionId><LocationName>office</LocationName></CidrRoutingConfig>",
            "cidr",
            "collection c1, location office",
        ),
        ("<MultiValueAnswer>true</MultiValueAnswer>", "multivalue", ""),
        ("<TrafficPolicyInstanceId>t1</TrafficPolicyInstanceId>", "traffic-policy", "instance t1"),
        ("<Weight>5</Weight><HealthCheckId>h1</HealthCheckId>", "weighted", "weight 5, health check h1"),
        ("<HealthCheckId>h1</HealthCheckId>", "simple", "health check h1"),
    ],
)
def test_a_routing_policy_is_told_in_words(api: Api, account: Scripted, extra: str, routing: str, detail: str) -> None:
    record = only(api, account, Held(NAME, "MX", ("10 mx.example.test.",), 60, "blue", extra))
    assert (record.variant, record.routing, record.routing_detail) == ("blue", routing, detail)
    assert record.ttl == 60
    assert len(record.values) == 1


def test_all_variants_of_a_name_are_kept(api: Api, account: Scripted) -> None:
    held = tuple(
        Held(NAME, "MX", (f"10 {name}.example.test.",), 60, name, "<Weight>1</Weight>") for name in ("blue", "green")
    )
    zone = api.add_zone("example.test", held)
    data = account.connect().fetch(zone_of(account, zone.id, "example.test"), frozenset({"example.test"}))
    found = {record.variant: record.values for record in data.records if record.type == "MX"}
    assert {name: str(value.exchange) for name, (value,) in found.items() if isinstance(value, Mx)} == {
        "blue": "blue.example.test",
        "green": "green.example.test",
    }


def test_an_alias_has_a_target_and_neither_ttl_nor_values(api: Api, account: Scripted) -> None:
    target = (
        "<AliasTarget><HostedZoneId>Z2</HostedZoneId><DNSName>\\052.LB.example.net.</DNSName>"
        "<EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>"
    )
    record = only(api, account, Held(NAME, "A", (), None, extra=target))
    assert (record.alias, record.ttl, record.values) == ("*.lb.example.net", None, ())


@pytest.mark.parametrize(
    ("rdtype", "written", "read"),
    [
        ("A", "192.0.2.1", "192.0.2.1"),
        ("A", "not an address", "not an address"),
        ("AAAA", "2001:0DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("CNAME", "Mail.Example.NET", "mail.example.net"),
        ("CNAME", "mail.example.net.", "mail.example.net"),
        ("NS", "NS-1.awsdns-01.org.", "ns-1.awsdns-01.org"),
    ],
)
def test_values_come_in_normal_form(api: Api, account: Scripted, rdtype: str, written: str, read: str) -> None:
    assert only(api, account, Held(NAME, rdtype, (written,))).values == (read,)


@pytest.mark.parametrize(
    ("written", "preference", "exchange"),
    [
        ("10 mx.example.net.", 10, "mx.example.net"),
        ("10 mx.example.net", 10, "mx.example.net"),  # absolute: the zone is never appended
        ("10 mx", 10, "mx"),
        ("0 .", 0, "."),
        ("10  MX.Example.net.", 10, "mx.example.net"),
        ("10 \\052.example.net.", 10, "*.example.net"),
        ("mx.example.net.", None, "mx.example.net"),
        ("70000 mx.example.net.", 70000, "mx.example.net"),
    ],
)
def test_mx_values_are_kept_whatever_they_are(
    api: Api, account: Scripted, written: str, preference: int | None, exchange: str
) -> None:
    (value,) = only(api, account, Held(NAME, "MX", (written,), 60)).values
    assert value == Mx(written, preference, exchange, 60)


def test_of_txt_only_mail_policy_is_held(api: Api, account: Scripted) -> None:
    record = only(api, account, Held(NAME, "TXT", ('"s3cr3t"', '"v=spf1 mx " "-all"', '"v=TLSRPTv1; rua=x"')))
    assert record.values == ("v=spf1 mx -all", "v=TLSRPTv1; rua=x")


@pytest.mark.parametrize("rdtype", ["TXT", "SPF", "SRV", "CAA", "SOA", "PTR"])
def test_values_of_other_types_are_not_held(api: Api, account: Scripted, rdtype: str) -> None:
    record = only(api, account, Held(NAME, rdtype, ('"secret"',)))
    assert (record.type, record.values) == (rdtype, ())


@pytest.mark.parametrize(
    ("written", "owner"),
    [
        (r"\052.example.test.", "*.example.test"),
        (r"a\100b.example.test.", "a@b.example.test"),
        ("xn--bcher-kva.example.test.", "xn--bcher-kva.example.test"),
        (r"\137dmarc.example.test.", "_dmarc.example.test"),
    ],
)
def test_owners_are_decoded(api: Api, account: Scripted, written: str, owner: str) -> None:
    assert only(api, account, Held(written, "A", ("192.0.2.1",))).owner == owner
