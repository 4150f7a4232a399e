"""How many requests a zone's records take, and what is held against the server's own count of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from iacmx.errors import ProviderError
from tests.lab import cloudflare_faults as faults
from tests.lab.cloudflare_api import CloudflareApi, Fault
from tests.providers.cloudflare.conftest import Connect, zone_of


def zone_with(api: CloudflareApi, records: int) -> str:
    zone_id = api.add_zone("example.test")
    for number in range(records):
        api.add_mx(zone_id, f"h{number:04}.example.test", 10, "mx.example.net")
    return zone_id


@pytest.mark.parametrize("records", [0, 1, 99, 100, 101, 3500])
def test_a_zone_takes_one_request(api: CloudflareApi, connect: Connect, records: int) -> None:
    zone_id = zone_with(api, records)
    provider = connect()
    data = provider.fetch(zone_of(zone_id, "example.test"), frozenset({"example.test"}))
    assert (len(data.records), data.names) == (records, None)
    assert data.requests == provider.requests == len(api.log) == 1
    assert api.log[0].query == {"per_page": "50000"}


@pytest.mark.parametrize(("records", "requests"), [(99, 1), (100, 1), (101, 2), (200, 2), (201, 3), (1000, 10)])
def test_smaller_pages_of_the_server_are_followed(
    api: CloudflareApi, connect: Connect, records: int, requests: int
) -> None:
    api.page_cap = 100
    zone_id = zone_with(api, records)
    data = connect().fetch(zone_of(zone_id, "example.test"), None)
    assert [record.owner for record in data.records] == [f"h{number:04}.example.test" for number in range(records)]
    assert data.requests == len(api.log) == requests
    assert sorted(int(logged.query.get("page", "1")) for logged in api.log) == list(range(1, requests + 1))


def test_many_zones_take_one_request_each(api: CloudflareApi, connect: Connect) -> None:
    ids = [zone_with(api, 3) for _ in range(40)]
    provider = connect()
    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(lambda zone_id: provider.fetch(zone_of(zone_id, "example.test"), None), ids))
    assert [data.zone.id for data in found] == ids
    assert provider.requests == len(api.log) == 40


@pytest.mark.parametrize(
    "fault",
    [
        faults.changed(count=2),
        faults.changed(count=0),
        faults.changed(total_count=4),
        faults.changed(total_count=2),
        faults.changed(page=2),
        faults.changed(count=...),
        faults.changed(total_count=...),
        faults.changed(total_count=None),
        faults.changed(total_pages="many"),
        faults.without_info,
    ],
)
def test_a_count_that_does_not_agree_is_an_error(api: CloudflareApi, connect: Connect, fault: Fault) -> None:
    zone_id = zone_with(api, 3)
    api.fail(fault)
    with pytest.raises(ProviderError, match="broken"):
        connect().fetch(zone_of(zone_id, "example.test"), None)
    with pytest.raises(ProviderError, match="broken"):
        connect().zones()


def test_pages_without_a_number_of_pages(api: CloudflareApi, connect: Connect) -> None:
    api.page_cap = 2
    zone_id = zone_with(api, 5)
    api.fail(faults.changed(total_pages=...))
    assert len(connect().fetch(zone_of(zone_id, "example.test"), None).records) == 5
    assert len(api.log) == 3


def test_fewer_pages_than_announced_are_an_error(api: CloudflareApi, connect: Connect) -> None:
    api.page_cap = 2
    zone_id = zone_with(api, 5)
    api.fail(faults.changed(total_pages=1), times=1)
    with pytest.raises(ProviderError, match="announced 5 items and sent 2"):
        connect().fetch(zone_of(zone_id, "example.test"), None)


def test_a_list_that_changes_while_it_is_read_is_an_error(api: CloudflareApi, connect: Connect) -> None:
    api.page_cap = 2
    zone_id = zone_with(api, 5)
    api.fail(faults.changed(total_count=6, total_pages=3), times=1)
    with pytest.raises(ProviderError, match="changed while it was read"):
        connect().fetch(zone_of(zone_id, "example.test"), None)


def test_the_same_record_on_two_pages_is_an_error(api: CloudflareApi, connect: Connect) -> None:
    api.page_cap = 2
    zone_id = zone_with(api, 4)
    api.records[zone_id][2] = api.records[zone_id][1]  # one was deleted and one was added between two pages
    with pytest.raises(ProviderError, match="changed while it was read"):
        connect().fetch(zone_of(zone_id, "example.test"), None)


def test_a_page_that_fails_fails_the_zone(api: CloudflareApi, connect: Connect) -> None:
    api.page_cap = 2
    zone_id = zone_with(api, 9)
    provider = connect()
    api.fail(faults.changed(), times=1)
    api.fail(faults.denied, times=1)
    with pytest.raises(ProviderError, match="denies"):
        provider.fetch(zone_of(zone_id, "example.test"), None)
