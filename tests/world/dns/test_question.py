from __future__ import annotations

import subprocess
import sys

import dns.flags
import dns.message
import dns.name
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iacmx.world.dns.question import name_to_wire, question

LONGEST = ".".join(["a" * 63] * 3 + ["b" * 61])


@given(st.lists(st.text("abz019-_*", min_size=1, max_size=63), min_size=1, max_size=6))
def test_names_are_written_like_dnspython_does(labels: list[str]) -> None:
    name = ".".join(labels)
    try:
        expected = dns.name.from_text(name).to_wire()
    except dns.name.NameTooLong:
        expected = None
    assert name_to_wire(name) == expected


@given(st.text(max_size=300))
def test_any_text_is_a_name_or_none(text: str) -> None:
    wire = name_to_wire(text)
    if wire is not None:
        name, used = dns.name.from_wire(wire, 0)
        assert used == len(wire)
        assert name.is_absolute()


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        (".", b"\x00"),
        ("test", b"\x04test\x00"),
        (r"a\.b.test", b"\x03a.b\x04test\x00"),
        (r"a\032b.test", b"\x03a b\x04test\x00"),
        (LONGEST, b"".join([b"\x3f" + b"a" * 63] * 3) + b"\x3d" + b"b" * 61 + b"\x00"),
    ],
)
def test_names(name: str, wire: bytes) -> None:
    assert name_to_wire(name) == wire


@pytest.mark.parametrize(
    "name", ["", "a..b", ".a", "a.", "x" * 64, LONGEST + "c", "müller.test", "a\\", r"\.." + "x" * 64]
)
def test_what_is_no_name(name: str) -> None:
    assert name_to_wire(name) is None
    assert question(name, "A") is None


def test_the_query_is_what_dnspython_would_send() -> None:
    asked = question("mail.test", "MX")
    assert asked is not None
    for recursion, edns in ((True, True), (True, False), (False, True)):
        message = dns.message.from_wire(asked.message(b"\x12\x34", recursion=recursion, edns=edns))
        expected = dns.message.make_query("mail.test", "MX", use_edns=0 if edns else False, payload=1232, id=0x1234)
        # AD asks to be told whether the answer was validated (RFC 6840 section 5.7).
        expected.flags = dns.flags.RD | dns.flags.AD if recursion else dns.flags.Flag(0)
        assert message.to_wire() == expected.to_wire()


def test_other_types_and_names_are_left_to_dnspython() -> None:
    asked = question(r"a\.B.test".lower(), "CAA")
    assert asked is not None
    assert (asked.type, asked.canonical) == (257, r"a\.b.test")
    with pytest.raises(ValueError, match="no DNS record type 'NONSENSE'"):
        question("test", "NONSENSE")


def test_plain_questions_and_answers_do_without_dnspython() -> None:
    code = (
        "import sys; from iacmx.world.dns.question import question; from iacmx.world.dns.plain import plain;"
        "import iacmx.world.dns.engine, iacmx.world.served, iacmx.world.zonefile;"
        "q = question('mail.test', 'A'); assert q;"
        "r = bytes.fromhex('00008180 00010001 00000000') + q.wire;"
        "r += bytes.fromhex('c00c 0001 0001 00000001 0004 01020304');"
        "assert plain(r, q).records[0].value == '1.2.3.4';"
        "assert not [name for name in sys.modules if name.split('.')[0] in ('dns', 'asyncio', 'dataclasses')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
