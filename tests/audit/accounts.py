"""Accounts of a provider to audit, the hosts that DNS serves, and an audit of the one with the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

from iacmx.audit import Source, audit
from iacmx.audit_report import AuditReport
from iacmx.errors import ProviderError
from iacmx.model import Answer, Kind, RecordSet, Severity, Value, Zone, ZoneData
from iacmx.mx import parse_mx
from iacmx.world.served import Key, Served

SERVERS = ("ns-1.awsdns-01.com", "ns-2.awsdns-02.net")
DENIED = ProviderError("Access denied.", "Allow it.")


def holding(name: str, *records: str, number: int = 1, private: bool = False, **more: Any) -> ZoneData:
    """A zone whose record sets are written as ``"owner type value, value"``, ``@`` being its apex."""
    zone = Zone(
        f"route53:Z{number}", "route53", f"Z{number}", name, private=private, name_servers=() if private else SERVERS
    )
    sets = [_set(zone, text, more) for text in records]
    if not private:
        sets.append(RecordSet(zone.key, name, "NS", 172800, SERVERS))
    return ZoneData(zone, tuple(sets))


def _set(zone: Zone, text: str, more: Mapping[str, Any]) -> RecordSet:
    owner, rdtype, values = text.split(" ", 2)
    name = zone.name if owner == "@" else f"{owner}.{zone.name}"
    parsed: list[Value] = [parse_mx(value) if rdtype == "MX" else value for value in values.split(", ")]
    return RecordSet(zone.key, name, rdtype, 3600, tuple(parsed), **more)


class Account:
    """One account: its zones, or what its list fails with; ``failing`` zones, by name, fail when they are read."""

    name = "route53"
    title = "Route 53"
    has_global_ids = True

    def __init__(
        self,
        *zones: ZoneData,
        list_fails: Exception | None = None,
        failing: Mapping[str, BaseException] | None = None,
        before: Callable[[Zone], object] = lambda zone: None,
    ) -> None:
        self.held = {data.zone.key: data for data in zones}
        self.log: list[str] = []
        self._list_fails, self._failing, self._before = list_fails, dict(failing or {}), before
        self._lock = threading.Lock()

    @property
    def requests(self) -> int:
        return len(self.log)

    def _ask(self, what: str) -> None:
        with self._lock:
            self.log.append(what)

    def zones(self, name: str = "") -> list[Zone]:
        self._ask(f"list {name}".strip())
        if self._list_fails:
            raise self._list_fails
        return [data.zone for data in self.held.values() if name in ("", data.zone.name)]

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        self._ask(zone.name)
        self._before(zone)
        if zone.name in self._failing:
            raise self._failing[zone.name]
        return self.held[zone.key]


class Network:
    """DNS: it serves the MX records of the ``zones``, and every other name has an address unless it is ``gone``."""

    def __init__(self, *zones: ZoneData, gone: Iterable[str] = ()) -> None:
        self.asked: list[Key] = []
        self._gone = frozenset(gone)
        sets = (one for data in zones if not data.zone.private for one in data.records if one.type == "MX")
        self._mx = {one.owner: one.values for one in sets}

    @property
    def sent(self) -> int:
        return len(self.asked)

    def ask(self, questions: Iterable[Key]) -> dict[Key, Answer]:
        keys = list(questions)
        self.asked += keys
        return {key: self._answer(*key) for key in keys}

    def _answer(self, name: str, question: str) -> Answer:
        rdtype = question.partition("@")[0]
        if name in self._gone:
            return Answer(Kind.NO_NAME, source="DNS")
        address = ".".join(map(str, (45, *sha256(name.encode()).digest()[:3])))
        known: dict[str, tuple[Value, ...]] = {"A": (address,), "NS": SERVERS, "MX": self._mx.get(name, ())}
        values = known.get(rdtype, ())
        if not values:
            return Answer(Kind.NO_DATA, source="DNS")
        return Answer(Kind.FOUND, values=values, ttl=300, source="DNS")


HERE = Source("route53")


def run(accounts: Mapping[Source, Account] | Account, network: Network | None = None, **more: Any) -> AuditReport:
    """Audit these accounts in a world where DNS is asked through ``network``, by default one that serves them well."""
    held = accounts if isinstance(accounts, Mapping) else {HERE: accounts}
    zones = [data for account in held.values() for data in account.held.values()]
    asked = {"dns": Served(network or Network(*zones)), "provider_for": held.__getitem__} | more
    return audit(tuple(held), **asked)


def rules(report: AuditReport, *severities: str) -> list[str]:
    """The ids of the causes of these severities, sorted; all but infos and notices by default."""
    wanted = [Severity(name) for name in severities or ("error", "warning", "unverified")]
    return sorted({cause.rule for cause in report.causes if cause.severity in wanted})
