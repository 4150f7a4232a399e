"""Moves of mail for tests: a zone of a provider, DNS in a dictionary, and a host."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from iacmx.audit.source import Source
from iacmx.mail_needs import service_named, target_of
from iacmx.mail_report import MailReport, Row
from iacmx.migrate.mail import move_of, told
from iacmx.migrate.mail.rows import Move
from iacmx.model import Answer, Kind, Zone, ZoneData
from iacmx.world.questions import MTA_STS

DOMAIN = "example.com"
POLICY = "version: STSv1\nmode: enforce\nmax_age: 604800\nmx: *.l.google.com\nmx: aspmx.l.google.com\n"


class Fixed:
    """A side that holds one zone, or several."""

    def __init__(self, *zones: ZoneData) -> None:
        self._zones = zones

    def zones(self, name: str = "") -> list[Zone]:
        return [data.zone for data in self._zones if name in ("", data.zone.name)]

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        return next(data for data in self._zones if data.zone.id == zone.id)


class Known:
    """DNS that has these texts and MTA-STS policies, and nothing else."""

    questions = 0
    unasked: Mapping[str, str] = MappingProxyType({})

    def __init__(self, texts: Mapping[str, str] | None = None, policy: str = "") -> None:
        self._texts, self._policy = texts or {}, policy

    def lookup(self, name: str, rdtype: str) -> Answer:
        if rdtype == MTA_STS:
            return Answer(Kind.FOUND, (self._policy,)) if self._policy else Answer(Kind.NO_DATA, reason="404")
        text = self._texts.get(name) if rdtype == "TXT" else None
        return Answer(Kind.FOUND, (text,), ttl=300) if text else Answer(Kind.NO_NAME)

    def settle(self) -> bool:
        return False


def moved(
    data: ZoneData,
    host: str,
    tenant: str = "",
    *,
    domain: str = DOMAIN,
    keys: Mapping[str, str] | None = None,
    dns: Known | None = None,
    whole: bool = False,
) -> tuple[Move, list[Row]]:
    """The move of the zone's mail, and what is to be done about each record set."""
    target = target_of(service_named(host), domain, tenant)
    side, source = Fixed(data), Source(data.zone.provider)
    return move_of(domain, target, source, side, keys=keys, dns=dns or Known(), whole=whole)


def report(data: ZoneData, host: str, tenant: str = "", **more: object) -> MailReport:
    move, rows = moved(data, host, tenant, **more)  # type: ignore[arg-type]
    return told(move, rows, data.zone.provider)


def by_place(rows: list[Row]) -> dict[str, Row]:
    """Rows by part and owner's first label."""
    return {f"{row.part} {row.owner.removesuffix(DOMAIN).rstrip('.') or '@'} {row.state.value}": row for row in rows}
