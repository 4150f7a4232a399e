"""``hetznerdns_zone`` of timohirt/hetznerdns, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("hetznerdns_zone", "hetznerdns", ZoneSpelling(id="id"))
