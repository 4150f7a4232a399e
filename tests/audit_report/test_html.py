"""The HTML page as text: it is escaped, asks for nothing, streams, and tells the totals, causes and coverage itself."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from iacmx.audit_report import AuditReport, Domain, Totals, formats, renderer
from iacmx.audit_report._page import groups, rows
from iacmx.audit_report.html import render
from iacmx.drawing import pictures
from iacmx.model import Severity
from iacmx.report import Style, Verdict
from tests.audit_report import sample

_BLOCK = re.compile(r'<script type="application/json" class="rows">(.*?)</script>', re.DOTALL)
_URLS = {"src", "href", "action", "data", "poster", "srcset", "formaction", "background", "ping", "manifest"}


class _Page(HTMLParser):
    """Elements with their attributes, text outside style and script, and the content of these two."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, dict[str, str | None], str]] = []
        self.texts: list[str] = []
        self._raw = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._raw = tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._raw = False

    def handle_data(self, data: str) -> None:
        if self._raw:
            tag, attributes = self.elements[-1]
            self.inside.append((tag, attributes, data))
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def _html(report: AuditReport) -> str:
    return "".join(render(report, Style()))


@pytest.fixture(scope="module")
def html() -> str:
    return _html(sample.report())


@pytest.fixture(scope="module")
def hostile() -> str:
    return _html(sample.hostile())


def _decoded(html: str) -> list[dict[str, list[list[object]]]]:
    return [json.loads(block) for block in _BLOCK.findall(html)]


def test_the_format_is_found_by_its_name() -> None:
    assert "html" in formats()
    assert renderer("html") is render


@pytest.mark.parametrize("made", [sample.report, sample.hostile])
def test_nothing_of_the_page_comes_from_elsewhere(made: object) -> None:
    assert callable(made)
    page = _Page(_html(made()))
    urls = [value for _, attributes in page.elements for name, value in attributes.items() if name in _URLS]
    assert sorted(set(urls)) == ["#audited", "#domains", "data:,"]
    assert all("url(" not in content and "@import" not in content for tag, _, content in page.inside if tag == "style")
    own = [content for tag, attributes, content in page.inside if tag == "script" and "type" not in attributes]
    assert len(own) == 1
    assert not re.search(
        r"fetch\(|XMLHttpRequest|import\(|https?:|innerHTML|insertAdjacent|eval\(|document\.write", own[0]
    )


def test_the_policy_allows_the_own_style_and_script_and_nothing_else(html: str) -> None:
    page = _Page(html)
    (policy,) = [a["content"] for tag, a in page.elements if tag == "meta" and a.get("http-equiv")]
    assert policy is not None
    allowed = {name: rest for name, _, rest in (part.strip().partition(" ") for part in policy.split(";"))}
    digests = {
        tag: b64encode(sha256(content.encode()).digest()).decode()
        for tag, attributes, content in page.inside
        if "type" not in attributes
    }
    assert allowed == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digests['style']}'",
        "script-src": f"'sha256-{digests['script']}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    before = html[: html.index("Content-Security-Policy")]
    assert not re.search("<(?!!DOCTYPE|html|head|meta)", before), "what comes before the policy escapes it"


def test_no_attribute_holds_style_or_code(html: str, hostile: str) -> None:
    for text in (html, hostile):
        names = {name for _, attributes in _Page(text).elements for name in attributes}
        assert not [name for name in names if name == "style" or name.startswith("on")]


def test_record_values_make_no_element(html: str, hostile: str) -> None:
    tags = {tag for tag, _ in _Page(html).elements}
    assert {tag for tag, _ in _Page(hostile).elements} <= tags
    assert hostile.count("<script") == html.count("<script")


@pytest.mark.parametrize(
    "shown",
    [
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(2)>",
        "{{ 7*7 }}{% raw %}",
        "abc\\u202egpj.exe\\u2066",
        "line\\u2028sep\\u2029para",
        "esc\\u001b[31mred\\u0000nul",
        "lone\\ud800surrogate",
        "x" * 400 + "...",
    ],
)
def test_record_values_are_shown_as_they_are_with_what_can_not_be_seen_named(hostile: str, shown: str) -> None:
    assert " ".join(shown.split()) in _Page(hostile).text
    owners = [row[5] for block in _decoded(hostile) for row in block["rows"]]
    assert shown in owners


