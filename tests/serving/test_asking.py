"""Each of several servers asked for itself: what it answers, with its own TTLs, or why it does not."""

from __future__ import annotations

import pytest

from iacmx.errors import UsageError
from iacmx.model import Kind, Mx
from iacmx.provider import Deadline
from iacmx.serving.asking import ask_each
from iacmx.serving.delegations import delegations, named_by
from iacmx.serving.servers import Directory, Server, parse_known, resolver_servers
from iacmx.world.dns.query import Patience
from tests.lab.nameserver import NameServer, rcode, silence
from tests.serving.lab import APEX, DS, NEW, OLD, PARENTS, lab, referring, zone

QUICK = Patience(waits=(0.2, 0.3), tcp=0.2)


def test_each_server_tells_for_itself() -> None:
    other = zone(OLD).replace("10 mail", "20 mail").replace("3600 MX", "60 MX")
    with lab(parents=[], old=[zone(OLD), other]) as where:
        servers = Directory(known=where.known).find(OLD, Deadline.after(10))
        said = ask_each(servers, [(APEX, "MX"), ("gone.example.test", "A")], Deadline.after(10))
    found = [said[name][APEX, "MX"] for name in OLD]
    assert [(mx.preference, answer.ttl) for answer in found for mx in answer.values if isinstance(mx, Mx)] == [
        (10, 3600),
        (20, 60),
    ]
    assert {said[name]["gone.example.test", "A"].kind for name in OLD} == {Kind.NO_NAME}


def test_one_that_does_not_answer_holds_up_none() -> None:
    servers = []
    with (
        NameServer(zone(OLD), recursive=False, authoritative=True) as good,
        NameServer(zone(OLD), recursive=False) as cache,
        NameServer("", {"*": rcode("REFUSED")}) as lame,
        NameServer("", {"*": silence()}) as silent,
    ):
        for name, one in (("good", good), ("cache", cache), ("lame", lame), ("silent", silent)):
            servers.append(Server(name, (one.address,)))
        servers += [Server("both", (silent.address, good.address)), Server("nowhere", ())]
        said = ask_each(servers, [(APEX, "MX")], Deadline.after(10), patience=QUICK)
    reasons = {name: answers[APEX, "MX"].reason for name, answers in said.items()}
    assert reasons["good"] == reasons["both"] == ""
    assert "without authority" in reasons["cache"]
    assert "REFUSED" in reasons["lame"]
    assert "did not answer" in reasons["silent"]
    assert reasons["nowhere"] == "its address is not known"


def test_a_resolver_tells_what_is_left_of_a_ttl() -> None:
    with NameServer(zone(OLD).replace("3600 MX", "17 MX")) as server:
        resolvers = resolver_servers([server.address, server.address])
        said = ask_each(resolvers, [(APEX, "MX")], Deadline.after(10))
        assert [one.name for one in resolvers] == [server.address]
        assert said[server.address][APEX, "MX"].ttl == 17


def test_every_server_of_the_parent_zone_is_asked() -> None:
    with lab(parents=[referring(OLD), referring(NEW, ttl=600, ds=DS)]) as where:
        directory = Directory([where.resolver], where.known)
        first, second = delegations(APEX, directory, Deadline.after(10))
    assert (first.server, first.names, first.ttl, first.ds, first.ds_negative) == (PARENTS[0], OLD, 86400, (), 900)
    assert (second.names, second.ttl, second.ds, second.ds_ttl) == (NEW, 600, (f"{DS[:11]}{DS[11:].lower()}",), 3600)
    assert named_by((first, second)) == {*OLD, *NEW}


def test_a_server_of_the_parent_zone_that_does_not_tell() -> None:
    with lab(parents=[rcode("SERVFAIL"), referring(())]) as where:
        directory = Directory([where.resolver], where.known)
        first, second = delegations(APEX, directory, Deadline.after(10))
    assert (first.told, first.reason) == (False, "answers SERVFAIL")
    assert (second.told, second.names) == (True, ())


def test_a_parent_zone_that_is_not_known() -> None:
    with NameServer("", {"*": rcode("SERVFAIL")}) as server:
        assert delegations(APEX, Directory([server.address]), Deadline.after(10)) == ()


def test_addresses_are_looked_up_once() -> None:
    with NameServer("ns1.old.test. A 192.0.2.1\nns1.old.test. AAAA 2001:db8::1\n") as server:
        directory = Directory([server.address])
        found = [directory.find(["ns1.old.test", "gone.test"], Deadline.after(10)) for _ in range(2)]
        assert found[0] == found[1]
        assert found[0] == (Server("gone.test", ()), Server("ns1.old.test", ("192.0.2.1", "2001:db8::1")))
        assert server.counts["ns1.old.test", "A"] == 1


def test_given_addresses() -> None:
    assert parse_known(["NS1.Test.=127.0.0.1:53", "ns1.test=::1"]) == {"ns1.test": ("127.0.0.1:53", "::1")}
    for wrong in ("ns1.test", "=127.0.0.1", "ns1.test=there"):
        with pytest.raises(UsageError):
            parse_known([wrong])
