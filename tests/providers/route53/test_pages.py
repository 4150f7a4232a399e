"""What is read lightly is what botocore reads; anything else is left to botocore."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import create_parser
from hypothesis import given
from hypothesis import strategies as st

from iacmx_route53 import pages
from tests.lab.route53_scripted import Api, Held, Zone, document
from tests.providers.conformance import zone_of
from tests.providers.route53.accounts import Scripted

RESPONSE = "ListResourceRecordSetsResponse"
END = "<IsTruncated>false</IsTruncated><MaxItems>300</MaxItems>"
MORE = (
    "<IsTruncated>true</IsTruncated><NextRecordName>b.test.</NextRecordName><NextRecordType>MX</NextRecordType>"
    "<NextRecordIdentifier>x</NextRecordIdentifier><MaxItems>300</MaxItems>"
)
ALIAS = (
    "<AliasTarget><HostedZoneId>Z2</HostedZoneId><DNSName>lb.example.net.</DNSName>"
    "<EvaluateTargetHealth>true</EvaluateTargetHealth></AliasTarget>"
)
GEO = "<GeoLocation><CountryCode>DE</CountryCode></GeoLocation>"


SETS, ZONES = "ListResourceRecordSets", "ListHostedZones"


@pytest.fixture(scope="session")
def model(models: Loader) -> ServiceModel:
    return ServiceModel(models.load_service_model("route53", "service-2"), "route53")


def by_botocore(model: ServiceModel, action: str, body: bytes) -> dict[str, Any]:
    shape = model.operation_model(action).output_shape
    parsed: dict[str, Any] = create_parser("rest-xml").parse({"status_code": 200, "headers": {}, "body": body}, shape)
    parsed.pop("ResponseMetadata")
    return parsed


def answer(sets: str, end: str = END) -> bytes:
    return document(RESPONSE, f"<ResourceRecordSets>{sets}</ResourceRecordSets>{end}").encode()


TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["Cs", "Cc"]), max_size=12)
HELD = st.builds(
    Held,
    name=st.just("a.test."),
    type=st.sampled_from(["A", "MX", "TXT"]),
    values=st.lists(TEXT, max_size=3).map(tuple),
    ttl=st.none() | st.integers(0, 2**31),
    identifier=TEXT,
    extra=st.sampled_from(
        [
            "",
            ALIAS,
            "<Weight>10</Weight>",
            "<Region>eu-west-1</Region>",
            "<Failover>PRIMARY</Failover><HealthCheckId>abc</HealthCheckId>",
            "<MultiValueAnswer>true</MultiValueAnswer>",
            "<TrafficPolicyInstanceId>t</TrafficPolicyInstanceId>",
        ]
    ),
)


@given(held=st.lists(HELD, max_size=5), end=st.sampled_from([END, MORE]))
def test_ordinary_answers_are_read_as_botocore_does(model: ServiceModel, held: list[Held], end: str) -> None:
    body = answer("".join(one.xml() for one in held), end)
    assert pages.members(SETS, body) == by_botocore(model, SETS, body)


@pytest.mark.parametrize("more", ["", "<Marker>Z0</Marker><NextMarker>Z2</NextMarker>"])
@pytest.mark.parametrize("comment", ["", "<Comment/>", "<Comment>Müll &amp; mehr</Comment>"])
def test_a_page_of_zones_is_read_as_botocore_does(model: ServiceModel, comment: str, more: str) -> None:
    zone = Zone("Z1", "example.test.", private=bool(comment)).xml().replace("<Config>", f"<Config>{comment}")
    zones = f"<HostedZones>{zone}{zone}</HostedZones>{more}{END}"
    body = document("ListHostedZonesResponse", zones).encode()
    assert pages.members(ZONES, body) == by_botocore(model, ZONES, body)


SET = Held("a.test.", "MX", ("10 mx.a.test.",)).xml()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no XML",
        answer(SET)[:-20],
        document("ListHostedZonesResponse", END).encode(),
        answer(SET).replace(b"route53.amazonaws.com", b"example.test"),
        answer(SET + SET.replace("<Type>", "<Type>A</Type><Type>")),
        answer(SET.replace("<TTL>300", "<TTL>soon")),
        answer(SET.replace("<TTL>300", "<TTL>")),
        answer(SET.replace("</TTL>", f"</TTL>{GEO}")),
        answer(SET.replace("</Name>", "<b/></Name>")),
        answer(SET + "<Other/>"),
        answer(SET, END + END),
    ],
)
def test_everything_else_is_left_to_botocore(body: bytes) -> None:
    with pytest.raises(pages.UNREAD):
        pages.members(SETS, body)


def test_a_page_left_to_botocore_is_read_all_the_same(api: Api, account: Scripted) -> None:
    zone = api.add_zone(
        "example.test",
        (
            Held("example.test.", "MX", ("10 de.example.test.",), identifier="de", extra=GEO),
            Held("www.example.test.", "A", ("192.0.2.1",)),
        ),
    )
    data = account.connect().fetch(zone_of(account, zone.id, "example.test"), None)
    assert [(record.type, record.routing_detail) for record in data.records if record.routing != "simple"] == [
        ("MX", "country DE")
    ]
    assert len(data.records) == 4


def test_ordinary_pages_leave_nothing_to_botocore(monkeypatch: pytest.MonkeyPatch, api: Api, account: Scripted) -> None:
    parsed = list[bytes]()
    monkeypatch.setattr(
        "botocore.parsers.RestXMLParser._initial_body_parse",
        lambda parser, body: parsed.append(body) or parser._parse_xml_string_to_dom(body),
    )
    zone = api.add_zone("example.test", (Held("example.test.", "MX", ("10 mx.example.test.",)),))
    provider = account.connect()
    provider.zones()
    data = provider.fetch(zone_of(account, zone.id, "example.test"), None)
    assert (parsed, len(data.records)) == ([], 3)
