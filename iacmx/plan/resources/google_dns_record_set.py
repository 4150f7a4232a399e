"""``google_dns_record_set`` of hashicorp/google: one record set, with a routing policy several variants of it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from iacmx.model import RecordSet
from iacmx.plan.attributes import Attributes
from iacmx.plan.kinds import Lookup
from iacmx.plan.resources import _spelling
from iacmx.plan.resources._spelling import Owner, Spelling, ZoneBy, record_set

SPELLING = Spelling(
    type="google_dns_record_set",
    provider="google",
    zone="managed_zone",
    zone_by=ZoneBy.ID,
    owner="name",
    owner_form=Owner.ABSOLUTE,
    data="rrdatas",
)
ROUTING = {"wrr": ("weighted", "weight"), "geo": ("geolocation", "location")}
"""The blocks of a routing policy, its name, and what tells its items apart."""


def read(attributes: Attributes, lookup: Lookup) -> tuple[RecordSet, ...]:
    """The record sets of one side of a change."""
    found = tuple(_routed(attributes, lookup))
    return found or _spelling.read(SPELLING, attributes, lookup)


def _routed(attributes: Attributes, lookup: Lookup) -> Iterator[RecordSet]:
    for policy in attributes.blocks("routing_policy"):
        for name, (routing, detail) in ROUTING.items():
            for number, item in enumerate(policy.blocks(name)):
                yield from _variant(attributes, item, lookup, f"{number}", routing, f"{detail} {item.get(detail)}")
        for backup in policy.blocks("primary_backup"):
            for number, item in enumerate(backup.blocks("backup_geo")):
                yield from _variant(attributes, item, lookup, f"{number}", "failover", f"backup {item.get('location')}")


def _variant(
    attributes: Attributes, item: Attributes, lookup: Lookup, variant: str, routing: str, detail: str
) -> Iterator[RecordSet]:
    side = structs.replace(attributes, values={**attributes.values, "rrdatas": item.texts("rrdatas")})
    for found in _spelling.read(SPELLING, side, lookup):
        yield structs.replace(found, variant=variant, routing=routing, routing_detail=detail)


RECORDS = structs.replace(record_set(SPELLING), read=read)
