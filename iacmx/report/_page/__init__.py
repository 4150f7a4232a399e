"""What the HTML pages of all reports have in common: look, macros, and the policy that keeps all else out.

A page is one self-contained file that asks for nothing: style, script and data are inside, so that a record value that
got into the page as more than text still could do nothing. Every value goes through ``printable`` and the template's
escaping.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from iacmx.report._safe import no_command, printable
from iacmx.titles import title

HERE = Path(__file__).parent


def asset(name: str, folder: Path = HERE) -> str:
    """A file of the page: its style or script."""
    return (folder / name).read_text(encoding="utf-8")


def policy(css: str, script: str = "") -> str:
    """Nothing but the page's own style and script, and the empty icon that keeps browsers from asking for one."""
    scripts = f"script-src '{_digest(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_digest(css)}'; {scripts}img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def template(name: str, *folders: Path) -> Template:
    """A template of these folders; it may import the macros of this one."""
    environment = Environment(
        loader=FileSystemLoader((*folders, HERE)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    filters = cast("dict[str, object]", environment.filters)  # its declared type admits only Jinja's own
    filters.update(title=title, lines=lines, pairs=_pairs, number=_number, plural=_plural)
    return environment.get_template(name)


def lines(texts: Iterable[str]) -> Markup:
    """One line each, as a single text: thousands of elements would be slow to open."""
    return Markup("\n").join(escape(no_command(printable(text))) for text in texts)


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _shown(value: object) -> object:
    """What every expression of the template goes through before it is escaped."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _pairs(texts: Iterable[tuple[str, str]]) -> Markup:
    return lines(f"{owner}: {message}" for owner, message in texts)


def _number(value: int) -> str:
    return f"{value:,}"


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
