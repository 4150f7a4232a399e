"""The fast reader: plain answers, by hand. Whatever is not plain it leaves to :mod:`.complete`.

Plain is: NOERROR or NXDOMAIN, not truncated, our question echoed octet for octet, records of class IN and of the types
A, AAAA, MX, NS, CNAME, an SOA in the authority section, EDNS without options, host-like names. For such a message the
result equals that of :func:`iacmx.world.dns.complete.complete`; it is some forty times faster.
"""

from __future__ import annotations

from socket import AF_INET6, inet_ntoa, inet_ntop
from struct import Struct as Layout
from struct import error as StructError
from typing import Final

from iacmx.world.dns.question import AAAA, CNAME, MX, NS, OPT, SOA, A, Question
from iacmx.world.dns.reply import NXDOMAIN, Record, Reply

_HEADER = Layout("!HHHHHH").unpack_from
_RECORD = Layout("!HHIH").unpack_from
_OWN_RECORD = Layout("!HHHIH").unpack_from
_MINIMUM = Layout("!16xI").unpack_from
_HOSTLIKE: Final = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_*/"
_QR, _OPCODE, _AA, _TC, _RA, _Z, _AD = 0x8000, 0x7800, 0x0400, 0x0200, 0x0080, 0x0040, 0x0020
_TO_QUESTION: Final = 0xC00C
_MAX_HOPS: Final = 8
_MAX_TTL: Final = 0x7FFFFFFF


class _NotPlain(Exception):
    """The message is for the complete reader."""


def plain(data: bytes, question: Question) -> Reply | None:
    """The reply in ``data``, ``None`` where it is not plain. Never raises, whatever ``data`` holds."""
    try:
        return _read(data, question)
    except (_NotPlain, StructError, IndexError):
        return None


def _read(data: bytes, question: Question) -> Reply | None:
    _, flags, questions, answers, authorities, additionals = _HEADER(data)
    rcode = flags & 15
    if flags & (_QR | _OPCODE | _TC | _Z) != _QR or rcode not in (0, NXDOMAIN) or questions != 1:
        return None
    pos = 12 + len(question.wire)
    if data[12:pos] != question.wire:
        return None
    records: tuple[Record, ...] = ()
    if answers:
        records, pos = _answers(data, pos, answers, question)
    soa, negative_ttl, referral = "", None, ""
    if authorities:
        soa, negative_ttl, referral, pos = _authority(data, pos, authorities, question)
    if additionals:
        pos = _additional(data, pos, additionals, question)
    if pos != len(data):
        return None
    authoritative, recursive, secure = bool(flags & _AA), bool(flags & _RA), bool(flags & _AD)
    return Reply(rcode, authoritative, recursive, False, records, soa, negative_ttl, referral, secure)


def _answers(data: bytes, pos: int, count: int, question: Question) -> tuple[tuple[Record, ...], int]:
    records: list[Record] = []
    aliases: list[str] = []
    for _ in range(count):
        pointer, rdtype, rdclass, ttl, length = _OWN_RECORD(data, pos)
        if pointer == _TO_QUESTION:
            owner, start = question.canonical, pos + 12
            pos = start + length
            if rdclass != 1 or ttl > _MAX_TTL or pos > len(data):
                raise _NotPlain
        else:
            owner, pos = _name(data, pos, question)
            rdtype, start, pos, ttl = _fixed(data, pos)
        value: str | tuple[int, str]
        if rdtype == A and pos - start == 4:
            value = inet_ntoa(data[start:pos])
        elif rdtype == MX:
            value = (data[start] << 8 | data[start + 1], _name_within(data, start + 2, pos, question))
        elif rdtype in (CNAME, NS):
            value = _name_within(data, start, pos, question)
            if rdtype == CNAME:
                aliases.append(owner)
        else:
            value = _address(data, start, pos, rdtype)
        records.append(Record(owner, rdtype, ttl, value))
    if len(aliases) > 1 and len(set(aliases)) < len(aliases):
        raise _NotPlain
    return tuple(records), pos


