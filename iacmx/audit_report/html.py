"""One self-contained HTML page: totals, charts, findings by cause, and a table of all domains with their routes.

It asks for nothing: style, script and data are inside, and a Content-Security-Policy forbids everything else, so that a
record value that got into the page as more than text still could do nothing. Every value goes through ``printable`` and
the template's escaping; the script puts values into the page as text only.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from iacmx.audit_report import AuditReport, Domain
from iacmx.audit_report._page import groups, rows
from iacmx.report import Style
from iacmx.report._safe import printable
from iacmx.titles import title

_PAGE = Path(__file__).parent / "_page"
_MOST_CAUSES = 20
"""How many causes are shown at once; the milder ones are folded, so that the domains below stay in reach."""


def render(report: AuditReport, style: Style = Style()) -> Iterator[str]:  # noqa: B008 - frozen
    """The page, piece by piece; a few hundred domains are held at a time. ``style`` has no say in it."""
    css, script = _asset("page.css"), _asset("page.js")
    template = _environment().get_template("page.html.jinja")
    yield from template.generate(
        report=report,
        css=Markup(css),  # noqa: S704 - ours
        script=Markup(script),  # noqa: S704 - ours
        policy=_policy(css, script),
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


def _asset(name: str) -> str:
    return (_PAGE / name).read_text(encoding="utf-8")


def _policy(css: str, script: str) -> str:
    """Nothing but the page's own style and script, and the empty icon that keeps browsers from asking for one."""
    return (
        f"default-src 'none'; style-src '{_digest(css)}'; script-src '{_digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _blocks(domains: Iterable[Domain]) -> Iterator[Markup]:
    return (Markup(block) for block in rows.blocks(domains))  # noqa: S704 - escaped for a script element


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    filters = cast("dict[str, object]", environment.filters)  # its declared type admits only Jinja's own
    filters.update(title=title, lines=_lines, pairs=_pairs, number=_number, plural=_plural)
    return environment


def _shown(value: object) -> object:
    """What every expression of the template goes through before it is escaped."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _lines(texts: Iterable[str]) -> Markup:
    """One line each, as a single text: thousands of elements would be slow to open."""
    return Markup("\n").join(escape(printable(text)) for text in texts)


def _pairs(texts: Iterable[tuple[str, str]]) -> Markup:
    return _lines(f"{owner}: {message}" for owner, message in texts)


def _number(value: int) -> str:
    return f"{value:,}"


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
