"""Reading every zone of every account at once, each account at its own pace."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from queue import Empty, Queue

from msgspec import Struct

from iacmx import parallel
from iacmx.audit.journal import Journal
from iacmx.audit.source import Source, exact, wanted
from iacmx.errors import ProviderError, ZoneNotFound
from iacmx.model import Zone, ZoneData
from iacmx.provider import Provider

AHEAD = 8 * parallel.WIDTH
"""Zones read and not yet judged, which bounds the memory of a large account's audit."""


class Listing(Struct, frozen=True):
    """The zones of a source that are wanted, or why they can't be told."""

    source: Source
    provider: Provider | None
    zones: tuple[Zone, ...] = ()
    error: ProviderError | None = None


class Reading(Struct, frozen=True):
    """What became of one zone; ``resumed``: an earlier run had read it."""

    source: Source
    zone: Zone
    outcome: ZoneData | ProviderError
    resumed: bool = False


def listings(
    sources: Sequence[Source],
    provider_for: Callable[[Source], Provider],
    patterns: tuple[str, ...],
    journal: Journal | None,
) -> list[Listing]:
    """The zones of all sources, asked for at the same time. Raises UsageError where ``provider_for`` does."""
    known = {source: journal.zones(source) if journal else None for source in sources}
    calls = [partial(_listing, source, provider_for, patterns, known[source]) for source in sources]
    found = [outcome() for outcome in parallel.run_all(calls, None)]
    for listing in found:
        if journal and listing.error is None and known[listing.source] is None:
            journal.list(listing.source, list(listing.zones))
    return found


def _listing(
    source: Source, provider_for: Callable[[Source], Provider], patterns: tuple[str, ...], known: list[Zone] | None
) -> Listing:
    provider: Provider | None = None
    try:
        provider = provider_for(source)
        zones = _zones(provider, patterns) if known is None else known
    except ProviderError as error:
        return Listing(source, provider, error=error)
    return Listing(source, provider, tuple(zone for zone in zones if wanted(zone, patterns)))


def _zones(provider: Provider, patterns: tuple[str, ...]) -> list[Zone]:
    names = exact(patterns)
    if not names:
        return provider.zones()
    found = [provider.zones(name) for name in dict.fromkeys(names)]
    missing = next((name for name, zones in zip(names, found, strict=False) if not zones), None)
    if missing is not None and not any(found):
        raise ZoneNotFound(
            f"{provider.title} shows no zone {missing} to these credentials.",
            "Check the name, and whether the credentials are those of the zone's account.",
        )
    return [zone for zones in found for zone in zones]


class Readers:
    """Threads that read zones, some for each account; :meth:`take` what they have read."""

    def __init__(self, listings: Sequence[Listing], held: Callable[[Source, Zone], bool]) -> None:
        self._read: Queue[Reading] = Queue(AHEAD)
        self._stopped = threading.Event()
        self.left = 0
        for listing in listings:
            zones = [zone for zone in listing.zones if not held(listing.source, zone)]
            if listing.provider is None or not zones:
                continue
            self.left += len(zones)
            waiting = iter(zones)
            lock = threading.Lock()
            for _ in range(min(parallel.WIDTH, len(zones))):
                work = partial(self._work, listing.source, listing.provider, waiting, lock)
                threading.Thread(target=work, name="iacmx-read", daemon=True).start()

    def take(self, wait: float) -> Reading | None:
        """The next zone read, ``None`` where there is none within ``wait`` seconds."""
        try:
            reading = self._read.get(timeout=wait) if wait else self._read.get_nowait()
        except Empty:
            return None
        self.left -= 1
        return reading

    def stop(self) -> None:
        """Begin no further zone."""
        self._stopped.set()

    def _work(self, source: Source, provider: Provider, waiting: Iterator[Zone], lock: threading.Lock) -> None:
        while not self._stopped.is_set():
            with lock:
                zone = next(waiting, None)
            if zone is None:
                return
            self._read.put(Reading(source, zone, _fetch(provider, zone)))


def _fetch(provider: Provider, zone: Zone) -> ZoneData | ProviderError:
    try:
        return provider.fetch(zone, None)
    except ProviderError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a defect of one provider must not let a zone go missing
        failure = ProviderError(
            f"The provider {provider.name} failed with {type(error).__name__}.", "Please report this to its makers."
        )
        failure.__cause__ = error
        return failure