def test_no_unprintable_character_is_in_the_page(hostile: str) -> None:
    hostile.encode()
    assert not [char for char in set(hostile) if not char.isprintable() and char != "\n"]


def test_nothing_in_the_data_can_end_or_open_an_element(hostile: str) -> None:
    for block in _BLOCK.findall(hostile):
        assert not set(block) & set("<>&\u2028\u2029")


def test_script_json_is_the_same_value() -> None:
    value = "</script><!--<script>&amp;\u2028\u2029"
    assert json.loads(rows.script_json([value])) == [value]
    assert rows.script_json(["a\u2028b"]) == '["a\\u2028b"]'


def test_the_data_holds_every_domain_with_its_routes_and_findings(html: str) -> None:
    (block,) = _decoded(html)
    domains = sample.domains()
    assert [row[5] for row in block["rows"]] == [domain.owner for domain in domains]
    for row, domain in zip(block["rows"], domains, strict=True):
        routes, findings = row[7], row[8]
        assert isinstance(routes, list)
        assert isinstance(findings, list)
        assert [block["findings"][at][0] for at in findings] == [found.rule for found in domain.findings]
        drawn = pictures(domain.routes, findings=domain.findings) if domain.routes else ()
        held = [block["routes"][at] for at in routes]
        assert [(heading, tone) for heading, _, tone, *_ in held] == [(one.heading, one.tone) for one in drawn]
        assert all(end.startswith(one.end) for (_, end, *_), one in zip(held, drawn, strict=True))
    gone = block["routes"][0]
    assert gone == [
        "",
        "",
        "plain",
        3600,
        [],
        [["10", False, [["mx.gone.example", "", [], ["no such name"], "error"]]]],
    ]


def test_what_domains_share_is_held_once() -> None:
    (block,) = (json.loads(text) for text in rows.blocks(sample.Many(rows.ROWS_A_BLOCK)))
    assert len(block["rows"]) == rows.ROWS_A_BLOCK
    seen = {
        (picture, route.ttl)
        for domain in sample.domains()
        if domain.routes
        for route, picture in zip(domain.routes, pictures(domain.routes, findings=domain.findings), strict=True)
    }
    assert len(block["routes"]) == len(seen)


def test_the_page_is_written_while_domains_come() -> None:
    number = 5 * rows.ROWS_A_BLOCK
    behind: list[int] = []
    made = written = 0

    class Counted:
        def __iter__(self) -> Iterator[Domain]:
            nonlocal made
            for domain in sample.Many(number):
                made += 1
                yield domain

    for piece in render(replace(sample.report(), domains=Counted()), Style()):
        behind.append(made - written)
        if piece.startswith('{"routes"'):
            written += len(json.loads(piece)["rows"])
    assert written == number
    assert max(behind) <= rows.ROWS_A_BLOCK


def test_the_page_is_the_same_each_time(html: str) -> None:
    assert _html(sample.report()) == html


def test_without_a_script_totals_causes_and_coverage_are_there(html: str) -> None:
    text = _Page(html).text
    for words in (
        "FAIL 3 of 11 domains can't receive mail",
        "11 domains 3 with an error 1 unverified 2 with a warning 0 with a notice 0 with an info 5 without a finding",
        "1 zone could not be read",
        "error 3 domains mx.gone.example does not exist: mail to it bounces.",
        "alpha.example delta.example omega.example",
        "denied.example (Z9) access denied",
        "Allow route53:ListResourceRecordSets.",
        "Not listed: access denied Allow route53:ListHostedZones.",
        "1 rule not judged: there is no plan (MX601)",
        "HTTPS: not asked; MTA-STS policies were not checked",
        "1 domain drifted, by the Terraform state.",
        "1 domain removed since the earlier snapshot.",
        "Waived: MX304 beta.example one is enough, until 2030-01-01",
        "Known: MX404 old.example",
        "Gone: MX203 past.example mx.past.example",
        "needs JavaScript",
        "iacmx 1.2.3",
    ):
        assert words in text


