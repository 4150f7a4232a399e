"""What both record resources of the Cloudflare provider share: one record each, and most attributes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from iacmx.model import Mx, RecordSet, Unknown, Value
from iacmx.mx import mx
from iacmx.names import normalize
from iacmx.plan.attributes import Attributes, Later
from iacmx.plan.kinds import Lookup
from iacmx.plan.resources._values import KEPT, hide, known, value

PROVIDER = "cloudflare"
AUTOMATIC_TTL = 1
_NAMED = ("target", "certificate")
_FIELDS = {
    "SRV": ("priority", "weight", "port", "target"),
    "TLSA": ("usage", "selector", "matching_type", "certificate"),
}
_Known = TypeVar("_Known", str, int)


def record(attributes: Attributes, lookup: Lookup, contents: tuple[str, ...], absolute: str) -> tuple[RecordSet, ...]:
    """The one record of one side of a change.

    ``contents`` are the attributes that may hold its data, ``absolute`` that which holds its whole name.
    """
    zone = lookup.zone(attributes, "zone_id")
    owner, relative = _owner(attributes, lookup, zone, absolute)
    written = attributes.text("type")
    rdtype = lookup.unknown("type") if isinstance(written, Later) else (written or "").strip().upper()
    seconds = known(attributes.integer("ttl"))
    ttl = None if seconds == AUTOMATIC_TTL else seconds
    data = _data(attributes, lookup, contents, rdtype, ttl, owner if isinstance(owner, str) else "")
    identifier = attributes.text("id")
    return (
        RecordSet(
            zone=zone,
            owner=owner,
            type=rdtype,
            ttl=ttl,
            values=() if data is None else (data,),
            relative=relative,
            proxied=attributes.flag("proxied"),
            record_id=identifier if isinstance(identifier, str) else "",
            address=lookup.address,
            sensitive=hide(attributes, lookup, {("name", "hostname"): (owner,), (*contents, "data"): (data,)}),
        ),
    )


def _owner(attributes: Attributes, lookup: Lookup, zone: str, absolute: str) -> tuple[str | Unknown, bool]:
    written, whole = attributes.text("name"), attributes.text(absolute)
    if isinstance(whole, str) and whole and absolute != "name":
        if isinstance(written, str):
            lookup.tell_zone_name(zone, normalize(written), normalize(whole))
        return normalize(whole), False
    if isinstance(written, Later):
        return lookup.unknown("name"), False
    return normalize(written or ""), True


def _data(
    attributes: Attributes,
    lookup: Lookup,
    contents: tuple[str, ...],
    rdtype: str | Unknown,
    ttl: int | None,
    owner: str,
) -> Value | None:
    if rdtype in _FIELDS:
        return _fields(attributes, lookup, str(rdtype), owner)
    if rdtype not in KEPT:
        return None
    content = _first(attributes.text(name) for name in contents)
    if rdtype == "MX":
        return _mx(attributes, lookup, content, contents, ttl)
    if content is None:
        return None
    unknown = _unknown(lookup, contents) if isinstance(content, Later) else Unknown()
    return value(content, rdtype, unknown, ttl=ttl, address=lookup.address, owner=owner)


def _fields(attributes: Attributes, lookup: Lookup, rdtype: str, owner: str) -> Value | None:
    """Data that has an attribute for each of its fields, put together as a zone file writes it."""
    for block in attributes.blocks("data"):
        found = [block.text(name) if name in _NAMED else block.integer(name) for name in _FIELDS[rdtype]]
        is_open = any(field is None or isinstance(field, Later) for field in found)
        text = Later() if is_open else " ".join(map(str, found))
        return value(text, rdtype, _unknown(lookup, ("data",)), ttl=None, address=lookup.address, owner=owner)
    return None


def _mx(
    attributes: Attributes, lookup: Lookup, content: str | Later | None, contents: tuple[str, ...], ttl: int | None
) -> Mx | Unknown:
    """Preference and exchange have attributes of their own; ``data`` stands in for those that are not set."""
    blocks = attributes.blocks("data")
    preference = _first([attributes.integer("priority"), *(block.integer("priority") for block in blocks)])
    if isinstance(preference, Later):
        return _unknown(lookup, ("priority", "data"))
    target = _first([content, *(block.text("target") for block in blocks)])
    exchange = _unknown(lookup, (*contents, "data")) if isinstance(target, Later) else target or ""
    return mx(preference, exchange, ttl=ttl, address=lookup.address)


def _first(found: Iterable[_Known | Later | None]) -> _Known | Later | None:
    """The first that is known, else unknown if any is: the provider computes those that are not configured."""
    present = [item for item in found if item is not None]
    return next((item for item in present if not isinstance(item, Later)), next(iter(present), None))


def _unknown(lookup: Lookup, names: tuple[str, ...]) -> Unknown:
    """Where a value will come from, told by the attribute that is configured."""
    return next((unknown for name in names if (unknown := lookup.unknown(name)).references), Unknown())
