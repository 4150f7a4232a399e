"""``hcloud_zone`` of hetznercloud/hcloud, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("hcloud_zone", "hcloud", ZoneSpelling(id="id"))
