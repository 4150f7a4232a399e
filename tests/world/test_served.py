from __future__ import annotations

from collections.abc import Iterable

from iacmx.model import Answer, Kind
from iacmx.provider import Deadline
from iacmx.world import World
from iacmx.world.dns.engine import Engine
from iacmx.world.dns.query import Patience
from iacmx.world.served import Key, Served
from tests.lab.nameserver import NameServer, rcode, silence

ZONE = """
test. SOA ns.test. hostmaster.test. 1 7200 900 1209600 60
test. MX 10 mail.test.
mail.test. A 192.0.2.1
www.test. CNAME alias.test.
alias.test. CNAME mail.test.
one.test. CNAME two.test.
two.test. CNAME one.test.
"""


class Script:
    """Answers by script, and remembers what was asked together."""

    def __init__(self, answers: dict[Key, Answer]) -> None:
        self.answers = answers
        self.rounds: list[list[Key]] = []

    @property
    def sent(self) -> int:
        return sum(map(len, self.rounds))

    def ask(self, questions: Iterable[Key]) -> dict[Key, Answer]:
        self.rounds.append(list(questions))
        return {key: self.answers.get(key, Answer(Kind.NO_NAME)) for key in self.rounds[-1]}


def test_what_is_not_known_is_pending_until_settled() -> None:
    script = Script({("mail.test", "A"): Answer(Kind.FOUND, values=("192.0.2.1",), ttl=60)})
    served = Served(script)
    assert not served.settle()
    assert served.lookup("mail.test", "A").kind is Kind.PENDING
    assert served.settle()
    assert served.lookup("mail.test", "A") == Answer(Kind.FOUND, values=("192.0.2.1",), ttl=60)
    assert not served.settle()


def test_everything_wanted_is_asked_at_once_and_once() -> None:
    script = Script({})
    served = Served(script)
    for _ in range(2):
        for name in ("a.test", "b.test"):
            served.lookup(name, "A")
            served.lookup(name, "AAAA")
    served.settle()
    served.lookup("a.test", "A")
    served.lookup("c.test", "A")
    served.settle()
    keys = [("a.test", "A"), ("a.test", "AAAA"), ("b.test", "A"), ("b.test", "AAAA")]
    assert script.rounds == [keys, [("c.test", "A")]]
    assert served.questions == 5


def test_an_alias_is_answered_step_by_step_without_asking_again() -> None:
    script = Script(
        {("www.test", "A"): Answer(Kind.FOUND, ("192.0.2.1",), 60, ("alias.test", "mail.test"), source="DNS (x)")}
    )
    served = Served(script)
    served.lookup("www.test", "A")
    served.settle()
    assert served.lookup("www.test", "A") == Answer(Kind.FOUND, aliases=("alias.test",), source="DNS (x)")
    assert served.lookup("alias.test", "A") == Answer(Kind.FOUND, aliases=("mail.test",), source="DNS (x)")
    assert served.lookup("mail.test", "A") == Answer(Kind.FOUND, ("192.0.2.1",), 60, source="DNS (x)")
    assert World([served]).lookup("www.test", "A").aliases == ("alias.test", "mail.test")
    assert not served.settle()


def test_a_layer_above_speaks_for_the_end_of_an_alias_that_only_dns_knows() -> None:
    class Planned:
        def lookup(self, name: str, rdtype: str) -> Answer | None:
            return Answer(Kind.FOUND, ("203.0.113.1",), source="the plan") if name == "mail.test" else None

    with NameServer(ZONE.replace("mail.test. A 192.0.2.1", "")) as server:
        served = Served(Engine([server.address], deadline=Deadline.after(20)))
        world = World([Planned(), served])
        world.lookup("www.test", "A")
        served.settle()
        found = world.lookup("www.test", "A")
        assert (found.values, found.aliases) == (("203.0.113.1",), ("alias.test", "mail.test"))


def test_a_loop_and_a_chain_that_ends_nowhere() -> None:
    with NameServer(ZONE + "lost.test. CNAME nowhere.test.\n") as server:
        served = Served(Engine([server.address], deadline=Deadline.after(20)))
        world = World([served])
        for name in ("one.test", "lost.test"):
            world.lookup(name, "A")
        served.settle()
        loop, lost = world.lookup("one.test", "A"), world.lookup("lost.test", "A")
        assert (loop.kind, loop.aliases) == (Kind.NO_DATA, ("two.test", "one.test"))
        assert loop.reason == "the aliases form a loop"
        assert (lost.kind, lost.aliases, lost.negative_ttl) == (Kind.NO_NAME, ("nowhere.test",), 60)
        assert served.unverified == 0


def test_counters() -> None:
    behaviours = {"dead.test": rcode("SERVFAIL"), "lame.test": rcode("SERVFAIL")}
    with NameServer(ZONE + "to.test. CNAME lame.test.\n", behaviours, follow=False) as server:
        served = Served(Engine([server.address], deadline=Deadline.after(20)))
        for name in ("dead.test", "to.test", "mail.test", "no.test"):
            served.lookup(name, "A")
        served.settle()
        assert (served.questions, served.unverified) == (4, 2)
        assert served.queries == server.counts.total() == 11


def test_nothing_stays_pending_after_the_deadline() -> None:
    with NameServer(ZONE, {"*": silence()}) as server:
        patience = Patience(waits=(0.05,), tcp=60)
        served = Served(Engine([server.address], deadline=Deadline.after(0.3), patience=patience))
        served.lookup("mail.test", "A")
        assert served.settle()
        assert served.lookup("mail.test", "A").kind is Kind.UNVERIFIED
        served.lookup("test", "MX")
        assert served.settle()
        late = served.lookup("test", "MX")
        assert (late.kind, late.reason) == (Kind.UNVERIFIED, "the time for DNS was over")
        assert served.unverified == 2
