"""How long resolvers remember that something is not there. Pure."""

from __future__ import annotations

from iacmx.model import Answer


def negative_ttl(soa: Answer) -> int | None:
    """Seconds, from the zone's SOA record: the lesser of its TTL and its last field (RFC 2308 section 5).

    ``None`` where the answer does not tell both.
    """
    fields = str(soa.values[0]).split() if soa.exists and not soa.aliases else []
    if soa.ttl is None or not fields or not fields[-1].isdigit():
        return None
    return min(soa.ttl, int(fields[-1]))
