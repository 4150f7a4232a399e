"""Domain names: normal form, IDNA, Route 53 escapes, and how an owner name becomes absolute.

Normal form is lower case (DNS compares ASCII case-insensitively, RFC 4343), A-labels, no trailing dot,
``"."`` for the root.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

MAX_NAME = 253
MAX_LABEL = 63
_ESCAPE = re.compile(r"\\([0-3][0-7][0-7])")
_MAIL_SERVICES = frozenset(
    f"_{service}"
    for service in ("imap", "imaps", "pop3", "pop3s", "submission", "submissions", "jmap", "sieve", "autodiscover")
)
_MAIL_PORTS = frozenset(f"_{port}" for port in (25, 110, 143, 465, 587, 993, 995))
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")


def normalize(text: str) -> str:
    """Bring a name into normal form.

    Never raises: a text that is no domain name comes back lower-cased, for a rule to say what is wrong with it.
    Exactly one trailing dot is taken off, so that ``"mx.."`` stays visible as a mistake.
    """
    name = text.strip()
    if name == ".":
        return name
    if name.endswith("."):
        name = name[:-1]
    if name.isascii():
        return name.lower()
    return _to_alabels(name)


def _to_alabels(name: str) -> str:
    import idna

    try:
        return idna.encode(name, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        return name.lower()


def decode_route53(name: str) -> str:
    r"""Replace Route 53's octal escapes, ``\052`` for ``*`` (developer guide, "DNS domain name format")."""
    return _ESCAPE.sub(lambda match: chr(int(match.group(1), 8)), name) if "\\" in name else name


def absolute_owner(written: str, zone: str) -> str:
    """The owner that a record resource's ``name`` means in ``zone`` (normal form).

    ``""`` and ``"@"`` are the apex; a name that ends in the zone's name is absolute; any other is relative, with
    or without a trailing dot, as Cloudflare's API has it (hashicorp/aws differs: :mod:`iacmx.plan.owners`).
    """
    name = normalize(written)
    if name in ("", "@", ".", zone):
        return zone
    return name if is_within(name, zone) else f"{name}.{zone}"


def is_within(name: str, zone: str) -> bool:
    """Whether ``name`` is ``zone`` or lies below it."""
    return zone == "." or name == zone or name.endswith("." + zone)


def parent(name: str) -> str:
    """The name one label up, ``"."`` above a single label."""
    return name.partition(".")[2] or "."


def ancestors(name: str) -> Iterator[str]:
    """The names above ``name``, nearest first, without the root."""
    while name := name.partition(".")[2]:
        yield name


def lies_in(name: str, zones: Collection[str]) -> bool:
    """Whether ``name`` is one of the ``zones`` or lies below one."""
    return bool(zones) and (name in zones or any(above in zones for above in ancestors(name)))


def tlsa_owner(host: str) -> str:
    """Where the TLSA records of a mail host are (RFC 7672 section 2.2.3, RFC 6698 section 3)."""
    return f"_25._tcp.{host}"


def is_dkim_owner(owner: str) -> bool:
    """Whether it is where a DKIM key is looked for: ``SELECTOR._domainkey.DOMAIN`` (RFC 6376 section 3.6.2.1)."""
    return "._domainkey." in owner


def is_mail_service(owner: str) -> bool:
    """Whether mail clients find a server by its SRV records (RFC 6186, RFC 8314, RFC 8620, RFC 5804, Autodiscover)."""
    service, _, rest = owner.partition(".")
    return service in _MAIL_SERVICES and rest.startswith("_tcp.")


def is_mail_tlsa(owner: str) -> bool:
    """Whether it is where the TLSA records of a mail server's port are."""
    port, _, rest = owner.partition(".")
    return port in _MAIL_PORTS and rest.startswith("_tcp.")


def is_host_name(name: str) -> bool:
    """Whether it is a host name of letters, digits and hyphens (RFC 5321 section 2.3.5, RFC 1123 section 2.1).

    Underscores are not part of a host name, though servers accept them.
    """
    if len(name) > MAX_NAME:
        return False
    return all(len(label) <= MAX_LABEL and _LABEL.fullmatch(label) for label in name.split("."))
