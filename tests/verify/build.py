"""A plan that was applied, what its provider holds, and the lab of name servers and a resolver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from msgspec.structs import replace

from iacmx.errors import ProviderError, ZoneNotFound
from iacmx.model import Change, Finding, Plan, RecordSet, Zone, ZoneChange, ZoneData
from iacmx.provider import Deadline
from iacmx.report import Style, renderer
from iacmx.serving.servers import Directory
from iacmx.verify import Look, Verification
from tests.lab.nameserver import Behaviour
from tests.rules.build import change, record
from tests.serving.lab import APEX, NEW, Lab, lab, referring, zone

OLD_MX = f"{APEX}. 3600 MX 10 old.{APEX}"
MX = f"{APEX}. 3600 MX 10 mail.{APEX}"
HOST = f"mail.{APEX}. 1800 A 192.0.2.25"
SPF = f"{APEX}. 3600 TXT v=spf1 mx -all"
DMARC = f"_dmarc.{APEX}. 300 TXT v=DMARC1; p=reject"
CHANGES = (
    change("aws_route53_record.mx", record(OLD_MX), record(MX)),
    change("aws_route53_record.mail", None, record(HOST)),
    change("aws_route53_record.spf", record(SPF), record(SPF), ("no-op",)),
    change("aws_route53_record.dmarc", None, record(DMARC)),
)
HELD = (MX, HOST, SPF, DMARC)


def plan(
    *changes: Change, provider: str = "route53", zone_changes: Sequence[ZoneChange] = (), **of_zone: object
) -> Plan:
    here = Zone(f"{provider}:Z1", provider, "Z1", APEX, **of_zone)  # type: ignore[arg-type]
    return Plan("1.2", "1.11.4", changes=changes or CHANGES, zones={here.key: here}, zone_changes=tuple(zone_changes))


class Account:
    """A provider that holds one zone; ``failure`` is what it raises instead."""

    def __init__(self, *held: str | RecordSet, provider: str = "route53", failure: ProviderError | None = None) -> None:
        self.name, self.title, self.requests = provider, provider, 0
        self.held: Sequence[str | RecordSet] = held
        self.failure = failure
        self.servers: Sequence[str] = NEW
        self.asked: list[frozenset[str] | None] = []

    def zones(self, name: str = "") -> list[Zone]:
        return []

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        self.asked.append(names)
        if self.failure is not None:
            raise self.failure
        found = replace(zone, key="Z1", id="Z1", name_servers=tuple(self.servers))
        records = [record(one, self.name) if isinstance(one, str) else one for one in self.held]
        return ZoneData(found, tuple(r for r in records if names is None or r.owner in names), names, 1)


GONE = ZoneNotFound("No such zone.")


@contextmanager
def world(
    *served: str | Behaviour,
    resolver: str | None = None,
    parents: Sequence[Behaviour] | None = None,
    behaviours: Mapping[object, Behaviour] | None = None,
) -> Iterator[Lab]:
    """Two name servers; what is not given they serve as promised."""
    held = [*served, *[zone(NEW)] * 2][:2]
    with lab(
        parents=[referring(NEW)] * 2 if parents is None else parents,
        new=held,
        resolver=zone(NEW) if resolver is None else resolver,
        behaviours=behaviours,
    ) as where:
        yield where


def verification(
    where: Lab, account: Account, applied: Plan | None = None, *, only: Sequence[str] = (), now: float = 1_767_603_600.0
) -> Verification:
    directory = Directory([where.resolver], where.known)
    return Verification(
        applied or plan(), lambda _name, _deadline: account, directory, only=only, subject="tfplan", clock=lambda: now
    )


def look(where: Lab, account: Account | None = None, applied: Plan | None = None, **how: object) -> Look:
    held = account or Account(*HELD)
    return verification(where, held, applied, **how).look(Deadline.after(20))  # type: ignore[arg-type]


def found(seen: Look, rule: str) -> list[Finding]:
    return [finding for finding in seen.report.findings if finding.rule == rule]


def text(seen: Look, **style: bool) -> str:
    return renderer("text")(seen.report, Style(**style))
