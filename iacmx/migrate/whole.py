"""All that a side tells of a zone, for a copy of it: everything, or what it keeps because mail needs it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from iacmx.mail_texts import mail_data, mail_texts
from iacmx.migrate.sides import Side
from iacmx.model import Mx, RecordSet, Unknown, Value, Zone, ZoneData
from iacmx.mx import parse_mx
from iacmx.names import normalize
from iacmx.provider import Whole
from iacmx.terraform_code.rdata import TEXTS, Unreadable, octets, parse, quoted, written

_NAMES = ("CNAME", "NS", "DNAME")
_PLAIN = ("A", "AAAA")


class Held(Struct, frozen=True):
    """One record set of a side, or one record where it holds single ones.

    ``values`` are in the form of :func:`iacmx.terraform_code.rdata.written`, ``unreadable`` those that have none, and
    ``untold`` is why none is known. ``source`` is the record set as the side told it.
    """

    source: RecordSet
    values: tuple[str, ...]
    unreadable: tuple[str, ...] = ()
    untold: str = ""

    @property
    def owner(self) -> str:
        return str(self.source.owner)

    @property
    def type(self) -> str:
        return str(self.source.type)


class WholeZone(Struct, frozen=True):
    """A zone. ``data`` is what mail needs of it, in the form that comparisons read.

    ``complete``: the side tells every value. Where it does not, ``dropped`` counts the record sets of each type whose
    values are not kept.
    """

    zone: Zone
    sets: tuple[Held, ...]
    data: ZoneData
    complete: bool
    dropped: Mapping[str, int]


def read(side: Side, zone: Zone) -> WholeZone:
    """All that the side tells of a zone of its own. Raises ZoneNotFound, ProviderError."""
    if isinstance(side, Whole):
        told = side.whole(zone)
        sets = tuple(map(_told, told.records))
        kept = replace(told, records=tuple(_kept(held) for held in sets))
        return WholeZone(told.zone, sets, kept, True, {})
    data = side.fetch(zone, None)
    dropped = Counter(str(record.type) for record in data.records if _is_dropped(record, data.zone.name))
    sets = tuple(_written(record) for record in data.records if not _is_dropped(record, data.zone.name))
    return WholeZone(data.zone, sets, data, False, dict(sorted(dropped.items())))


def _told(record: RecordSet) -> Held:
    return _held(record, [value for value in record.values if isinstance(value, str)])


def _held(record: RecordSet, texts: list[str]) -> Held:
    values: list[str] = []
    unreadable: list[str] = []
    for text in texts:
        try:
            values.append(written(parse(str(record.type), text)))
        except Unreadable:
            unreadable.append(text)
    return Held(record, tuple(dict.fromkeys(values)), tuple(unreadable))


def _kept(held: Held) -> RecordSet:
    """A record set as providers tell it to whoever judges mail."""
    return replace(held.source, values=tuple(_values(held)))


def _values(held: Held) -> Iterator[Value]:
    texts = (*held.values, *held.unreadable)
    if held.type == "MX":
        yield from (parse_mx(text, ttl=held.source.ttl) for text in texts)
    elif held.type in TEXTS:
        said = [octets(parse("TXT", text)).decode("utf-8", "backslashreplace") for text in held.values]
        yield from mail_texts(held.owner, [_in_quotes(text) for text in said]) if held.type == "TXT" else ()
    elif held.type in ("SRV", "TLSA"):
        yield from mail_data(held.owner, held.type, texts)
    elif held.type in (*_PLAIN, *_NAMES):
        yield from map(normalize, texts)


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if '"' in text else text


def _is_dropped(record: RecordSet, apex: str) -> bool:
    own = record.owner == apex and record.type in ("NS", "SOA")
    return not record.values and record.alias is None and not own


def _written(record: RecordSet) -> Held:
    """A record set whose values are in the form that judging mail takes."""
    if isinstance(record.owner, Unknown) or isinstance(record.type, Unknown) or record.relative:
        return Held(record, (), untold="Where it is, or of what type, is known only after the apply.")
    if record.sensitive:
        return Held(record, (), untold="Terraform marks it as sensitive.")
    texts = [text for value in record.values if (text := _text(value, str(record.type))) is not None]
    if len(texts) < len(record.values) or isinstance(record.alias, Unknown):
        return Held(record, (), untold="What it holds is known only after the apply.")
    return _held(record, texts)


def _text(value: Value, rdtype: str) -> str | None:
    if isinstance(value, Unknown):
        return None
    if isinstance(value, Mx):
        if value.preference is None or not isinstance(value.exchange, str):
            return None if value.unranked or isinstance(value.exchange, Unknown) else value.text
        return f"{value.preference} {value.exchange}"
    return quoted(value) if rdtype in TEXTS else value
