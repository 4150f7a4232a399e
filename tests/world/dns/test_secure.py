"""Whether a resolver validated an answer (AD), through the engine, the layer and the world."""

from __future__ import annotations

import pytest

from iacmx.provider import Deadline
from iacmx.world import World
from iacmx.world.dns.engine import Engine
from iacmx.world.served import Served
from tests.lab.nameserver import Asked, NameServer, Sent

ZONE = """
test. SOA ns.test. host.test. 1 2 3 4 5
mx.test. A 192.0.2.1
alias.test. CNAME mx.test.
_25._tcp.mx.test. TLSA 3 1 0 00112233
"""
AD = 0x20


def validated(asked: Asked) -> list[Sent]:
    assert asked.wire[3] & AD, "the query does not ask for it"
    wire = bytearray(asked.normal)
    wire[3] |= AD
    return [Sent(bytes(wire))]


@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize(
    ("name", "rdtype"),
    [("mx.test", "A"), ("mx.test", "AAAA"), ("gone.test", "A"), ("alias.test", "A"), ("_25._tcp.mx.test", "TLSA")],
)
def test_the_resolvers_word_is_kept(name: str, rdtype: str, secure: bool) -> None:
    with NameServer(ZONE, {"*": validated} if secure else {}) as server:
        served = Served(Engine([server.address], deadline=Deadline.after(10)))
        world = World([served])
        world.lookup(name, rdtype)
        served.settle()
        answer = world.lookup(name, rdtype)
    assert answer.settled
    assert answer.secure is secure
