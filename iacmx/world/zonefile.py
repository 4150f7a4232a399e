"""Zone files in place of the network: a layer that answers as DNS would if these were all its zones.

Read with dnspython (RFC 1035 section 5); answered by the algorithm of RFC 1034 section 4.3.2 with delegations,
wildcards (RFC 4592), CNAME and DNAME (RFC 6672). What the files do not tell is UNVERIFIED, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from msgspec import Struct

from iacmx.errors import InputError
from iacmx.mail_texts import mail_data, mail_texts
from iacmx.model import Answer, Kind, RecordSet, Value, Zone, ZoneData
from iacmx.mx import mx
from iacmx.names import is_within, normalize, parent
from iacmx.world.questions import AT_PARENT, is_plain

MAX_ALIASES = 16
_SUFFIX = re.compile(r"\.(zone|db)$|^db\.")
_ORIGIN = re.compile(r"^\$ORIGIN\s+(\S+)", re.IGNORECASE)
_RECORD = re.compile(r"^([^\s;$]\S*)?\s+(?:[^;\s]\S*\s+)*?SOA\s", re.IGNORECASE)
_WHERE = re.compile(r"^[^:]*:\d+: ")
_DATA = frozenset({"SRV", "TLSA"})
_TOLD = frozenset({"A", "AAAA", "CNAME", "DNAME", "MX", "NS", "TXT"}) | _DATA
_FILES = "zone files stand in for the network"
_HINT = "Check it with named-checkzone."


class _Set(Struct, frozen=True):
    """The records of one owner and type."""

    ttl: int
    values: tuple[Value, ...]


class _Zone(Struct, frozen=True):
    """One zone: record sets by owner and type, every name that exists (empty non-terminals too), its negative TTL."""

    name: str
    file: str
    sets: dict[tuple[str, str], _Set]
    names: frozenset[str]
    negative_ttl: int


class ZoneFiles:
    """Zone files as a layer that always answers. :meth:`load` reads them."""

    def __init__(self, zones: Iterable[_Zone]) -> None:
        self._zones = {zone.name: zone for zone in zones}

    @classmethod
    def load(cls, directory: str | Path) -> ZoneFiles:
        """The zones of all ``*.zone``, ``*.db`` and ``db.*`` files of a directory.

        A zone's name is its SOA's owner; where that is relative and no ``$ORIGIN`` precedes it, the file's name gives
        the origin (``example.com.zone``, ``db.example.com``). Raises InputError, with file and line.
        """
        folder = Path(directory)
        if not folder.is_dir():
            raise InputError(f"{directory} is no directory of zone files.", "Give the directory that holds them.")
        files = sorted(path for path in folder.iterdir() if path.is_file() and _SUFFIX.search(path.name))
        if not files:
            raise InputError(f"{directory} holds no zone files.", "Name them example.com.zone, *.db or db.*.")
        zones: dict[str, _Zone] = {}
        for path in files:
            zone = _read(path)
            if zone.name in zones:
                raise InputError(
                    f"{zones[zone.name].file} and {zone.file} both hold the zone {zone.name}.", "Keep one of them."
                )
            zones[zone.name] = zone
        return cls(zones.values())

    @property
    def unasked(self) -> dict[str, str]:
        """The kinds of questions that files do not answer, and why; see :class:`iacmx.world.served.Served`."""
        return dict.fromkeys(("authority", "dnssec", "https"), _FILES)

    @property
    def questions(self) -> int:
        """How much was asked over the network: nothing."""
        return 0

    def settle(self) -> bool:
        """Whether there was anything to ask first: never, see :meth:`iacmx.world.served.Served.settle`."""
        return False

    @property
    def zones(self) -> tuple[str, ...]:
        """The names of the zones."""
        return tuple(sorted(self._zones))

    def lookup(self, name: str, rdtype: str) -> Answer:
        """What the files say of ``name`` (normal form). An alias is answered with its next name alone, as
        :class:`iacmx.world.Layer` describes; the world follows it.
        """
        if rdtype == AT_PARENT:
            return self._at_parent(name)
        if not is_plain(rdtype):
            return Answer(Kind.SKIPPED, reason=_FILES, source="the zone files")
        # DS records are the parent zone's (RFC 4035 section 3.1.4.1).
        zone = self._zone_of(parent(name) if rdtype == "DS" and name != "." else name)
        if zone is None:
            return Answer(Kind.UNVERIFIED, reason=f"no zone file holds {name}", source="the zone files")
        return _at(zone, name, rdtype) if rdtype == "DS" and name in zone.names else _find(zone, name, rdtype)

    def resolve(self, name: str, rdtype: str) -> Answer:
        """What a resolver would answer: as :meth:`lookup`, with the aliases followed within the files."""
        answer = self.lookup(name, rdtype)
        aliases = answer.aliases
        while answer.kind is Kind.FOUND and answer.aliases and not answer.values:
            if aliases[-1] == name or aliases[-1] in aliases[:-1]:
                reason = "the aliases form a loop"
                return Answer(Kind.NO_DATA, aliases=aliases, source=answer.source, reason=reason)
            if len(aliases) > MAX_ALIASES:
                reason = f"more than {MAX_ALIASES} aliases"
                return Answer(Kind.UNVERIFIED, aliases=aliases, source=answer.source, reason=reason)
            answer = self.lookup(aliases[-1], rdtype)
            aliases += answer.aliases
        return Answer(
            answer.kind,
            values=answer.values,
            ttl=answer.ttl,
            aliases=aliases,
            source=answer.source,
            reason=answer.reason,
            negative_ttl=answer.negative_ttl,
        )

    def _at_parent(self, name: str) -> Answer:
        """The delegation of the zone ``name``, where there is a file for the zone above it."""
        zone = self._zone_of(parent(name)) if name != "." else None
        if zone is None:
            return Answer(Kind.SKIPPED, reason="there is no zone file for the parent zone", source="the zone files")
        cut = next((node for node in _between(zone.name, name)[1:] if (node, "NS") in zone.sets), None)
        if cut is None:
            return Answer(Kind.NO_DATA if name in zone.names else Kind.NO_NAME, source=zone.file)
        if cut != name:
            return _delegated(zone, cut)
        found = zone.sets[cut, "NS"]
        return Answer(Kind.FOUND, values=found.values, ttl=found.ttl, source=zone.file)

    def _zone_of(self, name: str) -> _Zone | None:
        """The most specific zone that holds ``name``."""
        while name not in self._zones:
            if name == ".":
                return None
            name = parent(name)
        return self._zones[name]


def read_zone(path: str | Path) -> ZoneData:
    """The records of one file, its zone's name told as for :meth:`ZoneFiles.load`. Raises InputError."""
    zone = _read(Path(path))
    key = f"zonefile:{zone.name}"
    records = (
        RecordSet(key, owner, rdtype, held.ttl, mail_data(owner, rdtype, texts) if rdtype in _DATA else held.values)
        for (owner, rdtype), held in sorted(zone.sets.items())
        for texts in (tuple(map(str, held.values)),)
    )
    return ZoneData(Zone(key, "zonefile", name=zone.name), tuple(r for r in records if r.type in _TOLD))


