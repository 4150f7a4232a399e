"""MX sets against those that mail services publish: which set it is, what of it is missing, what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from msgspec import Struct

from iacmx.mail_hosts import ExpectedSet, MailHost, is_proof, recognise

_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")
_PART = re.compile(r"\{(\w+)\}")


class Match(Struct, frozen=True):
    """The hosts of one service in an MX set, held against the set of the service that they fit best.

    ``missing`` are hosts of ``expected`` that are not there, with the customer's part filled in where it is known;
    ``beside`` are hosts that belong to ``other``, another set of the service.
    """

    service: MailHost
    expected: ExpectedSet
    present: tuple[str, ...]
    missing: tuple[str, ...]
    beside: tuple[str, ...] = ()
    other: ExpectedSet | None = None


def services(hosts: Iterable[str]) -> tuple[MailHost, ...]:
    """The known services among the hosts, in their order."""
    found = (recognise(host) for host in hosts)
    return tuple({service.id: service for service in found if service is not None}.values())


def match(hosts: Sequence[str]) -> Match | None:
    """The published set that the hosts fit best, ``None`` where they are of no service, of several, or fit none."""
    known = services(hosts)
    if len(known) != 1:
        return None
    service = known[0]
    fits = [(_present(expected, hosts), expected) for expected in service.sets]
    present, expected = max(fits, key=lambda fit: _rank(*fit), default=((), None))
    if expected is None or not present:
        return None
    rest = [host for host in hosts if host not in present]
    other, beside = _other(fits, expected, rest)
    return Match(service, expected, present, _missing(expected, present), beside, other)


def in_words(hosts: Sequence[str]) -> str:
    """The service that all the hosts belong to and which of its sets it is; ``""`` where that can't be said of all."""
    real = [host for host in hosts if not is_proof(host)]
    known = services(real)
    if len(known) != 1 or not all(map(recognise, real)):
        return ""
    found = match(real)
    if found is None:
        return known[0].name
    parts = [found.service.name, _set_in_words(found)]
    return ", ".join(part for part in parts if part)


def open_parts(expected: ExpectedSet) -> tuple[str, ...]:
    """The customer's parts in the names of a published set, such as ``("tenant",)``."""
    return tuple(dict.fromkeys(part for _, name in expected.records for part in _PART.findall(name)))


def parts_of(name: str, host: str) -> dict[str, str] | None:
    """The customer's parts in ``host`` where it is one that the published ``name`` stands for, else ``None``."""
    fit = _pattern(name).fullmatch(host)
    return fit.groupdict() if fit else None


def filled(name: str, parts: Mapping[str, str]) -> str:
    """A published name with the customer's parts put in."""
    return _fill(name, parts)


def inverted(found: Match, preferences: Mapping[str, int]) -> tuple[str, str] | None:
    """Two hosts in the opposite of the published order: the one tried first now, and the one that should be.

    ``preferences`` are those of the MX set by host. Equal ones are no inversion: senders choose at random.
    """
    same = [
        expected
        for expected in found.service.sets
        if expected.complete and {name for _, name in expected.records} >= {name for _, name in found.expected.records}
    ]
    wrong = [_inverted(expected, found.present, preferences) for expected in same]
    return wrong[0] if wrong and None not in wrong else None


def _inverted(expected: ExpectedSet, present: Sequence[str], preferences: Mapping[str, int]) -> tuple[str, str] | None:
    if expected.policy not in ("exact", "order"):
        return None
    published = [(rank, host) for rank, name in expected.records for host in present if _fits(name, host)]
    for wanted, first in published:
        for later, second in published:
            if wanted is None or later is None or wanted >= later:
                continue
            if preferences.get(first, 0) > preferences.get(second, 1 << 32):
                return second, first
    return None


def _set_in_words(found: Match) -> str:
    name = found.expected.name
    if found.other is not None:
        return " and ".join(part for part in (name, found.other.name) if part)
    if found.missing and found.expected.complete:
        return f"part of the {name}" if name.endswith(" set") else f"{name}, in part".removeprefix(", ")
    return name


def _rank(present: tuple[str, ...], expected: ExpectedSet) -> tuple[bool, int, bool]:
    """A set that is there as a whole first, then the one with most of its hosts there."""
    return bool(present) and not _missing(expected, present), len(present), expected.complete


def _present(expected: ExpectedSet, hosts: Sequence[str]) -> tuple[str, ...]:
    return tuple(host for host in hosts if any(_fits(name, host) for _, name in expected.records))


def _other(
    fits: Sequence[tuple[tuple[str, ...], ExpectedSet]], expected: ExpectedSet, rest: Sequence[str]
) -> tuple[ExpectedSet | None, tuple[str, ...]]:
    """Another set that hosts outside ``expected`` belong to: the one with most of them."""
    for_rest = [(tuple(host for host in rest if host in present), other) for present, other in fits]
    beside, other = max(for_rest, key=lambda fit: len(fit[0]), default=((), expected))
    return (other, beside) if beside else (None, ())


def _missing(expected: ExpectedSet, present: Sequence[str]) -> tuple[str, ...]:
    filled: dict[str, str] = {}
    for _, name in expected.records:
        for host in present:
            fit = _pattern(name).fullmatch(host)
            filled |= fit.groupdict() if fit else {}
    absent = [name for _, name in expected.records if not any(_fits(name, host) for host in present)]
    return tuple(_fill(name, filled) for name in absent)


def _fill(name: str, parts: Mapping[str, str]) -> str:
    for placeholder, part in parts.items():
        name = name.replace(f"{{{placeholder}}}", part)
    return name


def _fits(name: str, host: str) -> bool:
    return name == host or ("{" in name and _pattern(name).fullmatch(host) is not None)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """A published name with the customer's parts as groups."""
    return re.compile(_PLACEHOLDER.sub(r"(?P<\1>[a-z0-9.-]+)", re.escape(name)))
