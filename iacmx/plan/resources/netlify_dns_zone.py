"""``netlify_dns_zone`` of netlify/netlify, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("netlify_dns_zone", "netlify", ZoneSpelling(id="id"))
