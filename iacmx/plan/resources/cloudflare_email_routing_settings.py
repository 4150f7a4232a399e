"""``cloudflare_email_routing_settings`` of cloudflare/cloudflare 4 and 5: Email Routing at a zone's apex.

Version 4 requires ``enabled``, version 5 computes it. ``name``, computed by both, is the name of the zone.
"""

from __future__ import annotations

from iacmx.model import RecordSet
from iacmx.names import normalize
from iacmx.plan.attributes import Attributes
from iacmx.plan.kinds import Lookup, RecordResource
from iacmx.plan.resources import _email_routing
from iacmx.plan.resources._cloudflare import PROVIDER


def read(attributes: Attributes, lookup: Lookup) -> tuple[RecordSet, ...]:
    """The MX records of one side of a change, none where it is off."""
    if _email_routing.is_off(attributes):
        return ()
    zone, name = lookup.zone(attributes, "zone_id"), attributes.text("name")
    if isinstance(name, str) and name:
        lookup.tell_zone_name(zone, "", normalize(name))
    return _email_routing.records(zone, "", lookup)


RECORDS = RecordResource(
    type="cloudflare_email_routing_settings",
    provider=PROVIDER,
    read=read,
    per_record=True,
    spelling=("the zone's apex", _email_routing.PREFERENCE, _email_routing.EXCHANGE),
    holds=_email_routing.HOLDS,
)
