"""Questions on their way to the wire: a query is a template with an id, made without dnspython.

What a name may hold: RFC 1035 section 2.3.4 (labels of 63 octets, names of 255). EDNS: RFC 6891.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from msgspec import Struct

from iacmx.names import MAX_LABEL, MAX_NAME

PAYLOAD: Final = 1232
"""Octets of a UDP answer asked for: fits every path without fragments (DNS flag day 2020)."""

A, NS, CNAME, SOA, MX, TXT, AAAA, DNAME, OPT = 1, 2, 5, 6, 15, 16, 28, 39, 41
_TYPES = {"A": A, "NS": NS, "CNAME": CNAME, "SOA": SOA, "MX": MX, "TXT": TXT, "AAAA": AAAA, "DNAME": DNAME}
_LENGTHS: Final = [bytes((length,)) for length in range(MAX_LABEL + 1)]
_IN: Final = b"\x00\x01"
_PLAIN = re.compile(r"[a-z0-9_*/-]{1,63}(?:\.[a-z0-9_*/-]{1,63})*")
_WITH_EDNS: Final = b"\x00\x01\x00\x00\x00\x00\x00\x01"
_WITHOUT_EDNS: Final = b"\x00\x01\x00\x00\x00\x00\x00\x00"
_EDNS: Final = b"\x00" + OPT.to_bytes(2, "big") + PAYLOAD.to_bytes(2, "big") + b"\x00\x00\x00\x00\x00\x00"


class Question(Struct, frozen=True):
    """A name and a type to ask for.

    ``name`` is in normal form; ``wire`` is the question section, ``type`` the number of ``rdtype``.
    ``canonical`` is the name as the readers of replies write it: the same text, except for escapes.
    """

    name: str
    rdtype: str
    type: int
    wire: bytes
    canonical: str

    def message(self, ident: bytes, *, recursion: bool, edns: bool) -> bytes:
        """The query to send; ``ident`` are the two octets of its id."""
        # AD asks to be told whether the answer was validated (RFC 6840 section 5.7).
        flags = b"\x01\x20" if recursion else b"\x00\x00"
        if edns:
            return ident + flags + _WITH_EDNS + self.wire + _EDNS
        return ident + flags + _WITHOUT_EDNS + self.wire


def question(name: str, rdtype: str) -> Question | None:
    """The question for a name in normal form; ``None`` where DNS can't be asked for such a name.

    Raises ValueError for a type that does not exist.
    """
    number = _TYPES.get(rdtype) or _type_number(rdtype)
    owner, canonical = _owner(name)
    return None if owner is None else Question(name, rdtype, number, owner + number.to_bytes(2, "big") + _IN, canonical)


@lru_cache(maxsize=256)  # several types of a name are asked for at the same time
def _owner(name: str) -> tuple[bytes | None, str]:
    """The octets of a name in normal form, and how the readers of replies write it."""
    if len(name) <= MAX_NAME and _PLAIN.fullmatch(name):
        return _labels_to_wire(name), name
    owner = name_to_wire(name)
    return owner, "" if owner is None else _canonical(owner)


def name_to_wire(name: str) -> bytes | None:
    """The octets of a name in normal form; ``None`` where it has none."""
    if name == ".":
        return b"\x00"
    if not name.isascii():
        return None
    if "\\" in name:
        return _escaped_to_wire(name)
    if len(name) > MAX_NAME or not all(0 < len(label) <= MAX_LABEL for label in name.split(".")):
        return None
    return _labels_to_wire(name)


def _labels_to_wire(name: str) -> bytes:
    return b"".join([_LENGTHS[len(label)] + label for label in name.encode("ascii").split(b".")]) + b"\x00"


def _escaped_to_wire(name: str) -> bytes | None:
    import dns.exception
    import dns.name

    try:
        return dns.name.from_text(name).to_wire()
    except dns.exception.DNSException:
        return None


def _canonical(owner: bytes) -> str:
    import dns.name

    return dns.name.from_wire(owner, 0)[0].to_text(omit_final_dot=True).lower()


def _type_number(rdtype: str) -> int:
    import dns.exception
    import dns.rdatatype

    try:
        return int(dns.rdatatype.from_text(rdtype))
    except dns.exception.DNSException as error:
        raise ValueError(f"There is no DNS record type {rdtype!r}.") from error
