"""The DNS engine: many questions in, one answer each out.

It asks each name and type once, follows aliases that a resolver leaves unfollowed, and turns everything that can't be
told into an UNVERIFIED answer with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from iacmx.model import Answer, Kind
from iacmx.world.dns.channel import Server
from iacmx.world.dns.exchange import LATE, Arrived, Exchange
from iacmx.world.dns.query import Key, Patience
from iacmx.world.dns.reply import LOOP, Outcome, unverified
from iacmx.world.dns.resolvers import parse_resolver, system_resolvers

if TYPE_CHECKING:
    from iacmx.provider import Deadline

MAX_ALIASES: Final = 16
"""Aliases followed; resolvers give up at 8 to 16 themselves."""


KEPT: Final = 50_000
"""Answers remembered of a stream of questions: enough that a mail service's hosts are asked for once."""

Feed = Callable[[list[tuple[Key, Answer]], int], Iterable[Key]]
"""Takes answers that arrived and the number of questions in line, gives what to ask further."""


class Engine:
    """Asks DNS. Not to be used by several threads at once.

    ``resolvers`` as :func:`iacmx.world.dns.resolvers.parse_resolver` reads them (raises UsageError), those of the
    system where there are none; they are asked in order, the next one where one fails. ``recursion`` is off to ask
    authoritative servers: an answer without authority then counts as none. ``sent`` counts the messages sent so far.
    """

    def __init__(
        self,
        resolvers: Sequence[str] = (),
        *,
        deadline: Deadline,
        recursion: bool = True,
        patience: Patience | None = None,
    ) -> None:
        self.sent = 0
        self._servers = [Server(parse_resolver(text)) for text in dict.fromkeys(resolvers)]
        self._deadline = deadline
        self._recursion = recursion
        self._patience = patience or Patience()
        self._outcomes: dict[Key, Outcome] = {}

    def ask(self, questions: Iterable[Key]) -> dict[Key, Answer]:
        """The answer to every question, in their order; returns at the deadline at the latest.

        Raises ValueError for a record type that does not exist.
        """
        outcomes = self._outcomes
        keys = list(dict.fromkeys(questions))
        missing = [key for key in keys if key not in outcomes]
        while missing:
            self._exchange(missing)
            self._look_for_aliases(missing)
            ways = [(self._follow(key)[1], key[1]) for key in keys if outcomes[key].follow]
            missing = list(dict.fromkeys((end, rdtype) for end, rdtype in ways if end is not None))
        return {key: self._follow(key)[0] if outcomes[key].follow else outcomes[key].answer for key in keys}

    def stream(self, feed: Feed) -> None:
        """Ask as questions come up: ``feed`` is given answers as they arrive, and says what to ask further.

        It is first called without any answer, and a last time at the deadline, when whatever it asks is UNVERIFIED.
        Of what was asked and answered it keeps no more than the latest (``KEPT``).
        """
        waiting: dict[Key, list[Key]] = {}

        def arrived(outcomes: dict[Key, Outcome], queued: int) -> list[Key]:
            self._outcomes.update(outcomes)
            done: list[tuple[Key, Answer]] = []
            ask: list[Key] = []
            for came, outcome in outcomes.items():
                is_final = not (outcome.follow or outcome.unresolved)
                for key in waiting.pop(came, ()):
                    if is_final and key == came:
                        done.append((key, outcome.answer))
                    else:
                        self._settle_or_wait(key, waiting, done, ask)
            while len(self._outcomes) > KEPT:
                del self._outcomes[next(iter(self._outcomes))]
            while True:
                wanted, done = feed(done, queued + len(ask)), []
                for key in wanted:
                    self._settle_or_wait(key, waiting, done, ask)
                if not done:
                    return ask

        rest = self._exchange(arrived({}, 0), arrived)
        while rest:
            rest = dict.fromkeys(arrived(rest, 0), unverified(LATE))

    def _settle_or_wait(
        self, key: Key, waiting: dict[Key, list[Key]], done: list[tuple[Key, Answer]], ask: list[Key]
    ) -> None:
        """Put the answer to ``key`` among those that are done, or wait for what is yet to be asked for it."""
        still = self._still(key) if key in self._outcomes else key
        if still is None:
            done.append((key, self._follow(key)[0] if self._outcomes[key].follow else self._outcomes[key].answer))
        elif still in waiting:
            waiting[still].append(key)
        else:
            waiting[still] = [key]
            ask.append(still)

    def _still(self, key: Key) -> Key | None:
        """What is to be asked before the answer to ``key`` is known."""
        name, rdtype = key
        for _ in range(MAX_ALIASES + 2):
            outcome = self._outcomes.get((name, rdtype))
            if outcome is None:
                return name, rdtype
            if outcome.unresolved and rdtype != "CNAME":
                if (name, "CNAME") not in self._outcomes:
                    return name, "CNAME"
                outcome = self._with_alias((name, rdtype))
            if not outcome.follow:
                return None
            name = outcome.answer.aliases[-1]
        return None

    def _follow(self, key: Key) -> tuple[Answer, str | None]:
        """The answer with its whole chain of aliases, and the name that is still to be asked, if any."""
        name, rdtype = key
        aliases: tuple[str, ...] = ()
        secure = True
        while (outcome := self._outcomes.get((aliases[-1] if aliases else name, rdtype))) is not None:
            answer = outcome.answer
            aliases += answer.aliases
            secure = secure and answer.secure
            if name in aliases or len(set(aliases)) < len(aliases):
                return Answer(Kind.NO_DATA, aliases=aliases, source=answer.source, reason=LOOP), None
            if len(aliases) > MAX_ALIASES:
                reason = f"more than {MAX_ALIASES} aliases"
                return Answer(Kind.UNVERIFIED, aliases=aliases, source=answer.source, reason=reason), None
            if not outcome.follow:
                return replace(answer, aliases=aliases, secure=secure), None
        return Answer(Kind.PENDING, aliases=aliases), aliases[-1] if aliases else name

    def _look_for_aliases(self, keys: list[Key]) -> None:
        """Where resolving failed, see whether the name is an alias.

        A resolver that follows aliases fails as a whole where they form a loop or lead into a broken zone, and says
        nothing of them; asked for the CNAME alone it tells.
        """
        failed = [key for key in keys if self._outcomes[key].unresolved and key[1] != "CNAME"]
        probes = dict.fromkeys((name, "CNAME") for name, _ in failed)
        self._exchange([probe for probe in probes if probe not in self._outcomes])
        for key in failed:
            self._with_alias(key)

    def _with_alias(self, key: Key) -> Outcome:
        """The outcome of a name that could not be resolved, now that its CNAME was asked for."""
        alias = self._outcomes[key[0], "CNAME"].answer
        if alias.exists:
            way = Answer(Kind.NO_DATA, aliases=(str(alias.values[0]),), source=alias.source)
            self._outcomes[key] = Outcome(way, follow=True)
        else:
            self._outcomes[key] = Outcome(self._outcomes[key].answer)
        return self._outcomes[key]

    def _exchange(self, keys: list[Key], arrived: Arrived | None = None) -> dict[Key, Outcome]:
        """Ask; the outcomes are kept, or given to ``arrived``; what is left of them then comes back."""
        if not self._servers:
            self._servers = [Server(parse_resolver(text)) for text in system_resolvers()]
        if not self._servers:
            outcomes = dict.fromkeys(keys, unverified("this machine has no DNS resolver configured"))
        elif not keys:
            return {}
        else:
            exchange = Exchange(self._servers, self._deadline, self._patience, recursion=self._recursion)
            outcomes = exchange.run(keys, arrived)
            self.sent += exchange.sent
        if arrived is None:
            self._outcomes.update(outcomes)
        return outcomes