def _authority(data: bytes, pos: int, count: int, question: Question) -> tuple[str, int | None, str, int]:
    soa, negative_ttl, referral = "", None, ""
    for _ in range(count):
        owner, pos = _name(data, pos, question)
        rdtype, start, pos, ttl = _fixed(data, pos)
        if rdtype == NS:
            _name_within(data, start, pos, question)
            referral = referral or owner
        elif rdtype == SOA and not soa:
            _, after = _name(data, start, question)
            _, after = _name(data, after, question)
            if after + 20 != pos:
                raise _NotPlain
            soa, negative_ttl = owner, min(ttl, _MINIMUM(data, after)[0])
        else:
            raise _NotPlain
    return soa, negative_ttl, referral, pos


def _additional(data: bytes, pos: int, count: int, question: Question) -> int:
    edns = False
    for _ in range(count):
        if data[pos] == 0:
            rdtype, _, extended, length = _RECORD(data, pos + 1)
            # Extended rcode and version must be 0 (RFC 6891 section 6.1.3); DO and reserved flags say nothing here.
            if rdtype != OPT or edns or extended >> 16 or length:
                raise _NotPlain
            edns, pos = True, pos + 11
            continue
        _, pos = _name(data, pos, question)
        rdtype, start, pos, _ = _fixed(data, pos)
        _address(data, start, pos, rdtype)
    return pos


def _fixed(data: bytes, pos: int) -> tuple[int, int, int, int]:
    """Type, where the rdata starts and ends, TTL."""
    rdtype, rdclass, ttl, length = _RECORD(data, pos)
    start = pos + 10
    end = start + length
    if rdclass != 1 or ttl > _MAX_TTL or end > len(data):
        raise _NotPlain
    return rdtype, start, end, ttl


def _address(data: bytes, start: int, end: int, rdtype: int) -> str:
    if rdtype == A and end - start == 4:
        return inet_ntoa(data[start:end])
    if rdtype == AAAA and end - start == 16:
        return inet_ntop(AF_INET6, data[start:end])
    raise _NotPlain


def _name_within(data: bytes, start: int, end: int, question: Question) -> str:
    name, after = _name(data, start, question)
    if after != end:
        raise _NotPlain
    return name


def _name(data: bytes, pos: int, question: Question) -> tuple[str, int]:
    """The name at ``pos`` in normal form, and the position after it.

    A pointer leads to a strictly earlier position, and what it leads to ends before the part that holds it (RFC 1035
    section 4.1.4 "prior occurrence"), so this ends. The name of the question need not be read again.
    """
    labels: list[bytes] = []
    asked = question.wire
    start, limit, after, hops = pos, len(data), -1, 0
    while length := data[pos]:
        if length < 64:
            pos += 1 + length
            labels.append(data[pos - length : pos])
        elif length < 192 or hops == _MAX_HOPS:
            raise _NotPlain
        else:
            if after < 0:
                after = pos + 2
            target = (length & 63) << 8 | data[pos + 1]
            if target >= start or pos + 2 > limit:
                raise _NotPlain
            if target == 12 and start >= 12 + len(asked):
                return _text(labels, question.canonical, len(asked) - 4), after
            start, limit, pos, hops = target, start, target, hops + 1
        if pos >= limit:
            raise _NotPlain
    return _text(labels, "", 1), pos + 1 if after < 0 else after


def _text(labels: list[bytes], parent: str, octets: int) -> str:
    """The labels and what they stand below, which takes ``octets``, in normal form."""
    joined = b"".join(labels)
    if len(joined) + len(labels) + octets > 255 or joined.translate(None, _HOSTLIKE):
        raise _NotPlain
    text = b".".join(labels).decode("ascii").lower()
    if not parent or parent == ".":
        return text or "."
    return f"{text}.{parent}" if text else parent
