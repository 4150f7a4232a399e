"""``dns_aaaa_record_set`` of hashicorp/dns: the AAAA record set of a name, by dynamic update (RFC 2136)."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Spelling, record_set

RECORDS = record_set(
    Spelling(
        type="dns_aaaa_record_set",
        provider="dns",
        zone="zone",
        owner="name",
        data="addresses",
        fixed="AAAA",
    )
)
