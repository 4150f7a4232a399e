"""SPF records on the way from one host to another (RFC 7208)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iacmx.model import Answer, Kind
from iacmx.world import Layer

MOST_LOOKUPS = 10
"""Terms that ask DNS, those of included records too; beyond it the result is permerror (section 4.6.4)."""
_ASKING = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})


def is_spf(text: str) -> bool:
    return text.lower().split()[:1] == ["v=spf1"]


def added(text: str, terms: Iterable[str]) -> str:
    """The record with the terms that it lacks, before what ends it."""
    words = text.split()
    new = [term for term in terms if term.lower() not in map(_plain, words)]
    end = next((at for at, word in enumerate(words) if _ends(word)), len(words))
    return " ".join((*words[:end], *new, *words[end:]))


def dropped(text: str, terms: Iterable[str]) -> str:
    """The record without the terms."""
    gone = {term.lower() for term in terms}
    return " ".join(word for word in text.split() if _plain(word) not in gone)


def has(text: str, term: str) -> bool:
    return term.lower() in map(_plain, text.split())


def lookups(text: str, world: Layer, seen: frozenset[str] = frozenset()) -> int | None:
    """How many look-ups the record costs; ``None`` where an included record could not be read."""
    total = 0
    for name in _asking(text):
        total += 1
        if not name:
            continue
        cost = _below(name, world, seen)
        if cost is None:
            return None
        total += cost
        if total > MOST_LOOKUPS:
            return total
    return total


def _below(name: str, world: Layer, seen: frozenset[str]) -> int | None:
    """The look-ups of the record at ``name``: none of one that is not there, or is on the way to itself."""
    if name in seen or "%" in name:
        return None if "%" in name else 0
    answer = world.lookup(name, "TXT") or Answer(Kind.SKIPPED)
    if not answer.settled:
        return None
    texts = [str(value) for value in answer.values if is_spf(str(value))]
    return lookups(texts[0], world, seen | {name}) if texts else 0


def _asking(text: str) -> Iterator[str]:
    """The terms that cost a look-up: the name of a record that has terms of its own, else ``""``."""
    for word in text.split()[1:]:
        term = _plain(word)
        mechanism = term.replace("=", ":").replace("/", ":").partition(":")[0]
        if mechanism in _ASKING:
            yield term.replace("=", ":").partition(":")[2].rstrip(".") if mechanism in ("include", "redirect") else ""


def _ends(word: str) -> bool:
    return _plain(word) == "all" or _plain(word).startswith("redirect=")


def _plain(word: str) -> str:
    return word.lower().lstrip("+-~?")
