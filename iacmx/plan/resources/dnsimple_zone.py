"""``dnsimple_zone`` of dnsimple/dnsimple, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("dnsimple_zone", "dnsimple", ZoneSpelling())
