"""CSV (RFC 4180), one row a domain, for spreadsheets; zones and accounts that could not be read are rows too.

A cell that a spreadsheet would take for a formula gets a leading apostrophe, as OWASP's "CSV injection" advises.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.audit_report import AccountReport, AuditReport, Domain, ZoneUnverified
from iacmx.model import Severity
from iacmx.report import Style
from iacmx.report._safe import printable
from iacmx.routes import Route, RouteKind

HEADER = (
    "account", "provider", "zone", "zone id", "private", "domain", "status", "mail", "routes", "rules", "message",
    "ownership", "addresses", "drift", "change", "changes",
)  # fmt: skip
_OK = "ok"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LONGEST = 5_000
"""Characters of a cell before they are escaped, six for one at worst: a spreadsheet holds 32,767."""


def render(report: AuditReport, style: Style = Style()) -> Iterator[str]:  # noqa: B008 - frozen
    """The header, then row by row: accounts and zones that could not be read, domains."""
    yield _row(HEADER)
    yield from (_row(_of_account(account)) for account in report.accounts if account.reason)
    yield from (_row(_of_zone(zone)) for zone in report.unverified)
    yield from (_row(_of_domain(domain)) for domain in report.domains)


def _row(cells: tuple[str, ...]) -> str:
    return ",".join(map(_cell, cells)) + "\r\n"


def _cell(text: str) -> str:
    shown = printable(text, _LONGEST).replace('"', '""')
    is_formula = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f'"\'{shown}"' if is_formula else f'"{shown}"'


def _of_account(account: AccountReport) -> tuple[str, ...]:
    return _unread(account.label, account.provider, "", "", account.reason, account.hint)


def _of_zone(zone: ZoneUnverified) -> tuple[str, ...]:
    return _unread(zone.account, zone.provider, zone.zone, zone.zone_id, zone.reason, zone.hint)


def _unread(account: str, provider: str, zone: str, zone_id: str, reason: str, hint: str) -> tuple[str, ...]:
    why = f"{reason.rstrip('.')}. {hint}".strip()
    return (account, provider, zone, zone_id, "", "", Severity.UNVERIFIED.value, "", "", "", why, "", "", "", "", "")


def _of_domain(domain: Domain) -> tuple[str, ...]:
    return (
        domain.account,
        domain.provider,
        domain.zone,
        domain.zone_id,
        "yes" if domain.private else "no",
        domain.owner,
        domain.worst.value if domain.worst else _OK,
        domain.mail,
        " | ".join(filter(None, map(_route, domain.routes))),
        " ".join(dict.fromkeys(finding.rule for finding in domain.findings)),
        domain.findings[0].message if domain.findings else "",
        domain.ownership,
        "; ".join(domain.addresses),
        "; ".join(domain.drift),
        domain.change,
        "; ".join(domain.changes),
    )


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
