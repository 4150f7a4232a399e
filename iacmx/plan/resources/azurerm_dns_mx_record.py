"""``azurerm_dns_mx_record`` of hashicorp/azurerm: the MX record set of a name in a zone; preferences are texts."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Spelling, record_set

RECORDS = record_set(
    Spelling(
        type="azurerm_dns_mx_record",
        provider="azurerm",
        zone="zone_name",
        owner="name",
        data="exchange",
        preference="preference",
        within="record",
        fixed="MX",
    )
)
