"""What each attribute of the Cloudflare resource types means, in version 4 and version 5."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.model import Mx, RecordSet, Unknown
from tests.plan.build import change, cloudflare, configuration, configured, only, plan

V4 = "cloudflare_record.mx"
V5 = "cloudflare_dns_record.mx"


def record(address: str = V5, unknown: Any = None, **values: Any) -> RecordSet:
    attributes = {name: value for name, value in cloudflare(**values).items() if value is not ...}
    found = only(change(address, after=attributes, unknown=unknown))
    assert found.per_record
    (record_set,) = found.after
    return record_set


def test_plain_mx() -> None:
    found = record(content="MX.example.net.", priority=10.0, ttl=3600, id="r1", name="@")
    assert found.values == (Mx("10 MX.example.net.", 10, "mx.example.net", 3600, V5),)
    assert (found.zone, found.record_id, found.proxied) == ("cloudflare:c1", "r1", False)


@pytest.mark.parametrize("address", [V4, V5])
def test_ttl_1_is_automatic(address: str) -> None:
    assert record(address, ttl=1).ttl is None


@pytest.mark.parametrize(
    ("values", "unknown", "exchange"),
    [
        ({"content": "mx.example.net", "value": ...}, {"value": True}, "mx.example.net"),
        ({"content": ..., "value": "mx.example.net"}, {"content": True}, "mx.example.net"),
        ({"content": ..., "value": ...}, {"content": True, "value": True}, Unknown()),
        ({"content": ..., "data": [{"priority": 5, "target": "mx.example.net"}]}, {}, "mx.example.net"),
    ],
)
def test_content_of_version_4(values: dict[str, Any], unknown: Any, exchange: str | Unknown) -> None:
    (value,) = record(V4, unknown, **values).values
    assert isinstance(value, Mx)
    assert value.exchange == exchange


@pytest.mark.parametrize(
    ("values", "unknown", "preference"),
    [
        ({"priority": 10}, {}, 10),
        ({"priority": "10"}, {}, 10),
        ({"priority": ..., "data": {"priority": 7.0, "target": "x.example"}}, {"priority": True}, 7),
        ({"priority": None, "data": {"priority": 7, "target": "x.example"}}, {}, 7),
        ({"priority": None}, {}, None),
    ],
)
def test_preference(values: dict[str, Any], unknown: Any, preference: int | None) -> None:
    (value,) = record(V5, unknown, **values).values
    assert isinstance(value, Mx)
    assert value.preference == preference


def test_target_in_data() -> None:
    (value,) = record(
        V5, {"content": True}, content=..., priority=None, data={"priority": 7.0, "target": "x.example."}
    ).values
    assert isinstance(value, Mx)
    assert (value.preference, value.exchange) == (7, "x.example")


def test_unknown_preference_makes_the_record_unknown() -> None:
    assert record(V5, {"priority": True}, priority=...).values == (Unknown(),)


@pytest.mark.parametrize(
    ("rdtype", "content", "values"),
    [
        ("A", "192.0.2.1", ("192.0.2.1",)),
        ("CNAME", "Host.example.net.", ("host.example.net",)),
        ("TXT", "secret", ()),
    ],
)
def test_values_of_other_types(rdtype: str, content: str, values: tuple[str, ...]) -> None:
    assert record(type=rdtype, content=content, priority=None).values == values


def test_unknown_address() -> None:
    references = configuration(configured("cloudflare_dns_record.mx", {"content": ["aws_eip.mail.public_ip"]}))
    values = {"zone_id": "c1", "name": "mail.example.com", "type": "A", "ttl": 1, "proxied": True}
    found = only(
        change(V5, after=values, unknown={"content": True}),
        change("aws_eip.mail", after={}, unknown={"public_ip": True}),
        configuration=references,
    )
    (record_set,) = found.after
    assert record_set.proxied
    assert record_set.values == (Unknown(("aws_eip.mail.public_ip",), "aws_eip.mail"),)


@pytest.mark.parametrize(
    ("host", "attribute"),
    [("cloudflare_record.host", "hostname"), ("cloudflare_dns_record.host", "name")],
)
def test_an_exchange_that_is_a_record_of_this_plan_is_derived(host: str, attribute: str) -> None:
    mx = cloudflare()
    del mx["content"]
    kind = host.split(".", maxsplit=1)[0]
    found = plan(
        change(f"{kind}.mx", after=mx, unknown={"content": True}),
        change(host, after=cloudflare(name="mail", type="A", content="192.0.2.1", priority=None)),
        change("cloudflare_zone.main", actions=["no-op"], before={"id": "c1", "name": "example.com"}, after=None),
        configuration=configuration(
            configured(f"{kind}.mx", {"content": [f"{host}.{attribute}", host]}), configured(host)
        ),
    )
    (value,) = found.changes[0].after[0].values
    assert value == Mx("10 mail.example.com", 10, "mail.example.com", None, f"{kind}.mx")


def test_an_exchange_that_only_depends_on_a_record_is_not_derived() -> None:
    mx = cloudflare()
    del mx["content"]
    found = plan(
        change(V5, after=mx, unknown={"content": True}),
        change("cloudflare_dns_record.host", after=cloudflare(type="A", content="192.0.2.1"), unknown={"id": True}),
        configuration=configuration(configured(V5, {"content": ["cloudflare_dns_record.host.id"]})),
    )
    (value,) = found.changes[0].after[0].values
    assert isinstance(value, Mx)
    assert value.exchange == Unknown(("cloudflare_dns_record.host.id",), "cloudflare_dns_record.host")


@pytest.mark.parametrize("name", ["zone", "name"])
def test_zone_of_both_versions(name: str) -> None:
    values = {
        "id": "c1",
        name: "Example.com",
        "type": "full",
        "status": "active",
        "name_servers": ["a.ns.cloudflare.com"],
    }
    found = plan(change("cloudflare_zone.main", actions=["no-op"], before=values, after=values))
    zone = found.zones["cloudflare:c1"]
    assert (zone.name, zone.kind, zone.status, zone.provider) == ("example.com", "full", "active", "cloudflare")
    assert zone.name_servers == ("a.ns.cloudflare.com",)


@pytest.mark.parametrize("key", ["zones", "result"])
def test_zones_of_the_plural_data_source(key: str) -> None:
    resource = {
        "address": "data.cloudflare_zones.all",
        "mode": "data",
        "type": "cloudflare_zones",
        "values": {key: [{"id": "c1", "name": "example.com"}, {"id": "c2", "name": "example.org"}]},
    }
    state = {"values": {"root_module": {"resources": [resource]}}}
    found = plan(change(V5, after=cloudflare(name="mail")), prior_state=state)
    assert found.zones["cloudflare:c1"].name == "example.com"
    assert found.changes[0].after[0].owner == "mail.example.com"


def test_version_4_hostname_tells_owner_and_zone() -> None:
    host = cloudflare(name="mail", hostname="mail.example.com", type="A", content="192.0.2.1")
    found = plan(
        change("cloudflare_record.host", actions=["no-op"], before=host, after=host),
        change("cloudflare_record.new", after=cloudflare(name="mx")),
    )
    assert [change.after[0].owner for change in found.changes] == ["mail.example.com", "mx.example.com"]
    assert found.zones["cloudflare:c1"].name == "example.com"


def test_version_5_state_tells_the_zone() -> None:
    before, after = cloudflare(name="mail.example.com"), cloudflare(name="mail", ttl=600)
    found = plan(change(V5, before=before, after=after), change("cloudflare_dns_record.b", after=cloudflare(name="@")))
    assert [change.after[0].owner for change in found.changes] == ["mail.example.com", "example.com"]
