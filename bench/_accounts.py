"""Both providers' read APIs over HTTP, fast: answers are made beforehand and given after a fixed latency.

A program that prints its URL; `/stats` tells what was asked of it so far. With ``--burst`` it keeps a token bucket, and
answers who takes more as Route 53 does.

    python -m bench._accounts --zones 1000 --latency 0.03 [--burst 50 --refill 10]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
from collections.abc import Callable
from math import ceil
from urllib.parse import parse_qs, urlsplit

R53 = "/2013-04-01/"
CF = "/client/v4/"
NAMESPACE = 'xmlns="https://route53.amazonaws.com/doc/2013-04-01/"'
SETS = 12
"""Record sets of a zone, SOA and NS among them."""
THROTTLED = (
    f"<ErrorResponse {NAMESPACE}><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message>"
    "</Error><RequestId>r</RequestId></ErrorResponse>"
)
_RRSET = re.compile(R53 + r"hostedzone/Z(\d+)/rrset")
_RECORDS = re.compile(CF + r"zones/([0-9a-f]{32})/(\w+)")


def name(number: int) -> str:
    return f"zone{number:05}.example.com"


def records(number: int) -> list[tuple[str, str, list[str]]]:
    """Owner, type and values; every tenth zone has mail hosts of its own, the others those of one of 50 services."""
    zone = name(number)
    hosts = (
        [f"mx{i}.{zone}" for i in (1, 2)] if number % 10 == 0 else [f"mx{i}.service{number % 50}.net" for i in (1, 2)]
    )
    return [
        (zone, "A", ["45.33.48.80"]),
        (zone, "AAAA", ["2600:3c01::80"]),
        (zone, "MX", [f"10 {hosts[0]}", f"20 {hosts[1]}"]),
        (zone, "TXT", ['"v=spf1 mx -all"']),
        (f"_dmarc.{zone}", "TXT", ['"v=DMARC1; p=none"']),
        (f"api.{zone}", "CNAME", [f"www.{zone}"]),
        (f"mx1.{zone}", "A", ["45.33.48.25"]),
        (f"mx2.{zone}", "A", ["45.79.64.25"]),
        (f"shop.{zone}", "CNAME", ["shops.example.net"]),
        (f"www.{zone}", "A", ["45.33.48.80"]),
    ]


def _set(owner: str, kind: str, values: list[str]) -> str:
    dotted = [f"{value}." if kind in ("MX", "CNAME", "NS") else value for value in values]
    held = "".join(f"<ResourceRecord><Value>{value}</Value></ResourceRecord>" for value in dotted)
    return (
        f"<ResourceRecordSet><Name>{owner}.</Name><Type>{kind}</Type><TTL>3600</TTL>"
        f"<ResourceRecords>{held}</ResourceRecords></ResourceRecordSet>"
    )


def _xml(root: str, content: str) -> bytes:
    return f'<?xml version="1.0"?><{root} {NAMESPACE}>{content}</{root}>'.encode()


def route53_sets(number: int) -> bytes:
    zone = name(number)
    apex = [
        (zone, "NS", [f"ns-{i}.awsdns-01.com" for i in range(4)]),
        (zone, "SOA", ["ns-0.awsdns-01.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"]),
    ]
    held = sorted([*apex, *records(number)], key=lambda one: (one[0].split(".")[::-1], one[1]))
    sets = "".join(_set(*one) for one in held)
    listed = f"<ResourceRecordSets>{sets}</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>300</MaxItems>"
    return _xml("ListResourceRecordSetsResponse", listed)


def route53_zones(zones: int, marker: int) -> bytes:
    numbers = range(marker, min(marker + 100, zones))
    held = "".join(
        f"<HostedZone><Id>/hostedzone/Z{number:05}</Id><Name>{name(number)}.</Name><CallerReference>x</CallerReference>"
        f"<Config><PrivateZone>false</PrivateZone></Config><ResourceRecordSetCount>{SETS}</ResourceRecordSetCount></HostedZone>"
        for number in numbers
    )
    more = f"<NextMarker>Z{numbers.stop:05}</NextMarker>" if numbers.stop < zones else ""
    truncated = str(bool(more)).lower()
    listed = f"<HostedZones>{held}</HostedZones><IsTruncated>{truncated}</IsTruncated>{more}<MaxItems>100</MaxItems>"
    return _xml("ListHostedZonesResponse", listed)


def cloudflare_page(items: list[dict[str, object]], total: int, page: int, size: int) -> bytes:
    info = {
        "page": page, "per_page": size, "count": len(items), "total_count": total, "total_pages": ceil(total / size)
    }  # fmt: skip
    return json.dumps({"result": items, "success": True, "errors": [], "messages": [], "result_info": info}).encode()


def cloudflare_zone(number: int) -> dict[str, object]:
    servers = ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"]
    plan = {"id": "free", "name": "Free Website", "legacy_id": "free"}
    account = {"id": "a" * 32, "name": "Bench"}
    return {
        "id": f"{number:032x}", "name": name(number), "status": "active", "type": "full", "paused": False,
        "name_servers": servers, "plan": plan, "account": account, "meta": {},
    }  # fmt: skip


def cloudflare_records(number: int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for owner, kind, values in records(number):
        for value in values:
            priority, _, content = value.partition(" ") if kind == "MX" else ("", "", value)
            found.append(
                {
                    "id": f"{number:016x}{len(found):016x}", "name": owner, "type": kind, "content": content,
                    "proxiable": False, "proxied": False, "ttl": 3600, "settings": {}, "meta": {}, "comment": None,
                    "tags": [], "created_on": "2024-01-01T00:00:00Z", "modified_on": "2024-01-01T00:00:00Z",
                    **({"priority": int(priority)} if priority else {}),
                }
            )  # fmt: skip
    return found


class Accounts:
    """What is answered to a path and query, and what was asked so far."""

    def __init__(self, zones: int, burst: int, refill: float) -> None:
        self._zones = zones
        self._sets = [route53_sets(number) for number in range(zones)]
        self._records = [json.dumps(cloudflare_records(number)) for number in range(zones)]
        self._burst, self._refill = burst, refill
        self._tokens, self._at = float(burst), time.monotonic()
        self.stats: dict[str, float] = {"requests": 0, "throttled": 0}

    def answer(self, target: str) -> tuple[int, bytes]:
        url = urlsplit(target)
        query = {key: values[-1] for key, values in parse_qs(url.query).items()}
        if url.path == "/stats":
            return 200, json.dumps(self.stats).encode()
        self.stats["requests"] += 1
        if self._burst and not self._take():
            self.stats["throttled"] += 1
            return 400, THROTTLED.encode()
        if url.path.startswith(R53):
            return self._route53(url.path, query)
        return self._cloudflare(url.path, query)

    def _take(self) -> bool:
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._refill)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def _route53(self, path: str, query: dict[str, str]) -> tuple[int, bytes]:
        match = _RRSET.fullmatch(path)
        if match:
            return 200, self._sets[int(match[1])]
        if path == f"{R53}hostedzone":
            return 200, route53_zones(self._zones, int(query.get("marker", "Z0")[1:]))
        return 404, b""

    def _cloudflare(self, path: str, query: dict[str, str]) -> tuple[int, bytes]:
        page, size = int(query.get("page", 1)), int(query.get("per_page", 100))
        if path == f"{CF}zones":
            size = min(size, 50)
            numbers = range((page - 1) * size, min(page * size, self._zones))
            return 200, cloudflare_page([cloudflare_zone(number) for number in numbers], self._zones, page, size)
        match = _RECORDS.match(path)
        if match is None:
            return 404, b'{"success": false, "errors": [], "messages": [], "result": null}'
        held = json.loads(self._records[int(match[1], 16)]) if match[2] == "dns_records" else []
        return 200, cloudflare_page(held[(page - 1) * size : page * size], len(held), page, size)


class Connection(asyncio.Protocol):
    """One connection, kept alive; each answer leaves ``latency`` seconds after its request came."""

    def __init__(self, answer: Callable[[str], tuple[int, bytes]], latency: float) -> None:
        self._answer, self._latency = answer, latency
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, _, self._read = self._read.partition(b"\r\n\r\n")
            status, body = self._answer(head.split(b" ", 2)[1].decode())
            kind = "text/xml" if body.startswith(b"<") else "application/json"
            lines = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            asyncio.get_running_loop().call_later(self._latency, self._transport.write, lines.encode() + body)


async def serve(accounts: Accounts, latency: float) -> None:
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(accounts.answer, latency), "127.0.0.1", 0
    )
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zones", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=0.03, help="seconds")
    parser.add_argument("--burst", type=int, default=0)
    parser.add_argument("--refill", type=float, default=10, help="tokens a second")
    options = parser.parse_args()
    asyncio.run(serve(Accounts(options.zones, options.burst, options.refill), options.latency))


if __name__ == "__main__":
    main()
