"""Every format of routes, of texts that want to be more than text."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest

from iacmx.model import Finding, Severity
from iacmx.report import Style
from iacmx.route_report import Result, Summary, formats, writer
from iacmx.routes import RouteKind
from iacmx.routing import Attempt, End, Ending, MailRoute, Outcome
from iacmx.routing.names import Asked

EVIL = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "```\n# x",
    "\x1b[31m\u202e",
    "=cmd|' /C calc'!A0",
    "::error::x\n##[group]",
    "\ud800\ufffe",
)


def hostile(text: str) -> Result:
    finding = Finding("MX201", "target-cname", Severity.ERROR, text, text, text, text, text, text, text, "f")
    attempts = (
        Attempt(10, text, text, Outcome.TRIED, 50, (text,), text, text),
        Attempt(10, "b", "192.0.2.1", Outcome.TRIED, 50),
    )
    route = MailRoute(
        text,
        text,
        "rfc",
        RouteKind.MX,
        attempts,
        Ending(End.DELIVERED, (text,), text, text),
        text,
        (text,),
        text,
        (text,),
        (finding,),
    )
    return Result(Asked(text, text), (route, route))


def printed(name: str, result: Result) -> str:
    form = writer(name)
    style = Style(verbose=True)
    return form.head() + form.one(result, style, 0) + form.tail(Summary().plus(result), style)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("text", EVIL)
def test_nothing_breaks_out(text: str) -> None:
    told = {name: printed(name, hostile(text)) for name in formats()}
    for name in ("text", "mermaid", "svg", "html", "json"):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", told[name]), name
        assert "##[" not in told[name]
        assert not re.search(r"^\s*::", told[name], re.MULTILINE)
    parser = _Tags()
    parser.feed(told["html"])
    assert not parser.seen & {"script", "img", "iframe", "a", "form"}
    assert not any(name.startswith("on") for name in parser.attributes)
    assert "default-src &#39;none&#39;" in told["html"]
    assert json.loads(told["json"])["domains"][0]["routes"][0]["ending"]["hosts"]
    rows = list(csv.reader(io.StringIO(told["csv"])))
    assert len({len(row) for row in rows}) == 1
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_every_format_is_there() -> None:
    assert formats() == ("csv", "html", "json", "mermaid", "svg", "text")


def test_a_chart_leads_from_the_hosts_that_take_the_mail_to_the_end() -> None:
    attempts = tuple(
        Attempt(preference, host, "192.0.2.1", outcome, 100)
        for preference, host, outcome in (
            (10, "a", Outcome.DOWN),
            (20, "b", Outcome.TRIED),
            (30, "c", Outcome.TRIED),
        )
    )
    route = MailRoute("d", "d", "rfc", RouteKind.MX, attempts, Ending(End.DELIVERED, ("b",)))
    assert "  r0t1 --> r0e" in printed("mermaid", Result(Asked("d", "d"), (route,))).splitlines()


def test_a_host_that_is_known_only_after_the_apply_is_no_implicit_mx() -> None:
    attempt = Attempt(None, "", "", Outcome.PLANNED, note="known after apply")
    route = MailRoute(
        "d", "d", "rfc", RouteKind.MX, (attempt,), Ending(End.UNKNOWN, reason="known only after the apply")
    )
    told = printed("text", Result(Asked("d", "d"), (route,))).splitlines()
    assert told[1:3] == [
        "    ? (known after apply)  known after apply",
        "   => can't be told: known only after the apply",
    ]
