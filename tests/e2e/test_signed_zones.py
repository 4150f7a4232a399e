"""DANE over zones that are really signed: BIND's signatures, validated by unbound, judged by the command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.lab.command import Done, iacmx
from tests.lab.dns_daemons import named, unbound
from tests.lab.signed_zones import sign, spoil
from tests.plan.build import aws, change, plan_bytes

pytestmark = pytest.mark.slow

TLSA = "TLSA 3 1 1 0b9fa5a59eed715c26c1020c711b4f6ec42d58b0015e14337a39dad301c5afc3"
HEAD = """$TTL 3600
@       SOA   ns1.example.net. hostmaster.example.net. 1 7200 900 1209600 300
@       NS    ns1.example.net.
"""
MAIL = f"""@       MX    10 mx1.example.net.
mx1     A     45.33.49.25
mx2     A     45.33.50.25
_25._tcp.mx1  {TLSA}
_25._tcp.mx2  {TLSA}
"""
ZONES = {
    "example.com": MAIL,
    "example.net": f"""ns1     A     45.33.48.2
mx1     A     45.33.48.25
mx1     AAAA  2600:3c01::25
mx2     A     45.79.64.25
none    A     45.79.65.25
failing A     45.79.66.25
bogus   A     45.79.67.25
_25._tcp.mx1      {TLSA}
_25._tcp.mx2      CNAME _dane
_dane             {TLSA}
_25._tcp.failing  {TLSA}
""",
    "example.info": MAIL,
    "example.org": f"mx1  A  45.56.80.25\n_25._tcp.mx1  {TLSA}\n{MAIL.partition(chr(10))[0]}\n",
}
SIGNED = ("example.com", "example.net", "example.info")
NET, COM = "mx1.example.net", "mx1.example.com"


@pytest.fixture(scope="module")
def resolver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """unbound, which trusts the keys of the signed zones."""
    folder = tmp_path_factory.mktemp("signed")
    files = {zone: folder / f"{zone}.zone" for zone in ZONES}
    for zone, file in files.items():
        file.write_text(HEAD + ZONES[zone])
    keys = [sign(files[zone], zone) for zone in SIGNED]
    spoil(files["example.net"], "_25._tcp.failing.example.net", "TLSA")
    spoil(files["example.net"], "bogus.example.net", "A")
    for rdtype in ("SOA", "NS", "MX"):
        spoil(files["example.info"], "example.info", rdtype)
    with named(folder, files) as authority, unbound(folder, authority, ZONES, trusted=keys) as address:
        yield address


class Records(NamedTuple):
    """What a zone holds, of its mail: the exchanges, and the hosts of its own with TLSA records."""

    exchanges: tuple[str, ...]
    tlsa: tuple[str, ...] = ("mx1", "mx2")

    def sets(self, zone: str) -> dict[tuple[str, str], list[str]]:
        mx = {(zone, "MX"): [f"{10 * n} {host}" for n, host in enumerate(self.exchanges, 1)]}
        addresses = {(f"{host}.{zone}", "A"): [f"45.33.{49 + n}.25"] for n, host in enumerate(("mx1", "mx2"))}
        return mx | addresses | {(f"_25._tcp.{host}.{zone}", "TLSA"): [TLSA.partition(" ")[2]] for host in self.tlsa}


def gate(folder: Path, resolver: str, before: Records, after: Records, zone: str = "example.com") -> Done:
    """The command over a plan that leads from ``before``, which is live, to ``after``."""
    live, wanted = before.sets(zone), after.sets(zone)
    snapshot = {
        "schema": "iacmx.snapshot/1",
        "taken_at": "2026-01-05T09:00:00Z",
        "zones": [
            {
                "provider": "route53",
                "id": "Z1",
                "name": zone,
                "name_servers": ["ns1.example.net"],
                "records": [
                    {"owner": owner, "type": rdtype, "ttl": 300, "values": values}
                    for (owner, rdtype), values in (*live.items(), ((zone, "NS"), ["ns1.example.net"]))
                ],
            }
        ],
    }
    changes = [
        change(f"aws_route53_record.r{n}", before=attributes(key, live), after=attributes(key, wanted))
        for n, key in enumerate(dict.fromkeys((*live, *wanted)))
        if live.get(key) != wanted.get(key)
    ]
    (folder / "snapshot.json").write_text(json.dumps(snapshot))
    (folder / "plan.json").write_bytes(plan_bytes(*changes))
    return iacmx(
        *("check", folder / "plan.json", "--snapshot", folder / "snapshot.json"),
        *("--resolver", resolver, "--format", "json"),
    )


def attributes(key: tuple[str, str], sets: dict[tuple[str, str], list[str]]) -> dict[str, Any] | None:
    return aws(name=key[0], type=key[1], records=sets[key]) if key in sets else None


def said(done: Done) -> list[tuple[str, str, str]]:
    """The findings about DANE, and whatever keeps the run from being clean."""
    return sorted(
        (one["rule"], one["severity"], one["exchange"])
        for one in done.report["findings"]
        if one["rule"] in ("MX703", "MX704", "MX706") or one["severity"] in ("error", "unverified")
    )


ONE, OWN = Records((NET,)), Records((COM, "mx2.example.com"))


@pytest.mark.parametrize(
    ("before", "after", "code", "expected"),
    [
        pytest.param(ONE, Records((NET, "mx2.example.net")), 0, [], id="all have them"),
        pytest.param(ONE, Records((NET, "none.example.net")), 0, [("MX703", "warning", "")], id="a host without joins"),
        pytest.param(ONE, Records((NET, "mx1.example.org")), 0, [("MX703", "warning", "")], id="TLSA not signed"),
        pytest.param(ONE, Records(("none.example.net",)), 0, [("MX703", "notice", "")], id="moves to a host without"),
        pytest.param(Records(("mx1.example.org",)), Records(("none.example.net",)), 0, [], id="none ever had them"),
        pytest.param(OWN, OWN._replace(tlsa=("mx1",)), 0, [("MX703", "warning", "")], id="TLSA of one host goes"),
        pytest.param(OWN, OWN._replace(tlsa=()), 0, [("MX703", "notice", "")], id="TLSA of all hosts goes"),
        pytest.param(
            ONE,
            Records((NET, "failing.example.net")),
            0,
            [("MX706", "warning", "failing.example.net")],
            id="TLSA that is bogus",
        ),
        pytest.param(
            ONE,
            Records((NET, "bogus.example.net")),
            3,
            [("MX204", "unverified", "bogus.example.net")],
            id="an address that is bogus",
        ),
    ],
)  # fmt: skip
def test_a_signed_owner(
    resolver: str, tmp_path: Path, before: Records, after: Records, code: int, expected: list[tuple[str, str, str]]
) -> None:
    done = gate(tmp_path, resolver, before, after)
    assert (said(done), done.code) == (expected, code)


def test_an_owner_in_an_unsigned_zone(resolver: str, tmp_path: Path) -> None:
    done = gate(tmp_path, resolver, ONE, Records((NET, "mx2.example.net")), zone="example.org")
    assert (said(done), done.code) == ([("MX704", "info", "")], 0)


def test_an_owner_whose_signatures_are_wrong_is_not_clean(resolver: str, tmp_path: Path) -> None:
    """Senders that validate can't look its MX records up."""
    done = gate(tmp_path, resolver, ONE, Records((NET, "mx2.example.net")), zone="example.info")
    assert (said(done), done.code) == ([("MX607", "unverified", "")], 3)
