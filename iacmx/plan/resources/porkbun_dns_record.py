"""``porkbun_dns_record`` of cullenmcdermott/porkbun: one record; TTL and preference are texts."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Spelling, one_record

RECORDS = one_record(
    Spelling(
        type="porkbun_dns_record",
        provider="porkbun",
        zone="domain",
        owner="name",
        data="content",
        preference="prio",
    )
)
