"""What an audit found so far: findings in memory, the domains in a file that is gone with the process."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from iacmx.audit.source import Source
from iacmx.audit.unit import Judged, Owner
from iacmx.audit_report import Domain, Totals
from iacmx.model import Finding, Zone

OK = "ok"
"""The severity of a domain about which nothing was found."""
NO_LONGER = "no MX any more"

_DECODER = msgspec.msgpack.Decoder(tuple[Domain, ...])
_ENCODER = msgspec.msgpack.Encoder()


class Note(Struct, frozen=True):
    """What a Terraform state and an earlier snapshot say of one owner, as :class:`iacmx.audit_report.Domain` has it."""

    ownership: str = ""
    addresses: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()
    change: str = ""
    changes: tuple[str, ...] = ()


_NOTHING = Note()


class Tally:
    """Keeps each zone that is added. ``findings`` are those of all zones, ``exchanges`` the number of exchanges of the
    owners (zone, owner) that have findings."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.exchanges: dict[tuple[str, str], int] = {}
        self.mx_sets = 0
        self._spool = tempfile.TemporaryFile(prefix="iacmx-")  # noqa: SIM115 - lives as long as the tally
        self._places: list[tuple[tuple[str, str, str, str], int, int]] = []

    def add(self, source: Source, judged: Judged, notes: Mapping[str, Note]) -> None:
        """Keep one zone; ``notes`` by owner, also of owners that have no MX records any more."""
        zone = judged.zone
        by_owner: dict[str, list[Finding]] = {}
        for finding in judged.findings:
            by_owner.setdefault(finding.owner, []).append(finding)
        gone = [Owner(owner, NO_LONGER, (), 0, 0) for owner in notes if owner not in {o.owner for o in judged.owners}]
        owners = sorted((*judged.owners, *gone), key=lambda owner: owner.owner)
        domains = [_domain(source, zone, owner, by_owner, notes.get(owner.owner, _NOTHING)) for owner in owners]
        self.findings += judged.findings
        self.exchanges |= {(zone.label, o.owner): o.exchanges for o in owners if o.owner in by_owner}
        self.mx_sets += sum(owner.mx_sets for owner in owners)
        self._keep((source.label, zone.name, zone.id, zone.provider), domains)

    def note(self, source: Source, zone: Zone, notes: Mapping[str, Note]) -> None:
        """Keep owners of a zone that is not live any more."""
        self.add(source, Judged(zone, (), ()), notes)

    def _keep(self, place: tuple[str, str, str, str], domains: list[Domain]) -> None:
        packed = _ENCODER.encode(domains)
        self._places.append((place, self._spool.tell(), len(packed)))
        self._spool.write(packed)

    def domains(self, standing: Collection[str]) -> Domains:
        """Every domain, with those of its findings whose fingerprint is among the standing. Add nothing afterwards."""
        self._places.sort()
        return Domains(self, frozenset(standing))

    def stored(self) -> Iterator[Domain]:
        """The domains in the order of source, zone and owner."""
        for _, offset, size in self._places:
            self._spool.seek(offset)
            yield from _DECODER.decode(self._spool.read(size))


class Domains:
    """The domains of a tally, read anew by each iteration."""

    def __init__(self, tally: Tally, standing: frozenset[str]) -> None:
        self._tally = tally
        self._standing = standing

    def __iter__(self) -> Iterator[Domain]:
        for domain in self._tally.stored():
            yield replace(domain, findings=tuple(f for f in domain.findings if f.fingerprint in self._standing))

    def totals(self) -> Totals:
        """Numbers of them."""
        count = 0
        severities, mail, rules = Counter[str](), Counter[str](), Counter[str]()
        ownership, changes = Counter[str](), Counter[str]()
        for domain in self:
            count += 1
            severities[domain.worst.value if domain.worst else OK] += 1
            mail[domain.mail] += domain.mail != NO_LONGER
            rules.update({finding.rule for finding in domain.findings})
            ownership[domain.ownership] += 1
            changes[domain.change] += 1
        return Totals(
            domains=count,
            mx_sets=self._tally.mx_sets,
            severities=_descending(severities),
            mail=_descending(mail),
            rules=_descending(rules),
            ownership=_descending(ownership),
            changes=_descending(changes),
        )


def _descending(counts: Counter[str]) -> dict[str, int]:
    return {name: count for name, count in sorted(counts.items(), key=lambda c: (-c[1], c[0])) if name and count}


def _domain(source: Source, zone: Zone, owner: Owner, found: Mapping[str, list[Finding]], note: Note) -> Domain:
    return Domain(
        account=source.label,
        provider=zone.provider,
        zone=zone.label,
        zone_id=zone.id,
        private=zone.private,
        owner=owner.owner,
        mail=owner.mail,
        routes=owner.routes,
        findings=tuple(found.get(owner.owner, ())),
        ownership=note.ownership,
        addresses=note.addresses,
        drift=note.drift,
        change=note.change,
        changes=note.changes,
    )
