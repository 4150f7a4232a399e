"""A Mermaid flow chart of one domain, for a code block of GitHub, GitLab or a wiki."""

from __future__ import annotations

from iacmx.drawing.mermaid import draw
from iacmx.report import Style
from iacmx.route_report import Result, Summary
from iacmx.routing.picture import picture

ONE_ONLY = True


def head() -> str:
    return ""


def one(result: Result, style: Style, number: int) -> str:
    return draw(result.asked.domain, [picture(route) for route in result.routes]) if result.routes else ""


def tail(summary: Summary, style: Style) -> str:
    return ""
