"""``bunnynet_dns_record`` of BunnyWay/bunnynet: one record, served while ``enabled``; its zone is known by a number."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Dots, Spelling, ZoneBy, one_record

RECORDS = one_record(
    Spelling(
        type="bunnynet_dns_record",
        provider="bunnynet",
        zone="zone",
        zone_by=ZoneBy.ID,
        owner="name",
        data="value",
        preference="priority",
        dots=Dots.FORBIDDEN,
        off=("enabled", False),
    )
)
