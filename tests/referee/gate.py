"""iacmx's verdict: the MX set is what a plan creates, the zone's other records are live, the rest is zone files."""

from __future__ import annotations

from pathlib import Path

from iacmx.check import check
from iacmx.model import RecordSet, Severity, Zone, ZoneData
from iacmx.plan import read_bytes
from iacmx.report import Report
from iacmx.world.zonefile import ZoneFiles
from tests.judgement.plans import create, mx, plan_bytes, prior_state
from tests.referee.zones import DOMAIN, Situation, elsewhere, soa
from tests.rules.build import record

HERE = Zone("route53:Z1", "route53", "Z1", DOMAIN, name_servers=(f"ns1.{DOMAIN}",))


class Account:
    """A provider that holds the situation's other records."""

    name = "route53"
    title = "Route 53"
    requests = 1

    def __init__(self, situation: Situation) -> None:
        sets: dict[tuple[str, str], list[str]] = {(DOMAIN, "NS"): [f"ns1.{DOMAIN}."]}
        for owner, rdtype, data in situation.others:
            sets.setdefault((owner, rdtype), []).append(data)
        self._records = tuple(_record_set(*key, data) for key, data in sets.items())

    def zones(self, name: str = "") -> list[Zone]:
        return [HERE]

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        return ZoneData(HERE, self._records, requests=1)


def _record_set(owner: str, rdtype: str, data: list[str]) -> RecordSet:
    return record(f"{owner}. 300 {rdtype} {','.join(data)}", zone=HERE.key)


def report(situation: Situation, folder: Path) -> Report:
    """The whole report."""
    for zone, text in {**elsewhere(), DOMAIN: soa(DOMAIN)}.items():
        (folder / f"{zone}.zone").write_text(f"$TTL 300\n{text}")
    plan = plan_bytes([create("aws_route53_record.mx", mx(*situation.values))], prior_state=prior_state("Z1"))
    account = Account(situation)
    return check(read_bytes(plan), provider_for=lambda _: account, dns=ZoneFiles.load(folder))


def complaints(situation: Situation, folder: Path) -> str:
    """The rules that find something of at least a warning, sorted; the severity is added where it is no error."""
    found = [f for f in report(situation, folder).findings if f.severity.rank <= Severity.WARNING.rank]
    return " ".join(sorted({f.rule + ("" if f.severity is Severity.ERROR else f":{f.severity}") for f in found}))
