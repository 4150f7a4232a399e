"""A Route 53 to write to: moto's server in a process of its own, where it differs from AWS put right.

Run as a program it serves on loopback and prints its URL. A process of its own, because moto keeps its accounts in
module globals: what terraform leaves behind would otherwise be seen by every other test of the process.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def serving() -> Iterator[str]:
    """The URL of a server with an empty account, for as long as the block runs."""
    with subprocess.Popen(
        [sys.executable, __file__], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            if not url:
                raise RuntimeError("moto's server did not start; is moto[server] installed?")
            yield url
        finally:
            server.terminate()


def client(url: str) -> Any:
    """A boto3 client of that server, for seeding it and for looking at what is live."""
    import boto3

    return boto3.client(
        "route53",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def put(url: str, zone_id: str, owner: str, rdtype: str, values: list[str]) -> None:
    """Create a simple record set, or replace the one there."""
    record_set = {"Name": owner, "Type": rdtype, "TTL": 300, "ResourceRecords": [{"Value": value} for value in values]}
    batch = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record_set}]}
    client(url).change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch=batch)


def live_records(url: str, zone_id: str, rdtype: str = "MX") -> dict[tuple[str, str], list[str]]:
    """``(owner, set identifier) -> values``, sorted, of one type; owners without the trailing dot."""
    pages = client(url).get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone_id)
    sets = itertools.chain.from_iterable(page["ResourceRecordSets"] for page in pages)
    return {
        (one["Name"].rstrip("."), one.get("SetIdentifier", "")): sorted(
            value["Value"] for value in one.get("ResourceRecords", ())
        )
        for one in sets
        if one["Type"] == rdtype
    }


def zones(url: str) -> list[tuple[str, bool, str]]:
    """``(name, private, id)`` of every hosted zone."""
    return [
        (zone["Name"].rstrip("."), zone["Config"]["PrivateZone"], zone["Id"].removeprefix("/hostedzone/"))
        for zone in client(url).list_hosted_zones()["HostedZones"]
    ]


def zone_id(url: str, name: str) -> str:
    """The id of the only zone of that name."""
    (found,) = (identifier for zone, _, identifier in zones(url) if zone == name)
    return found


def _give_each_zone_its_own_name_servers() -> None:
    from moto.route53.models import DelegationSet

    plain = DelegationSet.__init__
    numbers = itertools.count(1)

    def __init__(
        self: Any, caller_reference: str, name_servers: list[str] | None, delegation_set_id: str | None
    ) -> None:
        number = next(numbers)
        own = [f"ns-{number * 4 + place}.awsdns-{number:02}.{tld}" for place, tld in enumerate(("com", "net", "org"))]
        plain(self, caller_reference, name_servers or own, delegation_set_id)

    DelegationSet.__init__ = __init__  # type: ignore[method-assign]


def _keep_what_a_batch_does_not_name() -> None:
    """A deletion of one weighted set takes every set of that identifier with it in moto."""
    from moto.route53.models import Route53Backend

    plain = Route53Backend.change_resource_record_sets

    def change_resource_record_sets(self: Any, zoneid: str, change_list: list[dict[str, Any]]) -> None:
        zone = self.get_hosted_zone(zoneid)
        before = list(zone.rrsets)
        plain(self, zoneid, change_list)
        named = {
            (one["Name"], one["Type"], one.get("SetIdentifier"))
            for one in (change["ResourceRecordSet"] for change in change_list)
        }
        zone.rrsets += [
            one for one in before if one not in zone.rrsets and (one.name, one.type, one.set_identifier) not in named
        ]

    Route53Backend.change_resource_record_sets = change_resource_record_sets  # type: ignore[method-assign]


def _make_a_zone_with_a_vpc_private() -> None:
    """AWS decides by the VPC and ignores PrivateZone in a request; the AWS provider therefore does not send it."""
    from moto.route53.responses import Route53

    plain = Route53._get_bool_param

    def _get_bool_param(self: Any, param_name: str, if_none: Any = None) -> Any:
        asked = param_name == "HostedZoneConfig.PrivateZone"
        return (asked and bool(self._get_param("VPC.VPCId"))) or plain(self, param_name, if_none)

    Route53._get_bool_param = _get_bool_param  # type: ignore[method-assign]


def _main() -> None:
    from moto.server import ThreadedMotoServer

    _give_each_zone_its_own_name_servers()
    _keep_what_a_batch_does_not_name()
    _make_a_zone_with_a_vpc_private()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    print(f"http://{host}:{port}", flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    _main()
