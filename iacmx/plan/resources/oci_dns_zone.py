"""``oci_dns_zone`` of oracle/oci, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("oci_dns_zone", "oci", ZoneSpelling(id="id"))
