"""From the API's zones and records to the nouns of iacmx."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from iacmx.addresses import canonical
from iacmx.errors import ProviderError
from iacmx.mail_texts import mail_data, mail_texts
from iacmx.model import Mx, RecordSet, Value, Zone
from iacmx.mx import mx
from iacmx.names import normalize
from iacmx_cloudflare import answers
from iacmx_cloudflare.answers import ApiMxData, ApiRecord, ApiZone

AUTOMATIC_TTL = 1
"""``ttl`` of a record whose TTL Cloudflare chooses."""


def to_zone(found: ApiZone) -> Zone:
    """A zone as the API describes it; an ``internal`` one answers no public queries."""
    servers = (*(found.name_servers or ()), *(found.vanity_name_servers or ()))
    return Zone(
        key=f"cloudflare:{found.id}",
        provider="cloudflare",
        id=found.id,
        name=normalize(found.name),
        private=found.type == "internal",
        name_servers=tuple(dict.fromkeys(normalize(server) for server in servers)),
        status=found.status or "",
        kind=found.type or "",
    )


def to_record_set(record: ApiRecord, zone_key: str) -> RecordSet:
    """One API record, which is one value. Raises ProviderError for a record without the content of its type."""
    ttl = None if record.ttl == AUTOMATIC_TTL else int(record.ttl)
    return RecordSet(
        zone=zone_key,
        owner=normalize(record.name),
        type=record.type.upper(),
        ttl=ttl,
        values=_values(record, ttl),
        proxied=bool(record.proxied),
        record_id=record.id,
        locked=record.meta is not None and bool(record.meta.read_only),
    )


def to_whole_record(record: ApiRecord, zone_key: str) -> RecordSet:
    """One API record with its value whatever its type, as :meth:`iacmx.provider.Whole.whole` has it."""
    content, rdtype = record.content or "", record.type.upper()
    if rdtype == "MX":
        content = _mx_text(record)
    elif rdtype == "TXT" and not content.startswith('"'):
        content = '"' + content.replace("\\", "\\\\").replace('"', '\\"') + '"'
    elif rdtype == "SRV":
        content = _with_priority(record)
    elif rdtype == "URI" and len(content.split()) == len(("weight", "target")) and record.priority is not None:
        content = f"{int(record.priority)} {content}"
    return replace(to_record_set(record, zone_key), values=(content,))


def _mx_text(record: ApiRecord) -> str:
    found = _mx(record, None)
    return found.text if isinstance(found, Mx) else ""


def unicode_form(name: str) -> str:
    """The name with its A-labels in Unicode, unchanged where they are none (RFC 5891)."""
    import idna

    try:
        return idna.decode(name)
    except idna.IDNAError:
        return name


def _values(record: ApiRecord, ttl: int | None) -> tuple[Value, ...]:
    match record.type.upper():
        case "MX":
            return (_mx(record, ttl),)
        case "A" | "AAAA":
            return (canonical(_content(record)),)
        case "CNAME" | "NS":
            return (normalize(_content(record)),)
        case "TXT":
            return mail_texts(normalize(record.name), (record.content or "",))
        case "SRV" | "TLSA":
            return mail_data(normalize(record.name), record.type.upper(), (_with_priority(record),))
        case _:
            return ()


def _mx(record: ApiRecord, ttl: int | None) -> Value:
    data = _mx_data(record)
    priority = data.priority if record.priority is None else record.priority
    preference = int(priority) if priority is not None and priority.is_integer() else None
    # A target without dots at its end is absolute here, "." is the null MX; content is to become a text form of data.
    return mx(preference, data.target or _content(record), ttl=ttl)


def _with_priority(record: ApiRecord) -> str:
    """The content as DNS writes it: that of an SRV record lacks the priority, which has a field of its own."""
    content = _content(record)
    if record.type.upper() == "TLSA" or len(content.split()) != len(("weight", "port", "target")):
        return content
    data = _mx_data(record)
    priority = data.priority if record.priority is None else record.priority
    return content if priority is None else f"{int(priority)} {content}"


def _mx_data(record: ApiRecord) -> ApiMxData:
    try:
        return answers.mx_data.decode(record.data) or ApiMxData()
    except msgspec.DecodeError as error:
        raise _broken(record) from error


def _content(record: ApiRecord) -> str:
    if not record.content:
        raise _broken(record)
    return record.content


def _broken(record: ApiRecord) -> ProviderError:
    return ProviderError(
        f"Cloudflare's answer is broken: the {record.type} record {record.id} has no readable content.",
        "Look at the record in the dashboard, then run again.",
    )
