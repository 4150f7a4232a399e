"""Comments that waive findings: which are understood, what they cover, and that none is ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from iacmx.check import Options, check
from iacmx.errors import InputError
from iacmx.model import Plan
from iacmx.plan import read_bytes
from iacmx.report import Report, WaiverState
from iacmx.sources import Sources
from iacmx.waivers import Comment, Waiver
from tests.plan.build import aws, change, plan_bytes

HEAD = 'resource "aws_route53_record" "mx" {'
ADDRESS = "aws_route53_record.mx"


def waivers(top: Path, text: str, name: str = "main.tf") -> list[tuple[str, str, str, int]]:
    """Rule, reason, expiry and line of each waiver that covers the resource."""
    return [(w.rule, w.reason, w.expires, w.location.line) for w in found(top, text, name) if ADDRESS in w.addresses]


def found(top: Path, text: str, name: str = "main.tf") -> tuple[Comment, ...]:
    (top / name).write_bytes(text.encode())
    return Sources.at(str(top)).lines(Plan("1.2", "1.11.4"), [ADDRESS]).waivers


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{HEAD} # iacmx:ignore=MX304 why\n}}", 1),
        (f"{HEAD} // iacmx:ignore=MX304 why\n}}", 1),
        (f"{HEAD} /* iacmx:ignore=MX304 why */\n}}", 1),
        (f"/* iacmx:ignore=MX304 why */ {HEAD}\n}}", 1),
        (f"# iacmx:ignore=MX304 why\n{HEAD}\n}}", 1),
        (f"#iacmx:ignore=MX304   why\r\n{HEAD}\r\n}}", 1),
        (f"x = 1\n\n# iacmx:ignore=MX304 why\n# and more\n// of it\n{HEAD}\n}}", 3),
        (f"/*\n * iacmx:ignore=MX304 why\n */\n{HEAD}\n}}", 2),
        (f"{HEAD}\n\n  # iacmx:ignore=MX304 why\n  name = 1\n}}", 3),
        (f"{HEAD}\n  name = 1 # iacmx:ignore=MX304 why\n}}", 2),
        (f"{HEAD}\n  lifecycle {{ # iacmx:ignore=MX304 why\n  }}\n}}", 2),
        (f"{HEAD}\n}} # iacmx:ignore=MX304 why", 2),
        (f"{HEAD} # known: iacmx:ignore=MX304 why\n}}", 1),
        ('resource aws_route53_record mx {} # iacmx:ignore=MX304 why\nresource "aws_route53_record" "b" {}', 1),
    ],
)
def test_where_a_comment_may_stand(tmp_path: Path, text: str, line: int) -> None:
    assert waivers(tmp_path, text) == [("MX304", "why", "", line)]


@pytest.mark.parametrize(
    ("comment", "wanted"),
    [
        ("iacmx:ignore=MX304 one host is enough", [("MX304", "one host is enough", "")]),
        ("iacmx:ignore=mx304 why exp:2027-01-31", [("MX304", "why", "2027-01-31")]),
        ("iacmx:ignore=MX304 exp:2027-01-31 why", [("MX304", "why", "2027-01-31")]),
        ("iacmx:ignore=MX304,ip-literal why", [("MX304", "why", ""), ("MX101", "why", "")]),
        ("iacmx:ignore=MX304, MX101 why", [("MX304", "why", ""), ("MX101", "why", "")]),
        ("iacmx:ignore=MX304,MX304 why", [("MX304", "why", "")]),
        ("iacmx:ignore=MX304 see exports: 5, #7 and http://example.com/?exp:1", [
            ("MX304", "see exports: 5, #7 and http://example.com/?exp:1", "")
        ]),
    ],
)  # fmt: skip
def test_what_a_comment_says(tmp_path: Path, comment: str, wanted: list[tuple[str, str, str]]) -> None:
    assert [waiver[:3] for waiver in waivers(tmp_path, f"{HEAD} # {comment}\n}}")] == wanted


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("iacmx:ignore=MX304", "no reason"),
        ("iacmx:ignore=MX304 exp:2027-01-31", "no reason"),
        ("iacmx:ignore=MX999 why", "no rule 'MX999'"),
        ("iacmx:ignore=MX304,single-exchangr why", "single-exchangr"),
        ("iacmx:ignore=MX3 why", "no rule 'MX3'"),
        ("iacmx:ignore= why", "can't be read"),
        ("iacmx:ignore why", "can't be read"),
        ("iacmx: ignore=MX304 why", "can't be read"),
        ("iacmx :ignore=MX304 why", "can't be read"),
        ("IACMX:IGNORE=MX304 why", "can't be read"),
        ("iacmx:ignore = MX304 why", "can't be read"),
        ("iacmx:skip=MX304 why", "can't be read"),
        ("iacmx:ignore=MX304 why iacmx:ignore=MX101 why", "can't be read"),
        ("iacmx:ignore=MX304 why exp:", "one day after exp:"),
        ("iacmx:ignore=MX304 why exp:2027-01-31 exp:2028-01-31", "one day after exp:"),
        ("iacmx:ignore=MX304 why exp:tomorrow", "expires on 'tomorrow'"),
        ("iacmx:ignore=MX304 why exp:2027-13-01", "expires on '2027-13-01'"),
    ],
)
def test_a_comment_that_is_not_understood_is_refused(tmp_path: Path, comment: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as raised:
        found(tmp_path, f"\n{HEAD} # {comment}\n}}")
    assert raised.value.message.startswith("main.tf:2: ")
    assert raised.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "# iacmx:ignore=MX304 why\n",
        f"# iacmx:ignore=MX304 why\n\n{HEAD}\n}}",
        f"x = 1 # iacmx:ignore=MX304 why\n{HEAD}\n}}",
        f"{HEAD}\n}}\n# iacmx:ignore=MX304 why\n",
        "locals {\n  x = 1 # iacmx:ignore=MX304 why\n}\n",
    ],
)
def test_a_comment_at_no_resource_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="belongs to no resource"):
        found(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD} # iacmx: see the docs\n}}",
        f'{HEAD}\n  x = "# iacmx:ignore=MX304"\n}}',
        f"{HEAD}\n  x = <<E\n# iacmx:ignore=MX304\nE\n}}",
        f"{HEAD} # ignore=MX304\n}}",
    ],
)
def test_what_is_no_comment_for_iacmx(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == ()


def test_json(tmp_path: Path) -> None:
    text = '{"resource": {"aws_route53_record": {"mx": {\n"//": "iacmx:ignore=MX304 it\'s fine"}, "b": {}}}}'
    assert waivers(tmp_path, text, "main.tf.json") == [("MX304", "it's fine", "", 2)]


def test_an_override_waives_for_the_resource_that_it_changes(tmp_path: Path) -> None:
    (tmp_path / "override.tf").write_text(f"{HEAD} # iacmx:ignore=MX304 why\n}}\n")
    assert waivers(tmp_path, f"{HEAD}\n}}\n") == [("MX304", "why", "", 1)]


PLAN = read_bytes(
    plan_bytes(
        change(ADDRESS, after=aws(records=["10 192.0.2.1"])),
        change("aws_route53_record.other", after=aws(name="other.example.com", records=["10 192.0.2.1"])),
    ),
)


def judged(top: Path, comment: str, *settings: Waiver) -> Report:
    (top / "main.tf").write_text(f'{HEAD} # {comment}\n}}\nresource "aws_route53_record" "other" {{\n}}\n')
    options = Options(select=frozenset({"MX101"}), waivers=settings)
    return check(PLAN, options=options, sources=Sources.at(str(top)))


def test_it_covers_findings_of_its_resource_only(tmp_path: Path) -> None:
    report = judged(tmp_path, "iacmx:ignore=MX101 why exp:2999-01-01")
    assert [finding.address for finding in report.findings] == ["aws_route53_record.other"]
    (waived,) = report.waived
    assert (waived.finding.address, waived.reason, waived.expires) == (ADDRESS, "why", "2999-01-01")
    assert waived.location
    assert waived.location.label == "main.tf:1"
    assert waived.finding.location
    assert waived.finding.location.label == "main.tf:1"


@pytest.mark.parametrize(
    ("comment", "state", "covers"),
    [
        ("iacmx:ignore=MX101 why", WaiverState.USED, 1),
        ("iacmx:ignore=MX101 why exp:2001-01-01", WaiverState.EXPIRED, 1),
        ("iacmx:ignore=MX102 why", WaiverState.UNUSED, 0),
    ],
)
def test_what_becomes_of_it_is_told(tmp_path: Path, comment: str, state: WaiverState, covers: int) -> None:
    report = judged(tmp_path, comment)
    (waiver,) = report.waivers
    assert (waiver.state, waiver.findings, waiver.address) == (state, covers, ADDRESS)
    assert waiver.location
    assert waiver.location.label == "main.tf:1"
    assert len(report.findings) == (1 if state is WaiverState.USED else 2)
    assert len(report.waived) == (state is WaiverState.USED)


def test_waivers_of_settings_hold_beside_it(tmp_path: Path) -> None:
    setting = Waiver("MX101", "everywhere", owner="other.example.com")
    report = judged(tmp_path, "iacmx:ignore=MX101 here", setting)
    assert report.findings == ()
    assert {one.reason: bool(one.location) for one in report.waived} == {"everywhere": False, "here": True}
