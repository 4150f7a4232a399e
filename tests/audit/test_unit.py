"""The unit of work: a pure function that engines of any kind may run, anywhere and more than once."""

from __future__ import annotations

import pickle
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from iacmx.audit.unit import Batch, Held, Judged, Outcome, Terms, examine
from iacmx.model import Answer, ZoneData
from iacmx.rules import collect
from iacmx.world.served import Key
from tests.audit.accounts import Network, holding

ZONES = (
    holding("example.com", "@ MX 10 mx1.example.net, 20 mx2.example.net", "www A 45.33.2.2"),
    holding("gone.example", "@ MX 10 dead.example.net", number=2),
    holding("own.example", "@ MX 10 mx.own.example", "mx A 45.33.2.3", number=3),
    holding("null.example", "@ MX 0 .", number=4),
    holding("parked.example", "@ TXT v=spf1 -all", number=5),
    holding("alias.example", "sub MX 10 mx.alias.example", "mx CNAME mx1.example.net", number=6),
    holding("inside.example", "@ MX 10 mail.corp.example", number=7, private=True),
)
TERMS = Terms(frozenset(rule.id for rule, _ in collect()), {})


def judged(zones: tuple[ZoneData, ...]) -> dict[str, Judged]:
    """The zones of one batch, each question answered as it is asked."""
    network = Network(*ZONES, gone=["dead.example.net"])
    answers: dict[Key, Answer] = {}
    for _ in range(20):
        outcome = examine(pickle.loads(pickle.dumps(Batch(tuple(map(Held, zones)), TERMS, answers))))
        assert pickle.loads(pickle.dumps(outcome)) == outcome
        if not outcome.questions:
            return {one.zone.name: one for one in outcome.zones}
        assert outcome.zones == (), "nothing is told before DNS has answered"
        assert not answers.keys() & set(outcome.questions), "nothing is asked twice"
        answers |= network.ask(outcome.questions)
    raise AssertionError("the questions do not end")


def test_the_questions_come_first_and_then_the_findings() -> None:
    found = judged(ZONES)
    assert {name: [f.rule for f in one.findings if f.severity == "error"] for name, one in found.items()} == {
        "example.com": [],
        "gone.example": ["MX202"],
        "own.example": [],
        "null.example": [],
        "parked.example": [],
        "alias.example": ["MX201"],
        "inside.example": [],
    }


def test_it_gives_the_same_each_time_and_asks_the_same() -> None:
    batch = Batch(tuple(map(Held, ZONES)), TERMS)
    first = examine(batch)
    assert first.questions
    assert examine(batch) == first == examine(pickle.loads(pickle.dumps(batch)))
    assert batch == Batch(tuple(map(Held, ZONES)), TERMS), "what it is given stays as it was"


@settings(max_examples=15)
@given(st.lists(st.integers(1, len(ZONES)), max_size=4), st.permutations(ZONES))
def test_it_does_not_matter_which_zones_are_judged_together(cuts: list[int], zones: list[ZoneData]) -> None:
    bounds = sorted({0, *cuts, len(zones)})
    found: dict[str, Judged] = {}
    for start, end in pairwise(bounds):
        found |= judged(tuple(zones[start:end]))
    assert found == judged(ZONES)


def test_a_private_zone_asks_nothing() -> None:
    assert examine(Batch((Held(ZONES[-1]),), TERMS)).questions == ()


def test_an_audit_without_dns_asks_nothing() -> None:
    outcome = examine(Batch(tuple(map(Held, ZONES)), Terms(TERMS.rules, {}, dns=False)))
    assert outcome.questions == ()
    assert [one.zone for one in outcome.zones] == [data.zone for data in ZONES]


def test_an_empty_batch_is_an_empty_outcome() -> None:
    assert examine(Batch((), TERMS)) == Outcome(())