def read_whole(path: str | Path) -> ZoneData:
    """All records of one file, as :meth:`iacmx.provider.Whole.whole` has them. Raises InputError."""
    import dns.rdatatype

    apex, zone = _parsed(Path(path))
    key = f"zonefile:{apex}"
    records = (
        RecordSet(
            key,
            normalize(owner.to_text()),
            dns.rdatatype.to_text(rdataset.rdtype),
            rdataset.ttl,
            tuple(sorted(rdata.to_text() for rdata in rdataset)),
        )
        for owner, node in zone.nodes.items()
        for rdataset in node.rdatasets
    )
    return ZoneData(
        Zone(key, "zonefile", name=apex), tuple(sorted(records, key=lambda held: (str(held.owner), str(held.type))))
    )


def _find(zone: _Zone, name: str, rdtype: str) -> Answer:
    """RFC 1034 section 4.3.2 step 3: match down from the apex, label by label."""
    above = _between(zone.name, name)
    for node in above:
        if node != zone.name and (node, "NS") in zone.sets:
            return _delegated(zone, node)
        if node != name and (node, "DNAME") in zone.sets:
            return _renamed(zone, node, name, rdtype)
    if name in zone.names:
        return _at(zone, name, rdtype)
    encloser = next(node for node in reversed(above) if node in zone.names)
    wildcard = "*" if encloser == "." else f"*.{encloser}"
    if wildcard in zone.names:
        return _at(zone, wildcard, rdtype)
    return Answer(Kind.NO_NAME, source=zone.file, negative_ttl=zone.negative_ttl)


def _at(zone: _Zone, node: str, rdtype: str) -> Answer:
    found = zone.sets.get((node, rdtype))
    if found is not None:
        return Answer(Kind.FOUND, values=found.values, ttl=found.ttl, source=zone.file)
    alias = zone.sets.get((node, "CNAME"))
    if alias is not None:
        return Answer(Kind.FOUND, aliases=(str(alias.values[0]),), source=zone.file)
    return Answer(Kind.NO_DATA, source=zone.file, negative_ttl=zone.negative_ttl)


def _delegated(zone: _Zone, cut: str) -> Answer:
    servers = ", ".join(str(value) for value in zone.sets[cut, "NS"].values)
    reason = f"{cut} is delegated to {servers}, and there is no zone file for it"
    return Answer(Kind.UNVERIFIED, source=zone.file, reason=reason)


