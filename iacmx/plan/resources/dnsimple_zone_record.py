"""``dnsimple_zone_record`` of dnsimple/dnsimple: one record."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Spelling, one_record

RECORDS = one_record(
    Spelling(
        type="dnsimple_zone_record",
        provider="dnsimple",
        zone="zone_name",
        owner="name",
        data="value",
        preference="priority",
    )
)
