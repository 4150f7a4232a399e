"""The steps of a mail move, in the order in which no message is lost, with waits from the TTLs that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from iacmx.mail_report import Row, State, Step
from iacmx.migrate.contents import Item
from iacmx.migrate.mail.rows import AFTER, BEFORE, FIRST, WITH, Move
from iacmx.migrate_report import Part

LOW_TTL = 300
"""Seconds; the TTL during the move (what most providers have as their least)."""
_QUEUES = 5 * 86400
"""How long senders go on trying (RFC 5321 section 4.5.4.1: 4-5 days)."""
_KEYS = 7 * 86400
_TO_DO = (State.MISSING, State.CHANGE)


def steps(move: Move, rows: Sequence[Row]) -> list[Step]:
    """What is left to do."""
    if move.is_there:
        return list(_after(move, rows))
    return [*_first(move, rows), *_before(move, rows), *_switch(move, rows), *_after(move, rows)]


def _first(move: Move, rows: Sequence[Row]) -> Iterator[Step]:
    name = move.target.service.name
    proof = [f"Add the TXT record that proves ownership: {row.then[0]}" for row in rows if row.part == "ownership"]
    yield Step(
        f"Set up {move.domain} at {name}",
        (
            *proof,
            "Create every mailbox, alias and group, and accept mail for the domain, before any MX record changes.",
        ),
        None,
        "A host that does not know an address refuses its mail for good.",
    )
    sts = _of(rows, FIRST, ("MTA-STS",))
    if sts:
        ttl = move.today.item(f"_mta-sts.{move.domain}", "TXT")
        yield Step(
            "Let the MTA-STS policy name both hosts",
            (
                f"Add to https://mta-sts.{move.domain}/.well-known/mta-sts.txt: "
                + ", ".join(f"mx: {host}" for host in move.sts.refused(move.target.hosts) or move.target.hosts),
                f"Then give the TXT record at _mta-sts.{move.domain} a new id.",
            ),
            _ttl(ttl, move),
            "Senders look for a new id once the TXT record's TTL is over (RFC 8461 section 8.1).",
        )


def _before(move: Move, rows: Sequence[Row]) -> Iterator[Step]:
    mx = move.today.mx
    lower = (_ttl(mx, move) or 0) > LOW_TTL
    changes = [_change(row) for row in _of(rows, BEFORE, ("SPF", "DKIM"))]
    changes += [_change(row) for row in rows if row.state is State.ASK and row.part == "SPF" and row.then]
    asks = [_change(row) for row in rows if row.state is State.ASK and row.part == "DKIM"]
    if lower:
        changes.insert(0, f"Lower the TTL of the MX records of {move.domain} to {LOW_TTL} s")
    if changes:
        yield Step(
            "Prepare: records that do no harm yet",
            tuple(changes),
            _longest(move, rows, lower),
            _remembered(move, rows),
        )
    signing = [*asks, f"Switch DKIM signing on at {move.target.service.name}, and send a message from there."]
    yield Step("Sign before anything is sent", tuple(signing), None, "SPF alone does not survive forwarding.")


def _remembered(move: Move, rows: Sequence[Row]) -> str:
    words = "The old answers, and that there were none, are in caches for as long as their TTL."
    if move.negative is None and _prepared(move, rows)[1]:
        return f"{words} That of no answer could not be told: it is in the SOA record of {move.today.data.zone.name}."
    return words


def _longest(move: Move, rows: Sequence[Row], lower: bool) -> int | None:
    changed, added = _prepared(move, rows)
    waits = [_ttl(move.today.mx, move) if lower else None, *(_ttl(item, move) for item in changed)]
    waits.append(move.negative if added else None)
    return max((wait for wait in waits if wait is not None), default=None)


def _prepared(move: Move, rows: Sequence[Row]) -> tuple[list[Item | None], bool]:
    """What is there of the record sets that are written before the switch, and whether there are new ones."""
    due = _of(rows, BEFORE, ("SPF", "DKIM"))
    changed = [move.today.item(row.owner, row.type, Part(row.part)) for row in due if row.now]
    asked = any(row.state is State.ASK and row.part == "SPF" and row.then for row in rows)
    return changed, asked or any(not row.now for row in due)


def _ttl(item: Item | None, move: Move) -> int | None:
    """Seconds; Cloudflare's automatic TTL is 300 (documentation, "Time to Live")."""
    if item is not None and item.ttl is None and move.today.data.zone.provider == "cloudflare":
        return LOW_TTL
    return item.ttl if item is not None else None


def _switch(move: Move, rows: Sequence[Row]) -> Iterator[Step]:
    changes = [_change(row) for row in _of(rows, WITH, ("MX", "client"))]
    gone = [_change(row) for row in rows if row.state is State.GOES and row.when == WITH]
    command = f"iacmx migrate mail {move.domain} --to {move.target.service.id} --check plan.json"
    yield Step(
        "Switch the MX records, all in one apply",
        (*_patience(move, rows), f"Prove the plan first: {command}", *changes, *gone),
        _lowered(move),
        "Senders that have the old records in a cache go on to the old host until then: it must take mail that long.",
    )


def _patience(move: Move, rows: Sequence[Row]) -> Iterator[str]:
    """Who has just prepared is no longer told to wait."""
    if (_ttl(move.today.mx, move) or 0) <= LOW_TTL and not _of(rows, BEFORE, ("SPF", "DKIM")):
        yield "If the TTL was lowered or SPF changed just now, wait for as long as that step said"


def _lowered(move: Move) -> int | None:
    ttl = _ttl(move.today.mx, move)
    return None if ttl is None else min(ttl, LOW_TTL)


def _after(move: Move, rows: Sequence[Row]) -> Iterator[Step]:
    if not move.is_there:
        yield Step(
            "Keep the old host taking mail, and fetch what arrives there",
            ("Test from outside, with a message to every kind of address, and one from it.",),
            _QUEUES,
            "Senders that were turned away go on trying for four to five days (RFC 5321 section 4.5.4.1).",
        )
    tidy = [_change(row) for row in rows if row.state is State.GOES and row.when == AFTER]
    if move.sts.announced and not move.is_there:
        tidy.append("Take the old hosts out of the MTA-STS policy, and give its TXT record a new id.")
    if not move.is_there:
        tidy.append("Raise the TTL of the MX records again, to 3600 s or more.")
    if tidy:
        yield Step("Tidy up", tuple(tidy), None, f"Keep DKIM keys for {_KEYS // 86400} days after the last message.")


def _of(rows: Iterable[Row], when: str, parts: Sequence[str]) -> list[Row]:
    return [row for row in rows if row.state in _TO_DO and row.when == when and row.part in parts]


def _change(row: Row) -> str:
    """A row as an order."""
    then = "; ".join(row.then)
    if row.state is State.GOES:
        return f"Change {row.owner} {row.type} to {then}" if then else f"Remove {row.owner} {row.type}"
    if row.state is State.ASK:
        only = ", where nobody else sends with its name" if row.part == "SPF" else ""
        return (
            f"Add {row.owner} {row.type}{only}: {then}" if then else f"Add {row.owner} {row.type} as the console shows"
        )
    return f"{'Change' if row.now else 'Add'} {row.owner} {row.type}: {then}"
