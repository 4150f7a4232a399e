"""What one look at a switch saw, and whether its signatures fit. Pure."""

from __future__ import annotations

from msgspec import Struct

from iacmx.migrate.switch.answers import Known
from iacmx.model import Answer
from iacmx.serving.delegations import Delegation
from iacmx.world.served import Key


class Seen(Struct, frozen=True):
    """What one look saw. ``old`` and ``new`` are the name servers of the sides, ``views`` what each of them answers to
    ``keys``, ``resolvers`` what each resolver answers to what differs."""

    parents: tuple[Delegation, ...]
    old: frozenset[str]
    new: frozenset[str]
    views: dict[str, dict[Key, Answer]]
    keys: tuple[Key, ...]
    known: Known
    resolvers: dict[str, dict[Key, Answer]] = {}


def unsigned(zone: str, seen: Seen) -> str:
    """In words, that the parent zone vouches for keys (DS) that the target's servers do not have; else ``""``.

    Compared are the key tags (RFC 4034 section 5.1.1). ``""`` too where the target's servers do not tell.
    """
    wanted = {int(ds.split()[0]) for one in seen.parents for ds in one.ds}
    answers = [seen.views[name][zone, "DNSKEY"] for name in sorted(seen.new)]
    held = {_tag(str(key)) for answer in answers for key in answer.values}
    if not wanted or wanted & held or not any(answer.settled for answer in answers):
        return ""
    tags = ", ".join(str(tag) for tag in sorted(wanted))
    has = "other keys" if held else "no keys"
    return (
        f"The parent zone has DS records (key tag {tags}), and the target's servers have {has}: to resolvers that "
        "validate, the target's answers are forged. Remove the DS records at the registrar; before a switch, wait "
        "their TTL out (`iacmx migrate plan`)."
    )


def _tag(key: str) -> int:
    import dns.dnssec
    import dns.rdata

    return dns.dnssec.key_id(dns.rdata.from_text("IN", "DNSKEY", key))  # type: ignore[arg-type]
