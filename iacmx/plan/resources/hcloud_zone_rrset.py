"""``hcloud_zone_rrset`` of hetznercloud/hcloud 1.54 or later: one record set."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Dots, Spelling, ZoneBy, record_set

RECORDS = record_set(
    Spelling(
        type="hcloud_zone_rrset",
        provider="hcloud",
        zone="zone",
        zone_by=ZoneBy.EITHER,
        owner="name",
        data="value",
        within="records",
        dots=Dots.RELATIVE,
    )
)
