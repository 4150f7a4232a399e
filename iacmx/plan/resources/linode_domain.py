"""``linode_domain`` of linode/linode, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("linode_domain", "linode", ZoneSpelling(name="domain", id="id"))
