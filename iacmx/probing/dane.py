"""TLSA records held against the certificates that a host sent (RFC 7672, RFC 6698)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256, sha512

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from msgspec import Struct
from OpenSSL import crypto

from iacmx.probing.certificates import anchored, dns_names, matches, problem_of, public_key

ANCHOR, END_ENTITY = 2, 3


class Tlsa(Struct, frozen=True):
    """One record that senders use."""

    usage: int
    selector: int
    matching: int
    data: bytes


def usable(texts: Iterable[str]) -> tuple[Tlsa, ...]:
    """The records that mail servers use: usages 2 and 3 only (RFC 7672 section 3.1.3)."""
    return tuple(record for record in map(_parse, texts) if record is not None)


def _parse(text: str) -> Tlsa | None:
    parts = text.split(None, 3)
    try:
        usage, selector, matching = map(int, parts[:3])
        data = bytes.fromhex("".join(parts[3].split()))
    except (ValueError, IndexError):
        return None
    length = {0: len(data), 1: 32, 2: 64}.get(matching)
    is_known = usage in (ANCHOR, END_ENTITY) and selector in (0, 1) and data and len(data) == length
    return Tlsa(usage, selector, matching, data) if is_known else None


def problem_with(
    records: Sequence[Tlsa], chain: Sequence[bytes], names: Sequence[str], *, is_whole: bool
) -> str | None:
    """Why none of the records holds, ``""`` where one does, ``None`` where it can't be told.

    ``names`` are those that the certificate may be for where an authority is pinned (section 3.2.2); a pinned
    certificate is judged neither by its names nor by its dates (section 3.1.1).
    """
    if any(record.usage == END_ENTITY and _is(record, chain[0]) for record in records):
        return ""
    pinned = [record for record in records if record.usage == ANCHOR]
    if not pinned:
        return "its certificate is none of those that the TLSA records name"
    authorities = [sent for sent in chain[1:] if any(_is(record, sent) for record in pinned)]
    # The authority's own certificate may be in the record and not in the chain (section 3.1.2).
    authorities += [record.data for record in pinned if (record.selector, record.matching) == (0, 0)]
    if not authorities:
        return "its chain has no authority that the TLSA records name" if is_whole else None
    try:
        problem = problem_of(chain, anchored(authorities))
        held = dns_names(x509.load_der_x509_certificate(chain[0]))
    except (ValueError, crypto.Error):
        return "its certificates or the TLSA records can't be read"
    if problem.startswith("its chain"):
        return "its chain does not lead to the authority that the TLSA records name"
    if not problem and not any(matches(held, name) for name in names):
        problem = "the certificate is for another name"
    return problem


def _is(record: Tlsa, certificate: bytes) -> bool:
    try:
        chosen = public_key(certificate) if record.selector else certificate
    except (ValueError, UnsupportedAlgorithm):
        return False
    digest = {0: chosen, 1: sha256(chosen).digest(), 2: sha512(chosen).digest()}[record.matching]
    return digest == record.data
