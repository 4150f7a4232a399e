"""The domains as the page's script reads them: JSON in blocks, so that neither side holds the text of a whole account.

Arrays instead of objects, and every route and finding once per block: many domains share them. ``page.js`` reads the
same order of fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec
from msgspec import Struct

from iacmx.audit_report import Domain
from iacmx.model import Finding
from iacmx.report._safe import printable as safe
from iacmx.routes import Route, Tier
from iacmx.titles import title

ROWS_A_BLOCK = 500

_Tier = tuple[int | None, tuple[tuple[str, tuple[str, ...], str, str], ...]]
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


class _Route(Struct, frozen=True, array_like=True):
    kind: str
    variant: str
    detail: str
    ttl: int | None
    mail_host: str
    unknown: tuple[str, ...]
    tiers: tuple[_Tier, ...]


class _Finding(Struct, frozen=True, array_like=True):
    rule: str
    name: str
    severity: str
    exchange: str
    message: str
    evidence: str
    address: str
    fix: str


class _Row(Struct, frozen=True, array_like=True):
    """``routes`` and ``findings`` are positions in the block's lists."""

    account: str
    provider: str
    zone: str
    zone_id: str
    private: bool
    owner: str
    mail: str
    routes: tuple[int, ...]
    findings: tuple[int, ...]
    ownership: str
    addresses: tuple[str, ...]
    drift: tuple[str, ...]
    change: str
    changes: tuple[str, ...]


class _Block(Struct, frozen=True):
    routes: tuple[_Route, ...]
    findings: tuple[_Finding, ...]
    rows: tuple[_Row, ...]


def blocks(domains: Iterable[Domain]) -> Iterator[str]:
    """JSON for the content of a ``script`` element, a number of domains at a time, in their order."""
    rest = iter(domains)
    while some := list(islice(rest, ROWS_A_BLOCK)):
        yield script_json(_block(some))


def script_json(value: object) -> str:
    """JSON in which nothing can end a ``script`` element or open a comment in it."""
    return msgspec.json.encode(value).decode().translate(_ESCAPES)


def _block(domains: list[Domain]) -> _Block:
    routes: dict[_Route, int] = {}
    findings: dict[_Finding, int] = {}
    rows = tuple(
        _row(
            domain,
            tuple(routes.setdefault(_route(route), len(routes)) for route in domain.routes),
            tuple(findings.setdefault(_finding(found), len(findings)) for found in domain.findings),
        )
        for domain in domains
    )
    return _Block(tuple(routes), tuple(findings), rows)


def _row(domain: Domain, routes: tuple[int, ...], findings: tuple[int, ...]) -> _Row:
    return _Row(
        account=safe(domain.account),
        provider=safe(title(domain.provider)),
        zone=safe(domain.zone),
        zone_id=safe(domain.zone_id),
        private=domain.private,
        owner=safe(domain.owner),
        mail=safe(domain.mail),
        routes=routes,
        findings=findings,
        ownership=safe(domain.ownership),
        addresses=_all_safe(domain.addresses),
        drift=_all_safe(domain.drift),
        change=safe(domain.change),
        changes=_all_safe(domain.changes),
    )


def _route(route: Route) -> _Route:
    return _Route(
        kind=route.kind.value,
        variant=safe(route.variant),
        detail=safe(route.detail),
        ttl=route.ttl,
        mail_host=safe(route.mail_host),
        unknown=_all_safe(route.unknown),
        tiers=tuple(_tier(tier) for tier in route.tiers),
    )


def _tier(tier: Tier) -> _Tier:
    hosts = (
        (safe(host.name), _all_safe(host.addresses), safe(host.state), safe(host.mail_host)) for host in tier.hosts
    )
    return tier.preference, tuple(hosts)


def _finding(finding: Finding) -> _Finding:
    return _Finding(
        rule=safe(finding.rule),
        name=safe(finding.name),
        severity=finding.severity.value,
        exchange=safe(finding.exchange),
        message=safe(finding.message),
        evidence=safe(finding.evidence),
        address=safe(finding.address),
        fix=safe(finding.fix),
    )


def _all_safe(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(safe(text) for text in texts)
