"""MX703 and MX704: TLSA records at the exchanges."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.model import Kind
from tests.rules.build import build, judge

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
