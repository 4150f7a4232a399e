"""A snapshot: what a provider held at one moment, as a file that can stand in for it.

The file is JSON (:mod:`iacmx.snapshot_format`), written by ``iacmx snapshot`` and fit to be written by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from iacmx import parallel
from iacmx import snapshot_format as saved
from iacmx.errors import ProviderError, ZoneNotFound
from iacmx.model import Zone, ZoneData
from iacmx.names import normalize
from iacmx.titles import title

if TYPE_CHECKING:
    from iacmx.provider import Provider

BATCH = 4 * parallel.WIDTH
"""Zones read ahead of the one being written, which bounds the memory of a large account's snapshot."""


def take(provider: Provider, names: Sequence[str] = ()) -> Iterator[ZoneData]:
    """The whole of each zone, one after another; ``names`` are zone names or ids, none: every zone of the account.

    A name with several zones (public and private, say) means all of them. A name without a dot is taken as an id
    unless it is written with a trailing dot. Raises ZoneNotFound, ProviderError: a snapshot is complete or is not made.
    """
    zones = [zone for name in names for zone in _meant(provider, name)] if names else provider.zones()
    unread = (replace(zone, sets=None) for zone in zones)  # with its size known, an empty zone would not be read
    waiting = iter({zone.key: zone for zone in unread}.values())
    while batch := list(islice(waiting, BATCH)):
        for outcome in parallel.run_all([partial(provider.fetch, zone, None) for zone in batch], None):
            yield outcome()


def _meant(provider: Provider, text: str) -> list[Zone]:
    if "." not in text:
        return [Zone(key=f"{provider.name}:{text}", provider=provider.name, id=text)]
    zones = provider.zones(normalize(text))
    if not zones:
        raise ZoneNotFound(
            f"{provider.title} shows no zone {normalize(text)} to these credentials.",
            "Check the name, and whether the credentials are those of the zone's account.",
        )
    return zones


def write(path: str | PathLike[str], provider: str, data: Iterable[ZoneData], taken_at: datetime | None = None) -> int:
    """Write the zones in their order, held at ``taken_at`` (default: now), and return how many there were.

    The file appears whole or not at all: whatever ``data`` raises passes through and leaves an older file as it was.
    ``provider`` is the name that the zones are asked for by later. Raises UsageError where the file can't be written.
    """
    zones = (saved.zone_from(provider, held) for held in data)
    return saved.write(Path(path), zones, taken_at or datetime.now(UTC))


class Snapshot:
    """A file in place of the providers it names: a :class:`iacmx.provider.Provider` that sends no requests."""

    name = "snapshot"
    requests = 0

    def __init__(self, title: str, content: saved.Content) -> None:
        self.title = title
        self.taken_at = content.taken_at
        self._zones = content.zones
        self._by_id = {(held.provider, held.id): held for held in content.zones}

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Snapshot:
        """Read a snapshot. Raises InputError."""
        return cls(f"snapshot {path}", saved.read(Path(path)))

    @property
    def providers(self) -> frozenset[str]:
        """The names of the providers whose zones it holds."""
        return frozenset(zone.provider for zone in self._zones)

    def estimate(self, zones: Sequence[Zone]) -> tuple[int, float]:
        """Reading a file takes no requests (:class:`iacmx.provider.Estimates`)."""
        return 0, 0.0

    def zones(self, name: str = "") -> list[Zone]:
        """All zones, or those of exactly that name, in the order of the file."""
        wanted = normalize(name)
        return [saved.zone_to(zone) for zone in self._zones if wanted in ("", zone.name)]

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        """All that the file holds of the zone, whatever ``names`` are. Raises ZoneNotFound, ProviderError.

        A name means the only public zone of it, and of several the only active one, as it does for the providers.
        """
        held = self._find(zone)
        known = saved.zone_to(held)
        complete = replace(known, key=zone.key, address=zone.address, created_by_plan=zone.created_by_plan)
        return ZoneData(
            complete, saved.records_to(held, zone.key), None if held.names is None else frozenset(held.names)
        )

    def _find(self, zone: Zone) -> saved.SavedZone:
        if zone.id:
            exact = self._by_id.get((zone.provider, zone.id))
            found = [] if exact is None else [exact]
        else:
            named = [held for held in self._zones if (held.provider, held.name) == (zone.provider, zone.name)]
            public = [held for held in named if not held.private] or named
            found = [held for held in public if held.status == "active"] or public
        if not found:
            raise ZoneNotFound(
                f"The {self.title} holds no zone {zone.name or zone.id} of {title(zone.provider)}.",
                f"Take a new one with `iacmx snapshot {zone.provider}`.",
            )
        if len(found) > 1:
            ids = ", ".join(held.id for held in found)
            raise ProviderError(
                f"The name {zone.name} is ambiguous: the {self.title} holds several zones of it ({ids}).",
                "Name the zone by its id.",
            )
        return found[0]
