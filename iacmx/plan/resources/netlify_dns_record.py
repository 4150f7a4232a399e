"""``netlify_dns_record`` of netlify/netlify: one record."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Owner, Spelling, ZoneBy, one_record

RECORDS = one_record(
    Spelling(
        type="netlify_dns_record",
        provider="netlify",
        zone="zone_id",
        zone_by=ZoneBy.ID,
        owner="hostname",
        owner_form=Owner.ABSOLUTE,
        data="value",
        preference="priority",
    )
)
