"""The data source ``cloudflare_zones`` of cloudflare/cloudflare 4 and 5."""

from __future__ import annotations

from iacmx.model import Zone
from iacmx.plan.attributes import Attributes
from iacmx.plan.kinds import ZoneResource
from iacmx.plan.resources._cloudflare import PROVIDER
from iacmx.plan.resources.cloudflare_zone import read


def read_all(attributes: Attributes) -> tuple[Zone, ...]:
    """The zones that it found (``zones`` in version 4, ``result`` in 5)."""
    return tuple(
        zone for name in ("zones", "result") for block in attributes.blocks(name) for zone in read(block) if zone.id
    )


ZONES = ZoneResource(type="cloudflare_zones", provider=PROVIDER, read=read_all)
