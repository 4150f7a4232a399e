"""One side of a move as the command line names it: its zones, and what mail needs of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from iacmx.audit.source import Source
from iacmx.errors import UsageError, ZoneNotFound
from iacmx.migrate.compare import SERVED
from iacmx.migrate.contents import Contents, hosts_of, well_known
from iacmx.migrate.sides import Side
from iacmx.model import Zone, ZoneData
from iacmx.names import MAX_NAME, normalize

# Names within networks may have slashes (RFC 2317).
_ZONE = re.compile(r"[a-z0-9_/-]{1,63}(\.[a-z0-9_/-]{1,63})+")


class Ambiguous(UsageError):
    """Several zones of one name."""


def words_of(word: str) -> tuple[str, ...]:
    """The name of one zone, or its id at one side, or ``ID,ID``."""
    return tuple(part for part in word.split(",") if part) or (word,)


def zones_named(words: Sequence[str], ends: Sequence[End]) -> list[str]:
    """The names of the zones that words mean, those meant by an id first.

    Raises UsageError for a word that is neither a name nor an id of a zone at any of the ends.
    """
    parts = [part for word in words for part in words_of(word)]
    names = [normalize(part) for part in parts if _is_name(part)]
    stray = next((part for part in parts if not _is_name(part) and not any(part in end.ids for end in ends)), None)
    if stray is not None:
        sides = " or ".join(end.label for end in ends)
        raise UsageError(f"No zone of {sides} has the id {stray}.", "Write a name with its dots, or an id.")
    wrong = next((name for name in names if len(name) > MAX_NAME or not _ZONE.fullmatch(name)), None)
    if wrong is not None:
        raise UsageError(f"{wrong!r} is not the name of a zone.", "Write a name such as example.com, or an id.")
    return list(dict.fromkeys((*(name for end in ends for name in end.chosen), *names)))


def _is_name(word: str) -> bool:
    return "." in word.rstrip(".")


class End:
    """One side with its name on the command line, and the zones chosen there by id."""

    def __init__(self, source: Source, side: Side, words: Sequence[str]) -> None:
        self.label, self.kind, self._side = source.label, source.provider, side
        ids = {part for word in words for part in words_of(word) if not _is_name(part)}
        listed = side.zones() if ids and self.kind != SERVED else []
        self.chosen = {zone.name: zone for zone in listed if zone.id in ids}
        self.ids = {zone.id for zone in self.chosen.values()}

    def names(self) -> list[str]:
        """The names of all its public zones."""
        return sorted({zone.name for zone in self._side.zones() if not zone.private})

    def zone(self, name: str) -> Zone:
        """The only public zone of that name. Raises ZoneNotFound, Ambiguous, ProviderError."""
        if name in self.chosen:
            return self.chosen[name]
        found = self._side.zones(name)
        public = [zone for zone in found if not zone.private]
        if len(public) > 1:
            ids = ", ".join(f"{zone.id} ({zone.status})" if zone.status else zone.id for zone in public)
            raise Ambiguous(
                f"{self.label} holds {len(public)} zones named {name}: {ids}.",
                "Name the zone that is meant by its id; where both sides have several, by both: ID,ID.",
            )
        if not public:
            private = f", only a private one ({', '.join(zone.id for zone in found)})" if found else ""
            raise ZoneNotFound(
                f"{self.label} shows no public zone {name}{private}.",
                "Create it there first, or check the name and whether the credentials are those of its account.",
            )
        return public[0]

    def data(self, name: str, names: frozenset[str] | None = None) -> ZoneData:
        return self._side.fetch(self.zone(name), names)


def mail_names(data: ZoneData) -> Iterable[str]:
    """The names to ask DNS for: all that hold something of mail, and those where others look for more of it."""
    hosts = hosts_of((data,))
    yield data.zone.name
    yield from hosts
    for owner, _, rdtype in Contents(data, hosts).items:
        yield owner
        if rdtype == "MX" and not owner.startswith("*."):
            yield from well_known(owner)
    yield from well_known(data.zone.name)
