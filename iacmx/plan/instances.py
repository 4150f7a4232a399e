"""Which resource instances a plan holds, found by the address that the configuration gives them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from iacmx.plan.addresses import Address, Step, parse
from iacmx.plan.envelope import Entry
from iacmx.plan.references import Source


class _Actions(Struct):
    actions: list[str] = []


class Instances:
    """The changes of one plan by address. Addresses are taken apart one resource type at a time, when asked for."""

    def __init__(self, changes: Sequence[Entry]) -> None:
        self._changes = changes
        self._parsed: dict[str, dict[str, list[tuple[Address, Entry]]]] = {}

    def of(self, source: Source) -> list[Entry]:
        """The instances that a source may mean: one, where its instance keys are told."""
        if source.resource is None:
            return []
        candidates = self._patterns(source.resource.type).get(source.resource.pattern, [])
        wanted = source.resource
        matching = [pair for pair in candidates if _agrees(wanted, pair[0])]
        if len(matching) > 1 and source.hint is not None:
            hinted = [pair for pair in matching if source.hint in _open_keys(wanted, pair[0])]
            matching = hinted or matching
        return [entry for _, entry in matching]

    def providers(self, sources: Sequence[Source]) -> tuple[str, ...]:
        """The addresses of the resources that will provide what ``sources`` lead to.

        That of the resource without an instance key, where only the instance can't be told.
        """
        found: dict[str, None] = {}
        for source in sources:
            entries = [entry for entry in self.of(source) if _acts(entry)]
            if entries and source.resource:
                found[entries[0].address if len(entries) == 1 else source.resource.pattern] = None
        return tuple(found)

    def provider_of(self, sources: Sequence[Source]) -> str:
        """The one resource that will provide it, ``""`` where there is none or it can't be told which."""
        found = self.providers(sources)
        return found[0] if len(found) == 1 else ""

    def _patterns(self, resource_type: str) -> dict[str, list[tuple[Address, Entry]]]:
        if resource_type not in self._parsed:
            patterns: dict[str, list[tuple[Address, Entry]]] = {}
            for entry in self._changes:
                if entry.type == resource_type and not entry.deposed:
                    address = parse(entry.address)
                    patterns.setdefault(address.pattern, []).append((address, entry))
            self._parsed[resource_type] = patterns
        return self._parsed[resource_type]


def _agrees(wanted: Address, found: Address) -> bool:
    """Whether an instance is one of those wanted: a step wanted without a key agrees with every key."""
    return all(want.key is None or want.key == have.key for want, have in _pairs(wanted, found))


def _open_keys(wanted: Address, found: Address) -> set[object]:
    """The instance keys that the reference left open."""
    return {have.key for want, have in _pairs(wanted, found) if want.key is None}


def _pairs(wanted: Address, found: Address) -> list[tuple[Step, Step]]:
    return list(zip((*wanted.modules, wanted.resource), (*found.modules, found.resource), strict=True))


def _acts(entry: Entry) -> bool:
    try:
        actions = msgspec.json.decode(entry.change, type=_Actions).actions
    except msgspec.MsgspecError:
        return False
    return bool(set(actions) - {"no-op"})
