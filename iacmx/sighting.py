"""What was seen of a promise after the apply: at the provider, at each authoritative server, at resolvers."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Where(StrEnum):
    PROVIDER = "provider"
    SERVER = "server"
    RESOLVER = "resolver"


class Seen(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    UNTOLD = "untold"  # it did not tell now
    OPEN = "open"  # what was promised is known only after the apply, or can't be compared


class Sighting(Struct, frozen=True):
    """How what one place holds of an owner's records of one type stands to what the plan promised.

    ``who`` is the provider, the server or the resolver, in words. ``promised`` and ``got`` are values as DNS has them,
    empty: none. ``reason`` is why it is UNTOLD or OPEN. ``old``: it holds what was there before the apply. ``left`` is
    how many seconds a resolver may go on answering so, ``None`` where that is not known. ``ttls`` are the TTL promised
    and the one held where the two differ. ``address`` is the plan address of the promise.
    """

    where: Where
    who: str
    owner: str
    type: str
    seen: Seen
    promised: tuple[str, ...] = ()
    got: tuple[str, ...] = ()
    reason: str = ""
    old: bool = False
    left: int | None = None
    ttls: tuple[int, int] | None = None
    address: str = ""


class Cached(Struct, frozen=True):
    """What resolvers that were not asked may still answer for an owner's records of one type.

    ``seconds`` is how long they may keep it, ``until`` the moment after which none has it, in words, ``""`` where not
    all servers answer as promised yet. ``old`` are the values before, empty: that there were none (a negative answer).
    """

    owner: str
    type: str
    seconds: int
    until: str
    old: tuple[str, ...] = ()
    address: str = ""
