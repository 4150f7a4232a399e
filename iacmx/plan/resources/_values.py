"""Record data as every resource type keeps it."""

from __future__ import annotations

from iacmx.model import Unknown, Value
from iacmx.mx import parse_mx
from iacmx.names import decode_route53, normalize
from iacmx.plan.attributes import Later

ADDRESSES = frozenset({"A", "AAAA"})
NAMES = frozenset({"CNAME", "NS", "DNAME"})
KEPT = ADDRESSES | NAMES | {"MX"}
"""The types whose data is kept: nothing else is needed to judge mail, and a TXT record may hold a secret."""


def value(text: str | Later, rdtype: str | Unknown, unknown: Unknown, *, ttl: int | None, address: str) -> Value | None:
    """One record's data from its text form, ``None`` where data of that type is not kept."""
    if rdtype not in KEPT:
        return None
    if isinstance(text, Later):
        return unknown
    if rdtype == "MX":
        return parse_mx(text, ttl=ttl, address=address)
    return normalize(decode_route53(text)) if rdtype in NAMES else text.strip()


def known(value: int | Later | None) -> int | None:
    """A number while it is known."""
    return value if isinstance(value, int) else None
