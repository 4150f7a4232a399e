"""``cloudflare_record`` of cloudflare/cloudflare 4: one record; ``content`` replaced ``value`` in 4.39."""

from __future__ import annotations

from iacmx.model import RecordSet
from iacmx.plan.attributes import Attributes
from iacmx.plan.kinds import Lookup, RecordResource
from iacmx.plan.resources import _cloudflare


def read(attributes: Attributes, lookup: Lookup) -> tuple[RecordSet, ...]:
    """The record of one side of a change. Of ``content`` and ``value`` the one not configured is unknown."""
    return _cloudflare.record(attributes, lookup, ("content", "value"), "hostname")


RECORDS = RecordResource(
    type="cloudflare_record", provider=_cloudflare.PROVIDER, read=read, overwrite="allow_overwrite", per_record=True
)
