"""``dns_cname_record`` of hashicorp/dns: the CNAME record of a name, by dynamic update (RFC 2136)."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Dots, Spelling, record_set

RECORDS = record_set(
    Spelling(
        type="dns_cname_record",
        provider="dns",
        zone="zone",
        owner="name",
        data="cname",
        fixed="CNAME",
        dots=Dots.REQUIRED,
    )
)
