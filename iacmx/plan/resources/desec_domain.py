"""``desec_domain`` of Valodim/desec, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("desec_domain", "desec", ZoneSpelling())
