"""``vultr_dns_record`` of vultr/vultr: one record."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Spelling, one_record

RECORDS = one_record(
    Spelling(
        type="vultr_dns_record",
        provider="vultr",
        zone="domain",
        owner="name",
        data="data",
        preference="priority",
        default=0,
    )
)
