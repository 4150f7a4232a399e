"""What both record resources of the Cloudflare provider share: one record each, and most attributes.

Data of types with several fields is given field by field (Cloudflare API reference, "DNS Records", ``data``).
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from iacmx.names import is_dkim_owner
from iacmx.terraform_code import Existing, Resource, Rrset, hcl
from iacmx.terraform_code.hcl import Pair
from iacmx.terraform_code.naming import digest, of_owner, of_value
from iacmx.terraform_code.rdata import TEXTS, octets, parse

if TYPE_CHECKING:
    from dns.rdata import Rdata

    from iacmx.terraform_code import Target

Data = Callable[[list[Pair]], list[str]]
"""How a resource type writes ``data``, given its attributes."""

SECONDS = (60, 86400)
AUTOMATIC = 1
LONGEST = 2048
"""Limits: API reference, "DNS Records" (30 s for Enterprise zones only), and "TXT record" of the DNS record types."""
PROXIABLE = ("A", "AAAA", "CNAME")
_POLICIES = {"v=spf1": "spf", "v=dmarc1": "dmarc", "v=stsv1": "sts", "v=tlsrptv1": "tlsrpt"}


def _number(value: Any) -> str:
    return hcl.number(int(value))


def _plain(value: Any) -> str:
    return hcl.text(value.decode("utf-8", "backslashreplace"))


def _hex(value: Any) -> str:
    return hcl.text(value.hex())


def _base64(value: Any) -> str:
    return hcl.text(base64.b64encode(value).decode())


def _host(value: Any) -> str:
    return hcl.text(host(value.to_text()))


_ASSOCIATION = (
    ("usage", "usage", _number),
    ("selector", "selector", _number),
    ("matching_type", "mtype", _number),
    ("certificate", "cert", _hex),
)
FIELDS: dict[str, tuple[tuple[str, str, Callable[[Any], str]], ...]] = {
    "CAA": (("flags", "flags", _number), ("tag", "tag", _plain), ("value", "value", _plain)),
    "CERT": (
        ("type", "certificate_type", _number),
        ("key_tag", "key_tag", _number),
        ("algorithm", "algorithm", _number),
        ("certificate", "certificate", _base64),
    ),
    "DS": (
        ("key_tag", "key_tag", _number),
        ("algorithm", "algorithm", _number),
        ("digest_type", "digest_type", _number),
        ("digest", "digest", _hex),
    ),
    "HTTPS": (("priority", "priority", _number), ("target", "target", _host)),
    "NAPTR": (
        ("order", "order", _number),
        ("preference", "preference", _number),
        ("flags", "flags", _plain),
        ("service", "service", _plain),
        ("regex", "regexp", _plain),
        ("replacement", "replacement", _host),
    ),
    "SMIMEA": _ASSOCIATION,
    "SRV": (
        ("priority", "priority", _number),
        ("weight", "weight", _number),
        ("port", "port", _number),
        ("target", "target", _host),
    ),
    "SSHFP": (("algorithm", "algorithm", _number), ("type", "fp_type", _number), ("fingerprint", "fingerprint", _hex)),
    "SVCB": (("priority", "priority", _number), ("target", "target", _host)),
    "TLSA": _ASSOCIATION,
    "URI": (("weight", "weight", _number), ("target", "target", _plain)),
}
"""The fields of ``data`` by record type: their name, what dnspython calls it, and how it is written."""
TYPES = frozenset({"A", "AAAA", "CNAME", "MX", "NS", "PTR", "TXT", *FIELDS})


def host(text: str) -> str:
    """A name as the API has it, without the dot at its end."""
    return text if text == "." else text.removesuffix(".")


def resources(rrset: Rrset, zone: str, of: Target, data: Data) -> tuple[Resource, ...]:
    """A resource for each value of a set."""
    return tuple(_resource(rrset, zone, value, of, data) for value in rrset.values)


def _resource(rrset: Rrset, zone: str, value: str, of: Target, data: Data) -> Resource:
    rdata = parse(rrset.type, value)
    pairs = [
        ("zone_id", zone),
        ("name", hcl.text(rrset.owner)),
        ("type", hcl.text(rrset.type)),
        ("ttl", hcl.number(AUTOMATIC if rrset.proxied else of.ttl(rrset.ttl))),
    ]
    if rrset.type in PROXIABLE:
        pairs.append(("proxied", hcl.flag(rrset.proxied)))
    pairs += _priority(rrset.type, rdata)
    if rrset.type in FIELDS:
        body = [*hcl.attributes(pairs), *data(_fields(rrset.type, rdata, value))]
    else:
        body = hcl.attributes([*pairs, ("content", hcl.text(_content(rrset.type, rdata, value)))])
    told_by = "dkim" if rrset.type == "TXT" and is_dkim_owner(rrset.owner) else _told_by(rrset.type, rdata, value)
    name = "_".join(filter(None, (of_owner(rrset.owner), rrset.type.lower(), told_by)))
    return Resource(of.type, name, rrset.owner, rrset.type, (value,), tuple(body), rrset.remarks)


def _priority(rdtype: str, rdata: Any) -> list[Pair]:
    if rdtype == "MX":
        return [("priority", hcl.number(rdata.preference))]
    return [("priority", hcl.number(rdata.priority))] if rdtype == "URI" else []


def _content(rdtype: str, rdata: Any, value: str) -> str:
    """What ``content`` holds: quoted strings for a text (API reference, "TXT Record"), else the value."""
    if rdtype in TEXTS or rdtype in ("A", "AAAA"):
        return value
    return host(rdata.exchange.to_text() if rdtype == "MX" else value)


def _fields(rdtype: str, rdata: Rdata, value: str) -> list[Pair]:
    pairs = [(name, write(getattr(rdata, attribute))) for name, attribute, write in FIELDS[rdtype]]
    if rdtype in ("HTTPS", "SVCB"):
        parameters = value.split(" ", 2)[2:]
        pairs.append(("value", hcl.text("".join(parameters))))
    return pairs


def _told_by(rdtype: str, rdata: Any, value: str) -> str:
    """What tells a record from others of its owner and type, as part of a name, and stays while the rest changes."""
    if rdtype == "CNAME":
        return ""
    if rdtype == "MX":
        return of_value(rdata.exchange.to_text()) if value.split()[-1] != "." else "null"
    if rdtype in ("A", "AAAA", "NS", "PTR"):
        return of_value(value).lstrip("_")
    if rdtype in TEXTS:
        start = octets(rdata).decode("ascii", "replace").lower()
        known = (word for prefix, word in _POLICIES.items() if start.startswith(prefix))
        return next(known, digest(value))
    if rdtype == "SRV":
        return f"{of_value(rdata.target.to_text())}_{rdata.port}"
    return digest(value)


def import_id(zone_id: str, held: Existing) -> str:
    """``ZONE/RECORD``."""
    return f"{zone_id}/{held.id}"
