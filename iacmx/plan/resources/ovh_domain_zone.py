"""``ovh_domain_zone`` of ovh/ovh, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("ovh_domain_zone", "ovh", ZoneSpelling(servers="name_servers"))
