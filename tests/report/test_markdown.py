"""Markdown: what a pull request shows, and that it is never too long for one."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from iacmx.model import Finding, Severity
from iacmx.report import Known, OwnerReport, Report, Style, Waived, renderer
from iacmx.report._markdown import code, fit, words
from iacmx.report.markdown import MARKER
from iacmx.routes import Host, Route, RouteKind, Tier
from tests.hostile.parsed import Elements, markdown
from tests.report.sample import sample


def written(report: Report) -> str:
    return renderer("markdown")(report, Style())


def test_the_marker_the_verdict_then_the_rest() -> None:
    lines = written(sample()).splitlines()
    assert lines[0] == MARKER.format("check")
    assert lines[1] == "## iacmx: FAIL"
    assert lines[3].startswith("**Do not apply: ")
    headings = [line for line in lines if line.startswith("#")]
    assert headings == ["## iacmx: FAIL", "### Findings", "### Where mail goes", "### The way mail takes"]


def test_the_table_holds_each_owner_before_and_after() -> None:
    page = Elements(markdown(written(sample())))
    assert page.shape.count("tr") == 1 + len(sample().owners)
    assert "old1.example.net" in page.code
    assert written(sample()).count("```mermaid") == 4


def test_nothing_to_tell_is_short() -> None:
    clean = replace(sample(), findings=(), owners=(), waived=(), known=(), gone=(), waivers=())
    text = written(clean)
    assert "### " not in text
    assert "Left out" not in text


def big(number: int) -> Report:
    host = "mail.example.net"
    routes = (Route(RouteKind.MX, tuple(Tier(at, (Host(f"mx{at}.example.net"),)) for at in range(30))),)
    owners = tuple(
        OwnerReport(f"d{at}.example.com", "example.com", "Z1", "route53", "fetched", (), (), (), routes)
        for at in range(number)
    )
    findings = tuple(
        Finding("MX202", "x", Severity.ERROR if at % 2 else Severity.NOTICE, "example.com", owner.owner, host,
                f"aws_route53_record.r[{at}]", "m" * 390, "e" * 390, "f" * 390, str(at), (owner.owner,))
        for at, owner in enumerate(owners)
    )  # fmt: skip
    waived = tuple(Waived(finding, "r" * 390, "") for finding in findings)
    known = tuple(Known(str(at), "MX202", Severity.ERROR, "z", f"g{at}.example.com", host) for at in range(number))
    ordered = tuple(sorted(findings, key=lambda finding: finding.severity.rank))
    return replace(sample(), findings=ordered, owners=owners, waived=waived, known=findings, gone=known)


@pytest.mark.parametrize("number", [1, 20, 200, 3_000])
def test_it_fits_into_a_comment_however_large_the_plan(number: int) -> None:
    text = written(big(number))
    assert len(text.encode()) < 65_536
    findings = len(re.findall(r"^- \*\*(?:error|notice)\*\* ", text, re.MULTILINE))
    rows = len(re.findall(r"^\| `d\d+", text, re.MULTILINE))
    left_out = {
        noun: int(count) for count, noun in re.findall(r"(\d+) (finding|owner)s?\b", text.partition("Left out")[2])
    }
    assert findings + left_out.get("finding", 0) == number
    assert rows + left_out.get("owner", 0) == number
    assert ("--output json=FILE" in text) == (number >= 20)
    assert text.startswith(f"{MARKER.format('check')}\n## iacmx: FAIL\n")
    Elements(markdown(text))


def test_milder_findings_are_folded() -> None:
    mild = replace(sample().findings[0], severity=Severity.NOTICE)
    text = written(replace(sample(), findings=(*sample().findings, mild)))
    assert "<details><summary>1 milder finding</summary>\n\n- **notice** MX202" in text


def test_as_many_as_there_is_room_for() -> None:
    fitted = fit(["aaaa", "bb", "cccc", "\u00fc"], str, 8)
    assert (fitted.shown, fitted.left_out, fitted.size) == (("aaaa", "bb", "\u00fc"), 1, 8)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("example.com", "`example.com`"),
        ('module.x["a"].aws_route53_record.mx', '`module.x["a"].aws_route53_record.mx`'),
        ("a`b", "<code>a&#96;b</code>"),
        ("a|b", "<code>a&#124;b</code>"),
        ("", ""),
    ],
)
def test_code(text: str, shown: str) -> None:
    assert code(text) == shown


def test_words() -> None:
    assert words('50 % of mail, (10): it\'s "here"; aws_route53_record.mx') == (
        '50 % of mail, (10): it\'s "here"; aws_route53_record.mx'
    )
    assert words("_x_ *y* @me") == "&#95;x&#95; &#42;y&#42; &#64;&#8203;me"
