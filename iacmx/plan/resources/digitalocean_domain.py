"""``digitalocean_domain`` of digitalocean/digitalocean, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("digitalocean_domain", "digitalocean", ZoneSpelling())
