"""MX sets compared: what is added, removed and changed, as values and in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from iacmx.case import MxSet
from iacmx.model import Mx, Unknown

Ttls = tuple[int, ...]
Alias = str | Unknown | None


class Difference(Struct, frozen=True):
    """The step between two MX sets of one owner and variant; false where they hold the same.

    ``moved`` are records whose preference differs, as (before, after). ``ttls`` are the TTLs of both sides in seconds
    where they differ, and ``alias`` the alias targets, else ``None``. ``unknown`` are the records after it that are
    known only after the apply. Text, letter case and a trailing dot make no difference: values are in normal form.
    """

    variant: str = ""
    added: tuple[Mx, ...] = ()
    removed: tuple[Mx, ...] = ()
    moved: tuple[tuple[Mx, Mx], ...] = ()
    ttls: tuple[Ttls, Ttls] | None = None
    alias: tuple[Alias, Alias] | None = None
    unknown: tuple[Unknown, ...] = ()

    def __bool__(self) -> bool:
        return self.content or self.ttls is not None

    @property
    def content(self) -> bool:
        """Whether more than the TTL differs, or may differ."""
        return bool(self.added or self.removed or self.moved or self.alias or self.unknown)

    @property
    def words(self) -> tuple[str, ...]:
        """The difference, one clause for each record, in order of preference after the step."""
        prefix = f"{self.variant}: " if self.variant else ""
        clauses = [f"adds {record(mx)}" for mx in self.added]
        clauses += [f"removes {record(mx)}" for mx in self.removed]
        clauses += [f"changes the preference of {new.exchange} from {_n(old)} to {_n(new)}" for old, new in self.moved]
        if self.alias:
            clauses.append(f"changes the alias from {_alias(self.alias[0])} to {_alias(self.alias[1])}")
        if self.ttls:
            clauses.append(f"changes the TTL from {_ttl(self.ttls[0])} to {_ttl(self.ttls[1])}")
        clauses += [f"sets a record known only after the apply{_from(value)}" for value in self.unknown]
        return tuple(prefix + clause for clause in clauses)


def compare(before: MxSet | None, after: MxSet | None) -> Difference:
    """What leads from ``before`` to ``after``; ``None`` is: no such set. Records are matched by exchange."""
    old, new = before or MxSet(()), after or MxSet(())
    kept, added, removed = _match(old.by_preference, new.by_preference)
    appears_or_goes = before is None or after is None
    return Difference(
        variant=new.variant or old.variant,
        added=added,
        removed=removed,
        moved=tuple(
            (was, now) for was, now in kept if was.preference != now.preference and not (was.unranked or now.unranked)
        ),
        ttls=None if appears_or_goes or old.ttls == new.ttls else (old.ttls, new.ttls),
        alias=None if old.alias == new.alias else (old.alias, new.alias),
        unknown=new.unknown,
    )


def differences(before: Sequence[MxSet], after: Sequence[MxSet]) -> tuple[Difference, ...]:
    """The differences of all sets of one owner, matched by variant; sets that are the same are left out."""
    old, new = ({mx_set.variant: mx_set for mx_set in sets} for sets in (before, after))
    found = (compare(old.get(variant), new.get(variant)) for variant in sorted({*old, *new}))
    return tuple(difference for difference in found if difference)


def in_words(before: Sequence[MxSet], after: Sequence[MxSet]) -> tuple[str, ...]:
    """What leads from ``before`` to ``after``, one clause for each record; empty where nothing differs."""
    return tuple(clause for difference in differences(before, after) for clause in difference.words)


def record(mx: Mx) -> str:
    """One record as people say it: ``mx1.example.net (10)``; the host alone until the provider chose a preference."""
    if mx.unranked:
        return str(mx.exchange)
    return f"{'the null MX' if mx.is_null else mx.exchange} ({_n(mx)})"


def listing(mx_sets: Sequence[MxSet]) -> str:
    """All records of some sets, lowest preference first, each once; ``nothing`` where there is none."""
    names = dict.fromkeys(record(mx) for mx_set in mx_sets for mx in mx_set.by_preference)
    aliases = dict.fromkeys(f"an alias of {_alias(mx_set.alias)}" for mx_set in mx_sets if mx_set.alias is not None)
    return ", ".join((*names, *aliases)) or "nothing"


Matched = tuple[list[tuple[Mx, Mx]], tuple[Mx, ...], tuple[Mx, ...]]


def _match(old: Sequence[Mx], new: Sequence[Mx]) -> Matched:
    """Pairs of the same exchange (same preference first), what is only in ``new``, what is only in ``old``."""
    removed, added = list(old), list(new)
    kept: list[tuple[Mx, Mx]] = []
    for same_preference in (True, False):
        for now in tuple(added):
            was = next((mx for mx in removed if _pairs(mx, now, same_preference)), None)
            if was is not None:
                kept.append((was, now))
                removed.remove(was)
                added.remove(now)
    return kept, tuple(added), tuple(removed)


def _pairs(was: Mx, now: Mx, same_preference: bool) -> bool:
    return was.exchange == now.exchange and (was.preference == now.preference or not same_preference)


def _n(mx: Mx) -> str:
    return "no preference" if mx.preference is None else str(mx.preference)


def _ttl(ttls: Ttls) -> str:
    return " and ".join(map(str, ttls)) + " s" if ttls else "automatic"


def _alias(alias: Alias) -> str:
    if isinstance(alias, Unknown):
        return "a name known only after the apply"
    return alias or "none"


def _from(value: Unknown) -> str:
    source = value.planned_by or ", ".join(value.references)
    return f" (from {source})" if source else ""
