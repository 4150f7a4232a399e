"""Resource types that look like DNS records, by their names: what is not understood is counted, not passed over."""

from __future__ import annotations

RECORD = frozenset({"record", "records", "recordset", "recordsets", "rrset", "rrsets"})
CONTEXT = frozenset({"domain", "domains", "zone", "nameserver", "route53", "ns1", "infoblox", "constellix", "porkbun"})
OTHER_NAMES = frozenset({"aws_lightsail_domain_entry", "aws_route53_traffic_policy_instance"})
"""Types that hold or imply DNS records under another name."""


def looks_like_records(resource_type: str) -> bool:
    """Whether resources of this type hold DNS records, as far as the name tells."""
    if resource_type in OTHER_NAMES:
        return True
    provider, *words = resource_type.split("_")
    if "mx" in words:
        return True
    if not RECORD & set(words):
        return False
    return len(words) == 1 or any("dns" in word or word in CONTEXT for word in (provider, *words))
