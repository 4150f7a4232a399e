"""``oci_dns_rrset`` of oracle/oci: one record set; every item tells its TTL."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Owner, Spelling, ZoneBy, record_set

RECORDS = record_set(
    Spelling(
        type="oci_dns_rrset",
        provider="oci",
        zone="zone_name_or_id",
        zone_by=ZoneBy.EITHER,
        owner="domain",
        owner_form=Owner.ABSOLUTE,
        rdtype="rtype",
        data="rdata",
        within="items",
    )
)
