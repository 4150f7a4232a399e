"""Record data as every resource type keeps it."""

from __future__ import annotations

from collections.abc import Mapping

from iacmx.mail_texts import mail_data, mail_texts
from iacmx.model import Unknown, Value
from iacmx.mx import parse_mx
from iacmx.names import decode_route53, normalize
from iacmx.plan.attributes import Attributes, Later
from iacmx.plan.kinds import Lookup

_ANY_ZONE = "zone"

ADDRESSES = frozenset({"A", "AAAA"})
NAMES = frozenset({"CNAME", "NS", "DNAME"})
KEPT = ADDRESSES | NAMES | {"MX", "TXT"}
"""The types whose data is kept: nothing else is needed to judge mail. Of TXT only mail policy is, and the keys of DKIM,
for the rest may be secret."""
SERVICES = frozenset({"SRV", "TLSA"})
"""The types of which that of mail is kept, where the owner is known."""


def value(
    text: str | Later, rdtype: str | Unknown, unknown: Unknown, *, ttl: int | None, address: str, owner: str = ""
) -> Value | None:
    """One record's data from its text form, ``None`` where data of that type is not kept.

    ``owner`` is the name, without its zone's name or with it, where that is known: it tells what is mail's.
    """
    if rdtype in SERVICES and owner:
        return _service(text, str(rdtype), unknown, f"{owner}.{_ANY_ZONE}")
    if rdtype not in KEPT:
        return None
    if isinstance(text, Later):
        return unknown
    if rdtype == "MX":
        return parse_mx(text, ttl=ttl, address=address)
    if rdtype == "TXT":
        return next(iter(mail_texts(f"{owner}.{_ANY_ZONE}", [text])), None)
    if rdtype in NAMES:
        return normalize(decode_route53(text))
    from iacmx.addresses import canonical  # sockets are 4 ms of a start, and many plans hold no address

    return canonical(text)


def _service(text: str | Later, rdtype: str, unknown: Unknown, owner: str) -> Value | None:
    kept = mail_data(owner, rdtype, ["" if isinstance(text, Later) else text])
    return None if not kept else unknown if isinstance(text, Later) else kept[0]


def hide(attributes: Attributes, lookup: Lookup, parts: Mapping[tuple[str, ...], tuple[Value | None, ...]]) -> bool:
    """Tell which parts of a record set are sensitive, and whether any is: by the attributes it was read from."""
    hidden = {names: values for names, values in parts.items() if any(map(attributes.is_sensitive, names))}
    for values in hidden.values():
        lookup.hide(*values)
    return bool(hidden)


def known(value: int | Later | None) -> int | None:
    """A number while it is known."""
    return value if isinstance(value, int) else None
