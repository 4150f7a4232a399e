"""The zones that a plan tells about, and which of them a record resource is in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from iacmx.model import Unknown, Zone, ZoneChange
from iacmx.names import normalize
from iacmx.plan.addresses import parse
from iacmx.plan.attributes import Attributes
from iacmx.plan.changes import Decoded, decode_change
from iacmx.plan.envelope import Envelope, StateModule, StateResource, decode_value
from iacmx.plan.instances import Instances
from iacmx.plan.kinds import ZoneResource
from iacmx.plan.references import References, Source
from iacmx.plan.shapes import as_object


class _Candidate(Struct, frozen=True):
    """A zone resource or data source whose id is known only after the apply."""

    key: str
    zone: Zone
    data: bool


class Zones:
    """Every zone of one plan by key; grows while record resources are read."""

    def __init__(
        self, envelope: Envelope, kinds: dict[str, ZoneResource], references: References, instances: Instances
    ) -> None:
        self._envelope = envelope
        self._kinds = kinds
        self._references = references
        self._instances = instances
        self._pending: dict[str, _Candidate] = {}
        self._named: dict[str, str] = {}
        self._by_name: dict[tuple[str, str, bool], str] = {}
        self._state: dict[str, Zone] | None = None
        self.by_key: dict[str, Zone] = {}
        self.changes: list[ZoneChange] = []
        for entry in envelope.resource_changes or ():
            if entry.type in kinds:
                self._add(decode_change(entry), kinds[entry.type])

    def of(self, provider: str, attributes: Attributes, name: str) -> str:
        """The key of the zone whose id is in the attribute ``name``."""
        found = attributes.identifier(name)
        if isinstance(found, str):
            zone_id = found.rpartition("/")[2]  # "/hostedzone/Z1", "projects/p/managedZones/main"
            key = f"{provider}:{zone_id}"
            self.by_key.setdefault(key, Zone(key, provider, id=zone_id))
            return key
        return self._follow(provider, attributes.address, name)

    def named(self, provider: str, attributes: Attributes, name: str, *, private: bool = False) -> str:
        """The key of the zone whose name, or whose path that ends in it, is in the attribute ``name``."""
        found = attributes.text(name)
        if not isinstance(found, str):
            return self._follow(provider, attributes.address, name)
        zone_name = normalize(found.rpartition("/")[2])
        known = self._by_name.get((provider, zone_name, private))
        if known is not None:
            return known
        key = f"{provider}:private/{zone_name}" if private else f"{provider}:{zone_name}"
        self._keep(Zone(key, provider, id=zone_name, name=zone_name, private=private))
        return key

    def name(self, key: str) -> str:
        """The name of a zone read so far, by what the plan or its prior state tells, ``""`` where neither does."""
        zone = self.by_key[key]
        if zone.name or not zone.id:
            return zone.name
        if self._state is None:
            self._state = dict(self._in_state(self._envelope.state))
        return self._state[key].name if key in self._state else ""

    def tell_name(self, key: str, written: str, absolute: str) -> None:
        """An owner as written and absolute (both in normal form): what follows the former is the zone's name."""
        if written == "":
            self._named.setdefault(key, absolute)
        elif absolute.startswith(written + "."):
            self._named.setdefault(key, absolute.removeprefix(written + "."))

    def make_private(self, key: str) -> None:
        self.by_key[key] = msgspec.structs.replace(self.by_key[key], private=True)

    def finish(self) -> dict[str, Zone]:
        """All zones, with the names that only the prior state or the records themselves tell."""
        unnamed = {key for key, zone in self.by_key.items() if not zone.name and zone.id}
        if unnamed:
            for key, zone in self._in_state(self._envelope.state):
                if key in unnamed and zone.name:
                    self.by_key[key] = msgspec.structs.replace(zone, private=zone.private or self.by_key[key].private)
        for key, name in self._named.items():
            if not self.by_key[key].name:
                self.by_key[key] = msgspec.structs.replace(self.by_key[key], name=name)
        return self.by_key

    def _add(self, change: Decoded, kind: ZoneResource) -> None:
        is_data = change.entry.mode == "data"
        before = self._side(change, kind, change.before)
        after = self._side(change, kind, change.after)
        if change.before is None and "create" in change.actions:
            after = [msgspec.structs.replace(zone, created_by_plan=True) for zone in after]
        for zone in (*before, *after):
            self._keep(zone)
        if not is_data:
            first_before, first_after = next(iter(before), None), next(iter(after), None)
            self.changes.append(ZoneChange(change.address, change.actions, first_before, first_after))
        for zone in after:
            if not zone.id:
                self._pending[change.address] = _Candidate(zone.key, zone, is_data)

    def _keep(self, zone: Zone) -> None:
        self.by_key[zone.key] = zone
        if zone.name:
            self._by_name[zone.provider, zone.name, zone.private] = zone.key

    def _side(self, change: Decoded, kind: ZoneResource, side: Attributes | None) -> list[Zone]:
        return [self._keyed(zone, change.address, change.entry.mode) for zone in kind.read(side)] if side else []

    def _keyed(self, zone: Zone, address: str, mode: str) -> Zone:
        name = zone.name
        if not name and mode == "data":
            constant = self._references.constant(parse(address), "name")
            name = normalize(constant) if isinstance(constant, str) else ""
        return msgspec.structs.replace(
            zone,
            key=f"{zone.provider}:{zone.id or address}",
            name=name,
            address=address,
            created_by_plan=not zone.id and mode != "data",
        )

    def _follow(self, provider: str, address: str, name: str) -> str:
        sources = self._references.sources(parse(address), name)
        candidates = self._candidates(provider, sources)
        if any(_is_dead_end(source) for source in sources):
            candidates |= {key: found for key, found in self._pending.items() if found.zone.provider == provider}
        keys = {self._through(found).key for found in candidates.values()}
        if len(keys) == 1 and not self._instances.providers([s for s in sources if not self._is_zone(s)]):
            return keys.pop()
        key = f"{provider}:?{address}"
        unknown = Unknown(tuple(source.text for source in sources), self._instances.provider_of(sources))
        self.by_key[key] = Zone(key, provider, address=address, unknown=unknown)
        return key

    def _candidates(self, provider: str, sources: Sequence[Source]) -> dict[str, _Candidate]:
        addresses = [entry.address for source in sources for entry in self._instances.of(source)]
        return {
            address: self._pending[address]
            for address in addresses
            if address in self._pending and self._pending[address].zone.provider == provider
        }

    def _is_zone(self, source: Source) -> bool:
        return source.resource is not None and source.resource.type in self._kinds

    def _through(self, found: _Candidate) -> _Candidate:
        """The zone resource behind a data source that looks up a zone which this plan creates."""
        if not found.data:
            return found
        managed = [other for other in self._pending.values() if not other.data]
        behind = self._candidates(found.zone.provider, self._references.sources(parse(found.zone.address), "zone_id"))
        by_id = [other for other in behind.values() if not other.data]
        by_name = [
            other
            for other in managed
            if found.zone.name
            and (other.zone.provider, other.zone.name, other.zone.private)
            == (found.zone.provider, found.zone.name, found.zone.private)
        ]
        chosen = by_id or by_name
        return chosen[0] if len(chosen) == 1 else found

    def _in_state(self, module: StateModule) -> Iterator[tuple[str, Zone]]:
        for resource in module.every_resource():
            if resource.type in self._kinds:
                yield from self._of_state(resource)

    def _of_state(self, resource: StateResource) -> Iterator[tuple[str, Zone]]:
        values = as_object(decode_value(resource.values, resource.address))
        for zone in self._kinds[resource.type].read(Attributes(resource.address, values)):
            if zone.id:
                keyed = self._keyed(zone, resource.address, resource.mode)
                yield keyed.key, keyed


def _is_dead_end(source: Source) -> bool:
    return source.resource is None
