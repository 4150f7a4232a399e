"""What one look at a switch saw, and whether its signatures fit. Pure."""

from __future__ import annotations

from msgspec import Struct

from iacmx.model import Answer
from iacmx.serving.answers import Known
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

    Of a DS record whose digest is of a kind that is not known here, the key tag has to do (RFC 4034 section 5.1.1).
    ``""`` too where the target's servers do not tell.
    """
    wanted = sorted({ds for one in seen.parents for ds in one.ds})
    answers = [seen.views[name][zone, "DNSKEY"] for name in sorted(seen.new)]
    keys = {str(key) for answer in answers for key in answer.values}
    if not wanted or not any(answer.settled for answer in answers):
        return ""
    if any(_vouches(zone, ds, key) for ds in wanted for key in keys):
        return ""
    tags = ", ".join(sorted({ds.split()[0] for ds in wanted}, key=int))
    has = "other keys" if keys else "no keys"
    return (
        f"The parent zone has DS records (key tag {tags}), and the target's servers have {has}: to resolvers that "
        "validate, the target's answers are forged. Remove the DS records at the registrar; before a switch, wait "
        "their TTL out (`iacmx migrate plan`)."
    )


def _vouches(zone: str, ds: str, key: str) -> bool:
    """Whether the DS record is one of the key (RFC 4034 section 5.1.4)."""
    import dns.dnssec
    import dns.name
    import dns.rdata
    from dns.dnssectypes import DSDigest
    from dns.exception import UnsupportedAlgorithm
    from dns.rdtypes.ANY.DNSKEY import DNSKEY

    tag, _, kind, digest = ds.split(None, 3)
    held = dns.rdata.from_text("IN", "DNSKEY", key)
    if not isinstance(held, DNSKEY) or dns.dnssec.key_id(held) != int(tag):
        return False
    try:
        made = dns.dnssec.make_ds(dns.name.from_text(zone), held, DSDigest.make(int(kind)), validating=True)
    except UnsupportedAlgorithm:
        return True
    return made.digest.hex() == "".join(digest.split()).lower()
