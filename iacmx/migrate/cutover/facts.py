"""What the times and the warnings of a cut-over follow from, asked where it is true: at the source's own servers, at
the parent zone's, at the policy host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from iacmx.cutover_report import Ttl
from iacmx.migrate.compare import compare
from iacmx.migrate.contents import Contents, hosts_of
from iacmx.migrate.move import Move
from iacmx.migrate_report import Part, ZoneComparison
from iacmx.model import Answer, ZoneData
from iacmx.mta_sts import record_id
from iacmx.serving.delegations import Delegation, named_by
from iacmx.serving.negative import negative_ttl

if TYPE_CHECKING:
    from iacmx.migrate.cutover.asked import Asked
    from iacmx.world.served import Key

_ANNOUNCED = "_mta-sts."


class Facts(Struct, frozen=True):
    """What was found out. Times are seconds; ``None`` is what could not be told.

    ``ttls`` are the record sets of mail at the source, and ``fixed`` those of them whose TTL nobody can set.
    ``negative`` is how long resolvers may remember that a name is not there (RFC 2308 section 5), ``apex`` the TTL of
    the zone's own NS records. ``signed``: the source's servers have keys of the zone. ``policies`` are the MTA-STS
    policies by mail domain, as their hosts answer.
    """

    move: Move
    comparison: ZoneComparison | None
    ttls: tuple[Ttl, ...]
    fixed: frozenset[tuple[str, str]]
    negative: int | None
    apex: int | None
    delegations: tuple[Delegation, ...]
    signed: bool | None
    policies: Mapping[str, Answer]
    servers: tuple[str, ...]
    """The source's name servers that were asked."""


def gather(move: Move, asked: Asked) -> Facts:
    """Everything."""
    found = asked.delegations(move.name)
    old = {name for name in named_by(found) if move.is_old(name)} | move.old
    sets = _sets(move.source.data)
    apex: list[Key] = [(move.name, rdtype) for rdtype in ("SOA", "NS", "DNSKEY")]
    views = asked.views(old, [*sets, *apex])
    said = list(views.values())
    source, target = move.source.data, move.target.data
    return Facts(
        move,
        compare(source, target) if source is not None and target is not None else None,
        tuple(Ttl(*key, _longest(said, key, held)) for key, held in sets.items()),
        frozenset(key for key, held in sets.items() if held is None),
        _negative(said, move.name),
        _longest(said, (move.name, "NS"), None),
        found,
        _signed(said, move.name),
        asked.policies(_policy_domains(source)),
        tuple(views),
    )


def _sets(data: ZoneData | None) -> dict[Key, int | None]:
    """The record sets of mail and the TTL that the side tells; ``None`` for one that the provider decides."""
    if data is None:
        return {}
    items = Contents(data, hosts_of((data,))).items
    return {(item.owner, item.type): item.ttl for item in items.values() if item.part is not Part.DELEGATION}


def _longest(said: Iterable[Mapping[Key, Answer]], key: Key, held: int | None) -> int | None:
    """The longest TTL that any of the servers gives, or the side itself tells."""
    ttls = [view[key].ttl for view in said if view[key].exists]
    known = [ttl for ttl in (*ttls, held) if ttl is not None]
    return max(known) if known else None


def _negative(said: Iterable[Mapping[Key, Answer]], zone: str) -> int | None:
    told = (negative_ttl(view[zone, "SOA"]) for view in said)
    return max((seconds for seconds in told if seconds is not None), default=None)


def _signed(said: Iterable[Mapping[Key, Answer]], zone: str) -> bool | None:
    answers = [view[zone, "DNSKEY"] for view in said]
    if any(answer.exists for answer in answers):
        return True
    return False if any(answer.absent for answer in answers) else None


def _policy_domains(data: ZoneData | None) -> tuple[str, ...]:
    """The mail domains that announce an MTA-STS policy (RFC 8461 section 3.1), or leave that to another name."""
    texts: dict[str, list[str]] = {}
    elsewhere: set[str] = set()
    for record in data.records if data is not None else ():
        if not isinstance(record.owner, str) or not record.owner.startswith(_ANNOUNCED):
            continue
        domain = record.owner.removeprefix(_ANNOUNCED)
        if record.type == "CNAME":
            elsewhere.add(domain)
        elif record.type == "TXT":
            texts.setdefault(domain, []).extend(str(value) for value in record.values)
    return tuple(sorted({domain for domain, held in texts.items() if record_id(tuple(held))} | elsewhere))
