"""What becomes of an API record, over HTTP and the real SDK."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.errors import ProviderError
from iacmx.model import Mx, RecordSet
from tests.lab.cloudflare_api import CloudflareApi
from tests.providers.cloudflare.conftest import Connect, zone_of


def read(api: CloudflareApi, connect: Connect, *record: Any, zone: str = "example.test", **fields: Any) -> RecordSet:
    zone_id = api.add_zone(zone)
    record_id = api.add_record(zone_id, *record, **fields)
    (found,) = connect().fetch(zone_of(zone_id, zone), None).records
    assert (found.zone, found.record_id) == (f"cloudflare:{zone_id}", record_id)
    return found


@pytest.mark.parametrize(
    ("content", "fields", "expected"),
    [
        ("mx1.example.net", {"priority": 10}, Mx("10 mx1.example.net", 10, "mx1.example.net")),
        ("MX1.Example.NET.", {"priority": 10}, Mx("10 MX1.Example.NET.", 10, "mx1.example.net")),
        ("mx1", {"priority": 10}, Mx("10 mx1", 10, "mx1")),
        ("mx1.example.net", {"priority": 10.0}, Mx("10 mx1.example.net", 10, "mx1.example.net")),
        ("mx1.example.net", {"priority": 0}, Mx("0 mx1.example.net", 0, "mx1.example.net")),
        ("mx1.example.net", {"priority": 70000}, Mx("70000 mx1.example.net", 70000, "mx1.example.net")),
        ("mx1.example.net", {"priority": 10.5}, Mx("mx1.example.net", None, "mx1.example.net")),
        ("mx1.example.net", {}, Mx("mx1.example.net", None, "mx1.example.net")),
        ("mx1.example.net", {"priority": None}, Mx("mx1.example.net", None, "mx1.example.net")),
        ("mx1.example.net.", {"priority": 5, "ttl": 60}, Mx("5 mx1.example.net.", 5, "mx1.example.net", 60)),
        ("mx1.example.net..", {"priority": 5}, Mx("5 mx1.example.net..", 5, "mx1.example.net.")),
        ("mx.müller.test", {"priority": 5}, Mx("5 mx.müller.test", 5, "mx.xn--mller-kva.test")),
        (".", {"priority": 0}, Mx("0 .", 0, ".")),
        (..., {"data": {"priority": 10, "target": "mx1.example.net"}}, Mx("10 mx1.example.net", 10, "mx1.example.net")),
        (
            "20 mx2.example.net",
            {"data": {"priority": 20, "target": "mx2.example.net"}},
            Mx("20 mx2.example.net", 20, "mx2.example.net"),
        ),
        ("mx3.example.net", {"data": {"priority": 30}}, Mx("30 mx3.example.net", 30, "mx3.example.net")),
        (None, {"priority": None, "data": {"priority": 0, "target": "."}}, Mx("0 .", 0, ".")),
        ("mx1.example.net", {"priority": 10, "data": None}, Mx("10 mx1.example.net", 10, "mx1.example.net")),
        ("mx1.example.net", {"priority": 10, "data": {}}, Mx("10 mx1.example.net", 10, "mx1.example.net")),
    ],
)
def test_mx(api: CloudflareApi, connect: Connect, content: Any, fields: dict[str, Any], expected: Mx) -> None:
    found = read(api, connect, "MX", "example.test", content, **fields)
    assert found.type == "MX"
    assert found.values == (expected,)
    assert found.ttl == expected.ttl


@pytest.mark.parametrize(
    ("rdtype", "content", "expected"),
    [
        ("A", "192.0.2.1", "192.0.2.1"),
        ("AAAA", "2001:DB8:0::1", "2001:db8::1"),
        ("A", "192.0.2.256", "192.0.2.256"),
        ("CNAME", "Host.Example.NET.", "host.example.net"),
        ("CNAME", "bücher.test", "xn--bcher-kva.test"),
        ("NS", "NS1.example.net", "ns1.example.net"),
    ],
)
def test_values_are_normalised(api: CloudflareApi, connect: Connect, rdtype: str, content: str, expected: str) -> None:
    assert read(api, connect, rdtype, "x.example.test", content).values == (expected,)


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ('"v=spf1 include:_spf.example.net " "~all"', ("v=spf1 include:_spf.example.net ~all",)),
        ("v=DMARC1; p=none", ("v=DMARC1; p=none",)),
        ("google-site-verification=s3cr3t", ()),
        ("", ()),
    ],
)
def test_of_txt_only_mail_policy_is_kept(
    api: CloudflareApi, connect: Connect, content: str, values: tuple[str, ...]
) -> None:
    assert read(api, connect, "TXT", "x.example.test", content).values == values


@pytest.mark.parametrize("rdtype", ["TXT", "SRV", "CAA", "HTTPS", "URI", "TYPE65"])
def test_other_types_are_there_without_values(api: CloudflareApi, connect: Connect, rdtype: str) -> None:
    data = {"priority": "not read", "target": 5, "flags": [1]}
    found = read(api, connect, rdtype, "x.example.test", "v=secret", data=data)
    assert (found.owner, found.type, found.values) == ("x.example.test", rdtype, ())


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("example.test", "example.test"),
        ("Sub.EXAMPLE.test", "sub.example.test"),
        ("*.example.test", "*.example.test"),
        ("_dmarc.example.test", "_dmarc.example.test"),
        ("bücher.example.test", "xn--bcher-kva.example.test"),
        ("xn--bcher-kva.example.test", "xn--bcher-kva.example.test"),
    ],
)
def test_owners_are_normalised(api: CloudflareApi, connect: Connect, name: str, owner: str) -> None:
    assert read(api, connect, "A", name, "192.0.2.1").owner == owner


@pytest.mark.parametrize(("ttl", "seconds"), [(1, None), (60, 60), (30, 30), (86400, 86400), (300.0, 300)])
def test_a_ttl_of_1_is_automatic(api: CloudflareApi, connect: Connect, ttl: float, seconds: int | None) -> None:
    assert read(api, connect, "A", "example.test", "192.0.2.1", ttl=ttl).ttl == seconds


@pytest.mark.parametrize(("proxied", "expected"), [(True, True), (False, False), (None, False), (..., False)])
def test_proxied(api: CloudflareApi, connect: Connect, proxied: Any, expected: bool) -> None:
    assert read(api, connect, "A", "example.test", "192.0.2.1", proxied=proxied).proxied is expected


@pytest.mark.parametrize(
    ("meta", "locked"),
    [
        ({"read_only": True, "email_routing": True}, True),
        ({"read_only": False}, False),
        ({"auto_added": True}, False),
        ({}, False),
        (None, False),
        (..., False),
    ],
)
def test_read_only_records_are_locked(api: CloudflareApi, connect: Connect, meta: Any, locked: bool) -> None:
    assert read(api, connect, "MX", "example.test", "mx.example.net", priority=1, meta=meta).locked is locked


def test_records_of_one_set_stay_apart(api: CloudflareApi, connect: Connect) -> None:
    zone_id = api.add_zone("example.test")
    ids = [
        api.add_mx(zone_id, "example.test", number, f"mx{number}.example.net", ttl=ttl)
        for number, ttl in enumerate((60, 300))
    ]
    found = connect().fetch(zone_of(zone_id, "example.test"), None).records
    assert [(record.record_id, record.ttl, len(record.values)) for record in found] == [
        (ids[0], 60, 1),
        (ids[1], 300, 1),
    ]


def test_the_order_does_not_depend_on_the_api(api: CloudflareApi, connect: Connect) -> None:
    zone_id = api.add_zone("example.test")
    for name in ("b", "a", "c"):
        api.add_mx(zone_id, f"{name}.example.test", 1, "mx.example.net")
    first = connect().fetch(zone_of(zone_id, "example.test"), None)
    api.records[zone_id].reverse()
    assert connect().fetch(zone_of(zone_id, "example.test"), None) == first


@pytest.mark.parametrize(
    ("rdtype", "fields"),
    [
        ("MX", {"content": None, "priority": 10}),
        ("MX", {"content": "", "priority": 10}),
        ("MX", {"content": ..., "data": {"priority": 10}}),
        ("MX", {"content": "mx.example.net", "data": {"priority": "ten"}}),
        ("MX", {"content": "mx.example.net", "data": []}),
        ("MX", {"content": "mx.example.net", "priority": "ten"}),
        ("A", {"content": None}),
        ("CNAME", {"content": ...}),
        ("A", {"content": "192.0.2.1", "name": ...}),
        ("A", {"content": "192.0.2.1", "ttl": None}),
        ("A", {"content": "192.0.2.1", "id": ...}),
    ],
)
def test_a_record_that_cannot_be_read_is_an_error(
    api: CloudflareApi, connect: Connect, rdtype: str, fields: dict[str, Any]
) -> None:
    zone_id = api.add_zone("example.test")
    api.add_mx(zone_id, "example.test", 1, "mx.example.net")
    api.records[zone_id].append(
        {
            name: value
            for name, value in {"id": "f" * 32, "type": rdtype, "name": "x.example.test", "ttl": 1, **fields}.items()
            if value is not ...
        }
    )
    with pytest.raises(ProviderError, match="broken"):
        connect().fetch(zone_of(zone_id, "example.test"), None)


def test_a_record_outside_the_zone_is_an_error(api: CloudflareApi, connect: Connect) -> None:
    zone_id = api.add_zone("example.test")
    api.add_mx(zone_id, "example.test", 1, "mx.example.net")
    with pytest.raises(ProviderError, match=r"holds example\.test, which is not in other\.test"):
        connect().fetch(zone_of(zone_id, "other.test"), None)
