"""Resource types that differ only in how they spell a record: a declaration of where things are, and one reader."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import partial

from msgspec import Struct

from iacmx.model import Mx, RecordSet, Unknown, Value
from iacmx.mx import mx, parse_mx
from iacmx.names import absolute_owner, normalize
from iacmx.plan.attributes import Attributes, Later, whole
from iacmx.plan.kinds import Lookup, RecordResource
from iacmx.plan.owners import ZONE_NAME
from iacmx.plan.resources._values import KEPT, NAMES, hide, value

APEX = ("", "@")
_NO_NAME = re.compile(r"[\d.]+|.*[:\s].*|")
"""Addresses, and texts that hold more than one field: no zone is appended, so that a rule can tell what is wrong."""


class Dots(StrEnum):
    """What a trailing dot of an exchange (or of an alias's target) means to the provider."""

    ANY = "absolute, with or without a trailing dot"
    RELATIVE = "relative to the zone without a trailing dot"
    LABEL = "a single label is relative to the zone"
    REQUIRED = "absolute, trailing dot required"
    FORBIDDEN = "absolute, no trailing dot"


class Owner(StrEnum):
    """How the provider takes the owner's name."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"
    EITHER = "relative or absolute"


class ZoneBy(StrEnum):
    """What the zone's attribute holds."""

    NAME = "name"
    ID = "id"
    EITHER = "name or id"


class Spelling(Struct, frozen=True):
    """Where a resource type keeps what: every field but the forms names an attribute.

    ``data`` is a text, a list of texts, or an attribute of the blocks ``within``; ``preference`` is ``""`` where it is
    the first field of that text. ``each`` is the block that is one record, with owner, type and all, where a resource
    holds many. ``fixed`` is the record type of a resource for one type only. ``default`` is the preference that is
    not set. ``off`` is an attribute and its value with which the record is not served. ``variant`` tells apart the
    sets for different askers, but for the words ``usual``. ``unset_is_apex``: the owner is computed, and nothing
    configured is the apex.
    """

    type: str
    provider: str
    zone: str
    owner: str
    data: str
    rdtype: str = "type"
    ttl: str = "ttl"
    preference: str = ""
    within: str = ""
    each: str = ""
    fixed: str = ""
    zone_by: ZoneBy = ZoneBy.NAME
    owner_form: Owner = Owner.RELATIVE
    dots: Dots = Dots.ANY
    default: int | None = None
    off: tuple[str, object] | None = None
    variant: str = ""
    usual: str = ""
    private: bool = False
    unset_is_apex: bool = False


def one_record(spelling: Spelling) -> RecordResource:
    """A resource type that holds a single record of a set."""
    return _resource(spelling, per_record=True)


def record_set(spelling: Spelling) -> RecordResource:
    """A resource type that holds all records of an owner and type."""
    return _resource(spelling, per_record=False)


def _resource(spelling: Spelling, *, per_record: bool) -> RecordResource:
    return RecordResource(
        type=spelling.type,
        provider=spelling.provider,
        read=partial(read, spelling),
        per_record=per_record,
        spelling=(spelling.owner_form.value, _preference_words(spelling), spelling.dots.value),
    )


def _preference_words(spelling: Spelling) -> str:
    if spelling.fixed not in ("", "MX"):
        return "none"
    place = f"{spelling.within}.{spelling.preference}" if spelling.within else spelling.preference
    return f"`{place}`" if spelling.preference else f"first field of `{spelling.data}`"


def read(spelling: Spelling, attributes: Attributes, lookup: Lookup) -> tuple[RecordSet, ...]:
    """The record sets of one side of a change."""
    zone = zone_of(spelling, attributes, lookup)
    sides = attributes.blocks(spelling.each) if spelling.each else [attributes]
    found = (_record_set(spelling, side, zone, lookup) for side in sides if not _is_off(spelling, side))
    return tuple(item for item in found if not spelling.each or item.type in KEPT or isinstance(item.type, Unknown))


def zone_of(spelling: Spelling, attributes: Attributes, lookup: Lookup) -> str:
    """The key of the zone."""
    written = attributes.get(spelling.zone)
    by_name = spelling.zone_by is ZoneBy.NAME
    if spelling.zone_by is ZoneBy.EITHER:
        by_name = isinstance(written, str) and "." in written and not written.startswith("ocid1.")
    if by_name:
        return lookup.zone_named(attributes, spelling.zone, private=spelling.private)
    return lookup.zone(attributes, spelling.zone)


def _is_off(spelling: Spelling, side: Attributes) -> bool:
    return spelling.off is not None and side.get(spelling.off[0]) == spelling.off[1]


def _record_set(spelling: Spelling, side: Attributes, zone: str, lookup: Lookup) -> RecordSet:
    owner = owner_of(spelling, side, zone, lookup)
    rdtype = record_type(spelling, side, lookup)
    blocks = side.blocks(spelling.within) if spelling.within else [side]
    seconds = (number(block, spelling.ttl) for block in (side, *blocks))
    ttl = next((found for found in seconds if isinstance(found, int)), None)
    found = [item for block in blocks for item in values(spelling, block, rdtype, zone, lookup, ttl=ttl)]
    identifier = side.get("id")
    parts: dict[tuple[str, ...], tuple[Value | None, ...]] = {
        (spelling.owner,): (owner,),
        tuple(name for name in (spelling.data, spelling.preference, spelling.within) if name): tuple(found),
    }
    hidden = [hide(block, lookup, parts) for block in (side, *blocks)]
    return RecordSet(
        zone=zone,
        owner=owner,
        type=rdtype,
        ttl=ttl,
        values=tuple(found),
        variant=_variant(spelling, side),
        record_id=identifier if isinstance(identifier, str) and not spelling.each else "",
        address=lookup.address,
        sensitive=any(hidden),
    )


def record_type(spelling: Spelling, side: Attributes, lookup: Lookup) -> str | Unknown:
    """The record type in upper case; unknown, it may be MX."""
    if spelling.fixed:
        return spelling.fixed
    written = side.text(spelling.rdtype)
    if isinstance(written, Later):
        return lookup.unknown(*_path(spelling.each, spelling.rdtype))
    return (written or "").strip().upper()


def owner_of(spelling: Spelling, side: Attributes, zone: str, lookup: Lookup) -> str | Unknown:
    """The absolute owner, unknown where it depends on a zone whose name can't be told."""
    written = side.text(spelling.owner)
    if isinstance(written, Later):
        unknown = lookup.unknown(*_path(spelling.each, spelling.owner))
        if unknown.references or not spelling.unset_is_apex:
            return unknown
        written = ""
    text = (written or "").strip()
    if text.endswith(".") or (spelling.owner_form is Owner.ABSOLUTE and text not in APEX):
        return normalize(text)
    zone_name = lookup.zone_name(zone)
    if not zone_name:
        return _needs_zone(zone)
    if text in APEX:
        return zone_name
    return absolute_owner(text, zone_name) if spelling.owner_form is Owner.EITHER else normalize(f"{text}.{zone_name}")


def values(
    spelling: Spelling, block: Attributes, rdtype: str | Unknown, zone: str, lookup: Lookup, *, ttl: int | None
) -> list[Value]:
    """The data of a resource, or of one of its blocks; nothing for a type whose data is not kept."""
    if rdtype not in KEPT:
        return []
    written = block.get(spelling.data)
    texts = block.texts(spelling.data) if isinstance(written, list) else [block.text(spelling.data)]
    unknown = (
        lookup.unknown(*_path(spelling.each, spelling.within, spelling.data))
        if any(isinstance(text, Later) for text in texts)
        else Unknown()
    )
    known = [unknown if isinstance(text, Later) else text for text in texts if text is not None]
    if rdtype == "MX" and spelling.preference:
        preference = block.get(spelling.preference)
        if isinstance(preference, Later):
            return [lookup.unknown(*_path(spelling.each, spelling.within, spelling.preference))]
        return [_mx(spelling, block, item, zone, lookup, ttl) for item in known]
    found = (_value(spelling, item, str(rdtype), zone, lookup, ttl) for item in known)
    return [item for item in found if item is not None]


def _mx(spelling: Spelling, block: Attributes, target: str | Unknown, zone: str, lookup: Lookup, ttl: int | None) -> Mx:
    """Preference and exchange from attributes of their own; a preference that is no number is a rule's to tell."""
    written = block.get(spelling.preference)
    found = number(block, spelling.preference)
    preference = found if isinstance(found, int) else spelling.default if written in (None, "") else None
    if isinstance(target, Unknown):
        return mx(preference, target, ttl=ttl, address=lookup.address)
    shown = written if preference is None and isinstance(written, str) else preference
    text = f"{'' if shown is None else shown} {target}".strip()
    exchange = complete(target.strip(), spelling.dots, zone, lookup)
    return mx(preference, exchange, text=text, ttl=ttl, address=lookup.address)


def _value(
    spelling: Spelling, text: str | Unknown, rdtype: str, zone: str, lookup: Lookup, ttl: int | None
) -> Value | None:
    if isinstance(text, Unknown):
        return text
    if rdtype == "MX":
        found = parse_mx(text, ttl=ttl, address=lookup.address)
        target = text.split(maxsplit=1)[1:] if found.preference is not None else [text]
        exchange = complete("".join(target).strip(), spelling.dots, zone, lookup)
        return mx(found.preference, exchange, text=text, ttl=ttl, address=lookup.address)
    if rdtype not in NAMES:
        return value(text, rdtype, Unknown(), ttl=ttl, address=lookup.address)
    target_name = complete(text.strip(), spelling.dots, zone, lookup)
    return target_name if isinstance(target_name, Unknown) else normalize(target_name)


def complete(text: str, dots: Dots, zone: str, lookup: Lookup) -> str | Unknown:
    """A target as the provider takes it: with the zone's name appended where it is relative."""
    relative = (dots is Dots.RELATIVE and not text.endswith(".")) or (dots is Dots.LABEL and "." not in text)
    if not relative or _NO_NAME.fullmatch(text):
        return text
    zone_name = lookup.zone_name(zone)
    if not zone_name:
        return _needs_zone(zone)
    return zone_name if text == "@" else f"{text}.{zone_name}"


def number(attributes: Attributes, name: str) -> int | Later | None:
    """A whole number, also spelled as a text; ``None`` for a text that is none."""
    written = attributes.get(name)
    return None if isinstance(written, str) and whole(written) is None else attributes.integer(name)


def _variant(spelling: Spelling, side: Attributes) -> str:
    written = side.get(spelling.variant) if spelling.variant else None
    return written if isinstance(written, str) and written != spelling.usual else ""


def _needs_zone(zone: str) -> Unknown:
    return Unknown((ZONE_NAME + zone.partition(":")[2].lstrip("?"),))


def _path(*names: str) -> list[str]:
    return [name for name in names if name]
