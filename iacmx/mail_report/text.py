"""Text for people: what is to be done about each record, the steps in order, the verdict last."""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.durations import spoken
from iacmx.mail_report import MailReport, Outcome, Point, Row, State, Step
from iacmx.mail_report._words import LONGEST, is_order, trust
from iacmx.printable import no_command
from iacmx.printable import printable as safe
from iacmx.report import Style, Verdict
from iacmx.report._pen import Pen

_COLOURS = {
    State.THERE: "32",
    State.MISSING: "31",
    State.CHANGE: "33",
    State.GOES: "33",
    State.ASK: "36",
    State.UNTOLD: "35",
}
_OUTCOMES = {Outcome.PROVEN: "32", Outcome.WRONG: "31", Outcome.UNTOLD: "35", Outcome.ADVICE: "36"}


def render(report: MailReport, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """The report as lines of text."""
    pen = Pen(style.colour)
    lines = [pen.bold(safe(f"{report.domain}  to {report.host}")), *_head(report, style, pen)]
    for row in report.rows:
        if is_order(row) or style.verbose:
            lines += _row(row, pen)
    there = sum(not is_order(row) for row in report.rows)
    if there and not style.verbose:
        lines.append(f"  {pen.dim(f'{there} more there already')}")
    for number, step in enumerate(report.steps, 1):
        lines += ["", *_step(number, step, pen)]
    for point in report.points:
        if not (style.quiet and point.outcome is Outcome.PROVEN):
            lines += _point(point, pen)
    lines += ["", *(f"{pen.dim('note')}  {safe(note)}" for note in report.notes)] if report.notes else []
    is_plan = not report.points and report.verdict is Verdict.PASS
    last = pen.bold(safe(report.summary)) if is_plan else pen.verdict(report.verdict, report.summary)
    return "\n".join(map(no_command, [*lines, "", last])) + "\n"


def _head(report: MailReport, style: Style, pen: Pen) -> Iterator[str]:
    if style.quiet:
        return
    if not report.points:
        yield f"  {pen.dim('from ')} {safe(report.before) or 'no host'} ({safe(report.subject)})"
        yield f"  {pen.dim('facts')} {safe(trust(report))}"
    if style.verbose:
        yield from (f"  {pen.dim('see  ')} {safe(source)}" for source in report.sources)


def _row(row: Row, pen: Pen) -> Iterator[str]:
    word = pen.paint(f"{row.state.value:7}", _COLOURS[row.state], bold=True)
    when = f"  {pen.dim(safe(row.when))}" if row.when else ""
    named = row.part if row.part == row.type else f"{row.part} ({row.type})"
    yield f"  {word} {safe(f'{row.owner}  {named}')}{when}"
    if row.state is State.THERE:
        yield from (f"      {pen.dim('is  ')} {safe(value, LONGEST)}" for value in row.now)
    else:
        for label, values in (("now ", row.now), ("then", row.then)):
            yield from (f"      {pen.dim(label)} {safe(value, LONGEST)}" for value in values)
    if row.reason:
        yield f"      {pen.dim('why ')} {safe(row.reason)}"


def _step(number: int, step: Step, pen: Pen) -> Iterator[str]:
    yield f"{pen.bold(safe(f'{number}. {step.title}'))}"
    yield from (f"   - {safe(order, LONGEST)}" for order in step.do)
    if step.wait is not None:
        yield f"   {pen.paint(f'wait {spoken(step.wait)}', '33', bold=True)}  {pen.dim(safe(step.why))}"
    elif step.why:
        yield f"   {pen.dim(safe(step.why))}"


def _point(point: Point, pen: Pen) -> Iterator[str]:
    word = pen.paint(f"{point.outcome.value:7}", _OUTCOMES[point.outcome], bold=True)
    yield f"  {word} {safe(f'{point.part}: {point.message}', LONGEST)}"
    if point.fix and point.outcome is not Outcome.PROVEN:
        yield f"      {pen.dim('fix ')} {safe(point.fix, LONGEST)}"
