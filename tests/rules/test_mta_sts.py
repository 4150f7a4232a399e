"""MX701 and MX702: exchanges against the MTA-STS policy."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.model import Answer, Finding, Kind
from tests.rules.build import build, judge
from tests.rules.worlds import OFFLINE

A, B = "mx.a.test", "mx.b.test"
OLD, NEW = f"example.com. MX 10 {A}.", f"example.com. MX 10 {B}."
BOTH = f"example.com. MX 10 {A}., 20 {B}."
HOSTS = {A: ["45.33.1.1"], B: ["45.33.2.1"]}
TXT = {"_mta-sts.example.com": ["TXT v=STSv1; id=1;"]}


def policy(mode: str, *mx: str) -> list[str]:
    lines = ["version: STSv1", f"mode: {mode}", "max_age: 86400", *(f"mx: {pattern}" for pattern in mx)]
    return ["\r\n".join(lines) + "\r\n"]


def rules(before: list[str], after: list[str], text: Any, **more: Any) -> list[tuple[str, str]]:
    return [(finding.rule, finding.severity.value) for finding in findings(before, after, text, **more)]


def findings(before: list[str], after: list[str], text: Any, **more: Any) -> list[Finding]:
    dns = {**HOSTS, **TXT, "example.com MTA-STS": text, **more}
    case = build(before, after, dns=dns)
    return [finding for rule in ("MX701", "MX702") for finding in judge(rule, case)]


MISS = ("MX701", "error")


@pytest.mark.parametrize(
    ("after", "text", "expected"),
    [
        pytest.param(NEW, policy("enforce", A), [MISS], id="none allowed"),
        pytest.param(BOTH, policy("enforce", A), [("MX701", "warning")], id="one allowed"),
        pytest.param(NEW, policy("testing", A), [("MX701", "warning")], id="testing, none"),
        pytest.param(BOTH, policy("testing", A), [("MX701", "notice")], id="testing, one"),
        pytest.param(NEW, policy("none"), [], id="mode none"),
        pytest.param(NEW, policy("none", A), [], id="mode none with patterns"),
        pytest.param(BOTH, policy("enforce", A, B), [], id="both"),
        pytest.param(NEW, policy("enforce", "*.b.test"), [], id="wildcard"),
        pytest.param(NEW, policy("enforce", "MX.B.test"), [], id="letters"),
        pytest.param(NEW, policy("enforce", "*.test"), [MISS], id="a wildcard is one label"),
        pytest.param(NEW, policy("enforce", "b.test"), [MISS], id="no suffix match"),
        pytest.param("example.com. MX 0 .", policy("enforce", A), [], id="no mail any more"),
        pytest.param("example.com. MX 10 gone.test.", policy("enforce", A), [], id="a missing host has its own rule"),
        pytest.param(NEW, ["<html>"], [("MX701", "notice")], id="no policy"),
        pytest.param(NEW, ["version: STSv1\nmode: enforce\nmax_age: 1\n"], [("MX701", "notice")], id="without mx"),
        pytest.param(NEW, Answer(Kind.NO_DATA, reason="HTTP status 404"), [("MX701", "notice")], id="404"),
        pytest.param(NEW, Answer(Kind.NO_NAME), [("MX701", "notice")], id="no policy host"),
        pytest.param(NEW, Kind.UNVERIFIED, [("MX701", "unverified")], id="unreachable, new exchange"),
        pytest.param(OLD.replace("10", "5"), Kind.UNVERIFIED, [("MX701", "notice")], id="unreachable, same exchanges"),
        pytest.param(NEW, Kind.SKIPPED, [], id="not asked"),
        pytest.param(NEW, Kind.PENDING, [], id="not answered yet"),
    ],
)
def test_policy_that_is_live(after: str, text: Any, expected: list[tuple[str, str]]) -> None:
    assert rules([OLD], [after], text) == expected


@pytest.mark.parametrize(
    "texts",
    [[], ["TXT v=spf1 -all"], ["TXT v=STSv1;"], ["TXT v=STSv1; id=1;", "TXT v=STSv1; id=2;"], ["TXT v=STSv2; id=1;"]],
)
def test_without_an_announcement_nothing_is_fetched(texts: list[str]) -> None:
    assert rules([OLD], [NEW], policy("enforce", A), **{"_mta-sts.example.com": texts}) == []


ID = [f'_mta-sts.example.com. 600 TXT "v=STSv1; id={n};"' for n in (1, 2)]
HOST = "mta-sts.example.com. A 45.33.3.1"


def test_policy_and_mx_change_together() -> None:
    (finding,) = findings([OLD, ID[0]], [NEW, ID[1]], policy("enforce", A))
    assert (finding.rule, finding.severity) == ("MX702", "warning")
    assert "600 seconds" in finding.message
    assert "at most 86400 seconds" in finding.message
    assert rules([OLD, ID[0]], [NEW, ID[1]], policy("testing", A)) == [("MX702", "notice")]


def test_an_order_that_is_right() -> None:
    assert rules([OLD, ID[0]], [NEW, ID[1]], policy("enforce", A, B)) == []


def test_a_first_announcement_hits_no_older_policy() -> None:
    assert rules([OLD], [NEW, ID[0]], policy("enforce", A), **{"_mta-sts.example.com": []}) == [MISS]


def test_the_announcement_goes() -> None:
    assert rules([OLD, ID[0]], [NEW], policy("enforce", A)) == []


def test_the_plan_sets_the_policy_host_up() -> None:
    found = rules([OLD], [NEW, ID[0], HOST], Answer(Kind.NO_NAME, reason="mta-sts.example.com has no address"))
    assert found == [("MX701", "info")]


def test_a_policy_host_that_moves() -> None:
    assert rules([OLD, ID[0], HOST], [NEW, ID[0], HOST.replace("3.1", "3.2")], policy("enforce", A)) == [
        ("MX702", "warning")
    ]


def test_offline_and_private() -> None:
    for rule in ("MX701", "MX702"):
        assert judge(rule, build([OLD, ID[0]], [NEW, ID[0]], dns=OFFLINE)) == []
        assert judge(rule, build([OLD, ID[0]], [NEW, ID[0]], dns=HOSTS, zone_fields={"private": True})) == []


def test_unverified_says_what_was_asked() -> None:
    answer = Answer(
        Kind.UNVERIFIED, reason="mta-sts.example.com did not answer", source="https://mta-sts.example.com/x"
    )
    (finding,) = findings([OLD], [NEW], answer)
    assert finding.evidence == "asked mta-sts.example.com for https://mta-sts.example.com/x: did not answer"
