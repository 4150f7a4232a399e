"""``cloudflare_record`` of cloudflare/cloudflare 4: one record, ``data`` a block.

``content`` is there since 4.39; an SRV record's service and protocol are part of its name since 4.33.
"""

from __future__ import annotations

from iacmx.terraform_code import Resource, Rrset, Target, _cloudflare, hcl
from iacmx.terraform_code.hcl import Pair


def resources(rrset: Rrset, zone: str) -> tuple[Resource, ...]:
    """A resource for each value of a set."""
    return _cloudflare.resources(rrset, zone, TARGET, _data)


def _data(pairs: list[Pair]) -> list[str]:
    return hcl.block("data", pairs)


TARGET = Target(
    type="cloudflare_record",
    provider="cloudflare",
    local="cloudflare",
    source="cloudflare/cloudflare",
    version="~> 4.39",
    types=_cloudflare.TYPES,
    seconds=_cloudflare.SECONDS,
    automatic=_cloudflare.AUTOMATIC,
    longest=_cloudflare.LONGEST,
    per_record=True,
    resources=resources,
    import_id=_cloudflare.import_id,
)
