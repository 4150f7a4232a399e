"""A runbook to paste into an issue or a wiki: a checkbox for everything that is to be done."""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.cutover_report import CutoverPlan, Step
from iacmx.cutover_report._words import wait, when
from iacmx.report import Style
from iacmx.report._markdown import code, words


def render(report: CutoverPlan, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """GitHub-flavoured Markdown."""
    lines = [f"# Cut-over of {code(report.zone)}", "", f"From {code(report.source)} to {code(report.target)}."]
    lines += ["", f"**{words(report.summary)}**", ""]
    if report.cautions:
        lines += ["## Before", ""]
        lines += [f"- [ ] **{words(one.topic.value)}**: {words(one.text)} {words(one.do)}" for one in report.cautions]
        lines.append("")
    for number, step in enumerate(report.steps, 1):
        lines += [*_step(number, step), ""]
    if report.untold:
        lines += ["## Could not be told", ""]
        lines += [f"- [ ] {words(one.what)}: {words(one.reason)} {words(one.do)}" for one in report.untold]
    return "\n".join(lines).rstrip() + "\n"


def _step(number: int, step: Step) -> Iterator[str]:
    yield f"## {number}. {words(step.title)}"
    yield ""
    yield f"Earliest: {words(when(step))}."
    yield ""
    if text := wait(step):
        yield f"- [ ] **{text}**"
    yield from (f"- [ ] {words(text)}" for text in step.do)
    yield from (f"- [ ] {code(text)}" for text in step.commands)
    if step.why:
        yield ""
        yield from (f"> {words(text)}  " for text in step.why)
