"""Text for people: the verdict first, then every owner with its route before and after, findings, coverage, verdict."""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.drawing import pictures
from iacmx.drawing.text import lines as lines_of
from iacmx.model import Finding
from iacmx.report import Coverage, OwnerReport, Report, Style
from iacmx.report._accepted import idle_in_words, known_in_words, waived_in_words
from iacmx.report._coverage import checked, in_words, not_judged, not_read
from iacmx.report._pen import Pen, details, is_shown
from iacmx.report._safe import no_command
from iacmx.report._safe import printable as safe
from iacmx.routes import Route
from iacmx.titles import title
from iacmx.words import counted

_OWNERS_A_LINE = 6


def render(report: Report, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """The report as lines of text."""
    pen = Pen(style.colour)
    lines: list[str] = []
    rest = list(report.findings)
    for owner in report.owners:
        mine = [f for f in rest if (f.zone, f.owner) == (owner.zone, owner.owner)]
        rest = [f for f in rest if f not in mine]
        shown = [f for f in mine if is_shown(f, style)]
        if not style.quiet or shown:
            lines += [*_owner(owner, pen), *(line for f in shown for line in _finding(f, pen)), ""]
    for finding in rest:
        if is_shown(finding, style):
            lines += [pen.bold(safe(finding.owner or finding.zone)), *_finding(finding, pen), ""]
    if not style.quiet:
        lines += [*_accepted(report, pen), *_coverage(report.coverage, pen, style.verbose)]
    lines.append(pen.verdict(report.verdict, report.summary))
    return "".join(f"{no_command(line)}\n" for line in lines)


def _owner(owner: OwnerReport, pen: Pen) -> Iterator[str]:
    parts = (title(owner.provider), "zone", *dict.fromkeys((owner.zone, owner.zone_id)))
    where = " ".join(part for part in parts if part)
    yield f"{pen.bold(safe(owner.owner))}  {pen.dim(safe(f'({where})'))}"
    if owner.addresses:
        yield f"  {pen.dim('managed by')} {safe(', '.join(owner.addresses))}"
    if owner.actual != "new":
        yield from _routes("before", owner.before, pen)
    yield from _routes("after ", owner.after, pen)
    if owner.actual in ("failed", "skipped"):
        yield f"  {pen.dim('before is what the plan believes; the live records were not read')}"
    for change in owner.changes:
        yield f"  {pen.dim('apply ')} {safe(change)}"


def _routes(label: str, routes: tuple[Route, ...], pen: Pen) -> Iterator[str]:
    for picture in pictures(routes):
        head = f"  {label} "
        for line in lines_of(picture, pen.dim):
            yield head + line
            head = " " * len(head)


def _finding(finding: Finding, pen: Pen) -> Iterator[str]:
    head = pen.severity(finding.severity)
    yield f"  {head} {finding.rule} {finding.name}: {safe(finding.message)}"
    hit = finding.owners if len(finding.owners) > 1 else ()
    for start in range(0, len(hit), _OWNERS_A_LINE):
        yield f"      {pen.dim('hits' if not start else '    ')} {safe(', '.join(hit[start : start + _OWNERS_A_LINE]))}"
    yield from details(finding, pen)


def _accepted(report: Report, pen: Pen) -> Iterator[str]:
    told = [
        *waived_in_words(report.waived),
        *idle_in_words(report.waivers),
        *known_in_words(report.known, report.gone),
    ]
    yield from (pen.dim(safe(line)) for line in told)
    if told:
        yield ""


def _coverage(coverage: Coverage, pen: Pen, verbose: bool) -> Iterator[str]:
    yield f"{pen.dim('checked')} {checked(coverage)}"
    for zone in coverage.zones:
        if verbose or zone.reason:
            yield f"{pen.dim('zone')}    {safe(in_words(zone))}"
    if coverage.not_understood:
        types = safe(not_read(coverage))
        yield f"{pen.paint('not read', '33')} looks like DNS records, but is not understood: {types}"
    for words in coverage.skipped:
        yield f"{pen.dim('skipped')} {safe(words)}"
    if verbose:
        for why, ids in not_judged(coverage):
            yield f"{pen.dim('skipped')} {counted(len(ids), 'rule')}, {safe(why)}: {', '.join(map(safe, ids))}"
