"""Questions that follow from answers, while others are under way."""

from __future__ import annotations

import pytest

from iacmx.model import Answer, Kind
from iacmx.provider import Deadline
from iacmx.world.dns import engine as engine_module
from iacmx.world.dns.engine import Engine
from iacmx.world.dns.query import Key, Patience
from tests.lab.nameserver import NameServer, rcode, silence

ZONE = """
    test. SOA a.test. a.test. 1 1 1 1 300
    a.test. A 192.0.2.1
    b.test. CNAME c.test.
    c.test. CNAME a.test.
    loop.test. CNAME pool.test.
    pool.test. CNAME loop.test.
    lost.test. CNAME dead.test.
"""
NAMES = ("a.test", "b.test", "c.test", "loop.test", "lost.test", "dead.test", "none.test", "a.test")


def streamed(engine: Engine, keys: list[Key], *, at_once: int = 3) -> dict[Key, list[Answer]]:
    """All answers to ``keys``, asked a few at a time."""
    rest = list(keys)
    found: dict[Key, list[Answer]] = {}

    def feed(came: list[tuple[Key, Answer]], queued: int) -> list[Key]:
        for key, answer in came:
            found.setdefault(key, []).append(answer)
        some = rest[: max(0, at_once - queued)]
        del rest[: len(some)]
        return some

    engine.stream(feed)
    assert not rest
    return found


@pytest.mark.parametrize("follow", [True, False])
@pytest.mark.parametrize("at_once", [1, 100])
def test_a_stream_gives_the_answers_that_asking_gives(follow: bool, at_once: int) -> None:
    keys = [(name, "A") for name in NAMES]
    with NameServer(ZONE, {"dead.test": rcode("SERVFAIL")}, follow=follow) as server:
        found = streamed(Engine([server.address], deadline=Deadline.after(20)), keys, at_once=at_once)
        asked = Engine([server.address], deadline=Deadline.after(20)).ask(keys)
    assert {key: answers[0] for key, answers in found.items()} == asked
    assert {key: len(answers) for key, answers in found.items()} == {key: keys.count(key) for key in keys}


def test_a_question_is_asked_once() -> None:
    with NameServer(ZONE) as server:
        engine = Engine([server.address], deadline=Deadline.after(20), patience=Patience((10.0,), 10.0))
        streamed(engine, [("a.test", "A")] * 50)
        assert server.counts["a.test", "A"] == 1


def test_at_the_deadline_everything_has_an_answer() -> None:
    patience = Patience((30.0,), 30.0)
    with NameServer(ZONE, {"*": silence()}) as server:
        engine = Engine([server.address], deadline=Deadline.after(0.3), patience=patience)
        found = streamed(engine, [(f"n{number}.test", "A") for number in range(20)], at_once=5)
    assert len(found) == 20
    assert {answers[0].kind for answers in found.values()} == {Kind.UNVERIFIED}


def test_only_the_latest_answers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "KEPT", 4)
    keys = [(f"n{number % 30}.test", "A") for number in range(60)]
    with NameServer(ZONE) as server:
        engine = Engine([server.address], deadline=Deadline.after(20), patience=Patience((10.0,), 10.0))
        found = streamed(engine, keys, at_once=2)
        assert server.counts["n0.test", "A"] == 2
    assert sum(map(len, found.values())) == 60


def test_nothing_to_ask() -> None:
    assert streamed(Engine(["127.0.0.1:1"], deadline=Deadline.after(1)), []) == {}
