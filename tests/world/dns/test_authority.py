"""Authoritative servers asked over real sockets: referrals, authority, refusals, silence."""

from __future__ import annotations

from collections.abc import Iterable

import dns.flags
import dns.message
import dns.rrset
import pytest

from iacmx.model import Answer, Kind, Mx
from iacmx.provider import Deadline
from iacmx.world.askers import Askers
from iacmx.world.dns import authority
from iacmx.world.dns.authority import Authority
from iacmx.world.questions import AT_PARENT, NOT_AUTHORITATIVE, REFUSES, at
from iacmx.world.served import Key
from tests.lab.nameserver import Asked, Behaviour, NameServer, Sent, garbage, rcode, silence

ZONE = """
test. SOA ns.test. host.test. 1 2 3 4 5
test. NS ns.test.
example.test. MX 10 mx1.example.test.
example.test. MX 20 mx2.example.test.
other.test. A 192.0.2.1
"""


class Finder:
    """A resolver that knows the servers of ``test``, and their addresses."""

    sent = 0

    def ask(self, questions: Iterable[Key]) -> dict[Key, Answer]:
        known = {
            ("test", "NS"): Answer(Kind.FOUND, ("ns.test",)),
            ("ns.test", "A"): Answer(Kind.FOUND, ("127.0.0.1",)),
        }
        return {key: known.get(key, Answer(Kind.NO_DATA)) for key in questions}


def referral(*names: str, owner: str = "example.test.") -> Behaviour:
    def behave(asked: Asked) -> list[Sent]:
        response = dns.message.make_response(asked.message)
        response.authority.append(dns.rrset.from_text(owner, 300, "IN", "NS", *names))
        return [Sent(response.to_wire())]

    return behave


def ask(key: Key, behaviour: Behaviour | None = None, *, authoritative: bool = True) -> Answer:
    behaviours = {"*": behaviour} if behaviour else {}
    with NameServer(ZONE, behaviours, recursive=False, authoritative=authoritative) as server:
        port = int(server.address.rpartition(":")[2])
        return Authority(Finder(), deadline=Deadline.after(10), port=port).ask([key])[key]


PARENT = ("example.test", AT_PARENT)


class TestAtTheParent:
    def test_a_referral_is_the_delegation(self) -> None:
        answer = ask(PARENT, referral("ns2.host.test.", "NS1.host.test."))
        assert (answer.kind, answer.values) == (Kind.FOUND, ("ns1.host.test", "ns2.host.test"))
        assert answer.source == "ns.test (127.0.0.1)"

    @pytest.mark.parametrize(("name", "kind"), [("example.test", Kind.NO_DATA), ("gone.test", Kind.NO_NAME)])
    def test_no_delegation(self, name: str, kind: Kind) -> None:
        assert ask((name, AT_PARENT)).kind is kind

    def test_a_referral_of_another_name_tells_nothing(self) -> None:
        assert ask(PARENT, referral("ns1.host.test.", owner="test.")).kind is Kind.UNVERIFIED

    def test_no_authority_tells_nothing(self) -> None:
        assert ask(("gone.test", AT_PARENT), authoritative=False).kind is Kind.UNVERIFIED

    def test_no_server_is_known(self) -> None:
        answer = ask(("example.elsewhere", AT_PARENT))
        assert (answer.kind, answer.reason) == (Kind.UNVERIFIED, "no server of the parent zone is known")


MX = ("example.test", at("MX", "ns.test"))


class TestOneServer:
    def test_its_records(self) -> None:
        answer = ask(MX)
        assert answer.kind is Kind.FOUND
        assert [(mx.preference, mx.exchange) for mx in answer.values if isinstance(mx, Mx)] == [
            (10, "mx1.example.test"),
            (20, "mx2.example.test"),
        ]

    @pytest.mark.parametrize(
        ("behaviour", "authoritative", "reason"),
        [
            (rcode("REFUSED"), True, REFUSES),
            (None, False, NOT_AUTHORITATIVE),
            (rcode("SERVFAIL"), True, "answers SERVFAIL"),
            (garbage(), True, ""),
        ],
    )
    def test_what_is_no_answer(self, behaviour: Behaviour | None, authoritative: bool, reason: str) -> None:
        answer = ask(MX, behaviour, authoritative=authoritative)
        assert answer.kind is Kind.UNVERIFIED
        assert reason in answer.reason

    def test_silence_ends(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(authority, "WAIT", 0.2)
        answer = ask(MX, silence())
        assert (answer.kind, answer.reason) == (Kind.UNVERIFIED, "did not answer")

    def test_an_address_that_is_not_known(self) -> None:
        answer = ask(("example.test", at("MX", "ns.elsewhere")))
        assert (answer.kind, answer.reason) == (Kind.UNVERIFIED, "its address is not known")


def test_who_is_not_there_asks_nothing() -> None:
    askers = Askers(Finder(), None, None, reason="only 192.0.2.53 is asked")
    answers = askers.ask([("test", "NS"), PARENT, MX, ("example.test", "MTA-STS")])
    assert answers.pop(("test", "NS")).kind is Kind.FOUND
    assert {(answer.kind, answer.reason) for answer in answers.values()} == {(Kind.SKIPPED, "only 192.0.2.53 is asked")}
