"""Routes as text, Mermaid and SVG: what they show, and that no text breaks out of them."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iacmx.drawing import Picture, Stop, Tone, in_percent, mermaid, pictures, svg, text
from iacmx.model import Finding, Severity
from iacmx.routes import Host, Route, RouteKind, Tier

ROUTE = Route(
    RouteKind.MX,
    (
        Tier(
            10, (Host("mx1.example.net", ("192.0.2.1", "2001:db8::1")), Host("mx2.example.net", state="no such name"))
        ),
        Tier(20, (Host("backup.example.org", ("192.0.2.9",), mail_host="Some Backup"),)),
    ),
    mail_host="",
    detail="weighted",
    unknown=("aws_eip.mail.public_dns",),
)
HOSTILE = [
    'mx"];click x "javascript:alert(1)"',
    "</script><script>alert(1)</script>",
    "``` \n# heading\n```",
    "a]]--><b>x</b>",
    "a\u202eb\u2066c\u200d",
    "end\nsubgraph evil",
    "'&quot; onload=alert(1)",
    "\ud800\ufffe\uffff\x00\x1b[31m",
    "%%{init: {}}%%",
    "x" * 5000,
]


def hostile(name: str) -> tuple[Picture, ...]:
    route = Route(
        RouteKind.MX,
        (Tier(1, (Host(name, (name,), name, name), Host("b"))), Tier(2, (Host(name),))),
        name,
        name,
        (name,),
        mail_host="",
    )
    (picture,) = pictures([route], label=name)
    return (picture, Picture(label="after", end=name, tone=Tone.ERROR))


def test_text_has_preferences_shares_addresses_and_what_is_special() -> None:
    (picture,) = pictures([ROUTE])
    assert list(text.lines(picture)) == [
        "weighted",
        "   10 mx1.example.net (50 %)  192.0.2.1, 2001:db8::1",
        "   10 mx2.example.net (50 %)  no such name",
        "   20 backup.example.org  192.0.2.9; Some Backup",
        "    ? aws_eip.mail.public_dns (known after apply)",
    ]


def test_a_route_without_hosts_says_what_becomes_of_mail() -> None:
    said = [list(text.lines(pictures([Route(kind)])[0])) for kind in (RouteKind.NULL, RouteKind.NONE)]
    assert said == [["no mail (null MX)"], ["no MX and no address: mail bounces"]]
    assert list(text.lines(pictures([])[0])) == ["no MX"]


def test_the_companys_name_is_said_once() -> None:
    tiers = (Tier(1, (Host("mx.example.net", mail_host="Firm"),)),)
    (picture,) = pictures([Route(RouteKind.MX, tiers, mail_host="Firm, its set")])
    assert list(text.lines(picture)) == ["Firm, its set", "    1 mx.example.net"]


def test_a_finding_marks_its_host() -> None:
    finding = Finding("MX201", "n", Severity.WARNING, "z", "o", "backup.example.org", "", "m", "", "", "f")
    (picture,) = pictures([ROUTE], findings=[finding])
    tones = [[stop.tone for stop in step.stops] for step in picture.steps]
    assert tones == [[Tone.PLAIN, Tone.ERROR], [Tone.WARNING]]


def test_the_chart_of_a_route() -> None:
    assert mermaid.draw("example.com", pictures([ROUTE])).splitlines() == [
        "flowchart TB",
        '  r0s(["mail for example.com<br/>weighted"])',
        '  subgraph r0t0["10 shared at random"]',
        "    direction LR",
        '    r0t0h0["mx1.example.net (50 %)<br/>192.0.2.1, 2001#58;db8#58;#58;1"]',
        '    r0t0h1["mx2.example.net (50 %)<br/>no such name"]:::error',
        "  end",
        "  r0s -->|first| r0t0",
        '  r0t1["20 backup.example.org<br/>192.0.2.9<br/>Some Backup"]',
        "  r0t0 -.->|then| r0t1",
        '  r0u0["aws_eip.mail.public_dns<br/>known after apply"]',
        "  r0s -.-> r0u0",
        "  classDef error stroke:#b3261e,stroke-width:2px",
    ]


def test_routes_stand_beside_each_other_in_their_order() -> None:
    drawn = (*pictures([ROUTE], "before"), *pictures([ROUTE], "after"))
    lines = mermaid.draw("example.com", drawn).splitlines()
    assert lines[:3] == ["flowchart LR", '  subgraph r0["before"]', "    direction TB"]
    assert '  subgraph r1["after"]' in lines
    assert "  r0 ~~~ r1" in lines


def test_the_picture_shows_every_host_once() -> None:
    shown = [element.text for element in ElementTree.fromstring(svg.draw("example.com", pictures([ROUTE]))).iter()]
    for host in ("mx1.example.net", "mx2.example.net", "backup.example.org"):
        assert shown.count(host) == 1
    assert shown.count("50 %") == 2
    assert "Mail for example.com" in shown


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_breaks_out(name: str) -> None:
    _check(name)


@given(st.text(min_size=1))
def test_no_text_at_all_breaks_out(name: str) -> None:
    _check(name)


def _check(name: str) -> None:
    drawn = hostile(name)
    chart = mermaid.draw(name, drawn)
    assert not [
        line
        for line in chart.splitlines()
        if not re.fullmatch(
            r" *[\w(\["  # structure only
            r"""<>/|.,:;#%()\[\]" =~-]*""",
            line,
        )
    ]
    assert "`" not in chart
    assert all("<" not in part.replace("<br/>", "") for part in re.findall(r'"([^"]*)"', chart))
    assert all(line.count('"') in (0, 2) for line in chart.splitlines())
    harmless = mermaid.draw("a", hostile("a"))
    assert len(chart.splitlines()) == len(harmless.splitlines())
    picture = ElementTree.fromstring(svg.draw(name, drawn))
    assert {element.tag.partition("}")[2] for element in picture.iter()} <= {
        "svg",
        "title",
        "rect",
        "g",
        "path",
        "text",
    }
    assert {key for element in picture.iter() for key in element.attrib}.isdisjoint({"onload", "href", "style"})
    for line in (line for one in drawn for line in text.lines(one)):
        assert line.isprintable() or not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", line)


@given(st.integers(1, 40))
def test_shares_are_never_more_than_all(hosts: int) -> None:
    (picture,) = pictures([Route(RouteKind.MX, (Tier(1, tuple(Host(f"h{n}") for n in range(hosts))),))])
    shares = [stop.share for stop in picture.steps[0].stops]
    if hosts == 1:
        assert shares == [None]
    else:
        assert sum(share or 0 for share in shares) == pytest.approx(100)
        assert sum(int(in_percent(share).partition(" ")[0]) for share in shares) <= 100


def test_many_addresses_are_not_all_shown() -> None:
    stop = Stop("h", addresses=tuple(f"192.0.2.{n}" for n in range(40)))
    (picture,) = pictures([Route(RouteKind.MX, (Tier(1, (Host("h", stop.addresses),)),))])
    assert "..." in next(text.lines(picture))
    assert "and 34 more" in " ".join(re.findall(r">([^<]*)</text>", svg.draw("o", [picture])))
