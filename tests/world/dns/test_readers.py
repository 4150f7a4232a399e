"""The fast reader says what dnspython says, or leaves the message to it; neither ever raises."""

from __future__ import annotations

from collections.abc import Iterable

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.rrset
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iacmx.world.dns.complete import complete
from iacmx.world.dns.plain import plain
from iacmx.world.dns.question import Question, question
from iacmx.world.dns.reply import Misfit, Reply
from tests.lab.examples import examples

TYPES = ["A", "AAAA", "MX", "NS", "CNAME"]
labels = st.text("abcXYZ019-_", min_size=1, max_size=12) | st.sampled_from(["a" * 63, "mx", "*"])
tails = st.sampled_from(["", ".test.", ".mail.test.", ".Mail.TEST.", ".example.net."])
names = st.builds(
    lambda head, tail: ".".join(head) + (tail or "."), st.lists(labels, min_size=1, max_size=3), tails
) | st.just(".")
addresses4 = st.ip_addresses(v=4).map(str)
addresses6 = st.ip_addresses(v=6).map(str)


def data(rdtype: str, names: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    if rdtype == "MX":
        return st.builds("{} {}".format, st.integers(0, 65535), names)
    if rdtype == "SOA":
        return st.builds("{} {} 1 2 3 4 {}".format, names, names, st.integers(0, 2**31 - 1))
    return {"A": addresses4, "AAAA": addresses6, "NS": names, "CNAME": names}[rdtype]


ttls = st.integers(0, 2**31 - 1)


@st.composite
def rrsets(draw: st.DrawFn, owners: st.SearchStrategy[str], types: list[str]) -> dns.rrset.RRset:
    rdtype = draw(st.sampled_from(types))
    sole = rdtype in ("CNAME", "SOA")
    texts = draw(st.lists(data(rdtype, owners), min_size=1, max_size=1 if sole else 4, unique=True))
    return dns.rrset.from_text_list(draw(owners), draw(ttls), "IN", rdtype, texts)


def unique(found: Iterable[dns.rrset.RRset]) -> list[dns.rrset.RRset]:
    return list({(rrset.name, rrset.rdtype): rrset for rrset in found}.values())


@st.composite
def plain_messages(draw: st.DrawFn) -> tuple[Question, dns.message.Message]:
    name = draw(names)
    asked = question(name.lower().removesuffix(".") or ".", draw(st.sampled_from(TYPES)))
    assert asked is not None
    owners = st.sampled_from([name, f"mx1.{name}".replace("..", "."), f"Mx.{name}".replace("..", ".")]) | names
    response = dns.message.make_response(dns.message.make_query(asked.name, asked.rdtype, id=1))
    response.flags = dns.flags.Flag(
        dns.flags.QR | draw(st.sampled_from([0, dns.flags.AA])) | draw(st.sampled_from([0, dns.flags.RA, dns.flags.AD]))
    )
    response.set_rcode(draw(st.sampled_from([dns.rcode.NOERROR, dns.rcode.NXDOMAIN])))
    response.answer = unique(draw(st.lists(rrsets(owners, TYPES), max_size=4)))
    response.authority = unique(draw(st.lists(rrsets(owners, ["NS"]), max_size=2)))
    response.authority += draw(st.lists(rrsets(owners, ["SOA"]), max_size=1))
    response.additional = unique(draw(st.lists(rrsets(owners.filter(lambda n: n != "."), ["A", "AAAA"]), max_size=3)))
    if draw(st.booleans()):
        response.use_edns(0, payload=1232)
    return asked, response


def meaning(reply: Reply | Misfit | None) -> object:
    """What of a reply counts: record sets, with the least TTL of their records, whatever the order."""
    if not isinstance(reply, Reply):
        return reply
    sets: dict[tuple[str, int], tuple[int, set[object]]] = {}
    for record in reply.records:
        ttl, values = sets.get((record.owner, record.type), (record.ttl, set()))
        sets[record.owner, record.type] = min(ttl, record.ttl), values | {record.value}
    return (
        (reply.rcode, reply.authoritative, reply.recursive, reply.truncated),
        sets,
        (
            reply.soa,
            reply.negative_ttl,
            reply.referral,
        ),
    )


@given(plain_messages())
@settings(max_examples=examples(100), deadline=None)
def test_plain_messages_are_read_like_dnspython(message: tuple[Question, dns.message.Message]) -> None:
    asked, wire = message[0], message[1].to_wire(max_size=65535)
    fast = plain(wire, asked)
    assert fast is not None
    assert meaning(fast) == meaning(complete(wire, asked))


@given(plain_messages(), st.data())
@settings(max_examples=examples(200), deadline=None)
def test_damaged_messages_are_read_like_dnspython_or_left_to_it(
    message: tuple[Question, dns.message.Message], data: st.DataObject
) -> None:
    asked, wire = message[0], message[1].to_wire(max_size=65535)
    damaged = bytearray(wire)
    for _ in range(data.draw(st.integers(1, 3))):
        position = data.draw(st.integers(0, len(damaged) - 1))
        damaged[position] = data.draw(st.sampled_from([0, 1, 12, 63, 64, 192, 193, 255]) | st.integers(0, 255))
    cut = bytes(damaged[: data.draw(st.sampled_from([len(damaged), len(damaged) - 1, len(damaged) // 2]))])
    fast, full = plain(cut, asked), complete(cut, asked)
    assert fast is None or meaning(fast) == meaning(full)


@given(st.binary(max_size=120))
@settings(max_examples=examples(200), deadline=None)
def test_no_octets_make_a_reader_raise(octets: bytes) -> None:
    asked = question("mail.test", "A")
    assert asked is not None
    head = b"\x00\x00\x81\x80\x00\x01\x00\x02\x00\x01\x00\x01" + asked.wire
    for wire in (octets, b"\x00\x00\x81\x80" + octets, head + octets):
        fast, full = plain(wire, asked), complete(wire, asked)
        assert fast is None or meaning(fast) == meaning(full)


HEAD = b"\x00\x00\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00"
RECORD = b"\x00\x01\x00\x01\x00\x00\x01\x2c\x00\x04\xc0\x00\x02\x01"


@pytest.mark.parametrize(
    "owner",
    [
        b"\xc0\x1b",  # to itself
        b"\xc0\x1c",  # forward
        b"\x01a\xc0\x1b",  # back into its own labels
        b"\xc0\xff",  # outside
        b"\x40a",  # reserved label type
        b"\x3f" + b"a" * 63,  # no end
        b"",
    ],
)
def test_pointers_that_lead_nowhere(owner: bytes) -> None:
    asked = question("mail.test", "A")
    assert asked is not None
    wire = HEAD + asked.wire + owner + RECORD
    assert plain(wire, asked) is None
    assert complete(wire, asked) is Misfit.GARBAGE


def test_many_pointers_in_a_chain_end() -> None:
    asked = question("mail.test", "A")
    assert asked is not None
    wire = b"\x00\x00\x81\x80\x00\x01\x00\x40\x00\x00\x00\x00" + asked.wire
    target = 12
    for _ in range(64):
        start = len(wire)
        wire += b"\xc0" + bytes([target]) if target < 256 else b"\xc1" + bytes([target - 256])
        wire += RECORD
        target = start if start < 500 else target
    fast, full = plain(wire, asked), complete(wire, asked)
    assert fast is None or meaning(fast) == meaning(full)


def test_the_name_of_255_octets_is_read_and_a_longer_one_is_not() -> None:
    longest = ".".join(["a" * 63] * 3 + ["b" * 61])
    asked = question(longest, "MX")
    assert asked is not None
    response = dns.message.make_response(dns.message.make_query(longest, "MX"))
    response.answer = [dns.rrset.from_text(longest + ".", 1, "IN", "MX", "10 " + longest + ".")]
    wire = response.to_wire()
    fast = plain(wire, asked)
    assert fast is not None
    assert fast.records[0].value == (10, longest)
    position = wire.rindex(b"\xc0\x0c")  # the exchange, compressed to a pointer
    longer = wire[: position - 4] + b"\x00\x06\x00\x0a\x01x\xc0\x0c" + wire[position + 2 :]
    assert plain(longer, asked) is None
    assert complete(longer, asked) is Misfit.GARBAGE


def test_unusual_messages_are_left_to_dnspython() -> None:
    asked = question("mail.test", "A")
    assert asked is not None
    query = dns.message.make_query("mail.test", "A", use_edns=0)
    plainly = dns.message.make_response(query)
    plainly.answer = [dns.rrset.from_text("mail.test.", 60, "IN", "A", "192.0.2.1")]
    assert plain(plainly.to_wire(), asked) is not None

    for change in (
        lambda m: setattr(m, "flags", m.flags | dns.flags.TC),
        lambda m: m.set_rcode(dns.rcode.SERVFAIL),
        lambda m: m.set_rcode(dns.rcode.BADVERS),
        lambda m: m.use_edns(0, options=[dns.edns.EDEOption(3)]),
        lambda m: m.answer.append(dns.rrset.from_text("test.", 60, "IN", "DNAME", "example.")),
        lambda m: m.answer.append(dns.rrset.from_text("mail.test.", 60, "IN", "TXT", "x")),
        lambda m: m.answer.append(dns.rrset.from_text(r"a\.b.test.", 60, "IN", "A", "192.0.2.1")),
        lambda m: m.question.clear(),
    ):
        message = dns.message.make_response(query)
        message.answer = list(plainly.answer)
        change(message)
        wire = message.to_wire()
        assert plain(wire, asked) is None
        assert isinstance(complete(wire, asked), Reply | Misfit)


def test_what_dnspython_judges_otherwise_is_left_to_it() -> None:
    asked = question("mail.test", "A")
    assert asked is not None
    alias = b"\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x04\x01%b\xc0\x0c"
    opt = b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00"
    head = b"\x00\x00\x81\x80\x00\x01\x00%b\x00\x00\x00%b" + asked.wire
    assert plain(head % (b"\x01", b"\x01") + alias % b"a" + opt, asked) is not None
    for wire, garbage in (
        (head % (b"\x01", b"\x00") + alias % b"a" + b"\x00", True),  # an octet too many
        (head % (b"\x02", b"\x00") + alias % b"a" + alias % b"b", False),  # two aliases of one name
        (head % (b"\x00", b"\x02") + opt + opt, True),
        (
            head % (b"\x01", b"\x00") + alias.replace(b"\x00\x01\x00\x00\x00\x3c", b"\x00\x03\x00\x00\x00\x3c") % b"a",
            False,
        ),
        (head % (b"\x01", b"\x00") + alias.replace(b"\x00\x00\x00\x3c", b"\x80\x00\x00\x00") % b"a", False),
    ):
        assert plain(wire, asked) is None
        assert (complete(wire, asked) is Misfit.GARBAGE) is garbage


def test_a_message_about_something_else_is_another_question() -> None:
    asked = question("mail.test", "A")
    assert asked is not None
    for name, rdtype in (("other.test", "A"), ("mail.test", "AAAA")):
        response = dns.message.make_response(dns.message.make_query(name, rdtype))
        assert plain(response.to_wire(), asked) is None
        assert complete(response.to_wire(), asked) is Misfit.OTHER
    query = dns.message.make_query("mail.test", "A").to_wire()
    assert complete(query, asked) is Misfit.OTHER


def test_a_question_echoed_in_another_case_is_ours() -> None:
    asked = question("mail.test", "A")
    assert asked is not None
    response = dns.message.make_response(dns.message.make_query("MAIL.test", "A"))
    response.answer = [dns.rrset.from_text("MAIL.test.", 60, "IN", "A", "192.0.2.1")]
    reply = complete(response.to_wire(), asked)
    assert isinstance(reply, Reply)
    assert reply.records[0].owner == "mail.test"
