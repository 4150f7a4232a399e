"""The same conformance against moto, which someone else wrote from the same reference."""

from __future__ import annotations

import pytest

from iacmx.model import Zone
from tests.lab.route53_api import Moto
from tests.providers.conformance import Account, Reads, mx_of, zone_of
from tests.providers.route53.accounts import MotoAccount


class TestReads(Reads):
    @pytest.fixture
    def account(self, moto: Moto) -> Account:
        return MotoAccount(moto)


@pytest.fixture
def account(moto: Moto) -> MotoAccount:
    return MotoAccount(moto)


def change(moto: Moto, zone_id: str, **held: object) -> None:
    moto.client.change_resource_record_sets(
        HostedZoneId=zone_id, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": held}]}
    )


def test_weighted_sets_keep_their_identifiers(moto: Moto, account: MotoAccount) -> None:
    zone_id = account.add_zone("example.test")
    for name, weight in (("blue", 10), ("green", 0)):
        change(
            moto,
            zone_id,
            Name="example.test",
            Type="MX",
            TTL=60,
            SetIdentifier=name,
            Weight=weight,
            ResourceRecords=[{"Value": f"10 {name}.example.test."}],
        )
    data = account.connect().fetch(zone_of(account, zone_id, "example.test"), frozenset({"example.test"}))
    found = {record.variant: record.routing_detail for record in data.records if record.type == "MX"}
    assert found == {"blue": "weight 10", "green": "weight 0"}
    assert mx_of(data, "example.test") == [(10, "blue.example.test", 60), (10, "green.example.test", 60)]


def test_an_alias_keeps_its_target(moto: Moto, account: MotoAccount) -> None:
    zone_id = account.add_zone("example.test")
    target = {"HostedZoneId": zone_id, "DNSName": "LB.example.net.", "EvaluateTargetHealth": False}
    change(moto, zone_id, Name="www.example.test", Type="A", AliasTarget=target)
    data = account.connect().fetch(zone_of(account, zone_id, "example.test"), None)
    (record,) = [record for record in data.records if record.owner == "www.example.test"]
    assert (record.alias, record.ttl, record.values) == ("lb.example.net", None, ())


def test_a_private_zone_is_told_apart(moto: Moto, account: MotoAccount) -> None:
    public = account.add_zone("example.test")
    created = moto.client.create_hosted_zone(
        Name="example.test",
        CallerReference="private",
        HostedZoneConfig={"PrivateZone": True},
        VPC={"VPCRegion": "us-east-1", "VPCId": "vpc-1"},
    )
    private = created["HostedZone"]["Id"].rpartition("/")[2]
    provider = account.connect()
    assert {zone.id: zone.private for zone in provider.zones("example.test")} == {public: False, private: True}
    assert provider.fetch(zone_of(account, name="example.test"), None).zone.id == public
    assert provider.fetch(zone_of(account, private), None).zone.private


def test_name_servers_are_those_of_the_delegation_set(moto: Moto, account: MotoAccount) -> None:
    zone_id = account.add_zone("example.test")
    servers = tuple(moto.client.get_hosted_zone(Id=zone_id)["DelegationSet"]["NameServers"])
    assert servers
    asked = Zone("route53:z", "route53", zone_id)
    assert account.connect().fetch(asked, frozenset()).zone.name_servers == servers
    assert account.connect().fetch(Zone("route53:z", "route53", zone_id, "example.test"), None).zone.name_servers


def test_pages_of_a_large_zone_are_put_together(moto: Moto, account: MotoAccount) -> None:
    zone_id = account.add_zone("example.test")
    changes = [
        {
            "Action": "CREATE",
            "ResourceRecordSet": {
                "Name": f"h{number:03d}.example.test",
                "Type": "A",
                "TTL": 60,
                "ResourceRecords": [{"Value": "192.0.2.1"}],
            },
        }
        for number in range(350)
    ]
    moto.client.change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": changes})
    provider = account.connect()
    assert len(provider.fetch(zone_of(account, zone_id, "example.test"), None).records) == 352
    assert provider.requests == account.sent == 2
    far = frozenset({"h349.example.test"})
    data = provider.fetch(zone_of(account, zone_id, "example.test"), far)
    assert (data.requests, {record.owner for record in data.records} >= far) == (1, True)
