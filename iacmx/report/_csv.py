"""Rows of CSV (RFC 4180) that a spreadsheet may open.

A cell that it would take for a formula gets a leading apostrophe, as OWASP's "CSV injection" advises.
"""

from __future__ import annotations

from collections.abc import Iterable

from iacmx.report._safe import printable
from iacmx.routes import Route, RouteKind

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LONGEST = 5_000
"""Characters of a cell before they are escaped, six for one at worst: a spreadsheet holds 32,767."""


def row(cells: Iterable[str]) -> str:
    """One row with its line end; every cell is quoted."""
    return ",".join(map(_cell, cells)) + "\r\n"


def in_one_cell(routes: Iterable[Route]) -> str:
    """The routes of an owner, ``|`` between those of its routing policies."""
    return " | ".join(filter(None, map(_route, routes)))


def _cell(text: str) -> str:
    shown = printable(text, _LONGEST).replace('"', '""')
    is_formula = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f'"\'{shown}"' if is_formula else f'"{shown}"'


def _route(route: Route) -> str:
    """``10 mx1.example.net; 20 mx2.example.net``, after what tells it from the owner's other routes."""
    named = " ".join(part for part in (route.variant and f"[{route.variant}]", route.detail) if part)
    is_implicit = route.kind is RouteKind.IMPLICIT
    hosts = [
        f"no MX: {host.name}" if is_implicit else f"{'?' if tier.preference is None else tier.preference} {host.name}"
        for tier in route.tiers
        for host in tier.hosts
    ]
    records = ["0 ."] if route.kind is RouteKind.NULL else [*hosts, *(f"? {name}" for name in route.unknown)]
    return f"{named}: {'; '.join(records)}" if named and records else named or "; ".join(records)
