"""JUnit XML, as Jenkins, GitLab and viewers of pytest read it.

A test case for every finding and one for every owner about which nothing was found. ``failure`` is what fails the gate,
``error`` what could not be told, ``skipped`` what is waived or in the baseline; a milder finding passes, with its text
as output. So there are failures exactly where the verdict is "fail".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from iacmx.model import Finding
from iacmx.report import Report, Style
from iacmx.report._accepted import idle_in_words, known_in_words
from iacmx.report._coverage import checked, in_words, not_judged, not_read
from iacmx.report._safe import printable as safe
from iacmx.report._told import Status, Told, clean, few, hits, place, told, where

_OWNERS = 10
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OUTCOME = {
    Status.FAILS: "failure",
    Status.UNVERIFIED: "error",
    Status.WAIVED: "skipped",
    Status.KNOWN: "skipped",
}


def render(report: Report, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """One test suite. ``style`` has no say in it."""
    entries = told(report)
    passing = list(clean(report))
    outcomes = Counter(_OUTCOME.get(entry.status, "") for entry in entries)
    numbers = {
        "tests": str(len(entries) + len(passing) + 1),
        "failures": str(outcomes["failure"]),
        "errors": str(outcomes["error"]),
        "skipped": str(outcomes["skipped"]),
    }
    top = Element("testsuites", {"name": "iacmx"} | {key: numbers[key] for key in ("tests", "failures", "errors")})
    suite = SubElement(top, "testsuite", {"name": f"iacmx {report.command}", **numbers, "time": "0"})
    _properties(suite, report)
    for entry in entries:
        _case(suite, entry)
    for owner in passing:
        SubElement(suite, "testcase", {"classname": _text(owner.zone), "name": _text(owner.owner), "time": "0"})
    coverage = SubElement(suite, "testcase", {"classname": "iacmx", "name": "coverage", "time": "0"})
    SubElement(coverage, "system-out").text = _lines(_coverage(report))
    indent(top)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(top, encoding="unicode")}\n'


def _properties(suite: Element, report: Report) -> None:
    properties = SubElement(suite, "properties")
    held = {
        "version": report.version,
        "subject": report.subject,
        "verdict": report.verdict.value,
        "exit-code": str(report.exit_code),
        "summary": report.summary,
    }
    for name, value in held.items():
        SubElement(properties, "property", {"name": name, "value": _text(value)})


def _case(suite: Element, entry: Told) -> None:
    finding = entry.finding
    named = " ".join(part for part in (_about(finding), finding.rule, finding.name, finding.exchange) if part)
    case = SubElement(suite, "testcase", {"classname": _text(finding.zone), "name": _text(named), "time": "0"})
    outcome = _OUTCOME.get(entry.status)
    if outcome is None:
        SubElement(case, "system-out").text = _lines((f"{finding.severity.value}: {finding.message}", *_more(finding)))
        return
    message = entry.why or finding.message
    result = SubElement(case, outcome, {"type": f"{finding.rule} {finding.name}", "message": _text(message)})
    if outcome != "skipped":
        result.text = _lines((f"{finding.severity.value}: {finding.message}", *_more(finding)))


def _about(finding: Finding) -> str:
    return few(finding.owners, 1) if finding.owners else finding.owner or finding.zone


def _more(finding: Finding) -> Iterator[str]:
    written = place(finding)
    told_of = (
        ("hits", few(hits(finding), _OWNERS)),
        ("seen", finding.evidence),
        ("at", finding.address),
        ("file", where(written) if written else ""),
        ("fix", finding.fix),
        ("fingerprint", finding.fingerprint),
    )
    return (f"{label}: {text}" for label, text in told_of if text)


def _coverage(report: Report) -> Iterator[str]:
    coverage = report.coverage
    yield f"checked {checked(coverage)}"
    yield from (f"zone {in_words(zone)}" for zone in coverage.zones)
    if not_read(coverage):
        yield f"not read, looks like DNS records, but is not understood: {not_read(coverage)}"
    yield from (f"skipped {words}" for words in coverage.skipped)
    yield from (f"rules not judged, {why}: {', '.join(ids)}" for why, ids in not_judged(coverage))
    yield from idle_in_words(report.waivers)
    yield from known_in_words((), report.gone)


def _lines(texts: Iterator[str] | tuple[str, ...]) -> str:
    return "\n".join(_text(text, 1000) for text in texts)


def _text(text: str, longest: int = 400) -> str:
    """Text of one line in which every character may stand in XML 1.0 (section 2.2)."""
    return _NOT_XML.sub("?", safe(text, longest))