def test_an_interrupted_audit_says_so_first() -> None:
    text = _Page(_html(replace(sample.report(), interrupted=True))).text
    assert text.index("Interrupted.") < text.index("Where mail goes")


def test_nothing_found_in_what_was_not_read_is_not_told_as_clean() -> None:
    clean = replace(sample.report((), ()), verdict=Verdict.UNVERIFIED, totals=Totals(domains=0))
    assert "Nothing was found in what was read." in _Page(_html(clean)).text
    unlisted = replace(clean, unverified=())
    assert "1 account could not be listed." in _Page(_html(unlisted)).text
    assert "Nothing was found in what was read." in _Page(_html(unlisted)).text
    complete = replace(unlisted, accounts=unlisted.accounts[:2])
    assert "Nothing was found." in _Page(_html(complete)).text
    assert "Nothing was found in" not in _Page(_html(complete)).text


def test_of_many_causes_the_milder_ones_are_folded() -> None:
    hosts = [f"mx{number}.example" for number in range(50)]
    causes = tuple(
        sample.finding(
            "MX202", "target-nxdomain", Severity.ERROR, ("a.example", "b.example"), f"{host} is gone.", exchange=host
        )
        for host in hosts
    )
    text = _Page(_html(replace(sample.report(), causes=(*causes, sample.SINGLE)))).text
    before, fold, after = text.partition("31 more causes")
    assert "error 2 domains mx0.example is gone." in before
    assert fold
    assert "notice delta.example One host takes all mail" in after
    assert [host for host in hosts if f"{host} is gone." not in text] == []


def test_causes_are_told_worst_first_then_by_how_many_they_hit_then_as_given() -> None:
    few = sample.finding("MX203", "target-nodata", Severity.ERROR, ("a.example",), "gone", exchange="x.example")
    told = groups.entries((sample.SINGLE, sample.TAKEOVER, few, sample.UNTOLD, sample.DEAD))
    assert [(entry.rule, len(entry.owners)) for entry in told] == [
        ("MX202", 3),
        ("MX501", 1),
        ("MX203", 1),
        ("MX204", 1),
        ("MX304", 1),
    ]


def test_findings_of_a_rule_that_hit_one_domain_each_are_told_together() -> None:
    owners = [f"d{number}.example" for number in range(1000)]
    causes = [sample.for_one(replace(sample.SINGLE, message=f"{owner} has one host."), owner) for owner in owners]
    (entry,) = groups.entries(causes)
    assert entry.owners == tuple(owners)
    assert entry.each[7] == ("d7.example", "d7.example has one host.")
    text = _Page(_html(replace(sample.report(), causes=tuple(causes)))).text
    assert "1,000 domains one exchange with one address takes all mail" in text
    assert "d999.example: d999.example has one host." in text


def test_two_findings_of_a_rule_about_one_domain_are_both_told() -> None:
    causes = tuple(replace(sample.TTL, message=message) for message in ("The first.", "The second."))
    text = _Page(_html(replace(sample.report(), causes=causes))).text
    assert "weighted.example: The first." in text
    assert "weighted.example: The second." in text


def test_mail_hosts_beyond_the_most_frequent_are_one_bar() -> None:
    mail = {f"host{number:02}.example": 100 - number for number in range(20)}
    bars = groups.mail_bars(replace(sample.report(), totals=Totals(domains=1810, mail=mail)))
    assert [bar.label for bar in bars[:2]] == ["host00.example", "host01.example"]
    assert bars[-1].label == "8 others"
    assert sum(bar.number for bar in bars) == sum(mail.values())
    assert max(bar.width for bar in bars) == 100


def test_zones_not_read_for_the_same_reason_are_told_together() -> None:
    (zone,) = sample.report().unverified
    zones = [replace(zone, zone=f"z{number}.example") for number in range(3)]
    other = replace(zone, zone="slow.example", reason="no answer")
    first, second = groups.unread([*zones, other])
    assert first.zones == ("z0.example (Z9)", "z1.example (Z9)", "z2.example (Z9)")
    assert (second.reason, second.zones) == ("no answer", ("slow.example (Z9)",))
