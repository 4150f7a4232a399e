"""Worlds: what DNS holds, before or after the apply, as one look-up over stacked layers.

A layer answers ``(name, type)`` or, by ``None``, lets the next one answer. A provider's zone knows that an absent
name is absent; the plan's overlay knows what it creates and removes; snapshots, zone files and the network are layers
too, so a rule can't tell a test from production.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import structs

from iacmx.model import Answer, Kind, type_of_address

MAX_ALIASES = 16
"""Aliases followed before the chain counts as a loop; resolvers give up at 8 to 16 themselves."""


class Layer(Protocol):
    def lookup(self, name: str, rdtype: str) -> Answer | None:
        """What this layer knows of ``name`` and ``rdtype``, without following aliases; ``None`` if nothing.

        An alias is answered by ``kind`` FOUND, ``aliases`` holding the next name (or ``via``, see Answer) and
        ``values`` empty. A layer that follows aliases itself (DNS) gives the whole chain and its end.
        """
        ...


class Dns(Layer, Protocol):
    """A layer that may have to ask first: see :class:`iacmx.world.served.Served`."""

    def settle(self) -> bool: ...

    @property
    def questions(self) -> int: ...

    @property
    def unasked(self) -> Mapping[str, str]: ...


class Nothing:
    """The layer below all layers: nothing was asked."""

    def __init__(self, reason: str = "not asked") -> None:
        self._answer = Answer(Kind.SKIPPED, reason=reason)

    def lookup(self, name: str, rdtype: str) -> Answer | None:
        return self._answer


class World:
    """Layers, looked through from the first to the last; the last one always answers."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = tuple(layers)
        self._known: dict[tuple[str, str], Answer] = {}

    def lookup(self, name: str, rdtype: str) -> Answer:
        """The answer for ``name`` (normal form), its aliases followed through all layers."""
        answer = self._known.get((name, rdtype))
        if answer is None:
            answer = self._follow(name, rdtype)
            if answer.kind is not Kind.PENDING:
                self._known[name, rdtype] = answer
        return answer

    def _follow(self, name: str, rdtype: str) -> Answer:
        aliases: tuple[str, ...] = ()
        seen = {name}
        proxied, secure = False, True
        answer = first = self._one(name, rdtype)
        while answer.kind is Kind.FOUND and not answer.values and (answer.aliases or answer.via):
            target = answer.via or answer.aliases[-1]
            aliases += answer.aliases
            proxied |= answer.proxied
            if target in seen or len(seen) > MAX_ALIASES:
                return Answer(Kind.NO_DATA, aliases=aliases, source=answer.source, reason="the aliases form a loop")
            seen.add(target)
            secure &= answer.secure
            answer = self._one(target, rdtype)
        if answer is first:
            return answer
        address = answer.address if answer.absent and answer.address else first.address
        return structs.replace(
            answer,
            aliases=aliases + answer.aliases,
            via="",
            proxied=proxied or answer.proxied,
            address=address,
            secure=secure and answer.secure,
        )

    def addresses(self, name: str) -> tuple[Answer, Answer]:
        """The A and the AAAA answer of a host; both are asked, so that one round trip is enough."""
        ipv4, ipv6 = type_of_address
        return self.lookup(name, ipv4), self.lookup(name, ipv6)

    def _one(self, name: str, rdtype: str) -> Answer:
        for layer in self._layers:
            answer = layer.lookup(name, rdtype)
            if answer is not None:
                return answer
        return Answer(Kind.SKIPPED, reason="not asked")
