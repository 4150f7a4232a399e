"""The endpoint and the paths are those that botocore's client would use."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from boto3 import Session

from iacmx_route53.service import Endpoint, Service

pytestmark = pytest.mark.usefixtures("aws")


def service(region: str = "us-east-1") -> Service:
    return Service(Session(), region)


@pytest.mark.parametrize(
    ("region", "host", "signed_for"),
    [
        ("us-east-1", "route53.amazonaws.com", "us-east-1"),
        ("eu-central-1", "route53.amazonaws.com", "us-east-1"),
        ("us-gov-west-1", "route53.us-gov.amazonaws.com", "us-gov-west-1"),
        ("cn-north-1", "route53.amazonaws.com.cn", "cn-northwest-1"),
    ],
)
def test_a_partition_has_its_endpoint(region: str, host: str, signed_for: str) -> None:
    assert service(region).endpoint == Endpoint(f"https://{host}", "", signed_for, "route53")


def test_fips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    assert service().endpoint.url == "https://route53-fips.amazonaws.com"


@pytest.mark.parametrize(
    ("url", "root", "path"),
    [
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000", ""),
        ("http://user:passw0rd@gate.test:80/aws", "http://user:passw0rd@gate.test:80", "/aws"),
        ("https://[::1]:443/", "https://[::1]:443", ""),
    ],
)
def test_an_endpoint_of_the_user_s(monkeypatch: pytest.MonkeyPatch, url: str, root: str, path: str) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_ROUTE_53", url)
    made = service()
    assert (made.endpoint.url, made.endpoint.path) == (root, path)
    assert made.target("ListHostedZones", {}) == f"{path}/2013-04-01/hostedzone"


@pytest.mark.parametrize(
    ("action", "method", "parameters"),
    [
        ("ListHostedZones", "list_hosted_zones", {"MaxItems": "100", "Marker": "Z1&x=/?"}),
        ("ListHostedZonesByName", "list_hosted_zones_by_name", {"DNSName": r"\052.a b.test.", "HostedZoneId": "Z1"}),
        ("GetHostedZone", "get_hosted_zone", {"Id": "Z1 ?#%ü"}),
        (
            "ListResourceRecordSets",
            "list_resource_record_sets",
            {
                "HostedZoneId": "Z1",
                "MaxItems": "300",
                "StartRecordName": "*.a.test.",
                "StartRecordType": "MX",
                "StartRecordIdentifier": "a+b=c~",
            },
        ),
    ],
)
def test_what_is_asked_for(action: str, method: str, parameters: dict[str, str]) -> None:
    client: Any = Session().client("route53", "us-east-1")
    expected = urlsplit(client.generate_presigned_url(method, parameters))
    asked = urlsplit(service().target(action, parameters))
    query = {name: value for name, value in parse_qs(expected.query).items() if not name.startswith("X-Amz-")}
    assert (asked.path, parse_qs(asked.query)) == (expected.path, query)
    assert asked.query == "&".join(sorted(asked.query.split("&")))
