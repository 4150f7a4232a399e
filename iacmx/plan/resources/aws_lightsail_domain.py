"""``aws_lightsail_domain`` of hashicorp/aws, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("aws_lightsail_domain", "lightsail", ZoneSpelling(name="domain_name"))
