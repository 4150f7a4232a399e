"""``cloudflare_email_routing_dns`` of cloudflare/cloudflare 5: Email Routing at a zone's apex, or at ``name`` below."""

from __future__ import annotations

from iacmx.model import RecordSet, Unknown
from iacmx.names import normalize
from iacmx.plan.attributes import Attributes, Later
from iacmx.plan.kinds import Lookup, RecordResource
from iacmx.plan.resources import _email_routing
from iacmx.plan.resources._cloudflare import PROVIDER
from iacmx.plan.resources._values import hide


def read(attributes: Attributes, lookup: Lookup) -> tuple[RecordSet, ...]:
    """The MX records of one side of a change, none where it is off."""
    if _email_routing.is_off(attributes):
        return ()
    owner = _owner(attributes, lookup)
    sensitive = hide(attributes, lookup, {("name",): (owner,)})
    return _email_routing.records(lookup.zone(attributes, "zone_id"), owner, lookup, sensitive=sensitive)


def _owner(attributes: Attributes, lookup: Lookup) -> str | Unknown:
    """The name that is configured; what is left to the provider is the apex."""
    written = attributes.text("name")
    if not isinstance(written, Later):
        return normalize(written or "")
    later = lookup.unknown("name")
    return later if later.references else ""


RECORDS = RecordResource(
    type="cloudflare_email_routing_dns",
    provider=PROVIDER,
    read=read,
    per_record=True,
    spelling=("relative or absolute", _email_routing.PREFERENCE, _email_routing.EXCHANGE),
    holds=_email_routing.HOLDS,
)
