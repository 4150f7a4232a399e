"""The world that senders see: DNS itself, as a layer.

The rules ask names one by one and never wait; this layer remembers what it does not know yet, and asks all of it at
once when it is told to settle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from msgspec.structs import replace

from iacmx.model import Answer, Kind

Key = tuple[str, str]
"""A name in normal form and a record type."""
_PENDING = Answer(Kind.PENDING, source="DNS")


class Asker(Protocol):
    """What can answer many questions at once: :class:`iacmx.world.dns.engine.Engine`."""

    @property
    def sent(self) -> int:
        """Messages sent so far."""
        ...

    def ask(self, questions: Iterable[Key]) -> dict[Key, Answer]:
        """The answer to every question; none is left pending."""
        ...


class Told:
    """What was told of DNS so far, as a layer; what it is asked for beyond that is PENDING and remembered."""

    def __init__(self, answers: Mapping[Key, Answer] = MappingProxyType({})) -> None:
        self._answers = dict(answers)
        self._wanted: dict[Key, None] = {}

    def lookup(self, name: str, rdtype: str) -> Answer:
        """What was said of ``name`` (normal form); PENDING where nothing was."""
        key = name, rdtype
        answer = self._answers.get(key)
        if answer is None:
            self._wanted[key] = None
            return _PENDING
        return answer

    @property
    def wanted(self) -> tuple[Key, ...]:
        """What was looked up in vain, each once."""
        return tuple(key for key in self._wanted if key not in self._answers)


class Served(Told):
    """DNS as a layer.

    An alias is answered step by step, as :class:`iacmx.world.Layer` describes, so that a name which the plan creates or
    removes counts even behind an alias that only DNS knows. It costs no further query: the steps come from one answer.

    ``unasked`` are the kinds of questions that the asker does not ask (``authority``, ``dnssec``, ``https``), and why.
    """

    def __init__(self, asker: Asker, *, unasked: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__()
        self._asker = asker
        self.unasked = unasked
        self._asked: set[Key] = set()

    def settle(self) -> bool:
        """Ask everything that was looked up in vain so far, all at once; whether there was anything to ask."""
        wanted = self.wanted
        self._wanted.clear()
        if not wanted:
            return False
        self._asked.update(wanted)
        for key, answer in self._asker.ask(wanted).items():
            for step, said in _steps(key, answer):
                self._answers.setdefault(step, said)
        return True

    @property
    def questions(self) -> int:
        """Names and types asked so far."""
        return len(self._asked)

    @property
    def queries(self) -> int:
        """Messages sent so far, repetitions included."""
        return self._asker.sent

    @property
    def unverified(self) -> int:
        """Names and types asked that could not be told."""
        return sum(self._end(key).kind is Kind.UNVERIFIED for key in self._asked)

    def _end(self, key: Key) -> Answer:
        """The answer to ``key`` where its aliases end."""
        answer, seen = self._answers[key], {key}
        while answer.aliases:
            key = answer.aliases[0], key[1]
            if key in seen or key not in self._answers:
                break
            seen.add(key)
            answer = self._answers[key]
        return answer


def _steps(key: Key, answer: Answer) -> Iterator[tuple[Key, Answer]]:
    """The answer taken apart into one alias after another, and the end."""
    name, rdtype = key
    seen = {name}
    for target in answer.aliases:
        yield (name, rdtype), Answer(Kind.FOUND, aliases=(target,), source=answer.source, secure=answer.secure)
        if target in seen:
            return
        name = target
        seen.add(name)
    yield (name, rdtype), replace(answer, aliases=())
