"""CSV (RFC 4180), a row for each owner that a finding hits, and one for each owner without any, for spreadsheets.

``status`` says whether the finding ``fails`` the gate, is ``unverified``, only ``told``, ``waived`` or ``known``, or
that the owner is ``ok``.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.model import Affected
from iacmx.report import OwnerReport, Report, Style
from iacmx.report._csv import in_one_cell, row
from iacmx.report._told import Told, clean, place, told

HEADER = (
    "zone", "owner", "status", "severity", "rule", "name", "exchange", "message", "evidence", "fix", "address", "file",
    "line", "reason", "before", "after", "fingerprint",
)  # fmt: skip
_OK = "ok"


def render(report: Report, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """The header, then the findings, worst first, then the owners without any. ``style`` has no say in it."""
    routes = {(owner.zone, owner.owner): _routes(owner) for owner in report.owners}
    lines = [row(HEADER)]
    for entry in told(report):
        lines += [row(cells) for cells in _of_finding(entry, routes)]
    lines += [
        row((owner.zone, owner.owner, _OK, *[""] * 7, "; ".join(owner.addresses), *[""] * 3, *_routes(owner), ""))
        for owner in clean(report)
    ]
    return "".join(lines)


def _routes(owner: OwnerReport) -> tuple[str, str]:
    return in_one_cell(owner.before), in_one_cell(owner.after)


def _of_finding(entry: Told, routes: dict[tuple[str, str], tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    finding = entry.finding
    own = Affected(
        finding.zone, finding.owner, finding.address, finding.severity, finding.fingerprint, finding.location
    )
    for one in finding.affected or (own,):
        written = place(one)
        before, after = routes.get((one.zone, one.owner), ("", ""))
        yield (
            one.zone,
            one.owner,
            entry.status.value,
            one.severity.value,
            finding.rule,
            finding.name,
            finding.exchange,
            finding.message,
            finding.evidence,
            finding.fix,
            one.address,
            written.path if written else "",
            str(written.line) if written else "",
            entry.why,
            before,
            after,
            one.fingerprint,
        )
