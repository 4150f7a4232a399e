"""One self-contained HTML page: totals, charts, findings by cause, and a table of all domains with their routes.

The script puts values into the page as text only; what else keeps it safe is told in :mod:`iacmx.report._page`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from markupsafe import Markup

from iacmx.audit_report import AuditReport, Domain
from iacmx.audit_report._page import groups, rows
from iacmx.report import Style
from iacmx.report._page import asset, policy, template

_PAGE = Path(__file__).parent / "_page"
_MOST_CAUSES = 20
"""How many causes are shown at once; the milder ones are folded, so that the domains below stay in reach."""


def render(report: AuditReport, style: Style = Style()) -> Iterator[str]:  # noqa: B008 - frozen
    """The page, piece by piece; a few hundred domains are held at a time. ``style`` has no say in it."""
    css, script = asset("page.css"), asset("page.js", _PAGE)
    yield from template("page.html.jinja", _PAGE).generate(
        report=report,
        css=Markup(css),  # noqa: S704 - ours
        script=Markup(script),  # noqa: S704 - ours
        policy=policy(css, script),
        severities=groups.severities(report),
        mail=groups.mail_bars(report),
        rules=groups.rule_bars(report),
        most_causes=_MOST_CAUSES,
        entries=groups.entries(report.causes),
        unlisted=sum(bool(account.reason) for account in report.accounts),
        unread=groups.unread(report.unverified),
        not_judged=groups.not_judged(report.rules_skipped),
        blocks=_blocks(report.domains),
    )


def _blocks(domains: Iterable[Domain]) -> Iterator[Markup]:
    return (Markup(block) for block in rows.blocks(domains))  # noqa: S704 - escaped for a script element
