"""What is reported back: a report as the result of a run task, in JSON:API, with Markdown for each finding."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec
from msgspec import Struct

from iacmx.model import Severity
from iacmx.printable import printable
from iacmx.report import Report
from iacmx.report import text as text_format
from iacmx.report._markdown import code, words
from iacmx.report._told import Status as Became
from iacmx.report._told import Told, few, hits, told

MEDIA_TYPE = "application/vnd.api+json"
MOST_OUTCOMES = 50
_LONGEST_LINE = 250
_LONGEST_REPORT = 200_000
"""Characters; HCP Terraform recommends bodies of less than 1 MB and takes 5 MB."""
_OWNERS = 50


class Status(StrEnum):
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"


class Level(StrEnum):
    NONE = "none"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Tag(Struct, frozen=True):
    label: str
    level: Level


class Tags(Struct, frozen=True, rename="pascal"):
    """HCP Terraform shows those named status and severity in its list of outcomes."""

    status: tuple[Tag, ...] = ()
    severity: tuple[Tag, ...] = ()
    rule: tuple[Tag, ...] = ()


class Outcome(Struct, frozen=True, rename="kebab"):
    """One line to unfold: ``body`` is Markdown."""

    outcome_id: str
    description: str
    body: str
    tags: Tags


class Result(Struct, frozen=True):
    status: Status
    message: str
    outcomes: tuple[Outcome, ...] = ()


_LEVELS = {
    Severity.ERROR: Level.ERROR,
    Severity.UNVERIFIED: Level.WARNING,
    Severity.WARNING: Level.WARNING,
    Severity.NOTICE: Level.INFO,
    Severity.INFO: Level.NONE,
}
_BECAME = {
    Became.FAILS: Tag("Failed", Level.ERROR),
    Became.UNVERIFIED: Tag("Could not be told", Level.ERROR),
    Became.TOLD: Tag("Noted", Level.INFO),
    Became.WAIVED: Tag("Waived", Level.NONE),
    Became.KNOWN: Tag("In the baseline", Level.NONE),
}


def result_of(report: Report) -> Result:
    """Passed where ``iacmx check`` would exit with 0, and else failed: also what could not be told."""
    status = Status.FAILED if report.exit_code else Status.PASSED
    entries = told(report)
    outcomes = [_outcome(entry) for entry in entries[:MOST_OUTCOMES]]
    left_out = len(entries) - len(outcomes)
    return Result(status, printable(report.summary), (*outcomes, _whole(report, left_out)))


def failed(message: str) -> Result:
    """Nothing was judged, and why."""
    return Result(Status.FAILED, printable(f"Nothing was judged: {message}"))


def encode(result: Result, outcomes: bool = True) -> bytes:
    """The body of the callback; without ``outcomes`` for whoever does not take them."""
    data: dict[str, object] = {
        "type": "task-results",
        "attributes": {"status": result.status, "message": result.message},
    }
    if outcomes and result.outcomes:
        entries = [{"type": "task-result-outcomes", "attributes": outcome} for outcome in result.outcomes]
        data["relationships"] = {"outcomes": {"data": entries}}
    return msgspec.json.encode({"data": data})


def _outcome(entry: Told) -> Outcome:
    finding = entry.finding
    about = finding.owner or finding.zone
    return Outcome(
        outcome_id=entry.mark,
        description=printable(f"{finding.rule} {about}: {finding.message}", _LONGEST_LINE),
        body="\n".join(_body(entry)),
        tags=Tags(
            status=(_BECAME[entry.status],),
            severity=(Tag(finding.severity.value.capitalize(), _LEVELS[finding.severity]),),
            rule=(Tag(f"{finding.rule} {finding.name}", Level.NONE),),
        ),
    )


def _body(entry: Told) -> Iterator[str]:
    finding = entry.finding
    yield f"**{finding.rule}** {finding.name}: {words(finding.message)}\n"
    if entry.why:
        yield f"- accepted: {words(entry.why)}"
    if hits(finding):
        yield f"- hits {words(few(finding.owners, _OWNERS))}"
    if finding.evidence:
        yield f"- seen: {words(finding.evidence)}"
    if finding.address:
        yield f"- at {code(finding.address)}"
    if finding.fix:
        yield f"- fix: {words(finding.fix)}"


def _whole(report: Report, left_out: int) -> Outcome:
    """The report as the command line prints it, which also tells where mail goes and what was not checked."""
    shown = text_format.render(report)
    if len(shown) > _LONGEST_REPORT:
        kept = shown[:_LONGEST_REPORT].rpartition("\n")[0]
        shown = f"{kept}\n... cut here, for want of room\n"
    fence = "`" * max(3, _longest_run(shown) + 1)
    note = f"{left_out} more findings are in the report only.\n\n" if left_out else ""
    return Outcome(
        outcome_id="report",
        description="The whole report: where mail goes before and after, and what was checked",
        body=f"{note}{fence}text\n{shown}{fence}\n",
        tags=Tags(status=(_VERDICTS[report.verdict.value],)),
    )


_VERDICTS = {
    "pass": Tag("Pass", Level.INFO),
    "fail": Tag("Fail", Level.ERROR),
    "unverified": Tag("Unverified", Level.ERROR),
}


def _longest_run(text: str) -> int:
    longest = here = 0
    for character in text:
        here = here + 1 if character == "`" else 0
        longest = max(longest, here)
    return longest
