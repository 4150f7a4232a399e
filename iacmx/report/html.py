"""One self-contained HTML page: the verdict, findings, and every owner with its route before and after the apply.

It has no script at all; what else keeps it safe is told in :mod:`iacmx.report._page`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct

from iacmx.drawing import Picture, pictures
from iacmx.model import Finding, Severity
from iacmx.report import OwnerReport, Report, Style
from iacmx.report._coverage import checked, in_words, not_judged, not_read
from iacmx.report._page import asset, policy, template
from iacmx.report._told import by_owner, name, where, worst_first
from iacmx.titles import title

_OK = "ok"


class _Owner(Struct, frozen=True):
    """What the page tells of one owner."""

    report: OwnerReport
    zone: str
    findings: tuple[Finding, ...]
    before: tuple[Picture, ...]
    after: tuple[Picture, ...]


def render(report: Report, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """The page. ``style`` has no say in it."""
    css = asset("page.css")
    found = by_owner(report)
    return template("check.html.jinja").render(
        report=report,
        css=Markup(css),  # noqa: S704 - ours
        policy=policy(css),
        severities=_severities(report, found),
        findings=[(finding, where(finding.location) if finding.location else "") for finding in report.findings],
        owners=[
            _Owner(
                owner,
                _zone(owner),
                tuple(found[name(owner)]),
                pictures(owner.before, "before"),
                pictures(owner.after, "after", found[name(owner)]),
            )
            for owner in worst_first(report, found)
        ],
        checked=checked(report.coverage),
        not_read=not_read(report.coverage),
        not_judged=tuple(not_judged(report.coverage)),
        zones=[in_words(zone) for zone in report.coverage.zones],
    )


def _severities(report: Report, found: Mapping[tuple[str, str], Sequence[Finding]]) -> tuple[tuple[str, int], ...]:
    """The numbers of owners by their worst finding, worst first, those without one last."""
    worst = Counter(
        min((finding.severity for finding in found[name(owner)]), key=lambda severity: severity.rank, default=_OK)
        for owner in report.owners
    )
    return tuple((word, worst[word]) for word in (*Severity, _OK))


def _zone(owner: OwnerReport) -> str:
    parts = (title(owner.provider), "zone", *dict.fromkeys((owner.zone, owner.zone_id)))
    return " ".join(part for part in parts if part)
