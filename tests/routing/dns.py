"""DNS in a dictionary: absolute master-file lines in, a world out. What is not there does not exist."""

from __future__ import annotations

from iacmx.model import Answer, Kind, Mx, Value
from iacmx.mx import parse_mx
from iacmx.world import World

FAILS = Answer(Kind.UNVERIFIED, reason="192.0.2.53 failed to resolve the name (SERVFAIL)")


class Dict:
    """A layer of records; ``fails`` are names and (name, type) pairs that can't be looked up."""

    def __init__(self, zone: str, fails: tuple[object, ...] = ()) -> None:
        self.asked: list[tuple[str, str]] = []
        self._fails = fails
        self._records: dict[tuple[str, str], list[Value]] = {}
        for line in filter(None, map(str.strip, zone.splitlines())):
            owner, *rest = line.lower().split()
            rest = rest[1:] if rest[0].isdigit() else rest
            value = " ".join(rest[1:])
            held = self._records.setdefault((owner.removesuffix("."), rest[0].upper()), [])
            held.append(parse_mx(value) if rest[0] == "mx" else value.removesuffix("."))

    def lookup(self, name: str, rdtype: str) -> Answer:
        self.asked.append((name, rdtype))
        if name in self._fails or (name, rdtype) in self._fails:
            return FAILS
        values = self._records.get((name, rdtype))
        if values:
            ordered = sorted(values, key=lambda value: (value.preference or 0) if isinstance(value, Mx) else 0)
            return Answer(Kind.FOUND, tuple(ordered), ttl=300, source="DNS")
        alias = self._records.get((name, "CNAME"))
        if alias:
            return Answer(Kind.FOUND, aliases=(str(alias[0]),), source="DNS")
        exists = any(owner == name or owner.endswith("." + name) for owner, _ in self._records)
        return Answer(Kind.NO_DATA if exists else Kind.NO_NAME, source="DNS")


def world(zone: str, fails: tuple[object, ...] = ()) -> World:
    return World([Dict(zone, fails)])
