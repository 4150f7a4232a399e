"""The snapshot file: ``iacmx.snapshot/1``, JSON with one record set a line, so that ``diff`` compares two well.

Its JSON Schema, made from the types below, is ``docs/schema/snapshot-1.json``. A field at its default is left out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TextIO

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from iacmx.errors import InputError, UsageError
from iacmx.mail_texts import mail_data, mail_texts
from iacmx.model import Mx, RecordSet, Value, Zone, ZoneData
from iacmx.mx import parse_mx
from iacmx.names import is_within, normalize

SCHEMA = "iacmx.snapshot/1"
_FAMILY = "iacmx.snapshot/"

Name = Annotated[str, Meta(description="Absolute, without the trailing dot; `*` for a wildcard label.")]


class SavedSet(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One record set; a single record where the provider holds records one by one."""

    owner: Name
    type: str
    ttl: Annotated[int, Meta(ge=0, description="Seconds; absent for an alias or an automatic TTL.")] | None = None
    values: Annotated[
        tuple[str, ...],
        Meta(description="Record data as text of A, AAAA, CNAME, MX, NS, and of TXT, SRV and TLSA what mail needs."),
    ] = ()
    variant: Annotated[str, Meta(description="Set identifier of a routing policy.")] = ""
    routing: Annotated[str, Meta(description="Routing policy.")] = "simple"
    routing_detail: Annotated[str, Meta(description="The policy's settings in words.")] = ""
    alias: Annotated[str, Meta(description="Target of an alias record set.")] | None = None
    proxied: Annotated[bool, Meta(description="The provider answers with addresses of its own.")] = False
    id: Annotated[str, Meta(description="The provider's id of the record.")] = ""
    locked: Annotated[bool, Meta(description="The provider itself keeps the record.")] = False


class SavedZone(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One zone and its record sets."""

    provider: Annotated[str, Meta(description="The provider it was read from: `route53`, `cloudflare` ...")]
    id: Annotated[str, Meta(min_length=1)]
    name: Name
    private: bool = False
    name_servers: Annotated[tuple[str, ...], Meta(description="Those the provider assigned.")] = ()
    status: Annotated[str, Meta(description="The provider's word: `active`, `pending` ...")] = ""
    kind: Annotated[str, Meta(description="The provider's word: `full`, `partial` ...")] = ""
    names: Annotated[
        tuple[Name, ...] | None,
        Meta(description="The owners whose record sets are all here; absent or null: true of the whole zone."),
    ] = None
    records: tuple[SavedSet, ...] = ()


class Content(Struct, frozen=True, forbid_unknown_fields=True):
    """What a provider, or several, held at one moment."""

    schema: Literal["iacmx.snapshot/1"]
    taken_at: Annotated[datetime, Meta(tz=True)]
    zones: tuple[SavedZone, ...]


class _Envelope(Struct, frozen=True):
    schema: str = ""


def json_schema() -> str:
    """The JSON Schema of the file (draft 2020-12), as ``docs/schema/snapshot-1.json`` publishes it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA}
    return json.dumps(schema | msgspec.json.schema(Content), indent=2) + "\n"


def zone_from(provider: str, data: ZoneData) -> SavedZone:
    """What is kept of a zone as a provider gave it."""
    zone = data.zone
    return SavedZone(
        provider=provider,
        id=zone.id,
        name=zone.name,
        private=zone.private,
        name_servers=zone.name_servers,
        status=zone.status,
        kind=zone.kind,
        names=None if data.names is None else tuple(sorted(data.names)),
        records=tuple(sorted(map(_set_from, data.records), key=_place)),
    )


def _set_from(held: RecordSet) -> SavedSet:
    return SavedSet(
        owner=str(held.owner),
        type=str(held.type),
        ttl=held.ttl,
        values=tuple(value.text if isinstance(value, Mx) else str(value) for value in held.values),
        variant=held.variant,
        routing=held.routing,
        routing_detail=held.routing_detail,
        alias=None if held.alias is None else str(held.alias),
        proxied=held.proxied,
        id=held.record_id,
        locked=held.locked,
    )


def _place(held: SavedSet) -> tuple[list[str], str, str, tuple[str, ...], str]:
    """Zone file order: a name before those below it."""
    return held.owner.split(".")[::-1], held.type, held.variant, held.values, held.id


def zone_to(zone: SavedZone) -> Zone:
    return Zone(
        key=f"{zone.provider}:{zone.id}",
        provider=zone.provider,
        id=zone.id,
        name=zone.name,
        private=zone.private,
        name_servers=zone.name_servers,
        status=zone.status,
        kind=zone.kind,
    )


