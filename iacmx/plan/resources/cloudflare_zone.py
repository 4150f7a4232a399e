"""``cloudflare_zone`` of cloudflare/cloudflare 4 and 5, the resource and the data source."""

from __future__ import annotations

from iacmx.model import Zone
from iacmx.names import normalize
from iacmx.plan.attributes import Attributes
from iacmx.plan.kinds import ZoneResource
from iacmx.plan.resources._cloudflare import PROVIDER


def read(attributes: Attributes) -> tuple[Zone, ...]:
    """The zone of one side of a change, or of a state. Version 4 names it ``zone``, version 5 ``name``."""
    return (
        Zone(
            key="",
            provider=PROVIDER,
            id=_text(attributes, "zone_id", "id"),
            name=normalize(_text(attributes, "name", "zone")),
            name_servers=tuple(normalize(host) for host in attributes.texts("name_servers") if isinstance(host, str)),
            status=_text(attributes, "status"),
            kind=_text(attributes, "type"),
        ),
    )


def _text(attributes: Attributes, *names: str) -> str:
    """The first of the attributes that is a known text."""
    return next((found for name in names if isinstance(found := attributes.get(name), str) and found), "")


ZONES = ZoneResource(type="cloudflare_zone", provider=PROVIDER, read=read)
