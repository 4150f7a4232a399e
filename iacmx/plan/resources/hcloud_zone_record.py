"""``hcloud_zone_record`` of hetznercloud/hcloud 1.54 or later: one record."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Dots, Spelling, ZoneBy, one_record

RECORDS = one_record(
    Spelling(
        type="hcloud_zone_record",
        provider="hcloud",
        zone="zone",
        zone_by=ZoneBy.EITHER,
        owner="name",
        data="value",
        dots=Dots.RELATIVE,
    )
)
