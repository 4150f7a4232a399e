"""The DNS engine: many questions in, one answer each out.

It asks each name and type once, follows aliases that a resolver leaves unfollowed, and turns everything that can't be
told into an UNVERIFIED answer with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from iacmx.model import Answer, Kind
from iacmx.world.dns.channel import Server
from iacmx.world.dns.exchange import Exchange
from iacmx.world.dns.query import Key, Patience
from iacmx.world.dns.reply import LOOP, Outcome, unverified
from iacmx.world.dns.resolvers import parse_resolver, system_resolvers

if TYPE_CHECKING:
    from iacmx.provider import Deadline

MAX_ALIASES: Final = 16
"""Aliases followed; resolvers give up at 8 to 16 themselves."""


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
            alias = self._outcomes[key[0], "CNAME"].answer
            if alias.exists:
                way = Answer(Kind.NO_DATA, aliases=(str(alias.values[0]),), source=alias.source)
                self._outcomes[key] = Outcome(way, follow=True)

    def _exchange(self, keys: list[Key]) -> None:
        if not self._servers:
            self._servers = [Server(parse_resolver(text)) for text in system_resolvers()]
        if not self._servers:
            self._outcomes.update(dict.fromkeys(keys, unverified("this machine has no DNS resolver configured")))
        elif keys:
            exchange = Exchange(self._servers, self._deadline, self._patience, recursion=self._recursion)
            self._outcomes.update(exchange.run(keys))
            self.sent += exchange.sent
