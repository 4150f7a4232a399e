"""Many domains: the same routes as one by one, in order, each host asked for once."""

from __future__ import annotations

import pytest

from iacmx.provider import Deadline
from iacmx.routing import End, MailRoute, Sender, many
from iacmx.routing.ask import route
from iacmx.routing.many import Many, Result
from iacmx.routing.names import Asked, parse
from iacmx.world.dns.engine import Engine
from iacmx.world.dns.query import Patience
from tests.lab.nameserver import NameServer, rcode, silence

SHARED = "mx.host.test"
ZONE = """
    test. SOA a.test. a.test. 1 1 1 1 300
    mx.host.test. A 192.0.2.1
    alias.host.test. CNAME mx.host.test.
    null.test. MX 0 .
    implicit.test. A 192.0.2.9
    aliased.test. CNAME d1.test.
    looks.test. MX 10 alias.host.test.
    broken.test. MX 10 dead.test.
    ghost.test. MX 10 nobody.test.
"""
OWN = "".join(f"d{n}.test. MX 10 mx.host.test.\nd{n}.test. MX 20 own{n}.test.\nown{n}.test. A 192.0.2.2\n"
              for n in range(40))  # fmt: skip
NAMES = [*(f"d{n}.test" for n in range(40)), "null.test", "implicit.test", "aliased.test", "looks.test", "broken.test"]
NAMES += ["ghost.test", "none.test", "not a domain", "[192.0.2.7]", "dead.test", "u@d1.test"]
FAILING = {"dead.test": rcode("SERVFAIL")}


def routed(names: list[str], server: NameServer, patience: Patience | None = None) -> list[Result]:
    found: list[Result] = []
    engine = Engine([server.address], deadline=Deadline.after(30), patience=patience)
    Many(Sender(), found.append).run(map(parse, names), engine)
    return found


def test_the_same_as_one_by_one_in_order() -> None:
    with NameServer(ZONE + OWN, FAILING) as server:
        found = routed(NAMES, server)
        assert [one.text if isinstance(one, Asked) else one.asked for one in found] == NAMES
        for name, result in zip(NAMES, found, strict=True):
            if isinstance(result, MailRoute):
                assert result == route(name, resolvers=[server.address])
            else:
                assert name == "not a domain"


def test_a_shared_host_is_asked_for_once() -> None:
    with NameServer(ZONE + OWN, FAILING) as server:
        routed([*NAMES, *NAMES], server, Patience((10.0,), 10.0))
        assert server.counts[SHARED, "A"] == server.counts["d1.test", "MX"] == 1


def test_no_more_are_held_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "HELD", 3)
    monkeypatch.setattr(many, "KEPT", 5)
    with NameServer(ZONE + OWN, FAILING) as server:
        found = routed(NAMES, server)
    assert [one.text if isinstance(one, Asked) else one.asked for one in found] == NAMES


def test_a_silent_server_holds_back_no_question() -> None:
    with NameServer(ZONE + OWN, {"d0.test": silence()}) as server:
        found = routed(NAMES[:40], server, Patience((0.2, 0.2), 0.2))
    ends = [one.ending.end for one in found if isinstance(one, MailRoute)]
    assert ends == [End.DEFERRED, *[End.DELIVERED] * 39]
    assert "did not answer" in found[0].ending.reason  # type: ignore[union-attr]


def test_names_that_the_server_itself_has_are_looked_up_too() -> None:
    with NameServer(ZONE + OWN) as server:
        found: list[Result] = []
        engine = Engine([server.address], deadline=Deadline.after(30))
        Many(Sender(myself=frozenset({SHARED})), found.append).run(map(parse, ["d1.test"]), engine)
    assert [one.ending.code for one in found if isinstance(one, MailRoute)] == ["5.4.6"]


def test_nothing_at_all() -> None:
    with NameServer(ZONE) as server:
        assert routed([], server) == []
        assert [type(one) for one in routed(["a b", "c d"], server)] == [Asked, Asked]
