"""MX605: flagged, clean, known false positives."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.case import Actual
from iacmx.model import Zone, ZoneChange
from tests.rules.build import build, change, judge, record
from tests.rules.worlds import OFFLINE

MX = "example.com. 300 MX 10 mail.example.com."
HOST = "mail.example.com. A 45.33.1.1"
ZONE = Zone(key="route53:Z2", provider="route53", id="Z2", name="example.org", address="aws_route53_zone.hosts")


def test_the_address_goes_though_no_mx_changes() -> None:
    (finding,) = judge("MX605", build([MX, HOST], [MX]))
    assert finding.address == "route53_record.a1"
    assert finding.exchange == "mail.example.com"
    assert "no mail can be delivered" in finding.message


def test_another_exchange_is_left() -> None:
    both = "example.com. 300 MX 10 mail.example.com., 20 mx.example.net."
    (finding,) = judge("MX605", build([both, HOST], [both], dns={"mx.example.net": ["45.33.1.2"]}))
    assert "other exchanges" in finding.message


def test_the_zone_of_the_host_goes() -> None:
    case = build(
        ["example.com. 300 MX 10 mail.example.org."],
        changes=[change("aws_route53_record.mail", record("mail.example.org. A 45.33.1.1", zone=ZONE.key), None)],
        more_zones=[ZONE],
        zone_changes=[ZoneChange(ZONE.address, ("delete",), ZONE, None)],
    )
    (finding,) = judge("MX605", case)
    assert finding.address


def test_judged_from_the_plan_alone() -> None:
    kept = [change("mx", record(MX), record(MX), ("no-op",)), change("host", record(HOST), None)]
    (finding,) = judge("MX605", build([], changes=kept, actual=Actual.SKIPPED, dns=OFFLINE))
    assert finding.address == "host"
    assert finding.exchange == "mail.example.com"


@pytest.mark.parametrize(
    ("before", "after", "how"),
    [
        pytest.param([MX, HOST, "mail.example.com. AAAA 2a01::1"], [MX, HOST], {}, id="one family stays"),
        pytest.param([MX, HOST], [MX, "mail.example.com. A 45.33.1.2"], {}, id="another address"),
        pytest.param([MX, HOST], ["example.com. 300 MX 10 mx.example.net."], {}, id="no longer an exchange"),
        pytest.param([MX, HOST], [MX, "mail.example.com. CNAME a.example.net."], {}, id="aliased: MX606"),
        pytest.param([MX], [MX.replace("300", "600")], {}, id="never had one: MX202"),
        pytest.param([MX, HOST], [MX, "*.example.com. A 45.33.1.3"], {}, id="a wildcard answers"),
    ],
)
def test_clean(before: list[str], after: list[str], how: dict[str, Any]) -> None:
    assert judge("MX605", build(before, after, **how)) == []


WILD = "*.example.com. A 45.33.1.1"


@pytest.mark.parametrize(
    ("before", "after", "touched"),
    [
        pytest.param([MX, WILD], [MX], True, id="the wildcard that answers for the host goes"),
        pytest.param([MX, WILD], [MX, "*.example.com. A 45.33.1.9"], True, id="and answers otherwise"),
        pytest.param([MX, WILD], [MX, HOST], True, id="and the host gets its own address"),
        pytest.param([MX, WILD, HOST], [MX, HOST], False, id="the host has its own address"),
        pytest.param([MX, WILD, "*.eu.example.com. A 45.33.1.1"], [MX, WILD], False, id="another wildcard goes"),
        pytest.param([MX, WILD], [MX, WILD, "www.example.com. A 45.33.1.2"], False, id="another name gets its own"),
    ],
)
def test_a_wildcard_answers_for_the_host(before: list[str], after: list[str], touched: bool) -> None:
    case = build(before, after)
    assert case.touched is touched
    gone = "mail.example.com" if after == [MX] else ""
    assert [finding.exchange for finding in judge("MX202", case)] == ([gone] if gone else [])
