"""JSON, versioned by its ``schema`` key; its JSON Schema is docs/schema/routes-1.json. A line for each domain."""

from __future__ import annotations

import json
from functools import partial

from msgspec import Struct, to_builtins

from iacmx import __version__
from iacmx.printable import json_safe
from iacmx.report import Style
from iacmx.route_report import SCHEMA, Result, Summary
from iacmx.routing import MailRoute

ONE_ONLY = False
_dump = partial(json.dumps, ensure_ascii=True)


class Line(Struct, frozen=True):
    """One line of the input: ``asked`` as it was given, ``domain`` in normal form; ``problem`` where it is none."""

    asked: str
    domain: str
    problem: str
    routes: tuple[MailRoute, ...]


class Document(Struct, frozen=True):
    """The whole document."""

    schema: str
    version: str
    domains: tuple[Line, ...]
    summary: Summary
    exit_code: int


def head() -> str:
    return f'{{"schema": {_dump(SCHEMA)}, "version": {_dump(__version__)}, "domains": [\n'


def one(result: Result, style: Style, number: int) -> str:
    asked = result.asked
    line = Line(asked.text, asked.domain, asked.problem, result.routes)
    return json_safe(f"{',' if number else ' '}{_dump(to_builtins(line))}\n")


def tail(summary: Summary, style: Style) -> str:
    return f'], "summary": {_dump(to_builtins(summary))}, "exit_code": {summary.exit_code}}}\n'
