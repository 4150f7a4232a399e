"""What a Terraform state and an earlier snapshot say of what is live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from iacmx.audit.source import Source
from iacmx.audit.tally import Note
from iacmx.model import Plan, Zone, ZoneData
from iacmx.snapshot import Snapshot


class Notes:
    """Takes each zone's records when it is read, and gives the notes when it is judged."""

    def __init__(self, state: Plan | None, since: Snapshot | None, zones: Sequence[Zone]) -> None:
        self._state = state
        self._since = since
        self._kept: dict[tuple[Source, str], dict[str, Note]] = {}

    def read(self, source: Source, data: ZoneData) -> None:
        """Compare the records of a zone."""

    def take(self, source: Source, zone: Zone) -> Mapping[str, Note]:
        """The notes on a zone's owners."""
        return self._kept.pop((source, zone.key), {})

    def gone(self, sources: Mapping[str, Source]) -> Iterator[tuple[Source, Zone, Mapping[str, Note]]]:
        """Zones that are not live any more, each with the notes on its owners and the source it belonged to."""
        yield from ()
