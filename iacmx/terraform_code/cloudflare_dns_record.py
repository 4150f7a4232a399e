"""``cloudflare_dns_record`` of cloudflare/cloudflare 5: one record, its name whole, ``data`` an attribute."""

from __future__ import annotations

from iacmx.terraform_code import Resource, Rrset, Target, _cloudflare, hcl
from iacmx.terraform_code.hcl import Pair


def resources(rrset: Rrset, zone: str) -> tuple[Resource, ...]:
    """A resource for each value of a set."""
    return _cloudflare.resources(rrset, zone, TARGET, _data)


def _data(pairs: list[Pair]) -> list[str]:
    return hcl.attributes([("data", hcl.mapping(pairs))])


TARGET = Target(
    type="cloudflare_dns_record",
    provider="cloudflare",
    local="cloudflare",
    source="cloudflare/cloudflare",
    version="~> 5.0",
    types=_cloudflare.TYPES,
    seconds=_cloudflare.SECONDS,
    automatic=_cloudflare.AUTOMATIC,
    longest=_cloudflare.LONGEST,
    per_record=True,
    resources=resources,
    import_id=_cloudflare.import_id,
)
