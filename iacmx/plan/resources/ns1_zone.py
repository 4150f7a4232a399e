"""``ns1_zone`` of ns1-terraform/ns1, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("ns1_zone", "ns1", ZoneSpelling(name="zone"))
