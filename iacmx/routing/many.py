"""Thousands of domains: all questions under way at the same time, routes in the order of the input, memory bounded.

While the hosts of one domain are looked up, the MX records of the next ones are; a domain that waits for a silent
server holds back the printing of those behind it, but not their questions.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from iacmx.model import Answer, Kind
from iacmx.routes import RouteKind
from iacmx.routing import Attempt, End, Ending, MailRoute, Outcome, Sender
from iacmx.routing.facts import gather
from iacmx.routing.names import Asked
from iacmx.routing.walk import walk
from iacmx.world.dns.engine import Engine
from iacmx.world.dns.query import Key

QUEUE = 1500
"""Questions in line below which further domains are begun: more than the engine has outstanding."""
HELD = 10_000
"""Domains begun and not given out yet, at the most."""
KEPT = 50_000
"""Answers kept for domains to come, which often name the same hosts."""

_PENDING = Answer(Kind.PENDING)
Result = MailRoute | Asked
"""The route, or what was asked where that is no domain."""


class _Open:
    """A domain under way; ``missing`` counts the answers that it waits for."""

    __slots__ = ("asked", "missing", "result")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.missing = 0
        self.result: Result | None = None


class Many:
    """One run over many domains."""

    def __init__(self, sender: Sender, emit: Callable[[Result], None]) -> None:
        """``emit`` is given each result, in the order of the input."""
        self._sender, self._emit = sender, emit
        self._rest: Iterator[Asked] = iter(())
        self._line: deque[_Open] = deque()
        self._answers: dict[Key, Answer] = {}
        self._waiting: dict[Key, list[_Open]] = {}

    def run(self, names: Iterable[Asked], engine: Engine) -> None:
        """Route all of them."""
        self._rest = iter(names)
        engine.stream(self._feed)

    def _feed(self, came: list[tuple[Key, Answer]], queued: int) -> list[Key]:
        ask: list[Key] = []
        answers = self._answers
        for key, answer in came:
            answers[key] = answer
            for one in self._waiting.pop(key, ()):
                one.missing -= 1
                if not one.missing:
                    self._advance(one, ask)
        self._begin(ask, queued)
        line = self._line
        while line and line[0].result is not None:
            self._emit(line.popleft().result)  # type: ignore[arg-type]  # it was just looked at
            if not line or (len(ask) + queued < QUEUE and len(line) < HELD):
                self._begin(ask, queued)
        while len(answers) > KEPT:
            del answers[next(iter(answers))]
        return ask

    def _begin(self, ask: list[Key], queued: int) -> None:
        while queued + len(ask) < QUEUE and len(self._line) < HELD:
            asked = next(self._rest, None)
            if asked is None:
                return
            one = _Open(asked)
            self._line.append(one)
            if asked.problem:
                one.result = asked
            elif asked.domain.startswith("["):
                one.result = literal(asked, self._sender)
            elif self._sender.myself or (asked.domain, "MX") in self._answers:
                self._advance(one, ask)
            else:
                self._wait(one, [(asked.domain, "MX")], ask)

    def _advance(self, one: _Open, ask: list[Key]) -> None:
        missing: list[Key] = []

        def lookup(name: str, rdtype: str) -> Answer:
            answer = self._answers.get((name, rdtype))
            if answer is None:
                missing.append((name, rdtype))
                return _PENDING
            return answer

        facts = gather(one.asked.domain, lookup, self._sender.myself)
        if facts is not None:
            one.result = noted(walk(facts, self._sender, one.asked.text), one.asked)
        else:
            self._wait(one, missing, ask)

    def _wait(self, one: _Open, missing: list[Key], ask: list[Key]) -> None:
        one.missing = len(missing)
        for key in missing:
            waiting = self._waiting.get(key)
            if waiting is None:
                self._waiting[key] = [one]
                ask.append(key)
            else:
                waiting.append(one)


def noted(route: MailRoute, asked: Asked) -> MailRoute:
    """The route with what is unusual about the name."""
    return replace(route, notes=(*asked.notes, *route.notes)) if asked.notes else route


def literal(asked: Asked, sender: Sender) -> MailRoute:
    """The route to an address literal: there is nothing to look up (RFC 5321 section 4.1.3)."""
    address = asked.domain[1:-1]
    outcome, ending = Outcome.TRIED, Ending(End.DELIVERED, (address,))
    if address in sender.down:
        outcome, ending = Outcome.DOWN, Ending(End.DEFERRED, code="4.4.1", reason="no host answers")
    elif ":" in address and not sender.ipv6:
        outcome = Outcome.NO_ADDRESS
        ending = Ending(End.FAILED, code="5.4.4", reason="an IPv6 address, and the server has IPv4 only")
    elif address in sender.myself:
        outcome = Outcome.SELF
        ending = Ending(End.FAILED, code="5.4.6", reason="the mail would come back to the sending server")
    attempt = Attempt(None, address, address, outcome, 100.0)
    notes = ("an address literal: nothing is looked up",)
    return MailRoute(asked.text, asked.domain, sender.mta, RouteKind.IMPLICIT, (attempt,), ending, notes=notes)
