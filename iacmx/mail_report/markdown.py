"""A runbook to paste: a table of what changes, then the steps as a checklist; or what a plan proves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iacmx.durations import spoken
from iacmx.mail_report import MailReport, Row, Step
from iacmx.mail_report._words import LONGEST, is_order, trust
from iacmx.report import Style
from iacmx.report._markdown import code, words


def render(report: MailReport, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """GitHub-flavoured Markdown."""
    lines = [f"# {words(f'{report.domain} to {report.host}')}", "", f"**{words(report.summary)}**", ""]
    if report.rows:
        lines += [f"Facts: {words(trust(report))}.", "", *_table(filter(is_order, report.rows)), ""]
    for number, step in enumerate(report.steps, 1):
        lines += [*_step(number, step), ""]
    if report.points:
        lines += ["| | what | fix |", "| --- | --- | --- |"]
        for point in report.points:
            lines.append(
                f"| {point.outcome.value} | {words(point.part)}: {words(point.message)} | {words(point.fix)} |"
            )
        lines.append("")
    lines += [f"> {words(note)}\n" for note in report.notes]
    return "\n".join(lines).rstrip() + "\n"


def _table(rows: Iterable[Row]) -> Iterator[str]:
    yield "| | record | now | then | when |"
    yield "| --- | --- | --- | --- | --- |"
    for row in rows:
        record = f"{code(f'{row.owner} {row.type}')} ({words(row.part)})"
        yield f"| {row.state.value} | {record} | {_values(row.now)} | {_values(row.then)} | {words(row.when)} |"


def _values(values: Iterable[str]) -> str:
    return "<br>".join(code(value[:LONGEST]) for value in values)


def _order(order: str) -> str:
    """An order; the value at its end as code, to be copied."""
    what, colon, value = order.partition(": ")
    return f"{words(what)}: {code(value)}" if colon else words(what)


def _step(number: int, step: Step) -> Iterator[str]:
    yield f"## {number}. {words(step.title)}"
    yield ""
    yield from (f"- [ ] {_order(order)}" for order in step.do)
    if step.wait is not None:
        yield f"- [ ] **Wait {spoken(step.wait)}.** {words(step.why)}"
    elif step.why:
        yield ""
        yield f"*{words(step.why)}*"
