"""``gandi_livedns_domain`` of go-gandi/gandi, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("gandi_livedns_domain", "gandi", ZoneSpelling())
