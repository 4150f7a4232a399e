"""What DNS says about the mail of a domain: all that a sending server looks up before it connects to anybody."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from msgspec import Struct

from iacmx.model import Answer, Kind, Mx

Lookup = Callable[[str, str], Answer]


class Exchange(Struct, frozen=True):
    """A host that may take the mail. ``preference`` is ``None`` for the domain itself (implicit MX).

    ``name`` is ``""`` where it is known only after the apply. ``is_literal``: its name is an IP address.
    """

    preference: int | None
    name: str
    answers: tuple[Answer, Answer] | None
    is_literal: bool = False


class Facts(Struct, frozen=True):
    """``mx`` is the answer to the MX question, aliases followed; ``exchanges`` are in order of preference, then name.

    ``own`` are the addresses of the hosts that the sending server itself is.
    """

    domain: str
    mx: Answer
    exchanges: tuple[Exchange, ...] = ()
    own: frozenset[str] = frozenset()


def gather(domain: str, lookup: Lookup, myself: frozenset[str] = frozenset()) -> Facts | None:
    """The facts as far as ``lookup`` tells them; ``None`` where it has to ask first (and was told what)."""
    mx = lookup(domain, "MX")
    own, is_pending = _own(myself, lookup)
    if mx.kind is Kind.PENDING:
        return None
    if mx.kind is Kind.FOUND and mx.values:
        exchanges = _exchanges(mx, lookup)
    elif mx.kind is Kind.NO_NAME:
        exchanges = (Exchange(None, domain, (mx, mx)),)  # RFC 8020: no type of it exists
    elif mx.absent:
        # RFC 5321 section 5.1: without MX records the name that was found, at the end of its aliases, is the host.
        exchanges = (Exchange(None, domain, _addresses(domain, lookup)),)
    else:
        exchanges = ()
    pending = [each for each in exchanges if each.answers is not None and _is_pending(each.answers)]
    return None if pending or is_pending else Facts(domain, mx, exchanges, own)


def _exchanges(mx: Answer, lookup: Lookup) -> tuple[Exchange, ...]:
    found: list[Exchange] = []
    for value in mx.values:
        if not isinstance(value, Mx) or not isinstance(value.exchange, str):
            found.append(Exchange(value.preference if isinstance(value, Mx) else None, "", None))
        elif value.is_null:
            found.append(Exchange(value.preference, ".", None))
        else:
            literal = is_address(value.exchange)
            answers = None if literal else _addresses(value.exchange, lookup)
            found.append(Exchange(value.preference, value.exchange, answers, is_literal=literal))
    if len(found) > 1:
        found.sort(key=_order)
    return tuple(found)


def _order(exchange: Exchange) -> tuple[int, str]:
    return (1 << 32 if exchange.preference is None else exchange.preference, exchange.name)


def _addresses(name: str, lookup: Lookup) -> tuple[Answer, Answer]:
    return lookup(name, "A"), lookup(name, "AAAA")


def _own(myself: frozenset[str], lookup: Lookup) -> tuple[frozenset[str], bool]:
    own: set[str] = set()
    is_pending = False
    for name in sorted(myself):
        if is_address(name):
            own.add(name)
            continue
        answers = _addresses(name, lookup)
        is_pending |= _is_pending(answers)
        own.update(str(value) for answer in answers if answer.exists for value in answer.values)
    return frozenset(own), is_pending


def _is_pending(answers: tuple[Answer, Answer]) -> bool:
    return answers[0].kind is Kind.PENDING or answers[1].kind is Kind.PENDING


def is_address(name: str) -> bool:
    """Whether it is an IP address rather than a name."""
    if not (name[-1:].isdigit() or ":" in name):
        return False
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
