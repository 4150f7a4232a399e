"""Text for people: what to know before, the steps in order with their times, what could not be told; verdict last."""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.cutover_report import Caution, CutoverPlan, Step
from iacmx.cutover_report._words import wait, when
from iacmx.printable import no_command
from iacmx.printable import printable as safe
from iacmx.report import Style
from iacmx.report._pen import Pen

_LONGEST = 1000


def render(report: CutoverPlan, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """The plan as lines of text."""
    pen = Pen(style.colour)
    lines = [f"{pen.bold(safe(report.zone))}  {pen.dim(safe(f'{report.source} -> {report.target}'))}", ""]
    if report.cautions:
        lines += [line for one in report.cautions for line in _caution(one, pen)] + [""]
    for number, step in enumerate(report.steps, 1):
        lines += [*_step(number, step, style, pen), ""]
    for untold in report.untold:
        lines.append(f"{pen.paint('untold', '35', bold=True)}  {safe(f'{untold.what}: {untold.reason}', _LONGEST)}")
        lines.append(f"      {pen.dim('do  ')} {safe(untold.do)}")
    lines.append(pen.verdict(report.verdict, report.summary))
    return "\n".join(map(no_command, lines)) + "\n"


def _caution(one: Caution, pen: Pen) -> Iterator[str]:
    word = pen.paint("first", "31", bold=True) if one.blocks else pen.paint("note ", "33")
    yield f"{word} {safe(f'{one.topic.value}: {one.text}', _LONGEST)}"
    yield f"      {pen.dim('do  ')} {safe(one.do, _LONGEST)}"


def _step(number: int, step: Step, style: Style, pen: Pen) -> Iterator[str]:
    yield f"{pen.bold(f'{number:2}. {safe(step.title)}')}  {pen.dim(safe(when(step)))}"
    if text := wait(step):
        yield f"    {text}"
    yield from (f"    - {safe(text, _LONGEST)}" for text in step.do)
    yield from (f"    $ {safe(text, _LONGEST)}" for text in step.commands)
    if not style.quiet:
        yield from (f"    {pen.dim(safe(text, _LONGEST))}" for text in step.why)
