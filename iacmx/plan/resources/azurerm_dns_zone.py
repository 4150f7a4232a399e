"""``azurerm_dns_zone`` of hashicorp/azurerm, the resource and the data source: a zone."""

from __future__ import annotations

from iacmx.plan.resources._zone import ZoneSpelling, zone

ZONES = zone("azurerm_dns_zone", "azurerm", ZoneSpelling(servers="name_servers"))
