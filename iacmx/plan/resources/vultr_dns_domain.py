"""``vultr_dns_domain`` of vultr/vultr, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("vultr_dns_domain", "vultr", ZoneSpelling(name="domain"))
