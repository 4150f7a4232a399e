"""The walk against the connections that the real Exim and Postfix make when every host puts them off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import sqrt

import pytest
from msgspec import Struct

from iacmx.routing import End, MailRoute, Outcome, Sender
from iacmx.routing.facts import gather
from iacmx.routing.walk import walk
from tests.lab.mail_deliveries import Delivered, Delivery, mail_deliveries
from tests.lab.mail_servers import Missing
from tests.routing.dns import world

COPIES = 30
"""Of each case, for much is chance: domains that differ in their names and addresses alone."""
OWN = "45.99.9.9"


class Case(Struct, frozen=True):
    """``tiers`` are preferences with hosts: ``46`` has an IPv4 and an IPv6 address, ``*`` is the server itself."""

    name: str
    tiers: tuple[tuple[int, tuple[str, ...]], ...]
    is_late: bool = False


CASES = [
    Case("hosts of both families tie", ((10, ("46", "46", "46")), (20, ("4",)))),
    Case("one of three has IPv6", ((10, ("4", "4", "6")), (20, ("46",)))),
    Case("two of four have IPv6", ((10, ("4", "4", "6", "46")),)),
    Case("two addresses against one", ((10, ("44", "6")), (20, ("4",)))),
    Case("a host of many IPv6 addresses", ((10, ("666664",)), (20, ("4", "4")))),
    Case("many IPv6 addresses beside one of IPv4", ((10, ("66666", "4")),)),
    Case("the limit falls within a tier", ((10, ("4",) * 9), (20, ("4", "4")), (30, ("4",)))),
    Case("the limit falls within the second", ((10, ("4", "4", "4", "4")), (20, ("4", "4")), (30, ("4", "46")))),
    Case("as many as the limit", ((10, ("4", "4", "4", "4", "4")), (20, ("4",)))),
    Case("IPv6 first, IPv4 as the backup", ((10, ("6",) * 5), (20, ("4", "4")))),
    Case("much of both families", ((10, ("6",) * 4 + ("4",) * 2), (20, ("4", "4")))),
    Case("one host at a time", tuple((10 * at, ("4",)) for at in range(1, 8))),
    Case("the backup sends", ((10, ("46", "4")), (20, ("*", "4")), (30, ("4",)))),
    Case("the best sends", ((10, ("*", "4")), (20, ("4",)))),
    Case("put off after the greeting", ((10, ("4", "4")), (20, ("4",)), (30, ("4",))), is_late=True),
]
BY_NAME = {case.name: case for case in CASES}


def _domain(number: int, copy: int) -> str:
    return f"d{copy}-{number}.d.test"


def _lines(number: int, copy: int) -> Iterator[str]:
    domain = _domain(number, copy)
    at = 0
    hosts = ((preference, host) for preference, tier in CASES[number].tiers for host in tier)
    for place, (preference, host) in enumerate(hosts, 1):
        yield f"{domain}. MX {preference} h{place}.{domain}."
        for family in host:
            at += 1
            address = {"4": f"A 45.{number}.{copy}.{at}", "6": f"AAAA 2600:1{number}:1{copy}::{at}", "*": f"A {OWN}"}
            yield f"h{place}.{domain}. {address[family]}"


@pytest.fixture(scope="module")
def delivered() -> Delivered:
    pairs = [(number, copy) for number in range(len(CASES)) for copy in range(COPIES)]
    lines = (line for number, copy in pairs for line in _lines(number, copy))
    zone = "\n".join(["d.test. SOA ns.d.test. h.d.test. 1 1 1 1 1", *lines])
    late = [_domain(number, copy) for number, copy in pairs if CASES[number].is_late]
    messages = [[_domain(number, copy) for copy in range(COPIES)] for number in range(len(CASES))]
    try:
        return mail_deliveries(zone, messages, late, OWN)
    except Missing as reason:
        pytest.skip(f"Exim and Postfix: {reason}")


def walked(case: Case, program: str) -> MailRoute:
    number = CASES.index(case)
    known = world("\n".join(_lines(number, 0)))
    facts = gather(_domain(number, 0), known.lookup, frozenset({OWN}))
    assert facts is not None
    return walk(facts, Sender(program, myself=frozenset({OWN})))


def runs(delivered: Delivered, case: Case, program: str) -> list[Delivery]:
    """Those of all copies, with the addresses of the first."""
    number = CASES.index(case)
    found: list[Delivery] = []
    for copy in range(COPIES):
        held = getattr(delivered, program)[_domain(number, copy)]
        mine = (f"45.{number}.{copy}.", f"2600:1{number}:1{copy}::")
        first = (f"45.{number}.0.", f"2600:1{number}:10::")
        connected = tuple(
            address.replace(mine[0], first[0]) if "." in address else address.replace(mine[1], first[1])
            for address in held.connected
        )
        found.append(Delivery(connected, held.status))
    return found


@pytest.mark.slow
@pytest.mark.xdist_group("mail servers")
@pytest.mark.parametrize("program", ["exim", "postfix"])
@pytest.mark.parametrize("case", [case for case in CASES if not case.is_late], ids=lambda case: case.name)
def test_connections_are_those_of_the_walk(delivered: Delivered, case: Case, program: str) -> None:
    route = walked(case, program)
    made = runs(delivered, case, program)
    always = {a.address for a in route.attempts if a.outcome is Outcome.TRIED}
    sometimes = {a.address for a in route.attempts if a.outcome is Outcome.SOMETIMES}
    assert {a for a in made[0].connected if all(a in each.connected for each in made)} == always
    assert {address for each in made for address in each.connected} == always | sometimes
    preferences = {a.address: a.preference or 0 for a in route.attempts}
    for each in made:
        order = [preferences[address] for address in each.connected]
        assert order == sorted(order)


@pytest.mark.slow
@pytest.mark.xdist_group("mail servers")
@pytest.mark.parametrize("program", ["exim", "postfix"])
@pytest.mark.parametrize("case", [case for case in CASES if not case.is_late], ids=lambda case: case.name)
def test_shares_are_those_of_the_first_connections(delivered: Delivered, case: Case, program: str) -> None:
    best = case.tiers[0][0]
    shares = {a.address: a.share / 100 for a in walked(case, program).attempts if a.preference == best and a.address}
    first = Counter(each.connected[0] for each in runs(delivered, case, program) if each.connected)
    assert set(first) <= {address for address, share in shares.items() if share}
    for address, share in shares.items():
        # Five standard deviations: by chance alone this fails once in a million times.
        assert abs(first[address] - COPIES * share) <= 5 * sqrt(COPIES * share * (1 - share)) + 1e-6, address


@pytest.mark.slow
@pytest.mark.xdist_group("mail servers")
@pytest.mark.parametrize(
    ("program", "status", "ends"), [("exim", "frozen", End.DEFERRED), ("postfix", "bounced", End.FAILED)]
)
def test_mail_that_would_loop(delivered: Delivered, program: str, status: str, ends: End) -> None:
    case = BY_NAME["the best sends"]
    assert {each.status for each in runs(delivered, case, program)} == {status}
    assert walked(case, program).ending.end is ends


@pytest.mark.slow
@pytest.mark.xdist_group("mail servers")
def test_postfix_stops_after_two_hosts_that_put_it_off_past_the_greeting(delivered: Delivered) -> None:
    case = BY_NAME["put off after the greeting"]
    assert {len(each.connected) for each in runs(delivered, case, "postfix")} == {2}
    assert {len(each.connected) for each in runs(delivered, case, "exim")} == {4}
