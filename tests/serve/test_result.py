"""What is reported back: bounded, and nothing in it that a plan or DNS could say breaks out."""

from __future__ import annotations

import json
from functools import cache

import pytest
from msgspec import structs

from iacmx.report import Report, Verdict
from iacmx.serve.result import MOST_OUTCOMES, Status, encode, failed, result_of
from tests.hostile.corpus import CORPUS
from tests.hostile.everywhere import everywhere
from tests.hostile.parsed import of_markdown, unprintable
from tests.report.sample import sample


@cache
def shapes(text: str) -> list[object]:
    """The shape of every outcome's Markdown, but the whole report's, which is one block of code."""
    return [of_markdown(outcome.body) for outcome in result_of(everywhere(sample(), text)).outcomes[:-1]]


ALL = [pytest.param(text, id=name, marks=[pytest.mark.slow] * (len(text) > 1_000)) for name, text in CORPUS.items()]


@pytest.mark.parametrize("text", ALL)
def test_nothing_breaks_out(text: str) -> None:
    result = result_of(everywhere(sample(), text))
    assert shapes(text) == shapes("plain")
    for line in (result.message, *(outcome.description for outcome in result.outcomes)):
        assert "\n" not in line
        assert not unprintable(line)
    whole = result.outcomes[-1].body
    assert not unprintable(whole)
    fence, _, rest = whole.partition("text\n")
    assert set(fence) == {"`"}
    assert rest.endswith(f"\n{fence}\n")
    assert fence not in rest[: -len(fence) - 1]
    json.loads(encode(result))


def test_every_finding_has_an_outcome_with_its_tags() -> None:
    report = sample()
    outcomes = result_of(report).outcomes
    assert len(outcomes) == len(report.findings) + len(report.waived) + len(report.known) + 1
    assert len({outcome.outcome_id for outcome in outcomes}) == len(outcomes)
    document = json.loads(encode(result_of(report)))
    assert document["data"]["type"] == "task-results"
    told = document["data"]["relationships"]["outcomes"]["data"]
    assert {entry["type"] for entry in told} == {"task-result-outcomes"}
    levels = {tag["level"] for entry in told for tags in entry["attributes"]["tags"].values() for tag in tags}
    assert levels <= {"none", "info", "warning", "error"}
    assert {"Status", "Severity"} <= told[0]["attributes"]["tags"].keys()


@pytest.mark.parametrize(("code", "status"), [(0, Status.PASSED), (1, Status.FAILED), (3, Status.FAILED)])
def test_the_status_is_what_the_exit_code_would_be(code: int, status: Status) -> None:
    assert result_of(structs.replace(sample(), exit_code=code)).status is status


def test_masked_findings_pass_and_are_told_all_the_same() -> None:
    report = structs.replace(sample(), verdict=Verdict.FAIL, exit_code=0)
    result = result_of(report)
    assert result.status is Status.PASSED
    assert "Fail" in [tag.label for tag in result.outcomes[-1].tags.status]


def test_a_large_report_is_cut_and_says_so() -> None:
    report = sample()
    many = tuple(structs.replace(report.findings[0], fingerprint=f"{number:016x}") for number in range(3000))
    result = result_of(structs.replace(report, findings=many))
    assert len(result.outcomes) == MOST_OUTCOMES + 1
    assert "more findings are in the report only" in result.outcomes[-1].body
    assert "cut here, for want of room" in result.outcomes[-1].body
    assert len(encode(result)) < 1_000_000


def test_a_megabyte_is_bounded() -> None:
    report: Report = everywhere(sample(), "x" * 1_000_000)
    assert len(encode(result_of(report))) < 1_000_000
    assert len(failed("x" * 1_000_000).message) < 1000
