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
from iacmx.drawing import Step, Stop, in_percent, pictures
from iacmx.model import Finding
from iacmx.report._safe import printable as safe
from iacmx.routes import RouteKind
from iacmx.titles import title

ROWS_A_BLOCK = 500

_Stop = tuple[str, str, tuple[str, ...], tuple[str, ...], str]
_Step = tuple[str, bool, tuple[_Stop, ...]]
_UNTOLD = "; whether there is an address was not told"
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


class _Route(Struct, frozen=True, array_like=True):
    """A :class:`iacmx.drawing.Picture`, which says what every report shows of a route; the script places it."""

    heading: str
    end: str
    tone: str
    ttl: int | None
    unknown: tuple[str, ...]
    steps: tuple[_Step, ...]


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
            tuple(routes.setdefault(route, len(routes)) for route in _routes(domain)),
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


def _routes(domain: Domain) -> Iterator[_Route]:
    if domain.routes:
        for route, picture in zip(domain.routes, pictures(domain.routes, findings=domain.findings), strict=True):
            yield _Route(
                heading=safe(picture.heading),
                end=safe(picture.end) + (_UNTOLD if route.kind is RouteKind.UNKNOWN else ""),
                tone=picture.tone.value,
                ttl=route.ttl,
                unknown=_all_safe(picture.unknown),
                steps=tuple(map(_step, picture.steps)),
            )


def _step(step: Step) -> _Step:
    return safe(step.rank), step.is_implicit, tuple(map(_stop, step.stops))


def _stop(stop: Stop) -> _Stop:
    notes = _all_safe(stop.notes)
    return safe(stop.name), in_percent(stop.share), _all_safe(stop.addresses), notes, stop.tone.value


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
