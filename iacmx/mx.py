"""MX record data: from the text form, and from separate fields.

The text form is ``preference exchange`` (RFC 1035 section 3.3.9). Whatever is wrong with a value is kept for a rule to
tell; nothing here raises.
"""

from __future__ import annotations

import re

from iacmx.model import Mx, Unknown
from iacmx.names import decode_route53, normalize

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


def parse_mx(text: str, *, ttl: int | None = None, address: str = "") -> Mx:
    """The record that ``text`` means, such as ``"10 mx1.example.net."``.

    A name without a trailing dot is taken as absolute. ``preference`` is ``None`` where the first field is no
    integer; ``exchange`` is all that follows it, ``""`` where nothing does. A single field that is no integer is taken
    as the exchange. Route 53's octal escapes are decoded. ``ttl`` is in seconds, ``address`` a plan address.
    """
    fields = text.split(maxsplit=1)
    first, rest = (*fields, "", "")[:2]
    if _INTEGER.fullmatch(first):
        return mx(int(first), decode_route53(rest), text=text, ttl=ttl, address=address)
    return mx(None, decode_route53(rest or first), text=text, ttl=ttl, address=address)


def mx(
    preference: int | None,
    exchange: str | Unknown,
    *,
    text: str | None = None,
    ttl: int | None = None,
    address: str = "",
) -> Mx:
    """The record of a source with a field of its own for the preference; ``exchange`` as written there.

    ``text`` defaults to the text form of both, ``""`` while the exchange is unknown.
    """
    if isinstance(exchange, Unknown):
        return Mx(text or "", preference, exchange, ttl, address)
    written = f"{'' if preference is None else preference} {exchange}".strip() if text is None else text
    return Mx(written, preference, normalize(exchange), ttl, address)
