"""``bunnynet_dns_zone`` of BunnyWay/bunnynet, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("bunnynet_dns_zone", "bunnynet", ZoneSpelling(name="domain", id="id"))
