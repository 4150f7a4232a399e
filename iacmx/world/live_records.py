"""What providers hold now, looked up by zone and owner."""

from __future__ import annotations

from collections.abc import Mapping

from iacmx.model import RecordSet, ZoneData


class LiveRecords:
    """The live record sets of several zones, by the zones' keys. Each zone is gathered when it is first asked about."""

    def __init__(self, data: Mapping[str, ZoneData]) -> None:
        self._data = data
        self._zones: dict[str, dict[str, tuple[RecordSet, ...]]] = {}

    def at(self, zone: str, owner: str) -> tuple[RecordSet, ...] | None:
        """The record sets of an owner (normal form), ``None`` where what is live there is not known."""
        data = self._data.get(zone)
        if data is None or (data.names is not None and owner not in data.names):
            return None
        if zone not in self._zones:
            found: dict[str, list[RecordSet]] = {}
            for record in data.records:
                found.setdefault(str(record.owner), []).append(record)
            self._zones[zone] = {name: tuple(held) for name, held in found.items()}
        return self._zones[zone].get(owner, ())


NO_LIVE_RECORDS = LiveRecords({})
