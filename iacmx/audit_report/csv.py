"""CSV (RFC 4180), one row a domain, for spreadsheets; zones and accounts that could not be read are rows too."""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.audit_report import AccountReport, AuditReport, Domain, ZoneUnverified
from iacmx.model import Severity
from iacmx.report import Style
from iacmx.report._csv import in_one_cell, row

HEADER = (
    "account", "provider", "zone", "zone id", "private", "domain", "status", "mail", "routes", "rules", "message",
    "ownership", "addresses", "drift", "change", "changes",
)  # fmt: skip
_OK = "ok"


def render(report: AuditReport, style: Style = Style()) -> Iterator[str]:  # noqa: B008 - frozen
    """The header, then row by row: accounts and zones that could not be read, domains."""
    yield row(HEADER)
    yield from (row(_of_account(account)) for account in report.accounts if account.reason)
    yield from (row(_of_zone(zone)) for zone in report.unverified)
    yield from (row(_of_domain(domain)) for domain in report.domains)


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
        in_one_cell(domain.routes),
        " ".join(dict.fromkeys(finding.rule for finding in domain.findings)),
        domain.findings[0].message if domain.findings else "",
        domain.ownership,
        "; ".join(domain.addresses),
        "; ".join(domain.drift),
        domain.change,
        "; ".join(domain.changes),
    )
