"""Exim and Postfix as they are walked, against what the real programs do: ``tests/referee`` holds its table to them."""

from __future__ import annotations

import pytest

from iacmx.model import Answer, Kind
from iacmx.routing import End, MailRoute, Outcome, Sender
from iacmx.routing.facts import gather
from iacmx.routing.walk import walk
from tests.referee import mtas
from tests.referee.table import SITUATIONS
from tests.referee.zones import DOMAIN, FAILING, Situation, elsewhere
from tests.routing.dns import world

KNOWN = [held for held in SITUATIONS if mtas.absolute(held)]


@pytest.mark.parametrize("program", ["exim", "postfix"])
@pytest.mark.parametrize("situation", KNOWN, ids=lambda held: held.name)
def test_the_walk_is_that_of_the_real_program(situation: Situation, program: str) -> None:
    known = world(mtas.absolute(situation) + "".join(elsewhere().values()))

    def lookup(name: str, rdtype: str) -> Answer:
        return Answer(Kind.UNVERIFIED, reason="timeout") if name in FAILING else known.lookup(name, rdtype)

    facts = gather(DOMAIN, lookup)
    assert facts is not None
    assert in_words(walk(facts, Sender(program))) == getattr(situation, program)


def in_words(route: MailRoute) -> str:
    """As the referee has it: each host in its first tier, Exim's under the name where its alias leads.

    ``posttls-finger``, which is asked for Postfix, knows no limit of addresses.
    """
    tiers: dict[int, set[str]] = {}
    seen: set[str] = set()
    for attempt in route.attempts:
        host = attempt.aliases[-1] if attempt.aliases and route.mta == "exim" else attempt.host
        usable = (Outcome.TRIED, Outcome.SOMETIMES, Outcome.BEYOND_LIMIT)
        if attempt.outcome in usable and (host not in seen or host in tiers.get(attempt.preference or 0, ())):
            tiers.setdefault(attempt.preference or 0, set()).add(host)
            seen.add(host)
    if tiers:
        return " > ".join(",".join(sorted(hosts)) for _, hosts in sorted(tiers.items()))
    return {End.FAILED: "bounces", End.DEFERRED: "defers"}[route.ending.end]
