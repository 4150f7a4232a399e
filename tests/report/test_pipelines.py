"""JUnit, annotations of GitHub, code quality of GitLab, CSV: what each system makes of a report."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from iacmx.model import Finding, Severity
from iacmx.report import Report, Style, Verdict, renderer
from iacmx.report.csv import HEADER
from tests.report.sample import sample
from tests.report.schemas import valid_junit


def written(name: str, report: Report) -> str:
    return renderer(name)(report, Style())


def many(number: int, severity: Severity = Severity.ERROR) -> tuple[Finding, ...]:
    finding = replace(sample().findings[0], severity=severity, affected=(), message="gone.")
    names = [f"d{at:05}.example.com" for at in range(number)]
    return tuple(replace(finding, owner=name, owners=(name,), fingerprint=name) for name in names)


@pytest.mark.parametrize("report", [sample(), replace(sample(), findings=(), owners=())], ids=["sample", "nothing"])
def test_junit_is_valid(report: Report) -> None:
    valid_junit(written("junit", report))


def test_junit_counts_what_it_holds() -> None:
    suite = ElementTree.fromstring(written("junit", sample()))[0]
    held = {tag: len(suite.findall(f"testcase/{tag}")) for tag in ("failure", "error", "skipped")}
    assert held == {"failure": 1, "error": 1, "skipped": 2}
    assert [suite.get(key) for key in ("failures", "errors", "skipped")] == ["1", "1", "2"]
    assert suite.get("tests") == str(len(suite.findall("testcase")))


@pytest.mark.parametrize(
    ("severity", "fail_on", "tag"),
    [
        (Severity.ERROR, Severity.ERROR, "failure"),
        (Severity.WARNING, Severity.ERROR, "system-out"),
        (Severity.WARNING, Severity.WARNING, "failure"),
        (Severity.NOTICE, Severity.WARNING, "system-out"),
        (Severity.UNVERIFIED, Severity.ERROR, "error"),
    ],
)
def test_junit_fails_where_the_gate_does(severity: Severity, fail_on: Severity, tag: str) -> None:
    report = replace(sample(), findings=many(1, severity), fail_on=fail_on)
    case = ElementTree.fromstring(written("junit", report)).find("testsuite/testcase")
    assert case is not None
    assert [child.tag for child in case] == [tag]
    assert case.get("name") == "d00000.example.com MX202 target-nxdomain gone.example.net"


def test_junit_passes_the_owners_without_findings() -> None:
    clean = replace(sample(), findings=(), waived=(), known=(), verdict=Verdict.PASS)
    suite = ElementTree.fromstring(written("junit", clean))[0]
    names = [case.get("name") for case in suite.findall("testcase") if not len(case)]
    assert names == [owner.owner for owner in sample().owners]
    assert (suite.get("failures"), suite.get("errors")) == ("0", "0")
    coverage = suite.findtext("testcase[@name='coverage']/system-out")
    assert coverage is not None
    assert "acme_dns_record (2)" in coverage


def test_no_more_annotations_than_github_shows() -> None:
    report = replace(sample(), findings=(*many(25), *many(10, Severity.WARNING)))
    lines = written("github", report).splitlines()
    errors = [line for line in lines if line.startswith("::error ")]
    assert len(errors) == 10
    assert errors[-1].startswith("::error title=iacmx%3A 16 more::16 more findings of this level")
    assert len([line for line in lines if line.startswith("::warning ")]) == 10
    told = {name for line in lines for name in re.findall(r"d\d{5}", line)}
    assert len(told) == 25
    assert lines[-1].startswith("FAIL  ")


def test_infos_are_no_annotations() -> None:
    lines = written("github", replace(sample(), findings=many(3, Severity.INFO))).splitlines()
    assert len(lines) == 1


def test_gitlab_fingerprints_are_unique() -> None:
    """What could not be told of a host has the fingerprint of what was."""
    told, open_ = many(1)[0], many(1, Severity.UNVERIFIED)[0]
    made = json.loads(written("gitlab", replace(sample(), findings=(told, told, open_))))
    prints = [one["fingerprint"] for one in made]
    assert prints == ["d00000.example.com", "d00000.example.com-2", "d00000.example.com-unverified"]
    alone = json.loads(written("gitlab", replace(sample(), findings=(open_,))))
    assert alone[0]["fingerprint"] == prints[-1]


def test_gitlab_has_a_place_for_everything_that_counts() -> None:
    made = json.loads(written("gitlab", sample()))
    assert [(one["severity"], one["location"]["path"], one["check_name"]) for one in made] == [
        ("blocker", "infra/lab.tf", "MX202 target-nxdomain"),
        ("critical", "infra/main.tf", "MX610 unknown-value"),
    ]
    unwritten = replace(sample().findings[0], location=UNSET)
    made = json.loads(written("gitlab", replace(sample(), findings=(unwritten,))))
    assert made[0]["location"] == {"path": "aws_route53_record.lab", "lines": {"begin": 1}}
    nowhere = replace(unwritten, address="", owner="", zone="")
    assert json.loads(written("gitlab", replace(sample(), findings=(nowhere,))))[0]["location"]["path"] == "plan"


def test_csv_has_a_row_for_each_owner_that_is_hit() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv", sample()), newline="")))
    assert tuple(rows[0]) == HEADER
    assert [(row["owner"], row["status"], row["rule"]) for row in rows] == [
        ("lab.example.com", "fails", "MX202"),
        ("example.com", "fails", "MX202"),
        ("example.com", "unverified", "MX610"),
        ("quiet.example.com", "waived", "MX614"),
        ("old.example.com", "known", "MX101"),
    ]
    assert rows[3]["reason"] == "quiet takes no mail any more, until 2999-01-01"
    assert (rows[3]["before"], rows[3]["after"]) == ("10 old1.example.net", "0 .")
    clean = csv.DictReader(io.StringIO(written("csv", replace(sample(), findings=(), waived=(), known=())), newline=""))
    assert [row["status"] for row in clean] == ["ok"] * 4
