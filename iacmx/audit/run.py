"""One audit while it goes on: zones read, judged, counted."""

from __future__ import annotations

import time
from typing import Protocol

from iacmx.audit.journal import Journal
from iacmx.audit.notes import Notes
from iacmx.audit.reading import Listing, Readers, Reading
from iacmx.audit.source import Family, Source, wanted
from iacmx.audit.tally import Tally
from iacmx.audit.unit import Held
from iacmx.audit.work import BATCH, Works
from iacmx.audit_report import AccountReport, ZoneUnverified
from iacmx.errors import ProviderError
from iacmx.model import Zone, ZoneData
from iacmx.provider import Estimates

PATIENCE = 0.2
"""Seconds to wait for the next zone before looking after those that are being judged."""
LINGER = 0.05
"""Seconds to wait once for more zones to judge together, since a batch of one costs nearly what one of ten does."""


class Progress(Protocol):
    """Who wants to know how far it is."""

    def planned(self, zones: int, requests: int, seconds: float) -> None:
        """All accounts are listed: so many zones are to be read, with about so many requests in about that time."""
        ...

    def advanced(self, zones: int, requests: int, findings: int) -> None:
        """So many zones are judged by now, so many requests were sent, so much was found."""
        ...


class Silent:
    """Nobody does."""

    def planned(self, zones: int, requests: int, seconds: float) -> None: ...

    def advanced(self, zones: int, requests: int, findings: int) -> None: ...


