"""What RFC 5321 section 5.1 and RFC 7505 ask of a sending server: hosts of one preference are shuffled, no limits."""

from __future__ import annotations

from iacmx.routing.mta import Codes, Hosts, Mta, NullMx, everything


def shares(tier: Hosts) -> list[list[float]]:
    """Each host alike, and each of its addresses: the resolver rotates them."""
    return [[100 / len(tier) / len(host)] * len(host) for host in tier]


MTA = Mta(
    title="a server that follows RFC 5321",
    null=NullMx.ALONE,
    codes=Codes(null="5.1.10", no_name="5.1.2", no_address="5.4.4", unresolved="4.4.3", loop="5.4.6"),
    shares=shares,
    reach=everything,
    loops_by_name=True,
)
