"""``hetznerdns_record`` of timohirt/hetznerdns: one record."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Dots, Spelling, ZoneBy, one_record

RECORDS = one_record(
    Spelling(
        type="hetznerdns_record",
        provider="hetznerdns",
        zone="zone_id",
        zone_by=ZoneBy.ID,
        owner="name",
        data="value",
        dots=Dots.RELATIVE,
    )
)
