"""``namecheap_domain_host_record`` of namecheap/namecheap: one record."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Spelling, one_record

RECORDS = one_record(
    Spelling(
        type="namecheap_domain_host_record",
        provider="namecheap",
        zone="domain",
        owner="hostname",
        data="address",
        preference="mx_pref",
        default=10,
    )
)
