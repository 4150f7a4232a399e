"""Text for people: the verdict first, then every owner with its route before and after, findings, coverage, verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from iacmx.drawing import pictures
from iacmx.drawing.text import lines as lines_of
from iacmx.model import Finding
from iacmx.report import Coverage, OwnerReport, Report, Style
from iacmx.report._accepted import idle_in_words, known_in_words, waived_in_words
from iacmx.report._pen import Pen, details, is_shown
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
    return "\n".join(lines) + "\n"


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
    told = [
        f"{counted(coverage.mx_sets, 'MX set')} in {counted(len(coverage.zones), 'zone')}",
        f"{coverage.mx_sets_unchanged} not touched by the plan",
        f"{counted(coverage.unknown_values, 'value')} known only after the apply",
        f"{coverage.rules} rules",
    ]
    if coverage.unverified:
        told.append(f"{coverage.unverified} could not be verified")
    if coverage.rules_skipped:
        told.append(f"{counted(len(coverage.rules_skipped), 'rule')} not judged")
    yield f"{pen.dim('checked')} {'; '.join(told)}"
    for zone in coverage.zones:
        if verbose or zone.reason:
            named = " ".join(part for part in dict.fromkeys((zone.zone, zone.zone_id)) if part)
            state = " ".join(part for part in (zone.actual, zone.reason) if part)
            yield f"{pen.dim('zone')}    {safe(f'{named} ({title(zone.provider)}): {state}')}"
    if coverage.not_understood:
        types = ", ".join(f"{name} ({count})" for name, count in sorted(coverage.not_understood.items()))
        yield f"{pen.paint('not read', '33')} looks like DNS records, but is not understood: {safe(types)}"
    for words in coverage.skipped:
        yield f"{pen.dim('skipped')} {safe(words)}"
    if verbose and coverage.rules_skipped:
        for why, count in Counter(coverage.rules_skipped.values()).items():
            ids = ", ".join(rule for rule, reason in coverage.rules_skipped.items() if reason == why)
            yield f"{pen.dim('skipped')} {counted(count, 'rule')}, {safe(why)}: {ids}"
