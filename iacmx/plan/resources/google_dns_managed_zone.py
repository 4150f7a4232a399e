"""``google_dns_managed_zone`` of hashicorp/google, the resource and the data source: its ``name`` is no DNS name."""

from __future__ import annotations

from msgspec import structs

from iacmx.model import Zone
from iacmx.plan.attributes import Attributes
from iacmx.plan.kinds import ZoneResource
from iacmx.plan.resources import _zone

SPELLING = _zone.ZoneSpelling(name="dns_name", id="name", servers="name_servers")


def read(attributes: Attributes) -> tuple[Zone, ...]:
    """The zone of one side of a change, or of a state."""
    (zone,) = _zone.read("google", SPELLING, attributes)
    return (structs.replace(zone, private=attributes.get("visibility") == "private"),)


ZONES = ZoneResource(type="google_dns_managed_zone", provider="google", read=read)
