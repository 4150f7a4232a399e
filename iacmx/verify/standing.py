"""How what a place holds stands to what was promised. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from iacmx.mail_texts import mail_texts
from iacmx.model import Answer, Kind, Mx, RecordSet, Unknown
from iacmx.serving.answers import Known, State, View, content, judge, shown, told
from iacmx.sighting import Seen, Sighting, Where
from iacmx.verify.promises import Promise

LATER = "known only after the apply"
_NEGATIVE = Answer(Kind.NO_DATA)


def at_provider(promise: Promise, who: str, held: Iterable[RecordSet]) -> Sighting:
    """What the provider holds of it: ``held`` are its record sets of that owner and type."""
    live = tuple(held)
    new, now = _sets(promise.after), _sets(live)
    seen, reason = Seen.SAME if new == now else Seen.DIFFERENT, ""
    if promise.is_open:
        seen, reason = _fits(_values(promise.after), _values(live))
    elif not promise.whole and new <= now:
        seen = Seen.SAME
    here = {record.ttl for record in live}
    return Sighting(
        Where.PROVIDER,
        who,
        promise.owner,
        promise.type,
        seen,
        in_words(promise.after),
        in_words(live),
        reason,
        old=seen is Seen.DIFFERENT and now == _sets(promise.before),
        ttls=_ttls(promise, next(iter(here)) if len(here) == 1 else None, seen),
        address=promise.address,
    )


def of_answer(promise: Promise, where: Where, who: str, expected: View, got: View, known: Known) -> Sighting:
    """What a server or a resolver answers of it. ``expected`` has what was promised of all names, by question."""
    answer = got[promise.key]
    seen, reason = _stands(promise, expected, got, known)
    is_resolver = where is Where.RESOLVER
    return Sighting(
        where,
        who,
        promise.owner,
        promise.type,
        seen,
        in_words(promise.after) or _words(promise, expected[promise.key]),
        _words(promise, answer),
        reason,
        old=seen is Seen.DIFFERENT and _is_before(promise, answer),
        left=(answer.ttl if answer.exists else answer.negative_ttl) if is_resolver else None,
        ttls=None if is_resolver else _ttls(promise, answer.ttl, seen),
        address=promise.address,
    )


def _stands(promise: Promise, expected: View, got: View, known: Known) -> tuple[Seen, str]:
    key = promise.key
    here, there = expected[key], got[key]
    if not told(there):
        return Seen.UNTOLD, there.reason or "did not tell"
    if promise.stands_in:
        return (Seen.SAME if there.exists or there.aliases else Seen.DIFFERENT), ""
    if promise.routed and promise.after:
        return (Seen.SAME if _is_one_of(promise, there) else Seen.DIFFERENT), ""
    if promise.is_open:
        return _fits(_values(promise.after), _content(promise, there))
    if not told(here):
        return Seen.OPEN, "where the alias leads is not known"
    wanted, held = _content(promise, here), _content(promise, there)
    if wanted == held or (not promise.whole and wanted <= held):
        return Seen.SAME, ""
    if here.aliases or there.aliases:
        return Seen.DIFFERENT, ""
    outcome = judge(key, expected, got, known)
    if outcome.state is State.UNTOLD:
        return Seen.OPEN, outcome.text
    return (Seen.SAME if outcome.state is State.SAME else Seen.DIFFERENT), ""


def _is_one_of(promise: Promise, answer: Answer) -> bool:
    """Whether the answer is that of one of the sets of a routing policy; a multivalue answer gives some of them."""
    held = _content(promise, answer)
    if all(record.routing == "multivalue" for record in promise.after):
        return bool(held) and held <= _values(promise.after)
    if any(record.alias is not None for record in promise.after):
        return answer.exists
    return any(held == _values((record,)) for record in promise.after)


def _fits(wanted: frozenset[str], held: frozenset[str]) -> tuple[Seen, str]:
    """Of a set that is known only in part, whether the part that is known is there."""
    if not held or not wanted <= held:
        return Seen.DIFFERENT, ""
    rest = ", ".join(sorted(held - wanted))
    return Seen.OPEN, f"{LATER}, so that it can't be compared; it holds {rest or 'no more than what is known'}"


def _is_before(promise: Promise, answer: Answer) -> bool:
    old = _values(promise.before)
    return _content(promise, answer) == old and (bool(old) or answer.absent)


def _content(promise: Promise, answer: Answer) -> frozenset[str]:
    """What the answer means for mail; of texts only those of mail, as the plan holds them."""
    if promise.type == "TXT" and not answer.aliases:
        texts = mail_texts(promise.owner, [str(value) for value in answer.values])
        answer = replace(answer, values=texts)
    return content(promise.key, answer)


def _values(records: Iterable[RecordSet]) -> frozenset[str]:
    """The values that are known, as :func:`iacmx.serving.answers.content` has them."""
    held = list(records)
    if not held:
        return frozenset()
    values = tuple(v for record in held for v in record.values if not isinstance(v, Unknown))
    known = tuple(v for v in values if not isinstance(v, Mx) or isinstance(v.exchange, str))
    key = str(held[0].owner), str(held[0].type)
    return content(key, replace(_NEGATIVE, values=known))


def _sets(records: Iterable[RecordSet]) -> frozenset[tuple[object, ...]]:
    """What record sets say: single records count as the set that they are together."""
    found: dict[tuple[object, ...], list[RecordSet]] = {}
    for record in records:
        found.setdefault((record.variant, record.routing, str(record.alias or ""), record.proxied), []).append(record)
    return frozenset((*way, value) for way, held in found.items() for value in (_values(held) or {""}))


def _ttls(promise: Promise, held: int | None, seen: Seen) -> tuple[int, int] | None:
    if seen is not Seen.SAME or promise.ttl is None or held is None or promise.ttl == held or promise.routed:
        return None
    return promise.ttl, held


def in_words(records: Iterable[RecordSet]) -> tuple[str, ...]:
    """The values of record sets as DNS has them; an alias, and what is known only later, in words."""
    found: list[str] = []
    for record in records:
        found += [f"alias of {record.alias}"] if isinstance(record.alias, str) else []
        found += [LATER] if isinstance(record.alias, Unknown) else []
        found += [_word(value) for value in record.values]
    return tuple(sorted(dict.fromkeys(found)))


def _word(value: object) -> str:
    if isinstance(value, Mx):
        exchange = value.exchange if isinstance(value.exchange, str) else f"({LATER})"
        return exchange if value.preference is None else f"{value.preference} {exchange}"
    return f"({LATER})" if isinstance(value, Unknown) else str(value)


def _words(promise: Promise, answer: Answer) -> tuple[str, ...]:
    if not told(answer):
        return ()
    if promise.type == "TXT" and not answer.aliases:
        return tuple(sorted(mail_texts(promise.owner, [str(value) for value in answer.values])))
    return shown(promise.key, answer)
