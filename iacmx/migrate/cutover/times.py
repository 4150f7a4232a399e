"""The arithmetic of TTLs: how long each wait of a cut-over has to be, and why. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from iacmx.cutover_report import Ttl
from iacmx.durations import spoken
from iacmx.migrate.cutover.facts import Facts

LOW = 300
"""Seconds: the TTL that a cut-over is done with. Cloudflare's automatic TTL, and short enough to undo a mistake."""


class Wait(Struct, frozen=True):
    """Seconds to wait, ``None`` where that could not be told, and the sentences that explain it."""

    seconds: int | None
    why: tuple[str, ...] = ()


def to_lower(facts: Facts) -> tuple[Ttl, ...]:
    """The record sets whose TTL is to be lowered, the longest first."""
    long = [ttl for ttl in facts.ttls if ttl.seconds is not None and ttl.seconds > LOW]
    settable = [ttl for ttl in long if (ttl.owner, ttl.type) not in facts.fixed]
    return tuple(sorted(settable, key=lambda ttl: (-(ttl.seconds or 0), ttl.owner, ttl.type)))


def after_lowering(facts: Facts) -> Wait:
    """Until nobody keeps an answer with the old TTLs."""
    if facts.move.source.data is None or any(ttl.seconds is None for ttl in facts.ttls):
        return Wait(None, ("Not all TTLs at the source could be told.",))
    lowered = to_lower(facts)
    if not lowered:
        return Wait(0)
    longest = lowered[0].seconds or 0
    return Wait(longest, tuple(_kept(ttl) for ttl in lowered[:3]))


def _kept(ttl: Ttl) -> str:
    seconds = ttl.seconds or 0
    return (
        f"{ttl.owner} {ttl.type}: TTL {seconds} s; a resolver that asked just before may keep the old answer, and its "
        f"old TTL, for {spoken(seconds)}."
    )


def after_ds(facts: Facts) -> Wait:
    """Until nobody validates with the DS records that the parent zone no longer has."""
    ttls = [one.ds_ttl for one in facts.delegations if one.ds]
    known = [ttl for ttl in ttls if ttl is not None]
    if not known:
        return Wait(None)
    longest = max(known)
    text = (
        f"DS TTL {longest} s at the parent zone: a resolver that asked just before its removal expects signatures that "
        f"the new servers don't have, for {spoken(longest)}, and fails (SERVFAIL)."
    )
    return Wait(longest, (text,))


def after_switch(facts: Facts) -> Wait:
    """Until nobody asks the old servers any more, or keeps what they said last."""
    parent = _max([one.ttl for one in facts.delegations if one.told])
    tail, told = _tail(facts)
    if parent is None or not told:
        return Wait(None, () if parent is None else (_delegation("the parent zone", parent),))
    why = [_delegation("the parent zone", parent)]
    if facts.apex is not None and facts.apex > parent:
        why.append(
            _delegation("the source's own servers, which some resolvers prefer (RFC 2181 section 5.4.1)", facts.apex)
        )
    longest = max(parent, facts.apex or 0)
    why.append(f"And {spoken(tail)} for what the old servers said last (their longest TTL then, or that of no answer).")
    return Wait(longest + tail, tuple(why))


def _delegation(who: str, seconds: int) -> str:
    return (
        f"NS TTL {seconds} s at {who}: a resolver that asked just before the switch may ask the old servers for "
        f"{spoken(seconds)}."
    )


def _tail(facts: Facts) -> tuple[int, bool]:
    """The longest TTL of an answer that the old servers give at the end, and whether all could be told."""
    known = facts.move.source.data is not None and all(ttl.seconds is not None for ttl in facts.ttls)
    told = known and facts.negative is not None and facts.apex is not None
    ends = [
        (ttl.seconds or 0) if (ttl.owner, ttl.type) in facts.fixed else min(ttl.seconds or 0, LOW)
        for ttl in facts.ttls
    ]  # fmt: skip
    return max([*ends, facts.negative or 0]), told


def _max(found: Sequence[int | None]) -> int | None:
    known = [one for one in found if one is not None]
    return max(known) if known else None
