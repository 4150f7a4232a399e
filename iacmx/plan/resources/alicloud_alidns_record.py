"""``alicloud_alidns_record`` of aliyun/alicloud: one record, served while ``status`` is not ``DISABLE``."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Spelling, one_record

RECORDS = one_record(
    Spelling(
        type="alicloud_alidns_record",
        provider="alicloud",
        zone="domain_name",
        owner="rr",
        data="value",
        preference="priority",
        off=("status", "DISABLE"),
        variant="line",
        usual="default",
    )
)
