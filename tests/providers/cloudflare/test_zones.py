"""Zones, by listing, by id and by name."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from iacmx.errors import ProviderError, ZoneNotFound
from iacmx.model import Zone
from tests.lab.cloudflare_api import CloudflareApi
from tests.providers.cloudflare.conftest import Connect, zone_of


def test_a_zone_is_described(api: CloudflareApi, connect: Connect) -> None:
    zone_id = api.add_zone("Example.test", name_servers=["ADA.ns.cloudflare.com", "bob.ns.cloudflare.com"])
    assert connect().zones() == [
        Zone(
            key=f"cloudflare:{zone_id}",
            provider="cloudflare",
            id=zone_id,
            name="example.test",
            name_servers=("ada.ns.cloudflare.com", "bob.ns.cloudflare.com"),
            status="active",
            kind="full",
        )
    ]


@pytest.mark.parametrize(
    ("fields", "name_servers"),
    [
        ({"vanity_name_servers": ["ns1.example.test.", "bob.ns.cloudflare.com"]}, "ada bob ns1.example.test"),
        ({"vanity_name_servers": None}, "ada bob"),
        ({"vanity_name_servers": []}, "ada bob"),
        ({"type": "partial", "name_servers": None}, ""),
    ],
)
def test_vanity_name_servers_count(
    api: CloudflareApi, connect: Connect, fields: dict[str, Any], name_servers: str
) -> None:
    zone_id = api.add_zone("example.test", **fields)
    expected = tuple(name if "." in name else f"{name}.ns.cloudflare.com" for name in name_servers.split())
    assert connect().zones()[0].name_servers == expected
    assert connect().fetch(zone_of(zone_id), None).zone.name_servers == expected


@pytest.mark.parametrize("status", ["active", "pending", "initializing", "moved", "deleted", "deactivated"])
def test_the_status_is_kept(api: CloudflareApi, connect: Connect, status: str) -> None:
    zone_id = api.add_zone("example.test", status=status)
    assert [zone.status for zone in connect().zones()] == [status]
    assert connect().fetch(zone_of(zone_id), None).zone.status == status


@pytest.mark.parametrize("kind", ["full", "partial", "secondary"])
def test_the_type_is_kept(api: CloudflareApi, connect: Connect, kind: str) -> None:
    zone_id = api.add_zone("example.test", type=kind)
    assert [zone.kind for zone in connect().zones("example.test")] == [kind]
    found = connect().fetch(zone_of(zone_id), None).zone
    assert (found.kind, found.private) == (kind, False)


def test_an_internal_zone_is_private_and_not_listed(api: CloudflareApi, connect: Connect) -> None:
    zone_id = api.add_zone("example.test", type="internal")
    assert connect().zones() == []
    found = connect().fetch(zone_of(zone_id), None).zone
    assert (found.kind, found.private) == ("internal", True)


@pytest.mark.parametrize(("count", "requests"), [(0, 1), (1, 1), (49, 1), (50, 1), (51, 2), (100, 2), (120, 3)])
def test_listing_takes_a_request_for_fifty_zones(
    api: CloudflareApi, connect: Connect, count: int, requests: int
) -> None:
    for number in range(count):
        api.add_zone(f"z{number:03}.test")
    provider = connect()
    assert [zone.name for zone in provider.zones()] == [f"z{number:03}.test" for number in range(count)]
    assert provider.requests == len(api.log) == requests
    assert {logged.query["per_page"] for logged in api.log} == {"50"}


def test_a_name_is_a_filter_of_the_server(api: CloudflareApi, connect: Connect) -> None:
    for number in range(60):
        api.add_zone(f"z{number:03}.test")
    wanted = api.add_zone("example.test")
    assert [zone.id for zone in connect().zones("Example.TEST.")] == [wanted]
    assert [logged.query["name"] for logged in api.log] == ["example.test"]


def test_a_name_that_reads_as_an_operator_finds_nothing(api: CloudflareApi, connect: Connect) -> None:
    api.add_zone("example.test")
    assert connect().zones("contains:example") == []


@pytest.mark.parametrize("held", ["bücher.test", "xn--bcher-kva.test"])
@pytest.mark.parametrize("asked", ["bücher.test", "xn--bcher-kva.test"])
def test_an_international_name_is_found_in_either_form(
    api: CloudflareApi, connect: Connect, held: str, asked: str
) -> None:
    zone_id = api.add_zone(held)
    data = connect().fetch(zone_of(name=asked), None)
    assert (data.zone.id, data.zone.name) == (zone_id, "xn--bcher-kva.test")
    assert data.requests == len(api.log)


def test_a_name_that_only_looks_international_is_not_found(api: CloudflareApi, connect: Connect) -> None:
    with pytest.raises(ZoneNotFound):
        connect().fetch(zone_of(name="xn--\u2011.test"), None)


@pytest.mark.parametrize(
    ("zone", "requests"), [("id and name", 1), ("id", 2), ("name", 2)], ids=["id-and-name", "id", "name"]
)
def test_a_zone_is_asked_for_only_what_is_unknown(
    api: CloudflareApi, connect: Connect, zone: str, requests: int
) -> None:
    zone_id = api.add_zone("example.test")
    asked = zone_of(zone_id if "id" in zone else "", "example.test" if "name" in zone else "")
    provider = connect()
    data = provider.fetch(asked, frozenset({"example.test"}))
    assert (data.zone.id, data.zone.name) == (zone_id, "example.test")
    assert data.zone.status == ("" if "and" in zone else "active")
    assert data.requests == provider.requests == len(api.log) == requests


def test_what_the_plan_says_of_a_zone_stays(api: CloudflareApi, connect: Connect) -> None:
    zone_id = api.add_zone("example.test")
    asked = Zone(
        key="cloudflare:cloudflare_zone.main", provider="cloudflare", id=zone_id, address="cloudflare_zone.main"
    )
    found = connect().fetch(asked, None).zone
    assert (found.key, found.address, found.name) == (asked.key, asked.address, "example.test")
    known = msgspec.structs.replace(asked, name="example.test")
    assert connect().fetch(known, None).zone == known


def test_the_active_one_of_two_zones_is_meant(api: CloudflareApi, connect: Connect) -> None:
    api.add_zone("example.test", status="moved")
    active = api.add_zone("example.test")
    api.add_zone("example.test", status="pending")
    assert connect().fetch(zone_of(name="example.test"), None).zone.id == active
    assert len(connect().zones("example.test")) == 3


def test_the_only_zone_is_meant_whatever_its_status(api: CloudflareApi, connect: Connect) -> None:
    moved = api.add_zone("example.test", status="moved")
    found = connect().fetch(zone_of(name="example.test"), None).zone
    assert (found.id, found.status) == (moved, "moved")


@pytest.mark.parametrize("status", ["active", "pending"])
def test_two_zones_alike_are_ambiguous(api: CloudflareApi, connect: Connect, status: str) -> None:
    ids = [api.add_zone("example.test", status=status) for _ in range(2)]
    with pytest.raises(ProviderError, match=f"{ids[0]} .{status}., {ids[1]} .{status}."):
        connect().fetch(zone_of(name="example.test"), None)


@pytest.mark.parametrize("zone_id", ["../user", "a/b", "x" * 65, "abc?name=", "\x1b[2J", "ä"])
def test_an_impossible_id_is_never_sent(api: CloudflareApi, connect: Connect, zone_id: str) -> None:
    with pytest.raises(ZoneNotFound) as error:
        connect().fetch(zone_of(zone_id, "example.test"), None)
    assert error.value.message.isprintable()
    assert api.log == []


def test_an_answer_about_another_zone_is_broken(api: CloudflareApi, connect: Connect) -> None:
    zone_id = api.add_zone("example.test")
    api.zones[zone_id]["id"] = "e" * 32
    with pytest.raises(ProviderError, match="it is about zone e"):
        connect().fetch(zone_of(zone_id), None)


LAB, OTHER = {"id": "a" * 32, "name": "Lab"}, {"id": "b" * 32, "name": "Lab North"}


@pytest.mark.parametrize(
    ("account", "asked", "names"),
    [
        ("", {}, ["one.test", "two.test", "two.test"]),
        ("a" * 32, {"account.id": "a" * 32}, ["one.test", "two.test"]),
        ("b" * 32, {"account.id": "b" * 32}, ["two.test"]),
        ("Lab", {"account.name": "Lab"}, ["one.test", "two.test"]),
        ("Lab North", {"account.name": "Lab North"}, ["two.test"]),
    ],
)
def test_only_zones_of_the_account(
    api: CloudflareApi, connect: Connect, account: str, asked: dict[str, str], names: list[str]
) -> None:
    api.add_zone("one.test", account=LAB)
    api.add_zone("two.test", account=LAB)
    north = api.add_zone("two.test", account=OTHER, status="pending")
    assert [zone.name for zone in connect(account=account).zones()] == names
    assert api.log[-1].query == {"per_page": "50", **asked}
    if account in ("b" * 32, "Lab North"):
        assert connect(account=account).fetch(zone_of(name="two.test"), None).zone.id == north


@pytest.mark.parametrize("account", ["contains:Lab", "lab", "starts_with:", "c" * 32, "\x1b[2J"])
def test_an_account_that_shows_no_zone_is_an_error(api: CloudflareApi, connect: Connect, account: str) -> None:
    """The filter knows operators and ignores case, so what comes back may be another account's."""
    api.add_zone("one.test", account=LAB)
    with pytest.raises(ProviderError, match="shows no zone of an account") as error:
        connect(account=account).zones()
    assert error.value.message.isprintable()
    assert connect(account=account).zones("one.test") == []


@pytest.mark.parametrize("count", [1, 49, 50, 51, 100, 120])
def test_an_account_takes_one_request_for_fifty_zones_and_one_for_each(
    api: CloudflareApi, connect: Connect, count: int
) -> None:
    for number in range(count):
        api.add_mx(api.add_zone(f"z{number:03}.test"), f"z{number:03}.test", 10, "mx.example.net")
    provider = connect(account="a" * 32)
    zones = provider.zones()
    assert provider.estimate(zones)[0] == count
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda zone: provider.fetch(zone, None), zones))
    assert [(data.zone, len(data.records)) for data in found] == [(zone, 1) for zone in zones]
    assert provider.requests == len(api.log) == math.ceil(count / 50) + count