def _renamed(zone: _Zone, owner: str, name: str, rdtype: str) -> Answer:
    """RFC 6672 section 2.2: the part of ``name`` below the DNAME's owner, below the DNAME's target."""
    dname = zone.sets[owner, "DNAME"]
    target = str(dname.values[0])
    rest = name[: -len(owner) - 1] if owner != "." else name
    renamed = rest if target == "." else f"{rest}.{target}"
    if len(renamed) > 253:
        return Answer(Kind.UNVERIFIED, source=zone.file, reason="an alias leads to a name too long for DNS")
    if rdtype == "CNAME":  # the one that a server makes up (RFC 6672 section 3.1)
        return Answer(Kind.FOUND, values=(renamed,), ttl=dname.ttl, source=zone.file)
    return Answer(Kind.FOUND, aliases=(renamed,), source=zone.file)


def _between(apex: str, name: str) -> list[str]:
    """``apex``, then the names between, down to ``name``."""
    path = [name]
    while path[-1] != apex:
        path.append(parent(path[-1]))
    return path[::-1]


def _read(path: Path) -> _Zone:
    apex, zone = _parsed(path)
    return _zone(apex, path.name, zone)


def _parsed(path: Path) -> tuple[str, Any]:
    """The zone's name, and the zone as dnspython has it."""
    import dns.exception
    import dns.rdataclass
    import dns.zone
    import dns.zonefile

    text = _text(path)
    apex = _apex(path, text)
    zone = dns.zone.Zone(apex + "." if apex != "." else apex, relativize=False)
    tokenizer = _tokenizer(text)
    try:
        with zone.writer(replacement=True) as transaction:
            # Names outside the zone are passed over, as name servers do; nothing outside the directory is included.
            dns.zonefile.Reader(tokenizer, dns.rdataclass.IN, transaction, allow_include=False).read()
        zone.check_origin()
    except dns.zone.NoNS as error:
        raise InputError(f"{path} has no NS records for its zone {apex}.", _HINT) from error
    except (dns.exception.DNSException, ValueError) as error:
        what = _WHERE.sub("", str(error)).rstrip(".") or type(error).__name__
        raise InputError(f"{path}, line {tokenizer.began}: {what}.", _HINT) from error
    return apex, zone


def _tokenizer(text: str) -> Any:
    """A tokenizer that knows where the current record began: an error is often noticed only at the next line."""
    import dns.tokenizer

    class Tokenizer(dns.tokenizer.Tokenizer):
        began = 1

        def get(self, want_leading: bool = False, want_comment: bool = False) -> dns.tokenizer.Token:
            if want_leading:
                self.began = self.line_number
            return super().get(want_leading, want_comment)

    return Tokenizer(text)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no zone file: it is not text in UTF-8.", _HINT) from error
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}.", "Check the path and its permissions.") from error


def _apex(path: Path, text: str) -> str:
    """The owner of the SOA record."""
    origin = normalize(_SUFFIX.sub("", path.name))
    for line in text.splitlines():
        if match := _ORIGIN.match(line):
            origin = _absolute(match.group(1), origin)
        elif match := _RECORD.match(line):
            return _absolute(match.group(1) or "@", origin)
    raise InputError(f"{path} has no SOA record.", "A zone file begins with one.")


def _absolute(name: str, origin: str) -> str:
    if name == "@":
        return origin
    if name.endswith(".") or origin == ".":
        return normalize(name)
    return f"{normalize(name)}.{origin}"


def _zone(apex: str, file: str, zone: Any) -> _Zone:
    import dns.rdatatype

    sets: dict[tuple[str, str], _Set] = {}
    names: set[str] = set()
    negative_ttl = 0
    for owner, node in zone.nodes.items():
        name = owner.to_text(omit_final_dot=True).lower()
        if is_within(name, apex):
            names.update(_between(apex, name))
        for rdataset in node.rdatasets:
            rdtype = dns.rdatatype.to_text(rdataset.rdtype)
            sets[name, rdtype] = _Set(rdataset.ttl, _values(name, rdataset))
            if rdtype == "SOA":
                negative_ttl = min(rdataset.ttl, int(rdataset[0].minimum))
    return _Zone(apex, file, sets, frozenset(names), negative_ttl)


def _values(owner: str, rdataset: Any) -> tuple[Value, ...]:
    from iacmx.world.dns.complete import rdata_value
    from iacmx.world.dns.question import TXT

    found = {rdata_value(rdata, int(rdataset.rdtype)) for rdata in cast("Iterable[Any]", rdataset)}
    texts = sorted(value for value in found if isinstance(value, str))
    pairs = sorted(value for value in found if isinstance(value, tuple))
    if rdataset.rdtype == TXT:
        return mail_texts(owner, texts)
    return (*texts, *(mx(preference, exchange, ttl=int(rdataset.ttl)) for preference, exchange in pairs))
