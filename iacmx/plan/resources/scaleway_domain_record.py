"""``scaleway_domain_record`` of scaleway/scaleway: one record."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Dots, Spelling, one_record

RECORDS = one_record(
    Spelling(
        type="scaleway_domain_record",
        provider="scaleway",
        zone="dns_zone",
        owner="name",
        data="data",
        preference="priority",
        dots=Dots.LABEL,
    )
)
