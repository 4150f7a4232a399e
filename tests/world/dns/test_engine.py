"""The engine against a name server that can misbehave in every way we know of."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Sequence

import pytest

from iacmx.errors import UsageError
from iacmx.model import Answer, Kind, Mx
from iacmx.provider import Deadline
from iacmx.world.dns import engine as engine_module
from iacmx.world.dns import exchange as exchange_module
from iacmx.world.dns.engine import Engine
from iacmx.world.dns.exchange import UNASKABLE
from iacmx.world.dns.query import Patience
from tests.lab.nameserver import (
    Asked,
    Behaviour,
    NameServer,
    Sent,
    delay,
    drop_first,
    garbage,
    no_edns,
    other_port,
    rcode,
    silence,
    truncate,
    udp_only,
    wrong_id,
    wrong_question,
)

ZONE = """
test. SOA ns.test. hostmaster.test. 1 7200 900 1209600 60
test. NS ns.test.
test. 600 MX 20 mx2.test.
test. 600 MX 10 MX1.Test.
test. TXT "v=spf1 " "-all"
null.test. MX 0 .
mail.test. A 192.0.2.2
mail.test. A 192.0.2.1
mail.test. AAAA 2001:DB8:0::1
www.test. CNAME alias.test.
alias.test. CNAME mail.test.
dangling.test. CNAME nowhere.test.
empty.test. CNAME test.
one.test. CNAME two.test.
two.test. CNAME one.test.
self.test. CNAME self.test.
"""
QUICK = Patience(waits=(0.05, 0.1, 0.2), tcp=0.3)


def asker(*resolvers: str, seconds: float = 20, patience: Patience = QUICK, recursion: bool = True) -> Engine:
    return Engine(resolvers, deadline=Deadline.after(seconds), patience=patience, recursion=recursion)


def answer(server: NameServer, name: str, rdtype: str = "A", patience: Patience = QUICK) -> Answer:
    return asker(server.address, patience=patience).ask([(name, rdtype)])[name, rdtype]


@pytest.mark.parametrize(
    ("name", "rdtype", "kind", "values", "ttl"),
    [
        ("mail.test", "A", Kind.FOUND, ("192.0.2.1", "192.0.2.2"), 300),
        ("mail.test", "AAAA", Kind.FOUND, ("2001:db8::1",), 300),
        ("test", "NS", Kind.FOUND, ("ns.test",), 300),
        ("www.test", "CNAME", Kind.FOUND, ("alias.test",), 300),
        ("test", "TXT", Kind.FOUND, ("v=spf1 -all",), 300),
        ("test", "SOA", Kind.FOUND, ("ns.test. hostmaster.test. 1 7200 900 1209600 60",), 300),
        ("mail.test", "MX", Kind.NO_DATA, (), None),
        ("nowhere.test", "A", Kind.NO_NAME, (), None),
    ],
)
def test_plain_answers(name: str, rdtype: str, kind: Kind, values: Sequence[str], ttl: int | None) -> None:
    with NameServer(ZONE) as server:
        found = answer(server, name, rdtype)
        assert (found.kind, found.values, found.ttl, found.aliases) == (kind, values, ttl, ())
        assert found.source == f"DNS ({server.address})"
        assert found.negative_ttl == (None if found.exists else 60)


def test_mx_values_are_mx_records() -> None:
    with NameServer(ZONE) as server:
        found = answer(server, "test", "MX")
        assert found.values == (Mx("10 mx1.test", 10, "mx1.test", 600), Mx("20 mx2.test", 20, "mx2.test", 600))
        (null,) = answer(server, "null.test", "MX").values
        assert isinstance(null, Mx)
        assert (null.preference, null.is_null) == (0, True)


@pytest.mark.parametrize("follow", [True, False])
@pytest.mark.parametrize(
    ("name", "rdtype", "kind", "aliases"),
    [
        ("alias.test", "A", Kind.FOUND, ("mail.test",)),
        ("www.test", "A", Kind.FOUND, ("alias.test", "mail.test")),
        ("www.test", "MX", Kind.NO_DATA, ("alias.test", "mail.test")),
        ("empty.test", "A", Kind.NO_DATA, ("test",)),
        ("dangling.test", "A", Kind.NO_NAME, ("nowhere.test",)),
    ],
)
def test_aliases_are_seen_and_followed(
    follow: bool, name: str, rdtype: str, kind: Kind, aliases: tuple[str, ...]
) -> None:
    with NameServer(ZONE, follow=follow) as server:
        found = answer(server, name, rdtype)
        assert (found.kind, found.aliases) == (kind, aliases)
        assert found.negative_ttl == (60 if found.absent else None)


@pytest.mark.parametrize("follow", [True, False])
@pytest.mark.parametrize(("name", "aliases"), [("one.test", ("two.test", "one.test")), ("self.test", ("self.test",))])
def test_a_loop_of_aliases_is_no_data(follow: bool, name: str, aliases: tuple[str, ...]) -> None:
    with NameServer(ZONE, follow=follow) as server:
        found = answer(server, name)
        assert (found.kind, found.aliases, found.reason) == (Kind.NO_DATA, aliases, "the aliases form a loop")


def test_a_chain_without_end_is_given_up() -> None:
    zone = "\n".join(f"a{i}.test. CNAME a{i + 1}.test." for i in range(40))
    with NameServer(zone, follow=False) as server:
        found = answer(server, "a0.test")
        assert found.kind is Kind.UNVERIFIED
        assert found.reason == "more than 16 aliases"
        assert server.counts.total() <= 18


def test_an_alias_whose_end_cant_be_told_is_unverified() -> None:
    with NameServer(ZONE, {"mail.test": rcode("SERVFAIL")}, follow=False) as server:
        found = answer(server, "www.test")
        assert (found.kind, found.aliases) == (Kind.UNVERIFIED, ("alias.test", "mail.test"))
        assert "SERVFAIL" in found.reason


def test_a_dname_is_followed_with_and_without_the_synthesised_cname() -> None:
    def dname(asked: Asked) -> Sequence[Sent]:
        import dns.message
        import dns.rrset

        response = dns.message.make_response(asked.message, recursion_available=True)
        response.answer = [dns.rrset.from_text("old.test.", 300, "IN", "DNAME", "new.test.")]
        if asked.times > 1:
            response.answer.append(dns.rrset.from_text("mx.old.test.", 300, "IN", "CNAME", "mx.new.test."))
        response.answer.append(dns.rrset.from_text("mx.new.test.", 300, "IN", "A", "192.0.2.7"))
        return [Sent(response.to_wire())]

    with NameServer(ZONE, {"mx.old.test": dname}) as server:
        for _ in range(2):
            found = answer(server, "mx.old.test")
            assert (found.values, found.aliases) == (("192.0.2.7",), ("mx.new.test",))


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (rcode("SERVFAIL"), "failed to resolve the name (SERVFAIL)"),
        (rcode("SERVFAIL", header_only=True), "failed to resolve the name (SERVFAIL)"),
        (rcode("REFUSED"), "refused to answer (REFUSED)"),
        (rcode("FORMERR"), "did not understand the question (FORMERR)"),
        (rcode("NOTIMP"), "does not support the question (NOTIMP)"),
        (rcode("YXDOMAIN"), "(YXDOMAIN)"),
        (rcode("NOTAUTH"), "error code 9"),
        (silence(), "did not answer"),
        (garbage(), "sent an answer that can't be read"),
        (garbage(b""), "sent an answer that can't be read"),
        (wrong_id(then=False), "answered with another id"),
        (wrong_question(then=False), "answered another question"),
        (other_port(then=False), "did not answer"),
        (truncate(tcp=silence()), "truncated its answer"),
        (truncate(tcp=rcode("SERVFAIL")), "truncated its answer"),
        (
            lambda asked: [Sent(asked.normal[:2] + bytes([asked.normal[2] | 2]) + asked.normal[3:])],
            "truncated its answer and did not give it whole",
        ),
    ],
)
def test_what_cant_be_told_is_unverified_after_a_second_try(behaviour: Behaviour, words: str) -> None:
    with NameServer(ZONE, {"mail.test": behaviour}) as server:
        found = answer(server, "mail.test")
        assert found.kind is Kind.UNVERIFIED
        assert found.reason.startswith(server.address)
        assert words in found.reason
        assert server.counts["mail.test", "A"] >= 2
        assert server.tcp_counts["mail.test", "A"] == 1


@pytest.mark.parametrize(
    "behaviour",
    [
        drop_first(1),
        drop_first(3),
        delay(0.2),
        truncate(),
        wrong_id(),
        wrong_question(),
        other_port(),
        no_edns(),
        udp_only(rcode("SERVFAIL")),
        udp_only(silence()),
        udp_only(garbage()),
        lambda asked: [Sent(asked.normal)] * 3,
    ],
)
def test_what_can_be_told_in_spite_of_trouble(behaviour: Behaviour) -> None:
    with NameServer(ZONE, {"mail.test": behaviour}) as server:
        assert answer(server, "mail.test").values == ("192.0.2.1", "192.0.2.2")


def test_an_answer_that_comes_after_the_next_try_counts() -> None:
    with NameServer(ZONE, {"mail.test": lambda asked: [Sent(asked.normal, 0.3)] if asked.times == 1 else []}) as server:
        assert answer(server, "mail.test").exists


def test_edns_is_given_up_for_a_server_without_it() -> None:
    with NameServer(ZONE, {"*": no_edns()}) as server:
        engine = asker(server.address)
        assert engine.ask([("mail.test", "A")])["mail.test", "A"].exists
        assert engine.ask([("test", "MX")])["test", "MX"].exists
        assert server.counts == {("mail.test", "A"): 2, ("test", "MX"): 1}


def test_edns_is_given_up_by_all_queries_under_way() -> None:
    with NameServer(ZONE, {"*": no_edns()}) as server:
        answers = asker(server.address, patience=Patience()).ask((f"n{i}.test", "A") for i in range(50))
        assert {each.kind for each in answers.values()} == {Kind.NO_NAME}
        assert not server.tcp_counts.total()


def test_a_referral_is_no_absence() -> None:
    def refer(asked: Asked) -> Sequence[Sent]:
        import dns.message
        import dns.rrset

        response = dns.message.make_response(asked.message)
        response.authority = [dns.rrset.from_text("test.", 300, "IN", "NS", "ns.test.")]
        return [Sent(response.to_wire())]

    with NameServer(ZONE, {"mail.test": refer}) as server:
        found = answer(server, "mail.test")
        assert found.kind is Kind.UNVERIFIED
        assert "only refers to the name servers of test" in found.reason


def test_an_empty_answer_of_a_server_that_knows_nothing_is_no_absence() -> None:
    with NameServer(recursive=False) as server:
        found = answer(server, "test")  # NXDOMAIN is a statement, an empty NOERROR is none
        assert found.kind is Kind.NO_NAME
    with NameServer("a.b.test. A 192.0.2.1", recursive=False) as server:
        assert "neither resolves names nor holds this zone" in answer(server, "b.test").reason
    with NameServer("a.b.test. A 192.0.2.1", recursive=False, authoritative=True) as server:
        assert answer(server, "b.test").kind is Kind.NO_DATA


def test_records_of_other_names_are_no_answer() -> None:
    def stray(asked: Asked) -> Sequence[Sent]:
        import dns.message
        import dns.rrset

        response = dns.message.make_response(asked.message, recursion_available=True)
        response.answer = [dns.rrset.from_text("other.test.", 300, "IN", "A", "192.0.2.9")]
        response.set_rcode(3 if asked.message.question[0].name.labels[0] == b"nx" else 0)
        return [Sent(response.to_wire())]

    with NameServer(ZONE, {"mail.test": stray, "nx.test": stray}) as server:
        assert "other names" in answer(server, "mail.test").reason
        assert answer(server, "nx.test").kind is Kind.NO_NAME


def test_nxdomain_with_the_record_asked_for_is_a_contradiction() -> None:
    def contradict(asked: Asked) -> Sequence[Sent]:
        return [Sent(asked.normal[:3] + bytes([asked.normal[3] | 3]) + asked.normal[4:])]

    with NameServer(ZONE, {"mail.test": contradict}) as server:
        assert "contradicts itself" in answer(server, "mail.test").reason


@pytest.mark.parametrize(
    "behaviour", [rcode("SERVFAIL"), rcode("REFUSED"), silence(), garbage(), truncate(tcp=silence())]
)
def test_the_second_resolver_is_asked_before_giving_up(behaviour: Behaviour) -> None:
    with NameServer(ZONE, {"*": behaviour}) as bad, NameServer(ZONE) as good:
        found = asker(bad.address, good.address).ask([("mail.test", "A")])["mail.test", "A"]
        assert found.values == ("192.0.2.1", "192.0.2.2")
        assert found.source == f"DNS ({good.address})"


def test_both_resolvers_are_named_when_both_fail() -> None:
    with NameServer(ZONE, {"*": rcode("SERVFAIL")}) as one, NameServer(ZONE, {"*": rcode("REFUSED")}) as two:
        found = asker(one.address, two.address).ask([("mail.test", "A")])["mail.test", "A"]
        assert found.reason == (
            f"{one.address} failed to resolve the name (SERVFAIL); {two.address} refused to answer (REFUSED)"
        )
        assert one.counts == two.counts == {("mail.test", "A"): 1, ("mail.test", "CNAME"): 1}


@pytest.mark.parametrize(
    ("name", "kind", "aliases"),
    [
        ("one.test", Kind.NO_DATA, ("two.test", "one.test")),
        ("self.test", Kind.NO_DATA, ("self.test",)),
        ("www.test", Kind.UNVERIFIED, ("alias.test", "mail.test")),
        ("mail.test", Kind.UNVERIFIED, ()),
    ],
)
def test_aliases_are_found_where_a_resolver_only_says_that_it_failed(
    name: str, kind: Kind, aliases: tuple[str, ...]
) -> None:
    def fail(asked: Asked) -> Sequence[Sent]:
        return [Sent(asked.normal)] if asked.wire[-15:-13] == b"\0\5" else rcode("SERVFAIL")(asked)

    with NameServer(ZONE, {"*": fail}) as server:
        found = answer(server, name)
        assert (found.kind, found.aliases) == (kind, aliases)
        assert ("SERVFAIL" in found.reason) == (kind is Kind.UNVERIFIED)


def test_a_resolver_that_is_not_there() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken, NameServer(ZONE) as good:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.close()
        dead = f"127.0.0.1:{port}"
        assert asker(dead).ask([("mail.test", "A")])["mail.test", "A"].reason == f"{dead} refused the connection"
        questions = [(f"n{i}.test", "A") for i in range(50)] + [("mail.test", "A")]
        answers = asker(dead, good.address).ask(questions)
        assert {each.kind for each in answers.values()} == {Kind.NO_NAME, Kind.FOUND}


def test_a_resolver_without_a_route_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(server: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(exchange_module, "Channel", unreachable)
    monkeypatch.setattr(exchange_module, "Stream", lambda *_: unreachable(None))
    found = asker("192.0.2.1", "2001:db8::1").ask([("mail.test", "A")])["mail.test", "A"]
    assert found.reason == (
        "192.0.2.1 can't be reached (Network is unreachable); 2001:db8::1 can't be reached (Network is unreachable)"
    )


def test_an_address_that_cant_be_connected_to() -> None:
    with NameServer(ZONE) as good:
        broadcast = "255.255.255.255"
        assert f"{broadcast} can't be reached" in asker(broadcast).ask([("mail.test", "A")])["mail.test", "A"].reason
        assert asker(broadcast, good.address).ask([("mail.test", "A")])["mail.test", "A"].exists


def test_a_resolver_that_closes_the_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"

        def hang_up() -> None:
            listener.accept()[0].close()

        closer = threading.Thread(target=hang_up)
        closer.start()
        found = asker(address).ask([("mail.test", "A")])["mail.test", "A"]
        closer.join()
        assert found.kind is Kind.UNVERIFIED
        assert found.reason.startswith(f"{address} refused the connection")


def test_a_dead_first_resolver_is_soon_asked_last() -> None:
    zone = "\n".join(f"n{i}.test. A 192.0.2.1" for i in range(1000))
    with NameServer(zone, {"*": silence()}) as dead, NameServer(zone) as good:
        # So long a wait that the good one is never taken for silent: what it is late with, the dead one is asked.
        engine = asker(dead.address, good.address, seconds=100, patience=Patience((1.5, 30.0), 30.0))
        answers = engine.ask((f"n{i}.test", "A") for i in range(1000))
        assert all(each.exists for each in answers.values())
        assert dead.counts.total() < 250


def test_a_dead_resolver_is_not_asked_over_tcp_for_ever() -> None:
    with NameServer("", {"*": silence()}) as server:
        patience = Patience(waits=(0.05,), tcp=0.2)
        answers = asker(server.address, patience=patience).ask((f"n{i}.test", "A") for i in range(300))
        assert {each.reason for each in answers.values()} == {f"{server.address} did not answer"}
        assert 32 <= server.tcp_counts.total() <= 64


def test_ten_thousand_names_without_loss() -> None:
    def number(asked: Asked) -> Sequence[Sent]:
        question = asked.wire[12:-11]
        number = int(question[2 : 1 + question[0]])
        if number % 2:
            return [Sent(asked.wire[:2] + b"\x81\x83\0\1\0\0\0\0\0\0" + question)]
        record = b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4\xc0\0\2" + bytes([number % 256])
        return [Sent(asked.wire[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + question + record)]

    with NameServer("", {"*": number}) as server:
        engine = asker(server.address, seconds=100, patience=Patience())
        answers = engine.ask((f"n{i}.test", "A") for i in range(10_000))
        assert len(answers) == 10_000
        for i in range(10_000):
            found = answers[f"n{i}.test", "A"]
            assert found.kind is (Kind.NO_NAME if i % 2 else Kind.FOUND)
            assert i % 2 or found.values == (f"192.0.2.{i % 256}",)
        assert len(server.counts) == 10_000


def test_many_truncated_answers() -> None:
    zone = "\n".join(f"n{i}.test. A 192.0.2.1" for i in range(200))
    with NameServer(zone, {"*": truncate()}) as server:
        answers = asker(server.address, patience=Patience()).ask((f"n{i}.test", "A") for i in range(200))
        assert all(each.exists for each in answers.values())
        assert set(server.tcp_counts.values()) == {1}


def test_the_deadline_ends_everything() -> None:
    behaviours = {"slow.test": silence(), "cut.test": truncate(tcp=silence())}
    with NameServer(ZONE, behaviours) as server:
        engine = asker(server.address, seconds=0.5, patience=Patience(waits=(30, 60), tcp=60))
        answers = engine.ask([("mail.test", "A"), ("slow.test", "A"), ("cut.test", "A")])
        assert answers["mail.test", "A"].exists
        assert answers["slow.test", "A"].reason == f"{server.address} did not answer; the time for DNS was over"
        assert answers["cut.test", "A"].kind is Kind.UNVERIFIED
        late = engine.ask([("test", "MX")])["test", "MX"]
        assert (late.kind, late.reason) == (Kind.UNVERIFIED, "the time for DNS was over")
        assert not server.counts["test", "MX"]


def test_nothing_is_asked_twice() -> None:
    with NameServer(ZONE) as server:
        engine = asker(server.address)
        engine.ask([("mail.test", "A"), ("mail.test", "A"), ("mail.test", "AAAA")])
        engine.ask([("mail.test", "A"), ("nowhere.test", "A")])
        engine.ask([("nowhere.test", "A")])
        assert server.counts == {("mail.test", "A"): 1, ("mail.test", "AAAA"): 1, ("nowhere.test", "A"): 1}
        assert engine.sent == 3


def test_answers_come_in_the_order_of_the_questions() -> None:
    with NameServer(ZONE, {"mail.test": delay(0.1)}) as server:
        questions = [("mail.test", "A"), ("x.test", "A"), ("a.test", "A"), ("mail.test", "A")]
        assert list(asker(server.address).ask(questions)) == questions[:3]


@pytest.mark.parametrize("name", ["x" * 64 + ".test", "a..test", "müller.test", "", "a." * 130 + "test"])
def test_names_that_cant_be_asked(name: str) -> None:
    with NameServer(ZONE) as server:
        found = answer(server, name)
        assert (found.kind, found.reason) == (Kind.UNVERIFIED, UNASKABLE)
        assert not server.counts


def test_escaped_names_are_asked() -> None:
    with NameServer(ZONE + r"a\.b.test. A 192.0.2.8" + "\na@b.test. A 192.0.2.9\n") as server:
        assert answer(server, r"a\.b.test").values == ("192.0.2.8",)
        assert answer(server, "a@b.test").values == ("192.0.2.9",)


def test_without_recursion_the_flag_is_not_set() -> None:
    flags: list[int] = []

    def note(asked: Asked) -> Sequence[Sent]:
        flags.append(asked.wire[2])
        return [Sent(asked.normal)]

    once = Patience(waits=(10.0,), tcp=10.0)  # a second try would be noted, too
    with NameServer(ZONE, {"*": note}, recursive=False, authoritative=True) as server:
        for recursion in (False, True):
            engine = asker(server.address, patience=once, recursion=recursion)
            assert engine.ask([("mail.test", "A")])["mail.test", "A"].exists
    assert flags == [0, 1]


def test_ids_and_ports_are_fresh() -> None:
    ids: list[bytes] = []

    def note(asked: Asked) -> Sequence[Sent]:
        ids.append(asked.wire[:2])
        return [Sent(asked.normal)]

    with NameServer("", {"*": note}) as server:
        asker(server.address, patience=Patience()).ask((f"n{i}.test", "A") for i in range(300))
    assert len(set(ids)) > 280
    assert sorted(ids) != ids


def test_the_system_resolvers_are_used_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    with NameServer(ZONE) as server:
        monkeypatch.setattr(engine_module, "system_resolvers", lambda: (server.address,))
        assert asker().ask([("mail.test", "A")])["mail.test", "A"].exists
    monkeypatch.setattr(engine_module, "system_resolvers", lambda: ())
    found = asker().ask([("mail.test", "A")])["mail.test", "A"]
    assert (found.kind, found.reason) == (Kind.UNVERIFIED, "this machine has no DNS resolver configured")


def test_a_wrong_resolver_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"'dns\.example' is not an IP address"):
        asker("dns.example")


def test_a_run_of_plain_answers_imports_no_dnspython() -> None:
    code = (
        "import sys; from iacmx.world.dns.engine import Engine; from iacmx.provider import Deadline;"
        "answers = Engine([sys.argv[1]], deadline=Deadline.after(9)).ask([('mail.test', 'A'), ('no.test', 'MX')]);"
        "assert [str(each.kind) for each in answers.values()] == ['found', 'no-name'], answers;"
        "assert not [name for name in sys.modules if name.split('.')[0] in ('dns', 'asyncio', 'dataclasses')]"
    )
    with NameServer(ZONE) as server:
        subprocess.run([sys.executable, "-c", code, server.address], check=True)
