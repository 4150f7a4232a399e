"""What the Route 53 resource types share: routing policies in words, and values."""

from __future__ import annotations

from iacmx.model import Unknown, Value
from iacmx.plan.attributes import Attributes, Later
from iacmx.plan.kinds import Lookup
from iacmx.plan.resources._values import known, value

PROVIDER = "route53"


def values(
    texts: list[str | Later],
    rdtype: str | Unknown,
    unknown: Unknown,
    *,
    ttl: int | None,
    address: str,
    owner: str | Unknown = "",
) -> tuple[Value, ...]:
    """The data of a record set; Route 53 takes a name without a trailing dot as absolute."""
    name = owner if isinstance(owner, str) else ""
    found = (value(text, rdtype, unknown, ttl=ttl, address=address, owner=name) for text in texts)
    return tuple(item for item in found if item is not None)


def record_type(attributes: Attributes, lookup: Lookup, *path: str) -> str | Unknown:
    """The record type in upper case; unknown, it may be MX."""
    written = attributes.text("type")
    return lookup.unknown(*path, "type") if isinstance(written, Later) else (written or "").strip().upper()


def ttl(attributes: Attributes) -> int | None:
    """Seconds, ``None`` while unknown."""
    return known(attributes.integer("ttl"))


def words(attributes: Attributes, *names: str) -> str:
    """Attributes that are set, in words: ``"weight 10"``."""
    parts: list[str] = []
    for name in names:
        found = attributes.get(name)
        if isinstance(found, Later):
            parts.append(f"{_title(name)} known after the apply")
        elif isinstance(found, int | float | str) and not isinstance(found, bool) and found != "":
            parts.append(f"{_title(name)} {found:g}" if isinstance(found, int | float) else f"{_title(name)} {found}")
    return ", ".join(parts)


def _title(name: str) -> str:
    return name.removesuffix("_code").replace("_", " ")
