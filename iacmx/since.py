"""What happened to MX sets since an earlier snapshot: which are added, removed and changed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct, structs

from iacmx.case import MxSet
from iacmx.cases import mx_sets_by_owner
from iacmx.compare import in_words
from iacmx.model import Zone
from iacmx.snapshot import Snapshot

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

Identity = tuple[str, str, bool]
"""What a zone is known by to who made it anew: provider, name, private."""


class Then(Struct, frozen=True):
    """The MX sets of one zone by owner, as the snapshot has them.

    ``names`` are the owners that it knows all about; ``None``: all there are. An owner outside is unknown, not without
    MX records.
    """

    zone: Zone
    sets: dict[str, tuple[MxSet, ...]]
    names: frozenset[str] | None = None

    def knows(self, owner: str) -> bool:
        return self.names is None or owner in self.names


class Removed(Struct, frozen=True):
    """An owner that had MX sets and has none any more: those it had, and the same in words."""

    owner: str
    sets: tuple[MxSet, ...]
    words: tuple[str, ...]


class Since(Struct, frozen=True):
    """The zones of a snapshot by key, and the keys of those of one identity in the order of the file.

    ``providers`` are those that it has zones of; ``present`` the keys of the zones that are still there, see
    :meth:`beside`.
    """

    zones: dict[str, Then]
    alike: dict[Identity, tuple[str, ...]]
    providers: frozenset[str]
    present: frozenset[str] = frozenset()

    @classmethod
    def of(cls, snapshot: Snapshot) -> Since:
        """What a snapshot tells of MX sets; nothing else of it is kept."""
        zones: dict[str, Then] = {}
        alike: dict[Identity, tuple[str, ...]] = {}
        for zone in snapshot.zones():
            data = snapshot.fetch(zone, None)
            zones[zone.key] = Then(data.zone, mx_sets_by_owner(data.records), data.names)
            alike[_identity(zone)] = (*alike.get(_identity(zone), ()), zone.key)
        return cls(zones, alike, snapshot.providers)

    def beside(self, live: Iterable[Zone]) -> Since:
        """The same, knowing all zones there are now: a second zone of a name is not taken for the first made anew."""
        return structs.replace(self, present=frozenset(_key(zone) for zone in live) & self.zones.keys())

    def then(self, zone: Zone) -> Then | None:
        """What a live zone was: that of its id, else one of its name that is no longer there.

        ``None``: the snapshot has none. Of a provider that it has no zone of, it knows no owner.
        """
        same = self.zones.get(_key(zone))
        if same is not None:
            return same
        if zone.provider not in self.providers:
            return Then(zone, {}, names=frozenset())
        replaced = [self.zones[key] for key in self.alike.get(_identity(zone), ()) if key not in self.present]
        active = [then for then in replaced if then.zone.status == "active"]
        return next(iter(active or replaced), None)

    def gone(self, live: Iterable[Zone], providers: Collection[str]) -> tuple[Then, ...]:
        """The zones of the snapshot that no live zone is, or stands for.

        ``live`` are all zones of the accounts that the snapshot was taken of: whatever it lacks is gone.
        ``providers`` are those that were asked for all their zones; of others nothing is said.
        """
        zones = tuple(live)
        known = self.beside(zones)
        met = {then.zone.key for zone in zones if (then := known.then(zone)) is not None}
        return tuple(then for key, then in self.zones.items() if key not in met and then.zone.provider in providers)


def change(then: Then | None, owner: str, sets: Sequence[MxSet]) -> tuple[str, tuple[str, ...]]:
    """What happened to a live owner with these MX sets, in a word and one clause for each record.

    The word is ``added``, ``removed`` (it has none any more), ``changed``, or ``""``: nothing, or it can't be told
    because the snapshot does not know the owner. ``then`` is the zone as it was, ``None`` for one that the snapshot
    does not have.
    """
    if then is None:
        return (ADDED, ("the zone is not in the snapshot", *in_words((), sets))) if sets else ("", ())
    if not then.knows(owner):
        return "", ()
    before = then.sets.get(owner, ())
    words = (*in_words(before, sets), *_routing(before, sets))
    if not words:
        return "", ()
    return (CHANGED if before and sets else ADDED if sets else REMOVED), words


def removed(then: Then, owners: Collection[str], names: frozenset[str] | None = None) -> tuple[Removed, ...]:
    """The owners of a zone that had MX sets and are not among its live ``owners``; no owners: the zone is gone.

    ``names`` are the owners that were read of the live zone, ``None`` for all: nothing is said of others.
    """
    return tuple(
        Removed(owner, sets, in_words(sets, ()))
        for owner, sets in sorted(then.sets.items())
        if then.knows(owner) and owner not in owners and (names is None or owner in names)
    )


def _routing(before: Iterable[MxSet], after: Iterable[MxSet]) -> tuple[str, ...]:
    """Which resolvers get a set, where that is not as it was: a weight, a region."""
    then = {mx_set.variant: mx_set for mx_set in before}
    changed = [(then[now.variant], now) for now in after if now.variant in then]
    return tuple(
        f"{now.variant}: changes the routing from {_policy(was)} to {_policy(now)}".removeprefix(": ")
        for was, now in changed
        if _policy(was) != _policy(now)
    )


def _policy(mx_set: MxSet) -> str:
    return f"{mx_set.routing} {mx_set.routing_detail}".strip()


def _key(zone: Zone) -> str:
    """A snapshot's key of the zone, whatever it is called in this run."""
    return f"{zone.provider}:{zone.id}"


def _identity(zone: Zone) -> Identity:
    return zone.provider, zone.name, zone.private
