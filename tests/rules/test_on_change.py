"""A rule about what a plan changes finds nothing where nothing changes: an audit passes it by."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from iacmx.model import RecordSet
from iacmx.rules import collect
from tests.rules.build import build_all, record

MX = "example.com. 86400 MX 10 mx1.example.com., 20 mx2.example.net."
ZONES: list[tuple[str, Sequence[str | RecordSet]]] = [
    ("two hosts, one of them unknown to DNS", [MX, "mx1.example.com. A 198.51.100.1"]),
    ("null MX beside a host", ["example.com. MX 0 ., 10 mx1.example.net."]),
    ("null MX", ["example.com. MX 0 ."]),
    ("nothing but an address", ["example.com. A 198.51.100.1"]),
    ("an alias as exchange", [MX, "mx1.example.com. CNAME mx.example.org.", "mx2.example.com. A 198.51.100.1"]),
    ("delegated away", [MX, "sub.example.com. NS ns1.example.net.", "a.sub.example.com. MX 10 mx.sub.example.com."]),
    ("a MAIL FROM domain", ["bounce.example.com. MX 10 feedback-smtp.eu-west-1.amazonses.com."]),
    ("a policy of MTA-STS", [MX, "_mta-sts.example.com. TXT v=STSv1; id=1;"]),
    ("an owner with the zone's name twice", ["example.com.example.com. MX 10 mx1.example.net."]),
    (
        "weighted sets",
        [
            record("example.com. MX 10 mx1.example.net.", variant="a", routing="weighted"),
            record("example.com. MX 0 .", variant="b", routing="weighted"),
        ],
    ),
]


@pytest.mark.parametrize("zone", [zone for _, zone in ZONES], ids=[name for name, _ in ZONES])
def test_finds_nothing_where_nothing_changes(zone: Sequence[str | RecordSet]) -> None:
    for case in build_all(zone):
        for rule, judge in collect():
            assert not rule.on_change or not list(judge(case)), rule.id


def test_some_rules_are_about_changes() -> None:
    assert {rule.id for rule, _ in collect() if rule.on_change} >= {"MX601", "MX605", "MX901"}
