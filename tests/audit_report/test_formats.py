"""The formats for people and machines: against golden files, schema, hostile text, and an account of any size."""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from iacmx.audit_report import AuditReport, Domain, Render, ZoneUnverified, renderer
from iacmx.audit_report.csv import HEADER
from iacmx.model import Severity
from iacmx.report import Style, WaiverReport, WaiverState
from tests.audit_report import sample

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "audit-1.json"
STYLES = {"plain": Style(), "verbose": Style(verbose=True), "quiet": Style(quiet=True)}
FORMATS = ("text", "json", "csv")


def rendered(name: str, report: AuditReport, style: Style = STYLES["plain"]) -> str:
    return "".join(renderer(name)(report, style))


def text(report: AuditReport, style: str = "plain") -> str:
    return rendered("text", report, STYLES[style])


def rows(report: AuditReport) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(rendered("csv", report), newline="")))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("style", STYLES)
def test_golden(name: str, style: str) -> None:
    """Set ``UPDATE_GOLDEN=1`` to write them anew, then read the difference."""
    if name != "text" and style != "plain":
        assert rendered(name, sample.report(), STYLES[style]) == rendered(name, sample.report())
        return
    made = rendered(name, sample.report(), STYLES[style]).encode()
    file = GOLDEN / (f"text-{style}.txt" if name == "text" else f"report.{name}")
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(made)
    assert made == file.read_bytes()


@pytest.mark.parametrize(
    "report", [sample.report(), sample.report((), ()), sample.hostile()], ids=["full", "empty", "mean"]
)
def test_json_is_valid_against_its_published_schema(report: AuditReport) -> None:
    made = json.loads(rendered("json", report))
    jsonschema.validate(made, json.loads(SCHEMA.read_text("utf-8")))
    assert tuple(made) == AuditReport.__struct_fields__
    assert len(made["domains"]) == len(tuple(report.domains))


def broken(field: str, value: Any) -> dict[str, Any]:
    return {**json.loads(rendered("json", sample.report())), field: value}


