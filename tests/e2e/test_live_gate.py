"""The gate against both providers and DNS at once: real SDKs over HTTP, real packets, and what it costs in requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lab.cloudflare_api import CloudflareApi
from tests.lab.command import iacmx
from tests.lab.nameserver import NameServer
from tests.lab.route53_api import Moto, serving

DNS = """
example.com. SOA ns1.example.com. admin.example.com. 1 3600 600 86400 300
example.com. NS {name_server}.
example.org. SOA ns1.example.org. admin.example.org. 1 3600 600 86400 300
example.org. NS ns1.example.org.
example.net. SOA ns1.example.net. admin.example.net. 1 3600 600 86400 300
mx1.example.net. A 45.33.48.25
mx2.example.net. A 45.79.64.25
mx3.example.net. A 45.56.80.17
"""


@pytest.fixture(scope="module")
def route53() -> Iterator[Moto]:
    with serving() as moto:
        yield moto


def zone_in(moto: Moto, name: str, *sets: tuple[str, str, list[str]]) -> tuple[str, str]:
    """Make a hosted zone with these record sets; its id and first name server."""
    made = moto.client.create_hosted_zone(Name=name, CallerReference=name)
    changes = [
        {
            "Action": "CREATE",
            "ResourceRecordSet": {
                "Name": owner, "Type": kind, "TTL": 300, "ResourceRecords": [{"Value": value} for value in values]
            },
        }
        for owner, kind, values in sets
    ]  # fmt: skip
    zone_id: str = made["HostedZone"]["Id"].removeprefix("/hostedzone/")
    moto.client.change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": changes})
    moto.reset_count()
    return zone_id, made["DelegationSet"]["NameServers"][0]


def changed(address: str, kind: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    actions = ["update"] if before and after else ["create"] if after else ["delete"]
    change = {"actions": actions, "before": before, "after": after, "after_unknown": {}}
    return {"address": address, "mode": "managed", "type": kind, "name": address.partition(".")[2], "change": change}


def plan_at(path: Path, *changes: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes}))
    return path


def test_two_providers_and_dns_in_one_run(route53: Moto, tmp_path: Path) -> None:
    route53.reset()
    held = ["10 mx1.example.net", "20 mx2.example.net"]
    zone_id, name_server = zone_in(route53, "example.com", ("www.example.com", "MX", held))
    with CloudflareApi() as cloudflare, NameServer(DNS.format(name_server=name_server)) as dns:
        cf_zone = cloudflare.add_zone("example.org", name_servers=["ns1.example.org", "ns2.example.org"])
        record = cloudflare.add_mx(cf_zone, "example.org", 10, "mx1.example.net")
        cloudflare.add_mx(cf_zone, "example.org", 20, "mx2.example.net")
        r53: dict[str, Any] = {"zone_id": zone_id, "name": "www.example.com", "type": "MX", "ttl": 300}
        cf: dict[str, Any] = {"zone_id": cf_zone, "type": "MX", "ttl": 1, "priority": 10, "id": record}
        plan = plan_at(
            tmp_path / "plan.json",
            changed(
                "aws_route53_record.www", "aws_route53_record",
                r53 | {"records": held, "fqdn": "www.example.com"},
                r53 | {"records": ["10 mx3.example.net", "20 mx2.example.net"], "fqdn": "www.example.com"},
            ),
            changed(
                "cloudflare_dns_record.first", "cloudflare_dns_record",
                cf | {"name": "example.org", "content": "mx1.example.net"},
                cf | {"name": "example.org", "content": "gone.example.net"},
            ),
        )  # fmt: skip
        environment = {
            **cloudflare.environment,
            "AWS_ENDPOINT_URL": route53.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": "us-east-1",
        }
        done = iacmx("check", plan, "--resolver", dns.address, "--format", "json", environment=environment)
        assert done.err == ""
        owners = {owner["owner"]: owner for owner in done.report["owners"]}
        assert [tier["hosts"][0]["name"] for tier in owners["example.org"]["after"][0]["tiers"]] == [
            "gone.example.net",
            "mx2.example.net",
        ]
        assert owners["www.example.com"]["actual"] == owners["example.org"]["actual"] == "fetched"
        assert (done.code, done.rules("error", "unverified")) == (1, ["MX202"])
        asked = {name for name, _ in dns.counts}
        assert max(dns.counts.values()) == 1, "each name and type is asked once"
        assert "mx3.example.net" in asked
        # The zones' names are not in the plan, which costs one request each beside the one for the records.
        assert len(cloudflare.log) == 2
        assert route53.sent == 2


def test_a_plan_that_names_its_zone_costs_one_request(route53: Moto, tmp_path: Path) -> None:
    route53.reset()
    zone_id, name_server = zone_in(route53, "example.com", ("www.example.com", "MX", ["10 mx1.example.net"]))
    zone = {"id": zone_id, "zone_id": zone_id, "name": "example.com", "vpc": [], "name_servers": [name_server]}
    r53: dict[str, Any] = {"zone_id": zone_id, "name": "www", "type": "MX", "ttl": 300, "fqdn": "www.example.com"}
    no_op = changed("aws_route53_zone.main", "aws_route53_zone", zone, zone)
    no_op["change"]["actions"] = ["no-op"]
    old, new = (
        r53 | {"records": ["10 mx1.example.net"]},
        r53 | {"records": ["10 mx1.example.net", "20 mx2.example.net"]},
    )
    plan = plan_at(tmp_path / "plan.json", no_op, changed("aws_route53_record.www", "aws_route53_record", old, new))
    with NameServer(DNS.format(name_server=name_server)) as dns:
        environment = {
            "AWS_ENDPOINT_URL_ROUTE_53": route53.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
        }
        done = iacmx("check", plan, "--resolver", dns.address, "--format", "json", environment=environment)
    assert (done.code, done.report["verdict"]) == (0, "pass")
    assert route53.sent == 1
    assert done.report["coverage"]["api_requests"] == 1


def test_without_credentials_the_gate_is_unverified_not_clean(tmp_path: Path) -> None:
    r53: dict[str, Any] = {"zone_id": "Z1", "name": "www.example.com", "type": "MX", "ttl": 300}
    plan = plan_at(
        tmp_path / "plan.json",
        changed("aws_route53_record.www", "aws_route53_record", None, r53 | {"records": ["10 mx1.example.net"]}),
    )
    environment = {"AWS_EC2_METADATA_DISABLED": "true"}
    with NameServer(DNS.format(name_server="ns1.example.com")) as dns:
        done = iacmx("check", plan, "--resolver", dns.address, "--format", "json", environment=environment)
    assert (done.code, done.rules("unverified")) == (3, ["MX905"])
    assert "credentials" in done.report["coverage"]["zones"][0]["reason"]
