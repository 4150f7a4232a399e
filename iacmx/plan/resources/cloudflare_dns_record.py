"""``cloudflare_dns_record`` of cloudflare/cloudflare 5: one record. Its state holds the whole name."""

from __future__ import annotations

from iacmx.model import RecordSet
from iacmx.plan.attributes import Attributes
from iacmx.plan.kinds import Lookup, RecordResource
from iacmx.plan.resources import _cloudflare


def read(attributes: Attributes, lookup: Lookup) -> tuple[RecordSet, ...]:
    """The record of one side of a change."""
    return _cloudflare.record(attributes, lookup, ("content",), "name")


RECORDS = RecordResource(
    type="cloudflare_dns_record", provider=_cloudflare.PROVIDER, read=read, per_record=True, whole_names=True
)
