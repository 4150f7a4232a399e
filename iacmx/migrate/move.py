"""A zone that moves: what both sides hold of it, and which name servers are whose."""

from __future__ import annotations

from msgspec import Struct

from iacmx.audit.source import Source
from iacmx.errors import ProviderError, UsageError, ZoneNotFound
from iacmx.migrate.compare import SERVED
from iacmx.migrate.ends import End, mail_names, zones_named
from iacmx.migrate.sides import Side
from iacmx.model import ZoneData
from iacmx.names import is_within, normalize


class Place(Struct, frozen=True):
    """The zone at one side; ``data`` is ``None`` where it could not be read, and ``untold`` says why.

    ``label`` and ``provider`` are the side's. ``missing``: the side answered, and shows no such zone.
    """

    label: str
    provider: str
    data: ZoneData | None = None
    untold: str = ""
    hint: str = ""
    missing: bool = False

    @property
    def assigned(self) -> frozenset[str]:
        """The name servers that the provider gave the zone, else those of the NS records at its apex."""
        if self.data is None:
            return frozenset()
        return frozenset(map(normalize, self.data.zone.name_servers)) or self.apex

    @property
    def apex(self) -> frozenset[str]:
        """The name servers of the NS records at the apex, which may be names of a white-label set."""
        if self.data is None:
            return frozenset()
        name = self.data.zone.name
        records = (record for record in self.data.records if record.type == "NS" and record.owner == name)
        return frozenset(normalize(value) for record in records for value in record.values if isinstance(value, str))

    @property
    def delegated_names(self) -> frozenset[str]:
        """Names below the apex that are delegated to other servers."""
        if self.data is None:
            return frozenset()
        name = self.data.zone.name
        owners = (record.owner for record in self.data.records if record.type == "NS")
        return frozenset(owner for owner in owners if isinstance(owner, str) and owner != name)


class Move(Struct, frozen=True):
    """The zone ``name`` on its way from ``source`` to ``target``."""

    name: str
    source: Place
    target: Place

    @property
    def old(self) -> frozenset[str]:
        """Name servers of the source, as far as it tells."""
        return self.source.assigned - self.target.assigned

    @property
    def new(self) -> frozenset[str]:
        """Name servers of the target, as far as it tells."""
        return self.target.assigned - self.source.assigned

    def is_old(self, server: str) -> bool:
        """Whether it is one of the source's, white-label names included; of a source that tells of none, any other."""
        if not self.source.assigned:
            return not self.is_new(server)
        return server in self.old or (server in self.source.apex and server not in self.target.assigned)

    def is_new(self, server: str) -> bool:
        """Whether it is one of the target's, white-label names included."""
        return server in self.new or (server in self.target.apex and server not in self.source.assigned)

    def names(self) -> tuple[str, ...]:
        """What to ask name servers for: all names that mail needs at either side, none that is delegated further."""
        found = {self.name}
        for place in (self.source, self.target):
            if place.data is not None:
                found.update(mail_names(place.data))
        away = self.source.delegated_names | self.target.delegated_names
        return tuple(sorted(name for name in found if not any(is_within(name, cut) for cut in away)))


def read(source: Source, target: Source, from_side: Side, to_side: Side, word: str) -> Move:
    """The zone that ``word`` names, or means by its id, at both sides.

    What a side can't tell is told in its place. Raises UsageError where it can't be told which zone is meant.
    """
    if source.provider == target.provider == SERVED:
        raise UsageError(
            "DNS tells only of names that are asked for.",
            "Give a side that holds the whole zone: a provider, a snapshot or a file.",
        )
    ends = End(source, from_side, (word,)), End(target, to_side, (word,))
    name = zones_named((word,), ends)[0]
    first, second = ends if ends[0].kind != SERVED else ends[::-1]
    whole = _read(first, name, None)
    names = frozenset(mail_names(whole.data)) if whole.data is not None else frozenset({name})
    other = _read(second, name, names if second.kind == SERVED else None)
    places = (whole, other) if first is ends[0] else (other, whole)
    return Move(name, *places)


def _read(end: End, name: str, names: frozenset[str] | None) -> Place:
    try:
        zone = end.zone(name)
    except ProviderError as error:
        missing = isinstance(error, ZoneNotFound)
        return Place(end.label, end.kind, untold=error.message, hint=error.hint, missing=missing)
    try:
        return Place(end.label, end.kind, end.data(zone.name, names))
    except ProviderError as error:
        return Place(end.label, end.kind, untold=error.message, hint=error.hint)
