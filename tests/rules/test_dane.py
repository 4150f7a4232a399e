"""MX703, MX704 and MX706: TLSA records at the exchanges."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.actual import Want
from iacmx.live import wants
from iacmx.model import Answer, Kind, Plan, Zone
from tests.rules.build import build, change, judge, record

A, B = "mx.a.test", "mx.b.test"
OLD, BOTH = f"example.com. MX 10 {A}.", f"example.com. MX 10 {A}., 20 {B}."
SIGNED = ["45.33.1.1", "secure"]
TLSA = ["TLSA 3 1 1 00", "secure"]
OWNER = {"example.com": [f"MX 10 {A}", "secure"]}


def rules(before: str, after: str, **dns: Any) -> list[tuple[str, str]]:
    case = build([before], [after], dns=dns)
    return [(f.rule, f.severity.value) for rule in ("MX703", "MX704") for f in judge(rule, case)]


HAS_A, HAS_B = {A: SIGNED, f"_25._tcp.{A}": TLSA}, {B: SIGNED, f"_25._tcp.{B}": TLSA}
NONE_B = {B: SIGNED, f"_25._tcp.{B}": ["secure"]}


@pytest.mark.parametrize(
    ("before", "dns", "expected"),
    [
        pytest.param(OLD, {**OWNER, **HAS_A, **NONE_B}, [("MX703", "warning")], id="the plan opens a gap"),
        pytest.param(OLD, {**OWNER, **HAS_A, B: ["45.33.2.1"]}, [("MX703", "warning")], id="unsigned host added"),
        pytest.param(BOTH.replace("10", "5"), {**OWNER, **HAS_A, **NONE_B}, [("MX703", "notice")], id="an old gap"),
        pytest.param(OLD, {**OWNER, **HAS_A, **HAS_B}, [], id="all have them"),
        pytest.param(OLD, {**OWNER, A: SIGNED, **NONE_B}, [], id="none has them"),
        pytest.param(OLD, {**OWNER, A: ["45.33.1.1"], B: ["45.33.2.1"]}, [], id="a resolver that does not validate"),
        pytest.param(OLD, {**HAS_A, **HAS_B, "example.com": ["MX 1 x"]}, [("MX704", "info")], id="owner not signed"),
        pytest.param(OLD, {**HAS_A, **NONE_B, "example.com": ["MX 1 x"]}, [("MX704", "info")], id="gap without effect"),
        pytest.param(OLD, {**HAS_A, **HAS_B, "example.com": Kind.UNVERIFIED}, [], id="owner not told"),
        pytest.param(OLD, {**OWNER, **HAS_A, B: SIGNED, f"_25._tcp.{B}": Kind.UNVERIFIED}, [], id="TLSA not told"),
        pytest.param(OLD, {**OWNER, **HAS_A}, [], id="a missing host has its own rule"),
        pytest.param(
            OLD, {**OWNER, **HAS_A, B: SIGNED, f"_25._tcp.{B}": ["TLSA 3 1 1 00"]}, [("MX703", "warning")],
            id="TLSA records not validated",
        ),
    ],
)  # fmt: skip
def test_dane(before: str, dns: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert rules(before, BOTH, **dns) == expected


def test_a_host_that_the_plan_creates_is_not_judged() -> None:
    host = "mx.example.com. A 45.33.1.9"
    case = build([OLD], [f"example.com. MX 10 {A}., 20 mx.example.com.", host], dns={**OWNER, **HAS_A})
    assert judge("MX703", case) == []


TLSA_A, TLSA_B = f"_25._tcp.{A}. TLSA 3 1 1 00", f"_25._tcp.{B}. TLSA 3 1 1 00"
LOST = "example.com. MX 10 mx1.example.com., 20 mx2.example.com."
IN_ZONE: dict[str, Any] = {
    "example.com": ["MX 10 mx1.example.com", "secure"],
    "mx1.example.com": SIGNED,
    "mx2.example.com": SIGNED,
}


def own(*hosts: str, mx: str = LOST) -> list[str]:
    """The zone example.com: its MX set, two hosts, and the TLSA records of these."""
    addresses = [f"{host}.example.com. A 45.33.1.1" for host in ("mx1", "mx2")]
    return [mx, *addresses, *(f"_25._tcp.{host}.example.com. TLSA 3 1 1 00" for host in hosts)]


def served(*hosts: str) -> dict[str, Any]:
    return {**IN_ZONE, **{f"_25._tcp.{host}.example.com": TLSA for host in hosts}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(own("mx1", "mx2"), own("mx1"), [("warning", "route53_record.tlsa4")], id="of one"),
        pytest.param(own("mx1", "mx2"), own(), [("notice", "route53_record.tlsa3")], id="of all"),
        pytest.param(own("mx1"), own("mx1", "mx2"), [], id="the plan closes the gap"),
        pytest.param(own("mx1"), own("mx1"), [("notice", "")], id="an old gap"),
        pytest.param(own(), own("mx1", "mx2"), [], id="the plan begins"),
        pytest.param(own("mx1", mx="example.com. MX 10 mx1.example.com."), own("mx1", "mx2"), [], id="with a new host"),
        pytest.param(
            own("mx1", mx="example.com. MX 10 mx1.example.com."),
            own("mx1", mx="example.com. MX 10 mx2.example.com."),
            [("notice", "route53_record.mx0")],
            id="moves to a host without",
        ),
    ],
)  # fmt: skip
def test_tlsa_records_of_the_plan(before: list[str], after: list[str], expected: list[tuple[str, str]]) -> None:
    there = [line.split(".")[2] for line in before if line.startswith("_25")]
    case = build(before, after, dns=served(*there))
    assert [(f.severity.value, f.address) for f in judge("MX703", case)] == expected


def test_a_plan_that_only_takes_tlsa_records_away_is_judged() -> None:
    assert build(own("mx1", "mx2"), own("mx1"), dns=served("mx1", "mx2")).touched
    assert not build(own("mx1", "mx2"), own("mx1", "mx2"), dns=served("mx1", "mx2")).touched


@pytest.mark.parametrize(("owner", "asked"), [("_25._tcp.mx1", True), ("_443._tcp.www", False)])
def test_the_whole_zone_is_asked_for_where_tlsa_records_of_a_mail_host_go(owner: str, asked: bool) -> None:
    gone = change("r.tlsa", record(f"{owner}.example.com. TLSA 3 1 1 00"), None)
    zone = Zone(key="route53:Z1", provider="route53", id="Z1", name="example.com")
    plan = Plan("1.2", "1.11.4", changes=(gone,), zones={zone.key: zone})
    assert wants(plan) == ([Want(zone, None)] if asked else [])


@pytest.mark.parametrize("at", [A, "end.a.test"])
def test_tlsa_records_at_either_end_of_an_alias(at: str) -> None:
    alias: dict[str, Any] = {A: ["CNAME end.a.test", "secure"], "end.a.test": SIGNED, f"_25._tcp.{at}": TLSA}
    assert rules(OLD, BOTH, **OWNER, **HAS_B, **alias) == []
    assert rules(BOTH, BOTH.replace("10", "5"), **OWNER, **HAS_B, **alias | {f"_25._tcp.{at}": ["secure"]}) == [
        ("MX703", "notice")
    ]


FAILED = Answer(Kind.UNVERIFIED, reason="192.0.2.53 failed to resolve the name (SERVFAIL)", source="DNS")
SILENT = Answer(Kind.UNVERIFIED, reason="192.0.2.53 did not answer", source="DNS")
FAILS_A, FAILS_B = {A: SIGNED, f"_25._tcp.{A}": FAILED}, {B: SIGNED, f"_25._tcp.{B}": FAILED}


@pytest.mark.parametrize(
    ("dns", "expected"),
    [
        pytest.param({**OWNER, **HAS_A, **FAILS_B}, [B], id="one of two"),
        pytest.param({**OWNER, **FAILS_A, **FAILS_B}, [A, B], id="all"),
        pytest.param({**OWNER, **HAS_A, B: SIGNED, f"_25._tcp.{B}": SILENT}, [], id="a timeout"),
        pytest.param({**OWNER, **HAS_A, B: ["45.33.2.1"], f"_25._tcp.{B}": FAILED}, [], id="host not signed"),
        pytest.param({**HAS_A, **FAILS_B, "example.com": ["MX 1 x"]}, [], id="owner not signed"),
    ],
)  # fmt: skip
def test_a_look_up_that_fails(dns: dict[str, Any], expected: list[str]) -> None:
    case = build([OLD], [BOTH], dns=dns)
    assert [(f.exchange, f.severity.value) for f in judge("MX706", case)] == [(host, "warning") for host in expected]


def test_a_look_up_that_fails_is_no_gap() -> None:
    assert rules(OLD, BOTH, **OWNER, **HAS_A, **FAILS_B) == []
    assert rules(OLD, BOTH, **OWNER, **FAILS_A, **FAILS_B) == []
