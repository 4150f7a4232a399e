"""The walk against the real Exim and Postfix, of MX sets thrown together at random."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from iacmx.model import Answer, Kind
from iacmx.routing import Sender
from iacmx.routing.facts import gather
from iacmx.routing.walk import walk
from tests.lab.mail_servers import Asked, Missing, mail_servers
from tests.referee.zones import DOMAIN, FAILING, elsewhere, soa
from tests.routing.dns import world
from tests.routing.test_referees import in_words

HOSTS = """
mx1.example.com. A 45.33.1.1
mx1.example.com. AAAA 2600:3c00::1
mx2.example.com. A 45.33.1.2
mx2.example.com. A 45.33.1.3
six.example.com. AAAA 2600:3c00::6
alias.example.com. CNAME mx2.example.com.
same.example.com. A 45.33.1.9
text.example.com. TXT x
local.example.com. A 127.0.0.7
-bad.example.com. A 45.33.1.8
"""
TARGETS = [
    *(f"{name}.example.com." for name in ("mx1", "mx2", "six", "same", "text", "local", "nobody", "-bad")),
    "mx1.example.net.",
    "slow.failing.org.",
    "45.33.1.7.",
    ".",
]
SETS = 60


def _sets() -> Iterator[tuple[str, str]]:
    chance = random.Random(25)
    for number in range(SETS):
        records = {chance.choice(TARGETS): chance.choice((0, 10, 10, 20, 30)) for _ in range(chance.randint(1, 5))}
        lines = "".join(f"{DOMAIN}. MX {preference} {host}\n" for host, preference in records.items())
        yield f"set {number}", f"{soa(DOMAIN)}{HOSTS}{lines}{''.join(elsewhere().values())}"


ZONES = dict(_sets())


@pytest.fixture(scope="module")
def asked() -> Asked:
    try:
        return mail_servers(ZONES, DOMAIN, FAILING)
    except Missing as reason:
        pytest.skip(f"Exim and Postfix: {reason}")


@pytest.mark.slow
@pytest.mark.xdist_group("mail servers")
@pytest.mark.parametrize("program", ["exim", "postfix"])
def test_random_sets_end_where_the_real_program_takes_them(asked: Asked, program: str) -> None:
    said = asked.exim if program == "exim" else asked.postfix
    walked: dict[str, str] = {}
    for name, zone in ZONES.items():
        known = world(zone)

        def lookup(host: str, rdtype: str, known: object = known) -> Answer:
            if host in FAILING:
                return Answer(Kind.UNVERIFIED, reason="timeout")
            return known.lookup(host, rdtype)  # type: ignore[attr-defined,no-any-return]

        facts = gather(DOMAIN, lookup)
        assert facts is not None
        walked[name] = in_words(walk(facts, Sender(program)))
    assert walked == said
