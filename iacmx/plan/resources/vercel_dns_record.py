"""``vercel_dns_record`` of vercel/vercel: one record."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Spelling, one_record

RECORDS = one_record(
    Spelling(
        type="vercel_dns_record",
        provider="vercel",
        zone="domain",
        owner="name",
        data="value",
        preference="mx_priority",
    )
)
