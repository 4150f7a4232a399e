"""The report of a comparison as text and JSON: everything that differs, nothing that moves a terminal."""

from __future__ import annotations

import json

import pytest

from iacmx.audit.source import Source
from iacmx.errors import UsageError
from iacmx.migrate import compare_sides
from iacmx.migrate_report import MigrateReport, formats, renderer
from iacmx.model import RecordSet, Zone, ZoneData
from iacmx.report import Style, Verdict
from tests.migrate.build import alias, aws_zone, cf, cf_zone, mx, r53

KEY = "v=DKIM1; p=" + "A" * 700


class Fixed:
    """A side that holds one zone."""

    def __init__(self, data: ZoneData) -> None:
        self._data = data

    def zones(self, name: str = "") -> list[Zone]:
        return [self._data.zone]

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        return self._data


def report(source: ZoneData, target: ZoneData) -> MigrateReport:
    sides = Source("route53"), Source("cloudflare", "x\x1b[2J")
    return compare_sides(*sides, Fixed(source), Fixed(target))


SAME = report(aws_zone(r53("", "MX", "10 mx.example.net")), cf_zone(mx("", 10, "mx.example.net")))
OTHER = report(
    aws_zone(r53("", "MX", "10 mx.example.net"), alias("mail", "A", "lb.example.net")),
    cf_zone(mx("", 10, "mx.example.net"), cf("s._domainkey", "TXT", KEY + "\x1b]0;x\x07\u202eB")),
)
OPEN = report(aws_zone(RecordSet("route53:Z1", "_imap._tcp.example.com", "SRV")), cf_zone())


def test_the_verdict_and_its_exit_code() -> None:
    assert [(one.verdict, one.exit_code) for one in (SAME, OTHER, OPEN)] == [
        (Verdict.PASS, 0),
        (Verdict.FAIL, 1),
        (Verdict.UNVERIFIED, 3),
    ]


@pytest.mark.parametrize("style", [Style(), Style(quiet=True), Style(verbose=True)])
def test_text_tells_every_difference_in_one_line_each(style: Style) -> None:
    text = renderer("text")(OTHER, style)
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert "A" * 700 in text, "a key may differ in its last letter only"
    assert all(row.owner in text for row in OTHER.zones[0].rows if row.state != "equal")
    assert ("not carried over mail.example.com" in text) == (not style.quiet)
    assert text.endswith("Mail would not be the same: 2 differences in 1 zone.\n")


def test_json_is_ascii() -> None:
    document = json.loads(renderer("json")(OTHER, Style()))
    assert renderer("json")(OTHER, Style()).isascii()
    assert {row["state"] for row in document["zones"][0]["rows"]} == {"equal", "missing", "extra"}


def test_formats() -> None:
    assert formats() == ("json", "text")
    with pytest.raises(UsageError, match="csv"):
        renderer("csv")
