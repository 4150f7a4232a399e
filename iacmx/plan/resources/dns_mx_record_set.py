"""``dns_mx_record_set`` of hashicorp/dns: the MX record set of a name, by dynamic update (RFC 2136)."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Dots, Spelling, record_set

RECORDS = record_set(
    Spelling(
        type="dns_mx_record_set",
        provider="dns",
        zone="zone",
        owner="name",
        data="exchange",
        preference="preference",
        within="mx",
        fixed="MX",
        dots=Dots.REQUIRED,
    )
)
