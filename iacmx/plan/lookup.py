"""What the rest of a plan tells about one record resource: its zone, and where its unknown values come from."""

from __future__ import annotations

from iacmx.model import Unknown, Value
from iacmx.plan.addresses import parse
from iacmx.plan.attributes import Attributes
from iacmx.plan.instances import Instances
from iacmx.plan.references import References
from iacmx.plan.secrets import forms
from iacmx.plan.zones import Zones


class PlanLookup:
    """The :class:`iacmx.plan.kinds.Lookup` of one resource."""

    def __init__(
        self,
        address: str,
        provider: str,
        zones: Zones,
        references: References,
        instances: Instances,
        secrets: set[str],
    ) -> None:
        self._address = address
        self._provider = provider
        self._zones = zones
        self._references = references
        self._instances = instances
        self._secrets = secrets

    @property
    def address(self) -> str:
        return self._address

    def zone(self, attributes: Attributes, name: str) -> str:
        return self._zones.of(self._provider, attributes, name)

    def zone_named(self, attributes: Attributes, name: str, *, private: bool = False) -> str:
        return self._zones.named(self._provider, attributes, name, private=private)

    def zone_name(self, zone: str) -> str:
        return self._zones.name(zone)

    def unknown(self, *path: str) -> Unknown:
        sources = self._references.sources(parse(self._address), *path)
        texts = tuple(dict.fromkeys(source.text for source in sources))
        return Unknown(texts, self._instances.provider_of(sources))

    def hide(self, *values: Value | None) -> None:
        self._secrets.update(form for value in values for form in forms(value))

    def tell_zone_name(self, zone: str, written: str, absolute: str) -> None:
        self._zones.tell_name(zone, written, absolute)
