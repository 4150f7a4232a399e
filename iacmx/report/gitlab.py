"""Code quality of GitLab: a JSON list of what a merge request shows beside the changed lines.

GitLab shows one of several entries with the same fingerprint, so they are unique; it wants a path, which is the
resource's address where its file is not known. What is waived or in the baseline is not in it.
"""

from __future__ import annotations

import json

from iacmx.model import Severity
from iacmx.report import Report, Style
from iacmx.report._safe import json_safe
from iacmx.report._safe import printable as safe
from iacmx.report._told import Status, Told, few, hits, place, told

_OWNERS = 10
_SEVERITIES = {
    Severity.ERROR: "blocker",
    Severity.UNVERIFIED: "critical",
    Severity.WARNING: "major",
    Severity.NOTICE: "minor",
    Severity.INFO: "info",
}


def render(report: Report, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """The list, worst first. ASCII only. ``style`` has no say in it."""
    entries = [_entry(one) for one in told(report) if one.status not in (Status.WAIVED, Status.KNOWN)]
    return json_safe(json.dumps(entries, indent=2, ensure_ascii=True)) + "\n"


def _entry(entry: Told) -> dict[str, object]:
    finding = entry.finding
    written = place(finding)
    open_ = "Not verified: " if entry.status is Status.UNVERIFIED else ""
    also = f" Hits {few(hits(finding), _OWNERS)}." if hits(finding) else ""
    return {
        "description": f"{finding.rule} {open_}{safe(finding.message)}{safe(also, 1000)} {safe(finding.fix)}".strip(),
        "check_name": f"{finding.rule} {finding.name}",
        "fingerprint": entry.mark,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": safe(written.path if written else finding.address or finding.owner or finding.zone or "plan"),
            "lines": {"begin": written.line if written else 1},
        },
    }
