"""Record data as zone files write it (RFC 1035 section 5.1), read with dnspython and brought into one form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dns.rdata import Rdata

TEXTS = ("TXT", "SPF")
STRING = 255
"""The most octets that one string of a TXT record holds (RFC 1035 section 3.3)."""
MAX_OCTET = 255
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_DECIMAL = re.compile(r"\\(?:([0-9]{3})|(.))", re.DOTALL)


class Unreadable(ValueError):
    """A text that is no data of its type."""


def parse(rdtype: str, text: str) -> Rdata:
    """The data that ``text`` writes; a name in it is absolute, with a dot at its end or without.

    A text may have strings that are too long, or nothing between them. Raises Unreadable.
    """
    import dns.exception
    import dns.name
    import dns.rdata
    import dns.rdataclass
    import dns.rdatatype

    try:
        kind = dns.rdatatype.from_text(rdtype)
        if rdtype in TEXTS:
            text = quoted(_said(text))
        return dns.rdata.from_text(dns.rdataclass.IN, kind, text, origin=dns.name.root, relativize=False)
    except (dns.exception.DNSException, ValueError) as error:
        raise Unreadable(f"{rdtype} data that can't be read") from error


def written(rdata: Rdata) -> str:
    """The one text of the data: names whole, with a dot at their end; texts cut into strings as late as can be."""
    import dns.rdatatype

    if dns.rdatatype.to_text(rdata.rdtype) in TEXTS:
        return " ".join(f'"{string}"' for string in strings(rdata))
    return rdata.to_text(chunksize=0)


def canonical(rdtype: str, text: str) -> str:
    """:func:`written` of the data that ``text`` writes. Raises Unreadable."""
    return written(parse(rdtype, text))


def octets(rdata: Rdata) -> bytes:
    """What the strings of a TXT record say together."""
    found: tuple[bytes, ...] = getattr(rdata, "strings", ())
    return b"".join(found)


def strings(rdata: Rdata) -> list[str]:
    """The text of a TXT record in strings that DNS can hold, in decimal escapes and without quotes."""
    return _cut(octets(rdata))


def _letter(octet: int) -> str:
    letter = chr(octet)
    if letter in '"\\':
        return f"\\{letter}"
    return letter if " " <= letter <= "~" else f"\\{octet:03d}"


def quoted(said: bytes | str) -> str:
    """What a text says as the data of a TXT record."""
    whole = said.encode("utf-8", "surrogateescape") if isinstance(said, str) else said
    return " ".join(f'"{string}"' for string in _cut(whole))


def _cut(whole: bytes) -> list[str]:
    pieces = [whole[start : start + STRING] for start in range(0, len(whole), STRING)] or [b""]
    return ["".join(map(_letter, piece)) for piece in pieces]


def _said(text: str) -> bytes:
    """What the strings of a TXT record say; a text without a quotation mark is one string."""
    if '"' not in text:
        return text.strip().encode("utf-8", "surrogateescape")
    return b"".join(map(_unescaped, _QUOTED.findall(text)))


def _unescaped(string: str) -> bytes:
    pieces: list[bytes] = []
    end = 0
    for match in _DECIMAL.finditer(string):
        octet = int(match[1]) if match[1] else None
        if octet is not None and octet > MAX_OCTET:
            raise ValueError("no octet")
        pieces += [string[end : match.start()].encode("utf-8", "surrogateescape")]
        pieces += [match[2].encode("utf-8", "surrogateescape") if octet is None else bytes([octet])]
        end = match.end()
    return b"".join([*pieces, string[end:].encode("utf-8", "surrogateescape")])


def to_octal(text: str) -> str:
    r"""The way of zone files, ``\195``, as Route 53 has it, ``\303``."""
    return _DECIMAL.sub(lambda match: f"\\{int(match[1]):03o}" if match[1] else match[0], text)
