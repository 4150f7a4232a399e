"""Text for people: what differs of each zone first, then what can't be carried over and what is equal, verdict last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from iacmx.migrate_report import Carry, MigrateReport, Row, State, ZoneComparison, ZoneUntold
from iacmx.report import Style
from iacmx.report._pen import Pen
from iacmx.report._safe import no_command
from iacmx.report._safe import printable as safe

_COLOURS = {State.EQUAL: "32", State.UNTOLD: "35"}
_DIFFERS = "31"
_LONGEST_VALUE = 1000
"""A DKIM key of 4096 bits, which may differ from another in its last letter only."""


def render(report: MigrateReport, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """The report as lines of text."""
    pen = Pen(style.colour)
    lines: list[str] = []
    for zone in report.zones:
        shown = [row for row in zone.rows if row.state is not State.EQUAL or not style.quiet]
        if shown or (zone.carry and not style.quiet):
            lines += [*_zone(report, zone, shown, style, pen), ""]
    for untold in report.untold:
        lines += [*_untold(untold, pen), ""]
    if not style.quiet:
        lines += [f"{pen.dim('note')}  {safe(note)}" for note in report.notes]
    lines.append(pen.verdict(report.verdict, report.summary))
    return "".join(f"{no_command(line)}\n" for line in lines)


def _zone(report: MigrateReport, zone: ZoneComparison, rows: Sequence[Row], style: Style, pen: Pen) -> Iterator[str]:
    ends = (_named(report.source, zone.source_id), _named(report.target, zone.target_id))
    yield f"{pen.bold(safe(zone.zone))}  {pen.dim(safe(' -> '.join(ends)))}"
    for row in sorted(rows, key=lambda row: row.state is State.EQUAL):
        yield from _row(row, style, pen)
    if not style.quiet:
        for carry in zone.carry:
            yield from _carry(carry, pen)
        states = Counter(row.state.value for row in zone.rows)
        told = ", ".join(f"{states[state]} {state.value}" for state in State if states[state])
        yield f"  {pen.dim(told or 'nothing of mail at either side')}"


def _named(side: str, identity: str) -> str:
    return f"{side} ({identity})" if identity else side


def _row(row: Row, style: Style, pen: Pen) -> Iterator[str]:
    word = pen.paint(f"{row.state.value:9}", _COLOURS.get(row.state, _DIFFERS), bold=row.state is not State.EQUAL)
    named = f"{row.owner} {row.type}" if row.part.value == row.type else f"{row.owner} {row.type} ({row.part.value})"
    if row.state is State.EQUAL:
        yield f"  {word} {safe(named)}{': ' + safe('; '.join(row.source)) if style.verbose else ''}"
    else:
        yield f"  {word} {safe(named)}"
        for label, values in (("from", row.source), ("to  ", row.target)):
            yield from (f"      {pen.dim(label)} {safe(value, _LONGEST_VALUE)}" for value in values or ("(none)",))
    if row.reason:
        yield f"      {pen.dim('why ')} {safe(row.reason)}"
    yield from (f"      {pen.dim('note')} {safe(note)}" for note in row.notes)


def _carry(carry: Carry, pen: Pen) -> Iterator[str]:
    yield f"  {pen.paint('not carried over', '33')} {safe(f'{carry.owner} {carry.type}: {carry.what}')}"
    yield f"      {pen.dim('do  ')} {safe(carry.instead)}"


def _untold(zone: ZoneUntold, pen: Pen) -> Iterator[str]:
    yield f"{pen.paint('untold', '35', bold=True)} {safe(f'{zone.zone} at {zone.side}: {zone.reason}')}"
    if zone.hint:
        yield f"      {pen.dim('fix ')} {safe(zone.hint)}"
