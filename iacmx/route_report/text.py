"""Text for people: each domain with its attempts in order, how it ends, and what the rules say."""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.drawing.text import below_heading
from iacmx.model import Severity
from iacmx.printable import no_command
from iacmx.printable import printable as safe
from iacmx.probing.words import answered
from iacmx.report import Style
from iacmx.report._pen import Pen, details, is_shown
from iacmx.route_report import Result, Summary
from iacmx.routing import End, MailRoute
from iacmx.routing.picture import picture

ONE_ONLY = False
_COLOURS = {End.DELIVERED: "32", End.FAILED: "31", End.DEFERRED: "31", End.UNKNOWN: "35"}


def head() -> str:
    return ""


def one(result: Result, style: Style, number: int) -> str:
    """A paragraph."""
    pen = Pen(style.colour)
    told = [no_command(line) for line in _told(result, style, pen)]
    return "\n".join(told) + "\n\n" if told else ""


def tail(summary: Summary, style: Style) -> str:
    """Nothing where one domain was asked for: it has been said."""
    return "" if summary.domains + summary.wrong == 1 else f"{summary}\n"


def _told(result: Result, style: Style, pen: Pen) -> Iterator[str]:
    if result.asked.problem:
        yield f"{pen.paint('?', '31', bold=True)} {safe(result.asked.problem)}"
        return
    ends = {route.ending.end for route in result.routes}
    if style.quiet and ends == {End.DELIVERED} and not any(map(_is_remarkable, result.routes)):
        return
    first = result.routes[0]
    other = result.asked.text if result.asked.text.lower().strip("<>").rstrip(".") != first.domain else ""
    head = pen.bold(safe(first.domain)) + (f"  {pen.dim(safe(f'({other})'))}" if other else "")
    if first.label:
        yield head
    for route in result.routes:
        yield from _route(f"  {safe(route.label)}" if route.label else head, route, style, pen)


def _route(head: str, route: MailRoute, style: Style, pen: Pen) -> Iterator[str]:
    seen = picture(route)
    yield head + (f"  {pen.dim(safe(seen.heading))}" if seen.heading else "")
    drawn = list(below_heading(seen, pen.dim))
    drawn[-1] = pen.paint(drawn[-1], _COLOURS[route.ending.end])
    indent = "  " if route.label else ""
    yield from [indent + line for line in drawn]
    for probe in route.probes:
        yield f"  {pen.dim(safe(answered(probe)))}"
        for remark in probe.remarks:
            yield f"    {pen.severity(remark.severity)} {safe(remark.text)}"
    for finding in route.findings:
        if is_shown(finding, style):
            yield f"  {pen.severity(finding.severity)} {finding.rule} {finding.name}: {safe(finding.message)}"
            yield from details(finding, pen)


def _is_remarkable(route: MailRoute) -> bool:
    return bool(route.findings) or any(probe.worst is not Severity.INFO for probe in route.probes)