@pytest.mark.parametrize(("field", "value"), [("domains", [{"owner": "x"}]), ("verdict", "maybe"), ("accounts", {})])
def test_the_schema_tells_what_is_no_report(field: str, value: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken(field, value), json.loads(SCHEMA.read_text("utf-8")))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_hostile_text_reaches_no_terminal(name: str, style: Style) -> None:
    out = rendered(name, sample.hostile(), style)
    out.encode("utf-8")
    if name == "csv":
        assert all(line.endswith("\r") for line in out.split("\n")[:-1])
        out = out.replace("\r\n", "\n")
    assert {c for c in set(out) if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"} == set()
    if name == "json":
        assert out.isascii()
    if name == "text":
        assert max(map(len, out.splitlines())) < 5_000


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1"]


@pytest.mark.parametrize("formula", FORMULAS, ids=ascii)
def test_no_cell_is_a_formula(formula: str) -> None:
    mean = replace(sample.domains()[0], mail=formula, account=formula, changes=(formula,))
    cells = [cell for row in rows(sample.report((mean,))) for cell in row.values()]
    assert sum(cell.startswith("'") for cell in cells) == 3
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d")) for cell in cells)


def test_a_row_for_each_domain_and_for_what_could_not_be_read() -> None:
    made = rows(sample.report())
    assert all(tuple(row) == HEADER for row in made)
    unread, told = made[:2], made[2:]
    assert [(row["account"], row["zone"], row["status"]) for row in unread] == [
        ("aws: staging", "", "unverified"),
        ("aws: production (111122223333)", "denied.example", "unverified"),
    ]
    assert unread[1]["message"] == "access denied. Allow route53:ListResourceRecordSets."
    assert [row["domain"] for row in told] == [domain.owner for domain in sample.domains()]
    by_domain = {row["domain"]: row for row in told}
    assert by_domain["alpha.example"]["status"] == "error"
    assert by_domain["alpha.example"]["rules"] == "MX202 MX501"
    assert by_domain["beta.example"]["status"] == "ok"
    assert by_domain["inside.example"]["private"] == "yes"
    routes = {
        "alpha.example": "10 mx.gone.example",
        "inside.example": "no MX: inside.example",
        "null.example": "0 .",
        "nothing.example": "",
        "weighted.example": "[blue] weighted weight 10: 10 mx1.example.com | "
        "[green] weighted weight 90: 10 mx2.example.com",
    }
    assert {owner: by_domain[owner]["routes"] for owner in routes} == routes


def test_the_verdict_is_the_last_line() -> None:
    for style in STYLES:
        assert text(sample.report(), style).splitlines()[-1].startswith("FAIL  ")
    assert "interrupted" in text(replace(sample.report(), interrupted=True), "quiet").splitlines()[-2]


def test_colour_only_where_asked() -> None:
    assert "\x1b[" not in text(sample.report())
    assert "\x1b[31mFAIL" in rendered("text", sample.report(), Style(colour=True)).replace("\x1b[1;31m", "\x1b[31m")


def test_the_worst_first_and_then_what_hits_most() -> None:
    few, most = ("a.example",), ("b.example", "c.example")
    causes = (
        sample.finding("MX404", "ttl", Severity.WARNING, (*few, *most), "three"),
        sample.finding("MX202", "target-nxdomain", Severity.ERROR, few, "one", exchange="x.example"),
        sample.finding("MX202", "target-nxdomain", Severity.ERROR, most, "two", exchange="y.example"),
    )
    out = text(sample.report(causes=causes))
    assert out.index(": two\n") < out.index(": one\n") < out.index(": three\n")


def test_a_few_owners_and_how_many_more() -> None:
    owners = tuple(f"d{number:02}.example" for number in range(41))
    report = sample.report(causes=(replace(sample.DEAD, owners=owners),))
    assert "hits 41 domains: d00.example, " in text(report)
    assert "d05.example and 35 more\n" in text(report)
    assert "d06.example" not in text(report)
    assert all(owner in text(report, "verbose") for owner in owners)


def test_a_rule_that_finds_much_leaves_room_for_others() -> None:
    causes = tuple(
        sample.finding("MX304", "single-exchanger", Severity.WARNING, (f"d{number}.example",), f"one host {number}.")
        for number in range(100)
    )
    out = text(sample.report(causes=(*causes, sample.TTL)))
    assert Counter("fix " in line for line in out.splitlines())[True] == 3 + 1 + 1  # the TTL's, and the zone's
    assert sum("MX304 single-exchanger" in line for line in out.splitlines()) == 20
    assert "and 80 more warning findings of MX304; --verbose lists them" in out
    assert "MX404 ttl" in out
    assert (
        sum("MX304 single-exchanger" in line for line in text(sample.report(causes=causes), "verbose").splitlines())
        == 100
    )


def test_infos_only_where_asked() -> None:
    info = replace(sample.TTL, severity=Severity.INFO, message="for the curious")
    report = sample.report(causes=(info,))
    assert "for the curious" not in text(report)
    assert "for the curious" in text(report, "verbose")


def test_every_zone_that_was_not_read_is_named_once_for_its_reason() -> None:
    zones = tuple(ZoneUnverified("a", "route53", f"z{n}.example", f"Z{n}", "throttled", "Wait.") for n in range(50))
    other = ZoneUnverified("a", "route53", "", "Z77", "access denied", "")
    for style in STYLES:
        out = text(replace(sample.report(), unverified=(*zones, other)), style)
        assert out.count("50 zones could not be read: throttled") == 1
        assert all(out.count(zone.zone) == 1 for zone in zones[10:])
        assert "Z77" in out


def test_many_domains_that_differ_are_told_kind_by_kind() -> None:
    out = text(sample.large(400))
    told = [line.split()[0] for line in out.splitlines() if line.startswith("  ") and ".example" in line]
    kinds = [word for word in told if word in ("drifted", "unmanaged", "removed", "changed", "added")]
    assert list(dict.fromkeys(kinds)) == ["drifted", "unmanaged", "removed", "changed", "added"]
    assert set(Counter(kinds).values()) == {10}
    assert "  drifted   and 27 more; --verbose lists them" in out
    verbose = text(sample.large(400), "verbose")
    assert sum(line.startswith("  drifted ") for line in verbose.splitlines()) == 37
    assert "--verbose" not in verbose


def test_many_mail_hosts_leave_the_rest_counted() -> None:
    report = sample.report()
    mail = {f"host{number:02}.example": number + 1 for number in range(20)}
    report = replace(report, totals=replace(report.totals, mail=mail))
    assert "     20  host19.example" in text(report)
    assert "     15  5 other mail hosts; --verbose lists them" in text(report)
    assert "host00.example" in text(report, "verbose")


def test_without_a_state_and_a_snapshot_nothing_is_said_of_them() -> None:
    plain = tuple(replace(domain, ownership="", change="") for domain in sample.domains())
    out = text(sample.report(plain))
    assert "Terraform state" not in out.replace(sample.DRIFT.message, "")
    assert "snapshot" not in out


def test_waivers_that_cover_nothing_are_told() -> None:
    idle = WaiverReport("MX101", "*", "*", "*", "for the move", "2001-01-01", WaiverState.EXPIRED, 3)
    assert "waiver expired on 2001-01-01 MX101: would cover 3 findings" in text(
        replace(sample.report(), waivers=(idle,))
    )


class Counted:
    """Domains that count how many of them are held at once, and how often they were all asked for."""

    def __init__(self, number: int) -> None:
        self.passes = self.most = 0
        self._many = sample.Many(number)

    def __iter__(self) -> Iterator[Domain]:
        self.passes += 1
        for at, domain in enumerate(self._many):
            yield domain
            if not at % 500:
                self.most = max(self.most, sum(isinstance(thing, Domain) for thing in gc.get_objects()))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("style", [pytest.param("plain", marks=pytest.mark.slow), "verbose"])
def test_thousands_of_domains_stream(name: str, style: str) -> None:
    domains = Counted(2_500)
    report = replace(sample.report(sample.Many(50)), domains=domains)
    render: Render = renderer(name)
    gc.freeze()  # what other tests hold is not looked through
    try:
        longest = max(map(len, render(report, STYLES[style])))
    finally:
        gc.unfreeze()
    assert longest < 5_000
    assert domains.passes == 1
    assert 0 < domains.most < 100
