"""What a DNS message said, whichever reader read it, and the answer it amounts to.

Both readers (:mod:`.plain`, :mod:`.complete`) make a :class:`Reply`; :func:`conclude` is the one place that decides
between found, no data (RFC 2308 section 2.2), no such name, an alias to be followed, and "can't tell".
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from iacmx.mail_texts import mail_texts
from iacmx.model import Answer, Kind, Mx, Value
from iacmx.names import is_within
from iacmx.world.dns.question import CNAME, DNAME, TXT, Question

NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED, YXDOMAIN, BADVERS = 0, 1, 2, 3, 4, 5, 6, 16
LOOP = "the aliases form a loop"
UNRESOLVED = "failed to resolve the name (SERVFAIL)"
_RCODES = {
    FORMERR: "did not understand the question (FORMERR)",
    SERVFAIL: UNRESOLVED,
    NOTIMP: "does not support the question (NOTIMP)",
    REFUSED: "refused to answer (REFUSED)",
    YXDOMAIN: "found an alias that leads to a name too long for DNS (YXDOMAIN)",
    BADVERS: "did not understand the question (BADVERS)",
}


class Record(Struct, frozen=True, gc=False):
    """One record of the answer section. ``value`` is a text, for MX preference and exchange. Names in normal form."""

    owner: str
    type: int
    ttl: int
    value: str | tuple[int, str]


class Reply(Struct, frozen=True, gc=False):
    """What is kept of a message.

    ``soa`` is the owner of the authority section's SOA, ``""`` without one, and ``negative_ttl`` what it allows in
    seconds (RFC 2308 section 5). ``referral`` is the owner of NS records in the authority section, ``""`` without.
    ``secure``: the sender says that it validated the message (AD).
    """

    rcode: int
    authoritative: bool = False
    recursive: bool = False
    truncated: bool = False
    records: tuple[Record, ...] = ()
    soa: str = ""
    negative_ttl: int | None = None
    referral: str = ""
    secure: bool = False


class Misfit(StrEnum):
    """A datagram that is no reply to the question."""

    OTHER = "answered another question"
    GARBAGE = "sent an answer that can't be read"


class Outcome(Struct, frozen=True, gc=False):
    """An answer; with ``follow``, only the way to its last alias, which is to be asked for itself.

    ``unresolved``: a resolver tried and failed, perhaps because the name is an alias that leads into trouble.
    """

    answer: Answer
    follow: bool = False
    unresolved: bool = False


def unverified(reason: str, aliases: tuple[str, ...] = (), source: str = "DNS") -> Outcome:
    return Outcome(Answer(Kind.UNVERIFIED, aliases=aliases, reason=reason, source=source))


def conclude(reply: Reply, question: Question, source: str) -> Outcome:
    """The answer to ``question`` that ``reply`` gives; ``source`` says in words who gave it.

    The reason of an UNVERIFIED answer lacks its subject, the resolver.
    """
    if reply.rcode not in (NOERROR, NXDOMAIN):
        return unverified(_RCODES.get(reply.rcode) or f"answered with error code {reply.rcode}")
    aliases: tuple[str, ...] = ()
    matching = _of(reply.records, question.canonical, question.type)
    if len(matching) < len(reply.records):
        aliases, looping = _aliases(reply.records, question)
        if looping:
            return Outcome(Answer(Kind.NO_DATA, aliases=aliases, source=source, reason=LOOP))
        if aliases:
            matching = _of(reply.records, aliases[-1], question.type)
    if matching:
        # RFC 6604 section 3: the code speaks of the end of the aliases, and a CNAME asked for may have led there.
        if reply.rcode == NXDOMAIN and question.type != CNAME:
            return unverified("contradicts itself (NXDOMAIN with records)", aliases)
        ttl = min([record.ttl for record in matching])
        values, secure = _values(matching, ttl), reply.secure
        return Outcome(Answer(Kind.FOUND, values=values, ttl=ttl, aliases=aliases, source=source, secure=secure))
    return _negative(reply, aliases[-1] if aliases else question.canonical, aliases, source)


def _of(records: Sequence[Record], owner: str, rdtype: int) -> list[Record]:
    return [record for record in records if record.type == rdtype and record.owner == owner]


def _negative(reply: Reply, end: str, aliases: tuple[str, ...], source: str) -> Outcome:
    kind = Kind.NO_NAME if reply.rcode == NXDOMAIN else Kind.NO_DATA
    answer = Answer(kind, aliases=aliases, source=source, negative_ttl=reply.negative_ttl, secure=reply.secure)
    if kind is Kind.NO_NAME or (reply.soa and is_within(end, reply.soa)):
        return Outcome(answer)
    if aliases:
        return Outcome(answer, follow=True)
    # RFC 2308 section 2.2: what tells a referral from no data is NS records without an SOA.
    if reply.referral and not reply.authoritative:
        return unverified(f"does not resolve, it only refers to the name servers of {reply.referral}")
    if not reply.authoritative and not reply.recursive:
        return unverified("neither resolves names nor holds this zone (an empty answer)")
    if reply.records:
        return unverified("answered with records of other names or types only")
    return Outcome(answer)


def _values(records: Sequence[Record], ttl: int) -> tuple[Value, ...]:
    # Servers shuffle; the same records must give the same report.
    if isinstance(records[0].value, str):
        texts = sorted({record.value for record in records if isinstance(record.value, str)})
        return mail_texts(records[0].owner, texts) if records[0].type == TXT else tuple(texts)
    pairs = sorted({record.value for record in records if not isinstance(record.value, str)})
    # Built directly, not by iacmx.mx: the exchange is in normal form, and this is done for every record.
    return tuple([Mx(f"{preference} {exchange}", preference, exchange, ttl) for preference, exchange in pairs])


def _aliases(records: Sequence[Record], question: Question) -> tuple[tuple[str, ...], bool]:
    """The aliases from the question's name on, and whether they come back to one of themselves."""
    by_owner = {record.owner: record for record in records if record.type == CNAME}
    by_tree = {record.owner: record for record in records if record.type == DNAME}
    if question.type == CNAME or not (by_owner or by_tree):
        return (), False
    chain = [question.canonical]
    while (target := _target(chain[-1], by_owner, by_tree)) is not None:
        if target in chain:
            return (*chain[1:], target), True
        chain.append(target)
    return tuple(chain[1:]), False


def _target(name: str, by_owner: dict[str, Record], by_tree: dict[str, Record]) -> str | None:
    if name in by_owner:
        return str(by_owner[name].value)
    for owner, record in by_tree.items():
        # A server synthesises the CNAME itself (RFC 6672 section 3.1); this is for one that did not.
        if name.endswith("." + owner):
            target = str(record.value)
            rest = name[: -len(owner) - 1]
            return rest if target == "." else f"{rest}.{target}"
    return None
