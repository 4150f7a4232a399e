"""``azurerm_private_dns_mx_record`` of hashicorp/azurerm: the MX record set of a name in a private zone.

Version 4 names the zone, version 5 gives the path of its id, which ends in the name.
"""

from __future__ import annotations

from msgspec import structs

from iacmx.model import RecordSet
from iacmx.plan.attributes import Attributes
from iacmx.plan.kinds import Lookup
from iacmx.plan.resources._spelling import Spelling, read, record_set

V4 = Spelling(
    type="azurerm_private_dns_mx_record",
    provider="azurerm",
    zone="zone_name",
    owner="name",
    data="exchange",
    preference="preference",
    within="record",
    fixed="MX",
    private=True,
)
V5 = structs.replace(V4, zone="private_dns_zone_id")


def either(attributes: Attributes, lookup: Lookup) -> tuple[RecordSet, ...]:
    """The record set of one side of a change."""
    return read(V4 if attributes.get(V5.zone) is None else V5, attributes, lookup)


RECORDS = structs.replace(record_set(V4), read=either)
