"""``alicloud_dns_record`` of aliyun/alicloud (deprecated): one record; ``name`` is the zone."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Spelling, one_record

RECORDS = one_record(
    Spelling(
        type="alicloud_dns_record",
        provider="alicloud",
        zone="name",
        owner="host_record",
        data="value",
        preference="priority",
        variant="routing",
        usual="default",
    )
)
