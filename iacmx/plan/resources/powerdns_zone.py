"""``powerdns_zone`` of pan-net/powerdns, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("powerdns_zone", "powerdns", ZoneSpelling())
