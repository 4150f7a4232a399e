"""What one side holds of a zone for mail: its record sets sorted into the parts of mail, in one form for all sides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from iacmx.migrate_report import Part
from iacmx.model import Mx, RecordSet, Unknown, Value, ZoneData
from iacmx.names import ancestors, is_dkim_owner, is_mail_service, is_mail_tlsa, is_within, parent

_HOSTS = frozenset({"A", "AAAA", "CNAME"})
_MAIL_HOST = re.compile(r"(mail|e?smtp|imap|pop|pop3|webmail|mx|mta|relay|mailhost|mailgate|exchange|owa)[0-9]*")
_CLIENTS = frozenset({"autodiscover", "autoconfig"})
_POLICIES = {"v=spf1": Part.SPF, "v=dmarc1": Part.DMARC, "v=stsv1": Part.MTA_STS, "v=tlsrptv1": Part.TLS_RPT}
_SPACE = re.compile(r"[ \t\r\n]+")
LATER = "It is known only after the apply."
NOT_KEPT = "The records are there, and what they hold is not kept by this side."


class Variant(Struct, frozen=True):
    """One of several sets of a routing policy."""

    name: str
    routing: str
    detail: str
    values: tuple[str, ...]


class Item(Struct, frozen=True):
    """One owner's records of one type and part.

    ``values`` are sorted, each once. ``alias``: the provider itself answers for another name (a Route 53 alias set,
    Cloudflare's flattened or proxied CNAME), so that no CNAME is seen. ``untold`` is why the values are not known.
    """

    owner: str
    part: Part
    type: str
    values: tuple[str, ...]
    ttl: int | None = None
    variants: tuple[Variant, ...] = ()
    alias: bool = False
    proxied: bool = False
    sensitive: bool = False
    untold: str = ""

    @property
    def is_one_answer(self) -> bool:
        """Whether everyone gets the same answer, whatever the routing policy."""
        return len({variant.values for variant in self.variants}) < 2 or self.is_multivalue

    @property
    def is_multivalue(self) -> bool:
        return all(variant.routing == "multivalue" for variant in self.variants)


Key = tuple[str, Part, str]
"""Owner, part and type."""


class Contents:
    """The items of one side's zone. ``hosts`` are the names whose addresses mail needs (:func:`hosts_of`)."""

    def __init__(self, data: ZoneData, hosts: frozenset[str]) -> None:
        self.data = data
        self._records: dict[tuple[str, str], list[RecordSet]] = {}
        for record in data.records:
            if isinstance(record.owner, str) and isinstance(record.type, str):
                self._records.setdefault((record.owner, record.type), []).append(record)
        self._policy_owners = {
            owner: _policy(str(value))
            for (owner, rdtype), records in self._records.items()
            if rdtype == "TXT"
            for record in records
            for value in record.values
            if isinstance(value, str)
        }
        self._mx_owners = {owner for owner, rdtype in self._records if rdtype == "MX"}
        self._hosts = hosts
        self.items = {
            (item.owner, item.part, item.type): item
            for (owner, rdtype), records in sorted(self._records.items())
            for item in self._items(owner, rdtype, records)
        }
        owners = {owner for owner, _ in self._records}
        self.names = owners | {name for owner in owners for name in ancestors(owner)} | {data.zone.name}

    def get(self, key: Key) -> Item | None:
        """What this side answers with: its own item, else that of the wildcard which covers the owner (RFC 4592).

        DNS answers for wildcards itself, and of a side that was asked for some names others are not known.
        """
        found = self.items.get(key)
        if found is not None or key[0] in self.names or self.data.names is not None:
            return found
        encloser = parent(key[0])
        while encloser not in self.names and encloser != ".":
            encloser = parent(encloser)
        wild = [item for item in self.items.values() if (item.owner, item.type) == (f"*.{encloser}", key[2])]
        return next((item for item in wild if item.type != "TXT" or item.part is key[1]), None)

    def is_known(self, owner: str) -> bool:
        """Whether that an item is not there means that it does not exist."""
        return self.data.names is None or owner in self.data.names

    def _items(self, owner: str, rdtype: str, records: list[RecordSet]) -> Iterator[Item]:
        if rdtype == "TXT":
            yield from _texts(owner, records)
            return
        part = self._part(owner, rdtype)
        if part is not None:
            yield self._item(owner, part, rdtype, records)

    def _part(self, owner: str, rdtype: str) -> Part | None:
        if rdtype == "MX":
            return Part.MX
        if rdtype in ("NS", "DNAME"):
            return None if owner == self.data.zone.name and rdtype == "NS" else Part.DELEGATION
        if rdtype == "TLSA":
            return Part.TLSA if is_mail_tlsa(owner) else None
        if rdtype == "SRV":
            return _service(owner) if is_mail_service(owner) else None
        return self._host_part(owner, rdtype) if rdtype in _HOSTS else None

    def _host_part(self, owner: str, rdtype: str) -> Part | None:
        special = part_of_name(owner)
        if special is not None:
            return special
        if rdtype == "CNAME" and not self._is_flattened(owner):
            # It would hide the MX records and policies of its owner (RFC 1034 section 3.6.2).
            if owner in self._mx_owners:
                return Part.ADDRESS
            if owner in self._policy_owners:
                return self._policy_owners[owner]
        return Part.ADDRESS if owner in self._hosts or owner.startswith("*.") else None

    def _is_flattened(self, owner: str) -> bool:
        """Whether Cloudflare shows no CNAME there, and whatever else the owner has."""
        return owner == self.data.zone.name and self.data.zone.provider == "cloudflare"

    def _item(self, owner: str, part: Part, rdtype: str, records: list[RecordSet]) -> Item:
        first = records[0]
        aliases = {record.alias for record in records if record.alias is not None}
        if any(isinstance(alias, Unknown) for alias in aliases):
            return Item(owner, part, rdtype, (), untold=LATER)
        variants = tuple(sorted(map(self._variant, filter(_is_routed, records)), key=lambda one: one.name))
        values = tuple(sorted({value for record in records for value in self._values(record)}))
        is_alias = bool(aliases) or (rdtype == "CNAME" and (first.proxied or self._is_flattened(owner)))
        return Item(
            owner,
            part,
            rdtype,
            values,
            ttl=first.ttl,
            variants=variants,
            alias=is_alias,
            proxied=any(record.proxied for record in records),
            sensitive=any(record.sensitive for record in records),
            untold=_untold(value for record in records for value in record.values) or ("" if values else NOT_KEPT),
        )

    def _variant(self, record: RecordSet) -> Variant:
        return Variant(record.variant, record.routing, record.routing_detail, tuple(sorted(self._values(record))))

    def _values(self, record: RecordSet) -> list[str]:
        """The values in words; an alias to a name of this zone with the addresses there."""
        if not isinstance(record.alias, str):
            return [_text(value) for value in record.values]
        seen = {str(record.owner)}
        target: str = record.alias
        while (there := self._records.get((target, str(record.type)))) and target not in seen:
            seen.add(target)
            if not isinstance(there[0].alias, str):
                return [_text(value) for one in there for value in one.values]
            target = there[0].alias
        return [f"alias {target}"]


def hosts_of(sides: Iterable[ZoneData]) -> frozenset[str]:
    """The names whose addresses mail needs, whichever of these sides says so.

    Exchanges and servers of clients; names that are usually mail servers; and an apex without MX records, which mail is
    delivered to itself (RFC 5321 section 5.1).
    """
    found: set[str] = set()
    for data in sides:
        apex = data.zone.name
        owners = {(str(record.owner), str(record.type)) for record in data.records}
        found |= {host for record in data.records for host in _named_by(record) if is_within(host, apex)}
        found |= {owner for owner, _ in owners if _MAIL_HOST.fullmatch(owner.partition(".")[0])}
        if (apex, "MX") not in owners:
            found.add(apex)
    return frozenset(found)


def well_known(domain: str) -> frozenset[str]:
    """The names at which others look for what belongs to a mail domain."""
    under = ("_dmarc", "_mta-sts", "mta-sts", "_smtp._tls", "autodiscover", "autoconfig", "_autodiscover._tcp")
    clients = ("_imap", "_imaps", "_pop3", "_pop3s", "_submission", "_submissions")
    return frozenset(f"{name}.{domain}" for name in (*under, *(f"{name}._tcp" for name in clients)))


def part_of_name(owner: str) -> Part | None:
    """The part that a name is for whatever its type, ``None`` where it could be for anything."""
    label, _, rest = owner.partition(".")
    if is_dkim_owner(owner):
        return Part.DKIM
    if label == "_dmarc":
        return Part.DMARC
    if label in ("_mta-sts", "mta-sts"):
        return Part.MTA_STS
    if label == "_smtp" and rest.startswith("_tls."):
        return Part.TLS_RPT
    if is_mail_tlsa(owner):
        return Part.TLSA
    return Part.AUTODISCOVER if label in _CLIENTS else None


def _service(owner: str) -> Part:
    return Part.AUTODISCOVER if owner.startswith("_autodiscover.") else Part.SERVICE


def _named_by(record: RecordSet) -> Iterator[str]:
    for value in record.values:
        if isinstance(value, Mx) and isinstance(value.exchange, str):
            yield value.exchange
        elif record.type == "SRV" and isinstance(value, str) and value:
            yield value.split()[-1]


def _texts(owner: str, records: list[RecordSet]) -> Iterator[Item]:
    """One item for each kind of policy, or key, among the TXT records of an owner."""
    found: dict[Part, list[str]] = {}
    values = [value for record in records for value in record.values]
    for value in values:
        if isinstance(value, str):
            found.setdefault(_policy(value), []).append(value)
    expected = part_of_name(owner)
    untold = _untold(values) or (NOT_KEPT if expected is Part.DKIM and not values else "")
    if untold:
        found.setdefault(expected or Part.SPF, [])
    routed = tuple(filter(_is_routed, records))
    for part, texts in found.items():
        variants = tuple(
            Variant(one.variant, one.routing, one.routing_detail, tuple(v for v in map(str, one.values) if v in texts))
            for one in routed
        )
        sensitive = any(record.sensitive for record in records)
        values_once = tuple(sorted(set(texts)))
        yield Item(owner, part, "TXT", values_once, records[0].ttl, variants, sensitive=sensitive, untold=untold)


def _policy(text: str) -> Part:
    start = _SPACE.sub("", text).lower()
    return next((part for prefix, part in _POLICIES.items() if start.startswith(prefix)), Part.DKIM)


def _is_routed(record: RecordSet) -> bool:
    return bool(record.variant) or record.routing != "simple"


def _untold(values: Iterable[Value]) -> str:
    for value in values:
        if isinstance(value, Unknown) or (isinstance(value, Mx) and isinstance(value.exchange, Unknown)):
            return LATER
        if isinstance(value, Mx) and value.unranked:
            return "The provider chooses the preferences when it makes the records."
    return ""


def _text(value: Value) -> str:
    if isinstance(value, Mx):
        return value.text if value.preference is None else f"{value.preference} {value.exchange}"
    return "" if isinstance(value, Unknown) else value
