"""What a Terraform state and an earlier snapshot say of what is live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from iacmx.audit.source import Source
from iacmx.audit.tally import Note
from iacmx.case import MxSet
from iacmx.cases import mx_sets_by_owner
from iacmx.managed import Managed
from iacmx.model import Plan, Zone, ZoneData
from iacmx.since import REMOVED, Since, Then, change, removed
from iacmx.snapshot import Snapshot
from iacmx.words import counted

SENSITIVE = ("differs in what the state marks as sensitive",)


class Notes:
    """Takes each zone's records when it is read, and gives the notes when it is judged.

    ``zones`` are all that are to be read; ``skipped`` tells in words what of the state is not compared.
    """

    def __init__(self, state: Plan | None, since: Snapshot | None, zones: Sequence[Zone]) -> None:
        self._zones = zones
        self._managed = Managed.of(state, zones) if state else None
        self.skipped = _skipped(state, self._managed) if state and self._managed else ()
        self._since = Since.of(since).beside(zones) if since else None
        self._kept: dict[tuple[Source, str], dict[str, Note]] = {}

    def read(self, source: Source, data: ZoneData) -> None:
        """Compare the records of a zone."""
        if self._managed is None and self._since is None:
            return
        sets = mx_sets_by_owner(data.records)
        notes = {owner: self._note(data.zone, owner, sets[owner]) for owner in sets}
        then = self._since.then(data.zone) if self._since else None
        missing = [owner for owner, _ in self._managed.gone(data.zone, sets)] if self._managed else []
        missing = [owner for owner in missing if data.names is None or owner in data.names]
        missing += [one.owner for one in removed(then, sets, data.names)] if then else []
        notes |= {owner: self._note(data.zone, owner, ()) for owner in missing}
        self._kept[source, data.zone.key] = notes

    def take(self, source: Source, zone: Zone) -> Mapping[str, Note]:
        """The notes on a zone's owners."""
        return self._kept.pop((source, zone.key), {})

    def gone(self, sources: Mapping[str, Source]) -> Iterator[tuple[Source, Zone, Mapping[str, Note]]]:
        """Zones of the snapshot that are not live any more, each with the notes on its owners and the source of its
        provider; those of other providers are left out."""
        for then in self._since.gone(self._zones, sources) if self._since else ():
            yield sources[then.zone.provider], then.zone, _gone(then)

    def _note(self, zone: Zone, owner: str, sets: Sequence[MxSet]) -> Note:
        standing = self._managed.standing(zone, owner, sets) if self._managed else None
        word, words = change(self._since.then(zone), owner, sets) if self._since else ("", ())
        if standing is None:
            return Note(change=word, changes=words)
        drift = standing.words
        if any(secret in clause for clause in drift for secret in (self._managed or Managed()).secrets):
            drift = SENSITIVE
        return Note(standing.ownership.value, standing.addresses, drift, word, words)


def _skipped(state: Plan, managed: Managed) -> tuple[str, ...]:
    """What of the state is not compared, in words."""
    held = {record.zone for change in state.changes for record in change.after if record.type == "MX"}
    words: list[str] = []
    if elsewhere := len(held) - len(managed.zones):
        words.append(f"state: it holds MX records in {counted(elsewhere, 'zone')} that this run does not audit")
    if state.not_understood:
        words.append(f"state: resource types not understood ({', '.join(sorted(state.not_understood))})")
    return tuple(words)


def _gone(then: Then) -> dict[str, Note]:
    words = ("the zone is gone",)
    return {one.owner: Note(change=REMOVED, changes=(*words, *one.words)) for one in removed(then, ())}