def records_to(zone: SavedZone, key: str) -> tuple[RecordSet, ...]:
    """The record sets of a zone, given the zone key that they are to carry."""
    return tuple(
        RecordSet(
            zone=key,
            owner=held.owner,
            type=held.type,
            ttl=held.ttl,
            values=_values(held),
            variant=held.variant,
            routing=held.routing,
            routing_detail=held.routing_detail,
            alias=held.alias,
            proxied=held.proxied,
            record_id=held.id,
            locked=held.locked,
        )
        for held in zone.records
    )


def _values(held: SavedSet) -> tuple[Value, ...]:
    if held.type == "TXT":
        return mail_texts(held.owner, held.values)
    if held.type in ("SRV", "TLSA"):
        return mail_data(held.owner, held.type, held.values)
    return tuple(parse_mx(text, ttl=held.ttl) if held.type == "MX" else normalize(text) for text in held.values)


def read(path: Path) -> Content:
    """The content of a file, its names in normal form. Raises InputError."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"The snapshot {path} can't be read: {error.strerror}.", "`iacmx snapshot PROVIDER` writes one."
        ) from error
    try:
        _recognize(path, msgspec.json.decode(text, type=_Envelope).schema)
        content = msgspec.json.decode(text, type=Content)
    except msgspec.ValidationError as error:
        raise InputError(f"The snapshot {path} is not as it should be: {error}.", _SEE_SCHEMA) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"The snapshot {path} is no JSON, or ends early.", "Take it again.") from error
    zones = tuple(_checked(path, zone) for zone in content.zones)
    if len({(zone.provider, zone.id) for zone in zones}) < len(zones):
        raise InputError(f"The snapshot {path} holds a zone twice.", "Keep one of the two, by provider and id.")
    return replace(content, zones=zones)


_SEE_SCHEMA = "Its form is in docs/schema/snapshot-1.json; `iacmx snapshot PROVIDER` writes one."


def _recognize(path: Path, schema: str) -> None:
    if schema == SCHEMA:
        return
    if schema.startswith(_FAMILY):
        raise InputError(
            f"The snapshot {path} was written by another version of iacmx ({schema!r}; this one reads {SCHEMA}).",
            "Take it again with this version.",
        )
    raise InputError(f"{path} is no iacmx snapshot (it has no `schema` of {SCHEMA}).", _SEE_SCHEMA)


def _checked(path: Path, zone: SavedZone) -> SavedZone:
    """The zone with its names in normal form, as a file written by hand may not have them."""
    name = normalize(zone.name)
    records = tuple(
        replace(held, owner=normalize(held.owner), alias=None if held.alias is None else normalize(held.alias))
        for held in zone.records
    )
    outside = next((held.owner for held in records if not is_within(held.owner, name)), None)
    if outside is not None:
        raise InputError(
            f"The snapshot {path} has {outside!r} in the zone {name}, which it does not lie within.",
            "Write owners as absolute names, the apex as the zone's own.",
        )
    return replace(
        zone,
        name=name,
        records=records,
        name_servers=tuple(map(normalize, zone.name_servers)),
        names=None if zone.names is None else tuple(map(normalize, zone.names)),
    )


def write(path: Path, zones: Iterable[SavedZone], taken_at: datetime) -> int:
    """Write a file that appears whole or not at all; the number of zones. Raises UsageError."""
    if path.exists() and not path.is_file():
        raise UsageError(f"The snapshot {path} can't be written: there is something that is no file.", "Name a file.")
    target = Path(os.path.realpath(path))
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            count = _write(file, zones, taken_at)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError as error:
        raise UsageError(f"The snapshot {path} can't be written: {error.strerror}.", "Name another file.") from error
    finally:
        with suppress(OSError):
            unfinished.unlink()
    return count


def _write(file: TextIO, zones: Iterable[SavedZone], taken_at: datetime) -> int:
    moment = taken_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    file.write(f'{{\n  "schema": "{SCHEMA}",\n  "taken_at": "{moment}",\n  "zones": [')
    count = 0
    for count, zone in enumerate(zones, start=1):
        file.write(f"{',' if count > 1 else ''}\n    {{\n{_lines(zone)}\n    }}")
    file.write(f"{chr(10) + '  ' if count else ''}]\n}}\n")
    return count


def _lines(zone: SavedZone) -> str:
    """A field of the zone a line, and a record set a line."""
    fields = msgspec.to_builtins(replace(zone, records=()))
    lines = [f'      "{name}": {_text(value)}' for name, value in fields.items()]
    sets = ",".join(f"\n        {_text(msgspec.to_builtins(held))}" for held in zone.records)
    lines.append(f'      "records": [{sets}\n      ]' if sets else '      "records": []')
    return ",\n".join(lines)


def _text(value: Any) -> str:  # any JSON value
    return json.dumps(value, ensure_ascii=False)
