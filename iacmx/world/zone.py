"""The layer of one zone's records: what a provider holds, or will hold after the apply."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from itertools import chain

from iacmx.model import Answer, Kind, RecordSet, Unknown, Value, Zone
from iacmx.names import ancestors, is_within, parent


class Zones:
    """Many zones as one layer: the most specific zone that knows a name answers, the first of those of one name.

    Found by the name's ancestors, so that a look-up costs the same however many zones an account has. A zone whose name
    is not known answers for the owners that it holds.
    """

    def __init__(self, layers: Iterable[ZoneLayer]) -> None:
        self._named: dict[str, list[ZoneLayer]] = {}
        self._owned: dict[str, list[ZoneLayer]] = {}
        for layer in layers:
            for name in (layer.zone.name,) if layer.zone.name else layer.owners:
                found = self._named if layer.zone.name else self._owned
                found.setdefault(name, []).append(layer)

    def lookup(self, name: str, rdtype: str) -> Answer | None:
        for zone in chain((name,), ancestors(name)):
            for layer in self._named.get(zone, ()):
                answer = layer.lookup(name, rdtype)
                if answer is not None:
                    return answer
        answers = (layer.lookup(name, rdtype) for layer in self._owned.get(name, ()))
        return next((answer for answer in answers if answer is not None), None)


class ZoneLayer:
    """Answers for the names of one public zone, as its authoritative servers would.

    ``covered`` are the owners known completely, ``None`` when that is the whole zone; of other names only what
    ``records`` hold is known. ``removed`` maps ``(owner, type)`` to the plan address that takes those records away,
    so that no layer below can bring them back. ``planned`` are the addresses of the resources that the plan changes,
    ``source`` says in words where all other records come from.
    """

    def __init__(
        self,
        zone: Zone,
        records: Iterable[RecordSet],
        *,
        covered: Collection[str] | None = None,
        removed: dict[tuple[str, str], str] | None = None,
        planned: Collection[str] = (),
        source: str = "",
    ) -> None:
        self.zone = zone
        self._covered = covered if zone.name else frozenset[str]()  # where it ends can't be told
        self._removed = removed or {}
        self._planned = planned
        self._source = source
        self._at: dict[str, dict[str, list[RecordSet]]] = {}
        for record in records:
            if isinstance(record.owner, str) and isinstance(record.type, str) and not record.relative:
                self._at.setdefault(record.owner, {}).setdefault(record.type, []).append(record)
        self._cuts = {
            owner
            for owner, types in self._at.items()
            if "NS" in types and owner != zone.name and is_within(owner, zone.name)
        }

    @cached_property
    def _inner(self) -> frozenset[str]:
        """Every name above an owner: it exists, though it may hold nothing (RFC 8020 section 2)."""
        found: set[str] = set()
        for owner in self._at:
            for name in ancestors(owner):
                if name in found:
                    break  # and so are those above it
                found.add(name)
        return frozenset(found)

    @property
    def owners(self) -> set[str]:
        """The owners of its records, and of those taken away."""
        return {*self._at, *(owner for owner, _ in self._removed)}

    def lookup(self, name: str, rdtype: str) -> Answer | None:
        elsewhere = self.zone.name and not is_within(name, self.zone.name)
        if elsewhere or self.zone.private or self._is_delegated(name):
            return None
        here = self._at.get(name, {})
        if rdtype in here:
            return self._found(here[rdtype])
        if "CNAME" in here:
            return self._alias(name, here["CNAME"][0])
        gone = self._removed_by(name, rdtype)
        if gone is not None and (self._covered is not None or here):
            return self._negative(Kind.NO_DATA, gone)
        if self._covered is None:
            return self._absent(name, rdtype, here)
        return self._negative(Kind.NO_DATA) if here and name in self._covered else None

    def _removed_by(self, name: str, rdtype: str) -> str | None:
        """The plan address that took the records away; with a CNAME goes whatever the name answered."""
        return self._removed.get((name, rdtype), self._removed.get((name, "CNAME")))

    def _is_delegated(self, name: str) -> bool:
        """Whether the name lies at or below a zone cut inside this zone, so that others answer for it."""
        return bool(self._cuts) and (name in self._cuts or not self._cuts.isdisjoint(ancestors(name)))

    def _absent(self, name: str, rdtype: str, here: dict[str, list[RecordSet]]) -> Answer:
        if here or name in self._inner or name == self.zone.name:
            return self._negative(Kind.NO_DATA, self._removed_by(name, rdtype) or "")
        wildcard = self._at.get("*." + self._closest_encloser(name), {})
        if rdtype in wildcard:
            return self._found(wildcard[rdtype])
        if "CNAME" in wildcard:
            return self._alias(name, wildcard["CNAME"][0])
        address = next((by for (owner, _), by in self._removed.items() if owner == name), "")
        return self._negative(Kind.NO_DATA if wildcard else Kind.NO_NAME, address)

    def _closest_encloser(self, name: str) -> str:
        """The nearest existing ancestor (RFC 4592 section 3.3.1)."""
        apex = self.zone.name
        encloser = parent(name)
        while encloser != apex and encloser not in self._at and encloser not in self._inner:
            encloser = parent(encloser)
        return encloser

    def _found(self, records: list[RecordSet]) -> Answer:
        first = records[0]
        by_plan = next((record for record in records if record.address in self._planned), None)
        source = "the plan" if by_plan else self._source
        address = by_plan.address if by_plan else first.address
        if isinstance(first.alias, str):
            return Answer(Kind.FOUND, via=first.alias, source=source, address=address)
        values: tuple[Value, ...] = tuple(value for record in records for value in record.values)
        known = any(not isinstance(value, Unknown) for value in values)
        return Answer(
            Kind.FOUND if known or _holds_no_policy(first) else Kind.PLANNED,
            values=values,
            ttl=first.ttl,
            source=source,
            address=address,
            proxied=any(record.proxied for record in records),
        )

    def _alias(self, name: str, record: RecordSet) -> Answer:
        target = record.values[0] if record.values else Unknown()
        source = "the plan" if record.address in self._planned else self._source
        flattened = self.zone.provider == "cloudflare" and (record.proxied or name == self.zone.name)
        if not isinstance(target, str):
            hidden = ("(known after apply)",) if not flattened else ()
            return Answer(Kind.PLANNED, aliases=hidden, source=source, address=record.address, proxied=record.proxied)
        return Answer(
            Kind.FOUND,
            ttl=record.ttl,
            aliases=() if flattened else (target,),
            via=target if flattened else "",
            source=source,
            address=record.address,
            proxied=record.proxied,
        )

    def _negative(self, kind: Kind, address: str = "") -> Answer:
        return Answer(kind, source="the plan" if address else self._source, address=address)


def _holds_no_policy(record: RecordSet) -> bool:
    """Whether it is a TXT record set of which nothing was kept (:mod:`iacmx.mail_texts`): there, and of no concern."""
    return record.type == "TXT" and not record.values
