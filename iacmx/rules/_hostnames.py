"""What keeps a text from being the name of a mail host, told from the text alone.

One fault per exchange, the most telling one, so that no two rules report one cause.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache

from iacmx.names import MAX_LABEL, MAX_NAME

_JUNK = re.compile(r"[\s:/@,;\"'`()<>{}$|=\\\[\]]")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")


class Fault(StrEnum):
    """Why a text names no mail host; each is told by one rule."""

    ADDRESS = "MX101"  # an IP address
    JUNK = "MX106"  # a URL, a mail address, several fields, nothing at all
    WILDCARD = "MX108"
    IDN = "MX104"  # not in A-labels, or an A-label that is none
    HOST_NAME = "MX102"  # labels that DNS or SMTP does not allow
    SINGLE_LABEL = "MX105"


@cache
def fault(exchange: str) -> Fault | None:
    """What is wrong with an exchange (normal form) as the name of a mail host, ``None`` where nothing is.

    Underscores pass: servers accept and resolvers find such a name.
    """
    if is_address(exchange):
        return Fault.ADDRESS
    if not exchange or exchange.isdigit() or _JUNK.search(exchange):
        return Fault.JUNK
    labels = exchange.split(".")
    if "*" in labels:
        return Fault.WILDCARD
    if not exchange.isascii() or any(label.startswith("xn--") and not is_a_label(label) for label in labels):
        return Fault.IDN
    if len(exchange) > MAX_NAME or not all(len(label) <= MAX_LABEL and _LABEL.fullmatch(label) for label in labels):
        return Fault.HOST_NAME
    return Fault.SINGLE_LABEL if len(labels) == 1 else None


def lookable(exchange: str) -> bool:
    """Whether it can be the name of a mail host, so that looking it up means something. False for the null MX."""
    return exchange != "." and fault(exchange) is None


@lru_cache(maxsize=4096)
def is_address(text: str) -> bool:
    """Whether it is an IP address, bare or as an address literal (RFC 5321 section 4.1.3), or dotted numbers only."""
    bare = text.strip("[]").removeprefix("ipv6:")
    if not (bare[-1:].isdigit() or ":" in bare):
        return False
    labels = bare.split(".")
    if len(labels) > 1 and all(label.isdigit() for label in labels):
        return True
    from ipaddress import ip_address

    try:
        ip_address(bare)
    except ValueError:
        return False
    return True


def is_a_label(label: str) -> bool:
    """Whether ``xn--...`` is an A-label of IDNA 2008 (RFC 5890 section 2.3.2.1)."""
    import idna

    try:
        return idna.alabel(idna.ulabel(label)) == label.encode("ascii")
    except (idna.IDNAError, UnicodeError):
        return False
