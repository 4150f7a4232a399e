"""One self-contained HTML page: each domain with the picture of its route and what the rules say.

It has no script; what else keeps it safe is told in :mod:`iacmx.report._page`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup, escape

from iacmx import __version__
from iacmx.drawing.svg import draw
from iacmx.printable import no_command, printable
from iacmx.probing import Probe
from iacmx.probing.words import answered
from iacmx.report import Style
from iacmx.report._page import asset, policy, template
from iacmx.route_report import Result, Summary
from iacmx.routing.picture import picture

ONE_ONLY = False
_PAGE = Path(__file__).parent / "_page"


def head() -> str:
    css = asset("page.css") + asset("routes.css", _PAGE)
    return template("head.html.jinja", _PAGE).render(
        css=Markup(css),  # noqa: S704 - ours
        policy=policy(css),
        version=__version__,
    )


def one(result: Result, style: Style, number: int) -> str:
    if result.asked.problem:
        return f'<section class="card"><p class="unverified">{_safe(result.asked.problem)}</p></section>\n'
    domain = result.routes[0].domain
    drawn = draw(domain, [picture(route) for route in result.routes])
    found = {finding.fingerprint: finding for route in result.routes for finding in route.findings}
    probes = _list(map(_probe, {probe.host: probe for route in result.routes for probe in route.probes}.values()))
    told = _list(
        f'<span class="badge {finding.severity.value}">{finding.severity.value}</span> {_safe(finding.message)} '
        f'<span class="muted small">{_safe(f"{finding.rule} {finding.name}")}</span><br>'
        f'<span class="muted small">{_safe(finding.fix)}</span>'
        for finding in found.values()
    )
    head = f'<h2 class="unseen">{_safe(domain)}</h2>'
    return f'<section class="card way">{head}\n<div class="scroll">{drawn}</div>{probes}{told}</section>\n'


def tail(summary: Summary, style: Style) -> str:
    words = "" if summary.domains + summary.wrong == 1 else f"<p class='total'>{_safe(str(summary))}.</p>\n"
    return f"{words}<footer class='muted small'>iacmx {_safe(__version__)}</footer>\n</body>\n</html>\n"


def _probe(probe: Probe) -> str:
    remarks = "".join(
        f'<br><span class="badge {remark.severity.value}">{remark.severity.value}</span> {_safe(remark.text)}'
        for remark in probe.remarks
    )
    return f'<span class="muted">{_safe(answered(probe))}</span>{remarks}'


def _list(items: Iterable[str]) -> str:
    told = "".join(f"<li>{item}</li>" for item in items)
    return f'<ul class="findings">{told}</ul>' if told else ""


def _safe(text: str) -> str:
    return str(escape(no_command(printable(text))))
