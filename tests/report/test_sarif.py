"""SARIF: valid against the published schema, and what code scanning makes of it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema
import pytest
from msgspec import UNSET
from msgspec.structs import replace

from iacmx.model import Affected, Location, Severity
from iacmx.report import Report, Style, renderer
from iacmx.rules import collect
from tests.report.sample import sample
from tests.report.schemas import valid_published_sarif, valid_sarif

LEVELS = {"none", "note", "warning", "error"}


def run(report: Report) -> dict[str, Any]:
    document = json.loads(renderer("sarif")(report, Style()))
    assert document["version"] == "2.1.0"
    (only,) = document["runs"]
    return only


@cache
def of_sample() -> dict[str, Any]:
    return run(sample())


def test_every_finding_is_a_result_with_its_rule() -> None:
    driver = of_sample()["tool"]["driver"]
    told = [(one["ruleId"], one["kind"], one["level"]) for one in of_sample()["results"]]
    assert told == [
        ("MX202", "fail", "error"),
        ("MX610", "open", "none"),
        ("MX614", "fail", "warning"),
        ("MX101", "fail", "error"),
    ]
    for result in of_sample()["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    for rule in driver["rules"]:
        assert rule["help"]["markdown"].startswith(f"# {rule['id']} ")
        assert "## Fix" in rule["help"]["markdown"]
        assert rule["helpUri"].startswith("https://")
        assert rule["fullDescription"]["text"] != rule["shortDescription"]["text"]


def test_help_leads_to_the_first_source() -> None:
    address = {rule["id"]: rule["helpUri"] for rule in of_sample()["tool"]["driver"]["rules"]}
    assert address["MX202"] == "https://www.rfc-editor.org/rfc/rfc5321#section-5.1"


def test_a_result_stands_at_its_resource() -> None:
    first = of_sample()["results"][0]
    assert first["locations"] == [
        {
            "logicalLocations": [
                {"name": "lab", "fullyQualifiedName": "aws_route53_record.lab", "kind": "resource"},
            ],
            "physicalLocation": {
                "artifactLocation": {"uri": "infra/lab.tf", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 40},
                "contextRegion": {"startLine": 40, "endLine": 44},
            },
        }
    ]
    (also,) = first["relatedLocations"]
    assert also["logicalLocations"][0]["fullyQualifiedName"] == "aws_route53_record.mx"
    assert "Fix: " in first["message"]["text"]


@pytest.mark.parametrize(
    ("subject", "uri"),
    [
        ("infra/plan file.json", "infra/plan%20file.json"),
        ("/builds/tfplan", "file:///builds/tfplan"),
        ("standard input", "standard%20input"),
        ("javascript:x\u202e", "javascript%3Ax%5Cu202e"),
        ("", "plan"),
    ],
)
def test_where_no_line_is_known_there_is_the_plan(subject: str, uri: str) -> None:
    """Code scanning takes no file in which one result has no place."""
    finding = replace(sample().findings[0], location=UNSET, affected=())
    (result,) = run(replace(sample(), findings=(finding,), waived=(), known=(), subject=subject))["results"]
    (only,) = result["locations"]
    assert only["physicalLocation"] == {"artifactLocation": {"uri": uri}, "region": {"startLine": 1}}
    assert only["logicalLocations"][0]["fullyQualifiedName"] == finding.address


def test_code_scanning_takes_it() -> None:
    """As its documentation has it: each location has a file and a line, each rule and result a text."""
    for result in of_sample()["results"]:
        for one in (*result["locations"], *result.get("relatedLocations", ())):
            assert one["physicalLocation"]["artifactLocation"]["uri"]
            assert one["physicalLocation"]["region"]["startLine"] > 0
        assert result["message"]["text"]


def test_a_waiver_in_a_comment_is_a_suppression_in_the_source() -> None:
    (waived,) = sample().waived
    for location, kind in ((UNSET, "external"), (Location("main.tf", 3), "inSource")):
        results = run(replace(sample(), waived=(replace(waived, location=location),)))["results"]
        kinds = [entry["suppressions"][0]["kind"] for entry in results if entry["ruleId"] == waived.finding.rule]
        assert kinds == [kind]


def test_fingerprints_hold_from_run_to_run_and_differ_within_one() -> None:
    again = run(replace(sample(), subject="other.json"))["results"]
    prints = [one["fingerprints"]["iacmx/v1"] for one in of_sample()["results"]]
    assert prints == [one["fingerprints"]["iacmx/v1"] for one in again]
    assert len(set(prints)) == len(prints)
    assert all(one["partialFingerprints"]["primaryLocationLineHash"].endswith(":1") for one in again)


def test_what_is_accepted_is_suppressed_and_the_baseline_told() -> None:
    by_rule = {one["ruleId"]: one for one in of_sample()["results"]}
    assert by_rule["MX614"]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "quiet takes no mail any more, until 2999-01-01",
        }
    ]
    assert by_rule["MX101"]["baselineState"] == "unchanged"
    assert by_rule["MX202"]["baselineState"] == "new"
    assert "suppressions" not in by_rule["MX202"]
    without = run(replace(sample(), known=(), gone=()))["results"]
    assert not any("baselineState" in one for one in without)


def test_the_run_tells_what_was_not_looked_at() -> None:
    (invocation,) = of_sample()["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 1)
    notes = {one["descriptor"]["id"]: one for one in invocation["toolExecutionNotifications"]}
    assert notes["unverified"]["level"] == "error"
    assert notes["unverified"]["associatedRule"]["id"] == "MX610"
    assert "acme_dns_record (2)" in notes["type-not-read"]["message"]["text"]
    assert "4 MX sets" in notes["coverage"]["message"]["text"]
    assert any("MX208" in one["message"]["text"] for one in invocation["toolConfigurationNotifications"])
    clean = replace(sample(), findings=(), coverage=replace(sample().coverage, unverified=0), exit_code=0)
    assert run(clean)["invocations"][0]["executionSuccessful"]


def test_a_cause_that_hits_thousands_stays_readable() -> None:
    finding = sample().findings[0]
    names = tuple(f"d{number}.example.com" for number in range(5_000))
    affected = tuple(Affected("z", owner, f"r.{owner}", Severity.ERROR, owner) for owner in names)
    (result,) = run(replace(sample(), findings=(replace(finding, owners=names, affected=affected),)))["results"][:1]
    assert len(result["relatedLocations"]) == 99
    assert "and 4990 more" in result["message"]["text"]


def of_every_rule(text: str) -> list[dict[str, Any]]:
    """Documents with all there may be in one, with a result of each rule, and with none."""
    finding = sample().findings[0]
    each = tuple(
        replace(finding, rule=rule.id, name=rule.name, severity=rule.severity, fingerprint=rule.id, address=text)
        for rule, _ in collect()
    )
    reports = sample(), replace(sample(), findings=(*sample().findings, *each)), replace(sample(), findings=())
    return [json.loads(renderer("sarif")(report, Style())) for report in reports]


TEXTS = ["example.com", "{0} [a](b) \u202e\x00 ::x"]


@pytest.mark.parametrize("text", TEXTS)
def test_valid(text: str) -> None:
    for document in of_every_rule(text):
        valid_sarif(document)


@pytest.mark.parametrize(
    "wrong",
    [{"level": "fatal"}, {"kind": "open", "level": "error"}, {"locations": []}, {"unheard of": 1}, {"ruleIndex": -1}],
    ids=str,
)
def test_what_is_not_is_noticed(wrong: dict[str, Any]) -> None:
    (document, *_) = of_every_rule("x")
    document["runs"][0]["results"][0].update(wrong)
    with pytest.raises(jsonschema.ValidationError):
        valid_sarif(document)


@pytest.mark.slow
@pytest.mark.parametrize("text", TEXTS)
def test_valid_against_the_published_schema(text: str) -> None:
    for document in of_every_rule(text):
        valid_published_sarif(document)