class Run:
    """Everything that one audit knows while it goes on."""

    def __init__(
        self,
        found: list[Listing],
        journal: Journal | None,
        progress: Progress,
        notes: Notes,
        patterns: tuple[str, ...],
    ) -> None:
        self.tally = Tally()
        self._listings = found
        self._journal = journal
        self._progress = progress
        self._notes = notes
        self._patterns = patterns
        self._family = Family(zone for listing in found for zone in listing.zones)
        self._failed: list[tuple[Source, Zone, ProviderError]] = []
        self._judged: dict[Source, int] = {}
        self._resumed: dict[Source, int] = {}
        self._open = {(one.source, zone.key): zone for one in found for zone in one.zones}
        self._zones = 0

    def all(self, works: Works) -> None:
        """Read and judge every zone."""
        self._announce()
        readers = Readers(self._listings, self._is_held)
        try:
            self._take_over(works)
            while readers.left or works.is_busy:
                self._begin(works, self._gather(readers, works))
                self._collect(works, 0.0 if readers.left and works.has_room else PATIENCE)
        except KeyboardInterrupt:
            for reading in readers.stop():
                self._read(reading)
            raise
        finally:
            readers.stop()
        for source, zone, notes in self._notes.gone(self._whole()):
            if wanted(zone, self._patterns):
                self.tally.note(source, zone, notes)

    def _announce(self) -> None:
        zones = [[zone for zone in one.zones if not self._is_held(one.source, zone)] for one in self._listings]
        requests, seconds = 0, 0.0
        for listing, left in zip(self._listings, zones, strict=True):
            cost = (len(left), 0.0)
            if isinstance(listing.provider, Estimates):
                cost = listing.provider.estimate(left)
            requests += cost[0]
            seconds = max(seconds, cost[1])
        self._progress.planned(sum(map(len, zones)), requests, seconds)

    def _is_held(self, source: Source, zone: Zone) -> bool:
        return self._journal is not None and self._journal.has(source, zone)

    def _take_over(self, works: Works) -> None:
        """Judge what an earlier run had read."""
        batch: list[tuple[Source, Held]] = []
        for listing in self._listings:
            for zone in listing.zones:
                data = self._journal.data(listing.source, zone) if self._journal else None
                if data is None:
                    continue
                self._resumed[listing.source] = self._resumed.get(listing.source, 0) + 1
                batch.append((listing.source, self._held(data)))
                if len(batch) == BATCH:
                    self._begin(works, batch)
                    self._collect(works, 0.0)
                    batch = []
        self._begin(works, batch)

    def _gather(self, readers: Readers, works: Works) -> list[tuple[Source, Held]]:
        """The zones read meanwhile, a batch of them at the most."""
        batch: list[tuple[Source, Held]] = []
        may_linger = True
        while readers.left and len(batch) < BATCH and works.has_room:
            reading = readers.take(0.0 if batch or works.has_ended else PATIENCE)
            if reading is not None:
                batch.extend(self._read(reading))
            elif batch and may_linger:
                may_linger = False
                time.sleep(LINGER)
            else:
                break
        return batch

    def _read(self, reading: Reading) -> list[tuple[Source, Held]]:
        if isinstance(reading.outcome, ProviderError):
            self._failed.append((reading.source, reading.zone, reading.outcome))
            self._open.pop((reading.source, reading.zone.key), None)
            self._zones += 1
            return []
        if self._journal:
            self._journal.read(reading.source, reading.outcome)
        return [(reading.source, self._held(reading.outcome))]

    def _held(self, data: ZoneData) -> Held:
        return Held(data, self._family.relatives(data.zone))

    def _begin(self, works: Works, batch: list[tuple[Source, Held]]) -> None:
        if not batch:
            return
        for source, held in batch:
            self._notes.read(source, held.data)
        works.begin(batch)

    def _collect(self, works: Works, patience: float) -> None:
        for source, judged in works.ended(patience):
            notes = self._notes.take(source, judged.zone)
            if judged.failed:
                self._failed.append((source, judged.zone, _defect(judged.failed)))
            else:
                self.tally.add(source, judged, notes)
                self._judged[source] = self._judged.get(source, 0) + 1
            self._open.pop((source, judged.zone.key), None)
            self._zones += 1
        self._progress.advanced(self._zones, self._requests(), len(self.tally.findings))

    def _requests(self) -> int:
        return sum(one.provider.requests for one in self._listings if one.provider is not None)

    def _whole(self) -> dict[str, Source]:
        """The source of each provider all of whose accounts were listed."""
        untold = {one.source.provider for one in self._listings if one.error is not None}
        listed = [one for one in self._listings if one.source.provider not in untold]
        by_name = {one.source.provider: one.source for one in listed}
        return by_name | {zone.provider: one.source for one in listed for zone in one.zones}

    def accounts(self) -> tuple[AccountReport, ...]:
        return tuple(self._account(listing) for listing in self._listings)

    def _account(self, listing: Listing) -> AccountReport:
        source, error = listing.source, listing.error
        return AccountReport(
            label=source.label,
            provider=source.provider,
            zones=len(listing.zones),
            private=sum(zone.private for zone in listing.zones),
            unverified=len(listing.zones) - self._judged.get(source, 0),
            resumed=self._resumed.get(source, 0),
            requests=listing.provider.requests if listing.provider else 0,
            reason=error.message if error else "",
            hint=error.hint if error else "",
            elsewhere={other.label: number for other, number in listing.elsewhere},
            same_as=listing.same_as.label if listing.same_as else "",
        )

    def unverified(self, interrupted: bool) -> tuple[ZoneUnverified, ...]:
        """The zones that could not be read, or were not before the interrupt."""
        failed = [(source, zone, error.message, error.hint) for source, zone, error in self._failed]
        if interrupted:
            why, hint = "It was not judged before the interrupt.", "Run again; with --resume FILE the rest is enough."
            failed += [(source, zone, why, hint) for (source, _), zone in self._open.items()]
        rows = (ZoneUnverified(s.label, zone.provider, zone.label, zone.id, why, hint) for s, zone, why, hint in failed)
        return tuple(sorted(rows, key=lambda row: (row.account, row.zone, row.zone_id)))


def _defect(error: str) -> ProviderError:
    return ProviderError(
        f"It was read, and iacmx failed to judge it ({error}).",
        "This is a defect of iacmx: please report it with this line.",
    )
