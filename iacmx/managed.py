"""What a Terraform state says of the MX records that are live: whether it holds them, and whether they are the same.

Pure, and made of plain values, so that it can be sent to another process.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from iacmx.case import MxSet
from iacmx.cases import mx_sets
from iacmx.compare import in_words
from iacmx.mail_hosts import recognise
from iacmx.model import Mx, Plan, RecordSet, Zone
from iacmx.plan.owners import bind

Declared = tuple[MxSet, ...]


class Ownership(StrEnum):
    """Whose an owner's MX records are."""

    MANAGED = "managed"
    """The state holds them, as they are live."""
    DRIFTED = "drifted"
    """The state holds MX records here, and others are live, or more, or fewer."""
    UNMANAGED = "unmanaged"
    """No resource of the state holds an MX record here."""
    GONE = "gone"
    """The state holds them, and no MX record is live."""


class Standing(Struct, frozen=True):
    """What the state says of one owner.

    ``addresses`` are those of the resources that hold its MX records, sorted. ``words`` tell what leads from the state
    to what is live, one clause for each record; empty where nothing differs, or nothing is held. They may hold texts
    of ``Managed.secrets``.
    """

    ownership: Ownership
    addresses: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Managed(Struct, frozen=True):
    """The MX records that a state holds in some zones: by the key of the live zone, then by owner.

    ``secrets`` are texts of them that the state marks as sensitive, never to be printed.
    """

    zones: dict[str, dict[str, Declared]] = {}
    secrets: frozenset[str] = frozenset()

    @classmethod
    def of(cls, state: Plan, zones: Iterable[Zone]) -> Managed:
        """What ``state`` (:func:`iacmx.plan.state.read_state`) holds in these live zones.

        A zone is found by its provider and id, and by its name where the provider's resources know it by its name.
        """
        live = list(zones)
        bound = bind(state, {_by_id(zone): zone.name for zone in live if zone.id and zone.name})
        held = _held(bound)
        named = {_name(zone): key for key, zone in bound.zones.items() if zone.name and _known_by_name(zone)}
        keys = {zone.key: _by_id(zone) if _by_id(zone) in bound.zones else named.get(_name(zone)) for zone in live}
        return cls({live_key: held[key] for live_key, key in keys.items() if key in held}, bound.secrets)

    def only(self, zones: Iterable[Zone]) -> Managed:
        """The part of it that is about these live zones."""
        return Managed({zone.key: self.zones[zone.key] for zone in zones if zone.key in self.zones}, self.secrets)

    def standing(self, zone: Zone, owner: str, live: Sequence[MxSet]) -> Standing | None:
        """What the state says of ``owner`` (normal form), whose live MX sets in ``zone`` are ``live``.

        ``None`` where neither has an MX record, or where it can't be told: records that a provider makes by itself
        (Cloudflare Email Routing) may be in use and yet not listed.
        """
        held = self.zones.get(zone.key, {}).get(owner, ())
        if not held:
            return Standing(Ownership.UNMANAGED) if live else None
        if not live and all(map(_is_automatic, held)):
            return None
        words = in_words(_as_live(held, live), tuple(map(_each_once, live)))
        differing = Ownership.DRIFTED if live else Ownership.GONE
        return Standing(differing if words or not live else Ownership.MANAGED, _addresses(held), words)

    def gone(self, zone: Zone, owners: Collection[str]) -> list[tuple[str, Standing]]:
        """The owners whose MX records the state holds and that are not live, by name.

        ``owners`` are those with live MX records, of all the zone.
        """
        missing = sorted(self.zones.get(zone.key, {}).keys() - set(owners))
        return [(owner, found) for owner in missing if (found := self.standing(zone, owner, ()))]


def _held(state: Plan) -> dict[str, dict[str, Declared]]:
    """The MX sets of a state by zone key and owner."""
    records: dict[str, dict[str, list[tuple[bool, RecordSet]]]] = {}
    for change in state.changes:
        for record in change.after:
            if record.type == "MX" and isinstance(record.owner, str) and not record.relative:
                owners = records.setdefault(record.zone, {})
                owners.setdefault(record.owner, []).append((bool(change.deposed), record))
    return {
        zone: {owner: mx_sets(_current(found)) for owner, found in owners.items()} for zone, owners in records.items()
    }


def _current(found: Sequence[tuple[bool, RecordSet]]) -> list[RecordSet]:
    """The record sets without those that a replacement has left over (deposed), unless there are no others."""
    return [record for deposed, record in found if not deposed] or [record for _, record in found]


def _as_live(held: Declared, live: Iterable[MxSet]) -> Declared:
    by_variant = {mx_set.variant: mx_set for mx_set in live}
    return tuple(_each_once(_settled(mx_set, by_variant.get(mx_set.variant))) for mx_set in held)


def _settled(held: MxSet, live: MxSet | None) -> MxSet:
    """The set with the records that the provider makes by itself as they are live.

    What a resource of its own writes is left to that, and another generation of the service's hosts will do as well.
    """
    automatic = {str(mx.exchange): mx for mx in held.records if mx.automatic}
    if not automatic or live is None:
        return held
    written = tuple(mx for mx in held.records if not mx.automatic)
    services = {_service(name) for name in automatic}
    there = [mx for mx in live.records if _service(str(mx.exchange)) in services]
    wanted = automatic if any(mx.exchange in automatic for mx in there) else {str(mx.exchange): mx for mx in there}
    hosts = (wanted or automatic).keys() - {mx.exchange for mx in written}
    made = tuple(Mx(name, None, name, automatic=True) for name in sorted(hosts))
    return replace(held, records=written + made, ttls=live.ttls)


def _is_automatic(held: MxSet) -> bool:
    """Whether it is all made by the provider itself."""
    return bool(held.records) and all(mx.automatic for mx in held.records)


def _service(exchange: str) -> str:
    found = recognise(exchange)
    return found.id if found else exchange


def _each_once(mx_set: MxSet) -> MxSet:
    """Without the records that several resources hold alike."""
    once: Mapping[object, Mx] = {(mx.preference, mx.exchange): mx for mx in mx_set.records}
    return replace(mx_set, records=tuple(once.values())) if len(once) < len(mx_set.records) else mx_set


def _addresses(held: Declared) -> tuple[str, ...]:
    return tuple(sorted({address for mx_set in held for address in mx_set.addresses}))


def _by_id(zone: Zone) -> str:
    """The key under which a state has the zone, where its provider knows it by an id."""
    return f"{zone.provider}:{zone.id}"


def _name(zone: Zone) -> tuple[str, str, bool]:
    return zone.provider, zone.name, zone.private


def _known_by_name(zone: Zone) -> bool:
    return zone.id.removeprefix("private/") in ("", zone.name)
