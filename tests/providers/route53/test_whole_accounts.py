"""Reading every zone of an account: the requests it takes, and what comes of zones that take none."""

from __future__ import annotations

from functools import partial
from math import ceil

import pytest

from iacmx import parallel
from iacmx.model import Kind, Zone
from iacmx.provider import Provider
from iacmx.world.zone import ZoneLayer
from tests.lab.route53_scripted import Api, Held
from tests.providers.route53.accounts import Scripted


def hosts(zone: str, count: int) -> tuple[Held, ...]:
    return tuple(Held(f"h{number:04d}.{zone}.", "A", ("192.0.2.1",)) for number in range(count))


def read_all(provider: Provider) -> dict[str, int]:
    """How many record sets each zone of the account holds."""
    zones = provider.zones()
    outcomes = parallel.run_all([partial(provider.fetch, zone, None) for zone in zones], None)
    return {data.zone.id: len(data.records) for data in (outcome() for outcome in outcomes)}


@pytest.mark.parametrize("zones", [1, 100, 101])
def test_empty_zones_cost_nothing_but_the_list(api: Api, account: Scripted, zones: int) -> None:
    for number in range(zones):
        api.add_zone(f"z{number}.test")
    provider = account.connect()
    assert set(read_all(provider).values()) == {2}
    assert provider.requests == account.sent == ceil(zones / 100)


def test_a_thousand_zones_cost_the_fewest_requests(api: Api, account: Scripted) -> None:
    sizes = [0, 1, 12, 0, 50] * 200
    sizes[7], sizes[8], sizes[9], sizes[10] = 298, 299, 598, 599  # one page, two, two, three
    held = {
        api.add_zone(f"z{number:04d}.test", hosts(f"z{number:04d}.test", size)).id: size + 2
        for number, size in enumerate(sizes)
    }
    provider = account.connect(120)
    assert read_all(provider) == held
    fewest = ceil(len(held) / 100) + sum(ceil(size / 300) for size in held.values() if size > 2)
    assert provider.requests == account.sent == fewest


def test_the_list_tells_the_number_of_record_sets(api: Api, account: Scripted) -> None:
    zone = api.add_zone("example.test", hosts("example.test", 5))
    provider = account.connect()
    assert [(found.id, found.sets) for found in (*provider.zones(), *provider.zones("example.test"))] == [
        (zone.id, 7),
        (zone.id, 7),
    ]


def test_an_empty_zone_is_not_asked_for_and_keeps_its_apex(api: Api, account: Scripted) -> None:
    api.add_zone("example.test")
    provider = account.connect()
    (zone,) = provider.zones()
    data = provider.fetch(zone, None)
    assert (data.zone, data.names, data.requests) == (zone, None, 0)
    layer = ZoneLayer(data.zone, data.records, covered=data.names)
    assert [
        getattr(layer.lookup(name, rdtype), "kind", None)
        for name, rdtype in (("example.test", "NS"), ("example.test", "MX"), ("www.example.test", "A"))
    ] == [Kind.PLANNED, Kind.NO_DATA, Kind.NO_NAME]


def test_an_empty_zone_known_without_its_size_is_read(api: Api, account: Scripted) -> None:
    zone = api.add_zone("example.test")
    data = account.connect().fetch(Zone("route53:z", "route53", zone.id, "example.test"), None)
    assert data.requests == 1
    assert data.zone.name_servers
