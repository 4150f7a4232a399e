"""What somebody means by a domain or a mail address: typed, or a line of a file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from msgspec import Struct

from iacmx.names import MAX_LABEL, MAX_NAME, normalize
from iacmx.printable import printable
from iacmx.routing.facts import is_address

_DOTS = re.compile("[\u3002\uff0e\uff61]")
"""What stands for a dot in other scripts (RFC 3490 section 3.1)."""
_IN_DNS = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_LONGEST_LINE = 4000


class Asked(Struct, frozen=True):
    """A domain to route. ``text`` is as it was given, ``domain`` in normal form; ``""`` where it is none, and
    ``problem`` says in one sentence why. ``notes`` tell what is unusual. A ``domain`` in brackets is an address
    literal."""

    text: str
    domain: str = ""
    problem: str = ""
    notes: tuple[str, ...] = ()


def parse(text: str) -> Asked:
    """The domain that ``text`` names: ``example.com``, ``user@example.com``, any form of an IDN, ``[192.0.2.1]``."""
    written = text.strip()
    told = printable(written, 80)
    local, at, domain = written.strip("<>").rpartition("@")
    if at and not local:
        return _wrong(written, f"{told} has nothing before its @.")
    if domain.startswith("[") and domain.endswith("]"):
        return _literal(written, domain[1:-1], told)
    if is_address(domain):
        return _wrong(written, f"{told} is an IP address; mail to one is written as user@[{domain}].")
    if "://" in domain or "/" in domain:
        return _wrong(written, f"{told} is a web address or a path, not a domain.")
    return _name(written, domain, told)


def _name(written: str, domain: str, told: str) -> Asked:
    name = normalize(_DOTS.sub(".", domain))
    if not name or name == ".":
        return _wrong(written, f"{told or 'An empty text'} is not a domain.")
    if not name.isascii():
        return _wrong(written, f"{told} is not a domain: it holds characters that no domain has (IDNA).")
    if any(not label for label in name.split(".")):
        return _wrong(written, f"{told} is not a domain: it has an empty label (two dots in a row).")
    if not _IN_DNS.fullmatch(name):
        return _wrong(written, f"{told} is not a domain: only letters, digits, hyphens and dots make one.")
    if any(len(label) > MAX_LABEL for label in name.split(".")):
        return _wrong(written, f"{told} is not a domain: a label has more than {MAX_LABEL} octets.")
    if len(name) > MAX_NAME:
        return _wrong(written, f"{told} is not a domain: it has {len(name)} octets, and {MAX_NAME} is the most.")
    return Asked(written, name, notes=tuple(_unusual(name)))


def _unusual(name: str) -> Iterator[str]:
    if "." not in name:
        yield f"{name} is a single label: many mail servers take it for a local name (RFC 7085)"
    if "_" in name:
        yield "an underscore is no part of a mail domain (RFC 5321), so many servers refuse the address"


def _literal(written: str, inside: str, told: str) -> Asked:
    text = inside[5:] if inside[:5].lower() == "ipv6:" else inside
    try:
        return Asked(written, f"[{ip_address(text)}]")
    except ValueError:
        return _wrong(written, f"{told} is not an address literal: no IP address is in the brackets.")


def _wrong(written: str, problem: str) -> Asked:
    return Asked(written, problem=problem)


def from_lines(lines: Iterable[bytes]) -> Iterator[Asked]:
    """The domains of a file, one a line; blank lines and what follows ``#`` are left out.

    A byte order mark and any kind of line end are understood; a line that is not UTF-8 gives a problem of its own.
    """
    for number, line in enumerate(lines, 1):
        if number == 1 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            yield Asked("line 1", problem="The file is UTF-16: save it as UTF-8.")
            return
        whole = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        for part in whole.split(b"\r"):
            asked = _from_line(part, number)
            if asked is not None:
                yield asked


def _from_line(line: bytes, number: int) -> Asked | None:
    if len(line) > _LONGEST_LINE:
        return Asked(f"line {number}", problem=f"Line {number} is too long to hold a domain.")
    try:
        text = line.decode("utf-8").partition("#")[0].strip()
    except UnicodeDecodeError:
        return Asked(f"line {number}", problem=f"Line {number} is not UTF-8 text.")
    return parse(text) if text else None
