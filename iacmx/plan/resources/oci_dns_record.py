"""``oci_dns_record`` of oracle/oci (deprecated): one record."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Owner, Spelling, ZoneBy, one_record

RECORDS = one_record(
    Spelling(
        type="oci_dns_record",
        provider="oci",
        zone="zone_name_or_id",
        zone_by=ZoneBy.EITHER,
        owner="domain",
        owner_form=Owner.ABSOLUTE,
        rdtype="rtype",
        data="rdata",
    )
)
