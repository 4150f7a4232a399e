"""Reading every zone of every account at once, each account at its own pace."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from queue import Empty, SimpleQueue

import msgspec
from msgspec import Struct

from iacmx import parallel
from iacmx.audit.journal import Journal
from iacmx.audit.source import Source, exact, wanted
from iacmx.errors import InputError, NoAdapter, ProviderError, UsageError, ZoneNotFound
from iacmx.model import Zone, ZoneData
from iacmx.provider import Provider

_ENCODER = msgspec.msgpack.Encoder()
AHEAD = 8 * parallel.WIDTH
"""Zones read and not yet judged, which bounds the memory of a large account's audit."""


class Listing(Struct, frozen=True):
    """The zones of a source that are wanted, or why they can't be told.

    ``elsewhere`` are the sources that have other zones of it, with their number, and ``same_as`` is the one of them
    that is the same account (:mod:`iacmx.audit.shared`).
    """

    source: Source
    provider: Provider | None
    zones: tuple[Zone, ...] = ()
    error: ProviderError | None = None
    elsewhere: tuple[tuple[Source, int], ...] = ()
    same_as: Source | None = None


class Reading(Struct, frozen=True):
    """What became of one zone."""

    source: Source
    zone: Zone
    outcome: ZoneData | ProviderError


def listings(
    sources: Sequence[Source],
    provider_for: Callable[[Source], Provider],
    patterns: tuple[str, ...],
    journal: Journal | None,
) -> list[Listing]:
    """The zones of all sources, asked for at the same time.

    Raises UsageError, InputError and NoAdapter where ``provider_for`` does, ZoneNotFound for a pattern that fits no
    zone at all.
    """
    known = {source: journal.zones(source) if journal else None for source in sources}
    calls = [partial(_listing, source, provider_for, patterns, known[source]) for source in sources]
    found = [outcome() for outcome in parallel.run_all(calls, None)]
    _refuse_unfitting(patterns, found)
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
    except (InputError, UsageError, NoAdapter):
        raise
    except Exception as error:  # noqa: BLE001 - a defect of one provider must not lose the other accounts
        failure = _failure(source.provider, error)
        if known is None:
            return Listing(source, provider, error=failure)
        return Listing(source, _Unreachable(source.provider, failure), tuple(known))
    return Listing(source, provider, tuple(zone for zone in zones if wanted(zone, patterns)))


class _Unreachable:
    """Stands for an account that an earlier run had listed, and that can't be connected to now."""

    requests = 0

    def __init__(self, name: str, error: ProviderError) -> None:
        self.name = self.title = name
        self._error = error

    def zones(self, name: str = "") -> list[Zone]:
        raise self._error

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        raise self._error


def _zones(provider: Provider, patterns: tuple[str, ...]) -> list[Zone]:
    """The zones of exactly these names, where all patterns are names; else all zones."""
    names = exact(patterns)
    zones = [zone for name in dict.fromkeys(names) for zone in provider.zones(name)] if names else provider.zones()
    _ENCODER.encode(zones)
    return zones


def _refuse_unfitting(patterns: tuple[str, ...], found: Sequence[Listing]) -> None:
    """Raises ZoneNotFound for a pattern that fits no zone, unless one may be in an account that was not listed."""
    if any(listing.error for listing in found):
        return
    zones = [zone for listing in found for zone in listing.zones]
    for pattern in patterns:
        if not any(wanted(zone, (pattern,)) for zone in zones):
            raise ZoneNotFound(
                f"No zone that these credentials show fits --zone {pattern}.",
                "Check the name, and whether the credentials are those of the zone's account.",
            )


class Readers:
    """Threads that read zones, some for each account; :meth:`take` what they have read."""

    def __init__(self, listings: Sequence[Listing], held: Callable[[Source, Zone], bool]) -> None:
        self._read = SimpleQueue[Reading]()
        self._room = threading.Semaphore(AHEAD)
        self._threads = 0
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
                self._threads += 1

    def take(self, wait: float) -> Reading | None:
        """The next zone read, ``None`` where there is none within ``wait`` seconds."""
        try:
            reading = self._read.get(timeout=wait) if wait else self._read.get_nowait()
        except Empty:
            return None
        self._room.release()
        self.left -= 1
        return reading

    def stop(self) -> list[Reading]:
        """Begin no further zone; those that are read already, which lets go of the threads that wait with one."""
        self._stopped.set()
        self._room.release(max(1, self._threads))
        return list(iter(partial(self.take, 0.0), None))

    def _work(self, source: Source, provider: Provider, waiting: Iterator[Zone], lock: threading.Lock) -> None:
        while not self._stopped.is_set():
            with lock:
                zone = next(waiting, None)
            if zone is None:
                return
            reading = Reading(source, zone, _fetch(provider, zone))
            self._room.acquire()
            self._read.put(reading)


def _fetch(provider: Provider, zone: Zone) -> ZoneData | ProviderError:
    try:
        data = provider.fetch(zone, None)
        _ENCODER.encode(data)  # half a surrogate pair, which no file can hold, is refused here
        return data
    except Exception as error:  # noqa: BLE001 - a defect of one provider must not let a zone go missing
        return _failure(provider.name, error)


def _failure(provider: str, error: Exception) -> ProviderError:
    """The error as it is, or what stands for one that no provider should raise."""
    if isinstance(error, ProviderError):
        return error
    failure = ProviderError(
        f"The provider {provider} failed with {type(error).__name__}.", "Please report this to its makers."
    )
    failure.__cause__ = error
    return failure
