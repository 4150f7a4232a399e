"""MX601: flagged, clean, known false positives."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.case import Actual
from iacmx.model import Change, Severity, Zone, ZoneChange
from tests.rules.build import build, build_all, change, judge, record

MX = "example.com. 3600 MX 10 mx1.example.net."
CF = {"provider": "cloudflare"}
ZONE = Zone(key="route53:Z1", provider="route53", id="Z1", name="example.com", address="aws_route53_zone.main")


def exclusive(*after: str) -> Change:
    """A zone kept to exactly these record sets."""
    sets = tuple(record(line, address="exclusive.all") for line in after)
    return Change("exclusive.all", "aws_route53_records_exclusive", "route53", ("create",), after=sets, exclusive=True)


ENDED = change("exclusive.all", record(MX), None, exclusive=True)


@pytest.mark.parametrize(
    ("before", "how", "address"),
    [
        pytest.param([MX], {"after": []}, "route53_record.mx0", id="deleted"),
        pytest.param(
            ["example.com. MX 10 a.example.net.", "example.com. MX 20 b.example.net."],
            {"after": [], **CF},
            "cloudflare_record.mx0",
            id="all single records deleted",
        ),
        pytest.param([MX], {"changes": [exclusive("www.example.com. A 45.33.1.1")]}, "exclusive.all", id="not listed"),
        pytest.param(
            [MX],
            {"zone_changes": [ZoneChange(ZONE.address, ("delete",), ZONE, None)]},
            ZONE.address,
            id="deleted with its zone",
        ),
        pytest.param(
            [record(MX, variant="eu", routing="weighted")], {"after": []}, "route53_record.mx0", id="last variant"
        ),
    ],
)
def test_flagged(before: list[Any], how: dict[str, Any], address: str) -> None:
    (finding,) = judge("MX601", build(before, **how))
    assert finding.severity is Severity.ERROR
    assert finding.address == address
    assert "bounces" in finding.message


def test_the_web_server_becomes_the_mail_host() -> None:
    web = "example.com. A 45.33.1.1"
    (finding,) = judge("MX601", build([MX, web], [web]))
    assert "web server" in finding.message
    assert finding.evidence == "mx1.example.net (10) before, nothing after"
    assert '"0 ."' in finding.fix


def test_the_resource_that_takes_it_away_is_named() -> None:
    forgotten = change("aws_route53_record.mx", record(MX), None, ("forget",))
    (finding,) = judge("MX601", build([MX], changes=[forgotten, exclusive("www.example.com. A 45.33.1.1")]))
    assert finding.address == "exclusive.all"
    deleted = change("aws_route53_record.mx", record(MX), None)
    (finding,) = judge("MX601", build([MX], changes=[exclusive("www.example.com. A 45.33.1.1"), deleted]))
    assert finding.address == "aws_route53_record.mx"


def test_what_an_exclusive_resource_held_stays_without_a_manager() -> None:
    (mx_set,) = build([MX], changes=[ENDED]).after
    assert mx_set.addresses == ()


def test_a_renamed_owner_is_lost_and_the_new_name_is_told() -> None:
    moves = change("aws_route53_record.mx", record(MX), record(MX.replace("example.com", "exmaple.example.com", 1)),
                   ("delete", "create"))  # fmt: skip
    (finding,) = judge("MX601", build([MX], changes=[moves]))
    assert "move to exmaple.example.com" in finding.message


def test_siblings_that_nobody_looked_for_may_remain() -> None:
    (finding,) = judge("MX601", build([MX], [], actual=Actual.SKIPPED, **CF))
    assert finding.severity is Severity.UNVERIFIED


def test_a_zone_that_senders_never_see_is_less() -> None:
    servers = {"name_servers": ("ns-1.awsdns-01.com",)}
    elsewhere = build([MX], [], zone_fields=servers, dns={"example.com": ["NS ns1.example.org"]})
    assert [f.severity for f in judge("MX601", elsewhere)] == [Severity.NOTICE]
    undelegated = build([MX], [], zone_fields=servers)
    assert [f.severity for f in judge("MX601", undelegated)] == [Severity.ERROR]
    private = build([MX], [], zone_fields={"private": True})
    assert [f.severity for f in judge("MX601", private)] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("before", "how"),
    [
        pytest.param([MX], {"after": ["example.com. MX 0 ."]}, id="a null MX takes over: MX614"),
        pytest.param(["example.com. MX 0 ."], {"after": []}, id="only the null MX goes"),
        pytest.param(
            ["example.com. MX 10 a.example.net.", "example.com. MX 20 b.example.net."],
            {"after": ["example.com. MX 20 b.example.net."], **CF},
            id="one record of two",
        ),
        pytest.param(
            [record(MX, variant="eu", routing="weighted"), record(MX, variant="us", routing="weighted")],
            {"after": [record(MX, variant="us", routing="weighted")]},
            id="one variant of two",
        ),
        pytest.param([MX], {"changes": [change("x", record(MX), None, ("forget",))]}, id="forgotten, stays live"),
        pytest.param([MX], {"changes": [exclusive(MX)]}, id="listed"),
        pytest.param([MX], {"changes": [ENDED]}, id="an exclusive hold ends"),
        pytest.param([MX], {}, id="unchanged"),
    ],
)
def test_clean(before: list[Any], how: dict[str, Any]) -> None:
    assert [f for case in build_all(before, **how) for f in judge("MX601", case)] == []
