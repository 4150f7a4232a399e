"""Finding zones: by id, by name, private ones, twins, and many."""

from __future__ import annotations

import pytest

from iacmx.errors import ProviderError, ZoneNotFound
from iacmx.model import Zone
from tests.lab.route53_scripted import Api, Held
from tests.providers.conformance import zone_of
from tests.providers.route53.accounts import Scripted

SERVERS = ("ns-1.awsdns-01.org", "ns-2.awsdns-02.co.uk")


def called(api: Api) -> list[str]:
    """The actions called, in order."""
    paths = [path.partition("?")[0].removeprefix("/2013-04-01/") for path in api.seen]
    names = {"hostedzone": "ListHostedZones", "hostedzonesbyname": "ListHostedZonesByName"}
    return [names.get(path, "ListResourceRecordSets" if path.endswith("rrset") else "GetHostedZone") for path in paths]


def test_all_zones_come_page_by_page(api: Api, account: Scripted) -> None:
    for number in range(205):
        api.add_zone(f"z{number:03d}.test")
    zones = account.connect().zones()
    assert [zone.name for zone in zones] == [f"z{number:03d}.test" for number in range(205)]
    assert called(api) == ["ListHostedZones"] * 3


def test_private_zones_are_told_apart(api: Api, account: Scripted) -> None:
    public, private = api.add_zone("example.test"), api.add_zone("example.test", private=True)
    assert [(zone.id, zone.private) for zone in account.connect().zones("example.test")] == [
        (public.id, False),
        (private.id, True),
    ]
    assert {zone.id: zone.private for zone in account.connect().zones()} == {public.id: False, private.id: True}
    data = account.connect().fetch(zone_of(account, private.id), None)
    assert (data.zone.private, data.zone.name) == (True, "example.test")


def test_many_zones_of_one_name_are_all_found(api: Api, account: Scripted) -> None:
    twins = [api.add_zone("twin.test", private=True).id for _ in range(150)]
    for name in ("a.test", "twin.tess", "sub.twin.test", "z.test"):
        api.add_zone(name)
    assert [zone.id for zone in account.connect().zones("twin.test")] == twins
    assert called(api) == ["ListHostedZonesByName"] * 2


def test_looking_for_a_name_stops_where_it_ends(api: Api, account: Scripted) -> None:
    wanted = api.add_zone("a.test")
    for number in range(250):
        api.add_zone(f"b{number:03d}.test")
    assert [zone.id for zone in account.connect().zones("a.test")] == [wanted.id]
    assert account.connect().zones("0.test") == []
    assert called(api) == ["ListHostedZonesByName"] * 2


@pytest.mark.parametrize("name", ["bad name.test", "a..test"])
def test_a_name_no_zone_can_have_is_not_asked_for(api: Api, account: Scripted, name: str) -> None:
    assert account.connect().zones(name) == []
    assert not api.seen


def test_names_are_compared_in_normal_form(api: Api, account: Scripted) -> None:
    zone = api.add_zone("example.test")
    assert [found.id for found in account.connect().zones("EXAMPLE.test.")] == [zone.id]


def test_a_zone_known_by_id_and_name_costs_no_look_up(api: Api, account: Scripted) -> None:
    zone = api.add_zone("example.test")
    data = account.connect().fetch(zone_of(account, zone.id, "example.test"), frozenset({"example.test"}))
    assert called(api) == ["ListResourceRecordSets"]
    assert data.zone.name_servers == SERVERS  # from the apex NS set, for free


def test_name_servers_already_known_are_kept(api: Api, account: Scripted) -> None:
    zone = api.add_zone("example.test")
    known = Zone("route53:z", "route53", zone.id, "example.test", name_servers=("ns.known.test",))
    assert account.connect().fetch(known, None).zone.name_servers == ("ns.known.test",)


def test_name_servers_not_covered_stay_unknown(api: Api, account: Scripted) -> None:
    zone = api.add_zone("example.test")
    data = account.connect().fetch(zone_of(account, zone.id, "example.test"), frozenset({"www.example.test"}))
    assert data.zone.name_servers == ()


def test_a_zone_known_by_id_alone_is_described(api: Api, account: Scripted) -> None:
    zone = api.add_zone("example.test", (Held("example.test.", "NS", ("ns.edited.test.",)),), bare=True)
    asked = Zone("route53:aws_route53_zone.main", "route53", f"/hostedzone/{zone.id}", address="aws_route53_zone.main")
    data = account.connect().fetch(asked, frozenset({"example.test"}))
    assert called(api) == ["GetHostedZone", "ListResourceRecordSets"]
    assert data.zone == Zone(
        asked.key, "route53", zone.id, "example.test", "aws_route53_zone.main", name_servers=SERVERS, sets=1
    )


def test_no_names_ask_only_for_the_zone(api: Api, account: Scripted) -> None:
    zone = api.add_zone("example.test")
    data = account.connect().fetch(zone_of(account, zone.id), frozenset())
    assert (data.records, data.names) == ((), frozenset())
    assert called(api) == ["GetHostedZone"]


def test_a_zone_known_by_name_alone_is_looked_up(api: Api, account: Scripted) -> None:
    zone = api.add_zone("example.test")
    data = account.connect().fetch(zone_of(account, name="example.test"), frozenset({"example.test"}))
    assert data.zone.id == zone.id
    assert called(api) == ["ListHostedZonesByName", "ListResourceRecordSets"]


def test_the_only_public_zone_of_a_name_is_meant(api: Api, account: Scripted) -> None:
    api.add_zone("example.test", private=True)
    public = api.add_zone("example.test")
    api.add_zone("example.test", private=True)
    data = account.connect().fetch(zone_of(account, name="example.test"), None)
    assert (data.zone.id, data.zone.private) == (public.id, False)


@pytest.mark.parametrize("private", [False, True])
def test_twins_are_ambiguous(api: Api, account: Scripted, private: bool) -> None:
    ids = [api.add_zone("example.test", private=private).id for _ in range(2)]
    with pytest.raises(ProviderError, match=f"ambiguous.*{', '.join(ids)}") as error:
        account.connect().fetch(zone_of(account, name="example.test"), None)
    assert not isinstance(error.value, ZoneNotFound)


def test_the_id_of_another_zone_is_noticed(api: Api, account: Scripted) -> None:
    zone = api.add_zone("other.test")
    with pytest.raises(ProviderError, match=r"other\.test.*not within example\.test"):
        account.connect().fetch(zone_of(account, zone.id, "example.test"), frozenset({"example.test"}))
