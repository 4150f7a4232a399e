"""``alicloud_dns_domain`` of aliyun/alicloud (deprecated), the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("alicloud_dns_domain", "alicloud", ZoneSpelling(name="domain_name"))
