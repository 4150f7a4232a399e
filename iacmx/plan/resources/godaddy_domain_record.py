"""``godaddy_domain_record`` of n3integration/godaddy: all records of a domain; those it does not list are deleted."""

from __future__ import annotations

from msgspec import structs

from iacmx.plan.attributes import Attributes
from iacmx.plan.resources._spelling import Spelling, one_record

SPELLING = Spelling(
    type="godaddy_domain_record",
    provider="godaddy",
    zone="domain",
    owner="name",
    data="data",
    preference="priority",
    each="record",
)


def always(_: Attributes) -> bool:
    return True


RECORDS = structs.replace(one_record(SPELLING), takes_over=always)
