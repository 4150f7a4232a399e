"""What an audit asks of DNS: every host once, however many thousand owners name it."""

from __future__ import annotations

from pathlib import Path

import pytest

from iacmx.audit import Options, Source, audit
from iacmx.model import ZoneData
from iacmx.provider import Deadline
from iacmx.snapshot import Snapshot, write
from iacmx.world.dns.engine import Engine
from iacmx.world.served import Served
from tests.audit.accounts import holding
from tests.lab.nameserver import NameServer

HOSTS = 500
DNS = "example.net. SOA ns1.example.net. admin.example.net. 1 3600 600 86400 300\n" + "".join(
    f"mx{number}.example.net. A 45.33.{number // 250}.{number % 250 + 1}\n" for number in range(HOSTS)
)
ADDRESSES = Options(select=frozenset(["MX202"]))


def zones(owners: int) -> list[ZoneData]:
    """Zones of twenty owners each, every one with two of the hosts."""
    found: list[ZoneData] = []
    for number in range(owners // 20):
        sets = [
            f"o{at} MX 10 mx{(number * 20 + at) % HOSTS}.example.net, 20 mx{(number * 20 + at + 1) % HOSTS}.example.net"
            for at in range(20)
        ]
        found.append(holding(f"z{number}.example.org", *sets, number=number))
    return found


@pytest.mark.parametrize("owners", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_every_host_is_asked_for_once(tmp_path: Path, owners: int) -> None:
    path = tmp_path / "snapshot.json"
    write(path, "route53", zones(owners))
    with NameServer(DNS) as server:
        dns = Served(Engine([server.address], deadline=Deadline.after(300)), unasked={})
        report = audit(
            [Source("snapshot", str(path))], provider_for=lambda _: Snapshot.load(path), dns=dns, options=ADDRESSES
        )
        counts = dict(server.counts)
    assert report.exit_code == 0
    assert report.totals.mx_sets == owners
    assert set(counts) == {(f"mx{n}.example.net", rdtype) for n in range(HOSTS) for rdtype in ("A", "AAAA")}
    assert dns.questions == 2 * HOSTS
    assert sum(counts.values()) <= dns.queries, "more than one of each is a datagram that got lost"
