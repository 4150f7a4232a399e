"""``azurerm_dns_cname_record`` of hashicorp/azurerm: the CNAME record set of a name in a zone."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Spelling, record_set

RECORDS = record_set(
    Spelling(
        type="azurerm_dns_cname_record",
        provider="azurerm",
        zone="zone_name",
        owner="name",
        data="record",
        fixed="CNAME",
    )
)
