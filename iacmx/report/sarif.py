"""SARIF 2.1.0 (OASIS), for code scanning and editors. A resource of the plan is a logical location.

A finding that could not be told is a result of kind ``open`` (section 3.27.9) and a notification that the run is not
complete; what is waived or in the baseline is suppressed (section 3.35). Coverage is told in notifications.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from iacmx.model import Affected, Finding, Severity
from iacmx.report import Report, Style
from iacmx.report._accepted import idle_in_words, known_in_words
from iacmx.report._coverage import checked, in_words, not_judged, not_read
from iacmx.report._rule_pages import rule_page
from iacmx.report._safe import json_safe
from iacmx.report._safe import printable as safe
from iacmx.report._told import Status, Told, few, hits, place, told

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://pypi.org/project/iacmx/"
MOST_RELATED = 100
_OWNERS = 10
_LEVELS = {
    Severity.ERROR: "error",
    Severity.UNVERIFIED: "none",
    Severity.WARNING: "warning",
    Severity.NOTICE: "note",
    Severity.INFO: "note",
}
_EXITS = {
    0: "clean",
    1: "findings at or above --fail-on",
    3: "something that is needed could not be verified",
}

Object = dict[str, Any]


def render(report: Report, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """One run. ASCII only. ``style`` has no say in it."""
    entries = told(report)
    ids = sorted({entry.finding.rule for entry in entries})
    run: Object = {
        "tool": {
            "driver": {
                "name": "iacmx",
                "semanticVersion": report.version,
                "informationUri": HOME,
                "rules": [_rule(identity) for identity in ids],
            }
        },
        "automationDetails": {"id": f"iacmx/{report.command}/"},
        "invocations": [_invocation(report, ids)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(entry, ids, report) for entry in entries],
        "properties": {
            "subject": safe(report.subject),
            "verdict": report.verdict.value,
            "summary": safe(report.summary),
        },
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_safe(json.dumps(document, indent=2, ensure_ascii=True)) + "\n"


def _rule(identity: str) -> Object:
    page = rule_page(identity)
    if page is None:
        return {"id": safe(identity)}
    rule = page.rule
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": _message(rule.summary)},
        "fullDescription": {"text": _message(page.checks)},
        "help": {"text": page.text, "markdown": page.markdown},
        "helpUri": page.source or HOME,
        "defaultConfiguration": {"enabled": not rule.opt_in, "level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family], "needs": [need.value for need in rule.needs]},
    }


def _result(entry: Told, ids: list[str], report: Report) -> Object:
    finding = entry.finding
    result: Object = {
        "ruleId": safe(finding.rule),
        "ruleIndex": ids.index(finding.rule),
        "kind": "open" if finding.severity is Severity.UNVERIFIED else "fail",
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(_told(finding))},
        "locations": [_location(finding, report)],
        "fingerprints": {"iacmx/v1": entry.mark},
        # The one that GitHub goes by; it holds whatever line the resource moves to.
        "partialFingerprints": {"primaryLocationLineHash": f"{entry.mark}:1", "iacmxFinding/v1": finding.fingerprint},
        "properties": {
            "severity": finding.severity.value,
            "zone": safe(finding.zone),
            "owner": safe(finding.owner),
            "exchange": safe(finding.exchange),
            "owners": [safe(owner) for owner in finding.owners[:MOST_RELATED]],
            "evidence": safe(finding.evidence),
            "fix": safe(finding.fix),
        },
    }
    related = [_related(number, one, report) for number, one in enumerate(finding.affected[:MOST_RELATED]) if number]
    if related:
        result["relatedLocations"] = related
    if report.known or report.gone:
        result["baselineState"] = "unchanged" if entry.status is Status.KNOWN else "new"
    if entry.why:
        kind = "inSource" if entry.in_source else "external"
        result["suppressions"] = [{"kind": kind, "status": "accepted", "justification": safe(entry.why)}]
    return result


def _told(finding: Finding) -> str:
    also = f" Hits {few(hits(finding), _OWNERS)}." if hits(finding) else ""
    fix = f" Fix: {finding.fix}" if finding.fix else ""
    return f"{safe(finding.message)}{safe(also, 1000)}{safe(fix)}"


def _location(finding: Finding, report: Report) -> Object:
    logical = _logical(finding.address, finding.owner or finding.zone)
    return {"logicalLocations": [logical], "physicalLocation": _physical(finding, report)}


def _physical(finding: Finding | Affected, report: Report) -> Object:
    """The line on which the block begins: code scanning shows a result beside a change only if all of it is changed.

    Else the plan itself: what is deleted is written nowhere any more, and GitHub refuses all results where one has no
    file.
    """
    written = place(finding)
    if written is None:
        return {"artifactLocation": {"uri": _plan(report.subject)}, "region": {"startLine": 1}}
    physical: Object = {
        "artifactLocation": {"uri": quote(safe(written.path)), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": written.line},
    }
    if written.end_line:
        physical["contextRegion"] = {"startLine": written.line, "endLine": written.end_line}
    return physical


def _plan(subject: str) -> str:
    """The URI of what was judged, also where it has no better name than ``standard input``."""
    path = quote(safe(subject)) or "plan"
    return f"file://{path}" if path.startswith("/") else path


def _related(number: int, affected: Affected, report: Report) -> Object:
    return {
        "id": number,
        "logicalLocations": [_logical(affected.address, affected.owner)],
        "physicalLocation": _physical(affected, report),
        "message": {"text": _message(f"{safe(affected.owner)} is hit too ({affected.severity.value}).")},
    }


def _logical(address: str, owner: str) -> Object:
    """The resource, or where no resource of the plan is the cause the DNS name."""
    if not address:
        return {"name": safe(owner), "fullyQualifiedName": safe(owner), "kind": "dns-name"}
    return {"name": safe(address.rpartition(".")[2]), "fullyQualifiedName": safe(address), "kind": "resource"}


def _message(text: str) -> str:
    """Plain text whose braces are no placeholders and whose brackets make no link (sections 3.11.5 and 3.11.6)."""
    return re.sub(r"\](?=\()", "] ", text).replace("{", "{{").replace("}", "}}")


def _invocation(report: Report, ids: list[str]) -> Object:
    coverage = report.coverage
    notes = [_note("coverage", f"checked {checked(coverage)}", "note"), *_notes(report, ids)]
    return {
        "executionSuccessful": not coverage.unverified,
        "exitCode": report.exit_code,
        "exitCodeDescription": _EXITS.get(report.exit_code, "see the report"),
        "toolExecutionNotifications": notes,
        "toolConfigurationNotifications": [
            *(_note("rule-not-judged", f"{why}: {', '.join(rules)}", "note") for why, rules in not_judged(coverage)),
            *(_note("waiver", line, "warning") for line in idle_in_words(report.waivers)),
        ],
    }


def _notes(report: Report, ids: list[str]) -> Iterator[Object]:
    for finding in report.findings:
        if finding.severity is Severity.UNVERIFIED:
            note = _note("unverified", f"{finding.owner or finding.zone}: {finding.message}", "error")
            yield note | {"associatedRule": {"id": safe(finding.rule), "index": ids.index(finding.rule)}}
    for zone in report.coverage.zones:
        if zone.reason:
            yield _note("zone-not-read", in_words(zone), "warning")
    types = not_read(report.coverage)
    if types:
        yield _note("type-not-read", f"looks like DNS records, but is not understood: {types}", "warning")
    yield from (_note("skipped", words, "note") for words in report.coverage.skipped)
    yield from (_note("baseline", line, "note") for line in known_in_words((), report.gone))


def _note(identity: str, text: str, level: str) -> Object:
    return {"descriptor": {"id": identity}, "level": level, "message": {"text": _message(safe(text, 1000))}}
