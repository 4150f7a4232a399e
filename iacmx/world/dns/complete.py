"""The complete reader: dnspython reads the message. Used for whatever the fast reader leaves."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final, cast

from iacmx.addresses import canonical
from iacmx.world.dns.question import AAAA, CNAME, DNAME, MX, NS, SOA, TXT, A, Question
from iacmx.world.dns.reply import NOERROR, NXDOMAIN, Misfit, Record, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable

    import dns.message
    import dns.name

_QR, _TC, _OPCODE = 0x80, 0x02, 0x78
_PTR: Final = 12


def complete(data: bytes, question: Question) -> Reply | Misfit:
    """The reply in ``data``, or why it is none. Never raises, whatever ``data`` holds."""
    import dns.exception
    import dns.message

    if len(data) < 12:
        return Misfit.GARBAGE
    if not data[2] & _QR:
        return Misfit.OTHER
    if data[2] & _OPCODE:
        return Misfit.GARBAGE
    try:
        # A truncated message may end within a record; only its question is of use.
        message = dns.message.from_wire(data, question_only=bool(data[2] & _TC))
    except (dns.exception.DNSException, ValueError, IndexError, struct.error):
        return Misfit.GARBAGE
    if not _answers_to(message, question):
        return Misfit.OTHER
    return _reply(message)


def _answers_to(message: dns.message.Message, question: Question) -> bool:
    import dns.name

    if not message.question:
        # Servers that do not understand a query may echo its header alone.
        return message.rcode() not in (NOERROR, NXDOMAIN)
    asked = message.question[0]
    name, _ = dns.name.from_wire(question.wire, 0)
    return len(message.question) == 1 and (asked.name, asked.rdtype, asked.rdclass) == (name, question.type, 1)


def _reply(message: dns.message.Message) -> Reply:
    import dns.flags

    flags = message.flags
    records = [
        Record(_text(rrset.name), int(rrset.rdtype), rrset.ttl, rdata_value(rdata, int(rrset.rdtype)))
        for rrset in message.answer
        if rrset.rdclass == 1
        for rdata in cast("Iterable[Any]", rrset)
    ]
    soa, negative_ttl, referral = _authority(message)
    return Reply(
        int(message.rcode()),
        bool(flags & dns.flags.AA),
        bool(flags & dns.flags.RA),
        bool(flags & dns.flags.TC),
        tuple(records),
        soa,
        negative_ttl,
        referral,
        bool(flags & dns.flags.AD),
    )


def _authority(message: dns.message.Message) -> tuple[str, int | None, str]:
    soa, negative_ttl, referral = "", None, ""
    for rrset in message.authority:
        if rrset.rdclass != 1:
            continue
        if rrset.rdtype == NS:
            referral = referral or _text(rrset.name)
        elif rrset.rdtype == SOA and not soa:
            soa, negative_ttl = _text(rrset.name), min(rrset.ttl, int(cast("Any", rrset)[0].minimum))
    return soa, negative_ttl, referral


def rdata_value(rdata: Any, rdtype: int) -> str | tuple[int, str]:
    """A dnspython record's data as iacmx holds it: names in normal form, addresses canonical, TXT joined."""
    if rdtype == A:
        return str(rdata.address)
    if rdtype == AAAA:
        return canonical(rdata.address)
    if rdtype == MX:
        return int(rdata.preference), _text(rdata.exchange)
    if rdtype in (NS, CNAME, DNAME, _PTR):
        return _text(rdata.target)
    if rdtype == TXT:
        return b"".join(rdata.strings).decode("utf-8", "backslashreplace")
    return str(rdata.to_text())


def _text(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()
