"""The walk: from what DNS says to the attempts of one sending server and how they end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from msgspec import Struct

from iacmx.mail_hosts import recognise
from iacmx.mail_sets import in_words
from iacmx.model import Answer, Kind
from iacmx.routes import RouteKind
from iacmx.routing import Attempt, End, Ending, MailRoute, Outcome, Sender
from iacmx.routing.facts import Exchange, Facts
from iacmx.routing.mta import Mta, NullMx, Reach, mta

_REACHED = {Reach.ALWAYS: Outcome.TRIED, Reach.SOMETIMES: Outcome.SOMETIMES, Reach.NEVER: Outcome.BEYOND_LIMIT}
_USABLE = (Outcome.TRIED, Outcome.SOMETIMES)


class _Host(Struct):
    """An exchange as the server sees it; ``addresses`` are those that it may connect to, ``outcome`` why there are
    none."""

    exchange: Exchange
    addresses: tuple[str, ...]
    outcome: Outcome
    note: str
    aliases: tuple[str, ...]
    mail_host: str = ""


def walk(facts: Facts, sender: Sender, asked: str = "") -> MailRoute:
    """The route of the mail that ``sender`` has for the domain. Raises UsageError for an MTA that is not known."""
    ways = mta(sender.mta)
    attempts: tuple[Attempt, ...] = ()
    mx = facts.mx
    kind = RouteKind.MX if mx.exists else RouteKind.IMPLICIT
    if mx.kind in (Kind.UNVERIFIED, Kind.SKIPPED):
        # RFC 5321 section 5.1: a temporary failure is no proof that there is no MX.
        kind = RouteKind.UNKNOWN
        reason = f"the MX records could not be looked up: {mx.reason}"
        ending = Ending(End.DEFERRED, code=ways.codes.unresolved, reason=reason, told=False)
    elif not facts.exchanges:
        kind, ending = RouteKind.UNKNOWN, Ending(End.UNKNOWN, reason="known only after the apply")
    elif _is_null(facts, ways):
        kind = RouteKind.NULL
        ending = Ending(End.FAILED, code=ways.codes.null, reason="the domain takes no mail (null MX)")
    else:
        hosts = [_host(exchange, sender, ways) for exchange in _named(facts.exchanges, ways)]
        for host in hosts:
            company = recognise(host.exchange.name) if host.exchange.name else None
            host.mail_host = company.name if company else ""
        best = facts.exchanges[0].preference
        looping = _leave_out_myself(hosts, facts, sender, ways)
        attempts = _attempts(hosts, sender, ways)
        ending = _ending(facts, attempts, ways, looping, best)
        if kind is RouteKind.IMPLICIT and not any(attempt.address for attempt in attempts) and ending.told:
            kind = RouteKind.NONE
    return MailRoute(
        asked=asked or facts.domain,
        domain=facts.domain,
        mta=sender.mta,
        kind=kind,
        attempts=attempts,
        ending=ending,
        aliases=mx.aliases,
        mail_host=in_words([each.name for each in facts.exchanges if each.name != "."]) if mx.exists else "",
        notes=_notes(facts, mx),
    )


def _is_null(facts: Facts, ways: Mta) -> bool:
    null = [each.name == "." for each in facts.exchanges]
    return True in null and (False not in null or ways.null is NullMx.ANY)


def _named(exchanges: Sequence[Exchange], ways: Mta) -> Iterable[Exchange]:
    """The hosts, each at its best preference where the server looks for repetitions."""
    if ways.repeats or len(exchanges) == 1:
        return exchanges
    best: dict[str, Exchange] = {}
    for exchange in exchanges:
        best.setdefault(exchange.name or str(id(exchange)), exchange)
    return best.values()


def _host(exchange: Exchange, sender: Sender, ways: Mta) -> _Host:
    if exchange.name == ".":
        return _Host(exchange, (), Outcome.UNUSABLE, "a null MX beside other hosts", ())
    if exchange.is_literal:
        if not ways.uses_literals:
            return _Host(exchange, (), Outcome.UNUSABLE, "an IP address is no host name (RFC 5321)", ())
        return _with_addresses(exchange, (exchange.name,), sender, ways, ())
    if exchange.answers is None:
        return _Host(exchange, (), Outcome.PLANNED, "known after apply", ())
    if not ways.looks_up(exchange.name):
        return _Host(exchange, (), Outcome.UNUSABLE, f"no host name to {ways.title}", ())
    answers = exchange.answers
    aliases = answers[0].aliases or answers[1].aliases
    addresses = (*_values(answers[1]), *_values(answers[0]))  # IPv6 first, as RFC 6724 has it
    if addresses:
        return _with_addresses(exchange, addresses, sender, ways, aliases)
    return _Host(exchange, (), *_without_address(answers, ways), aliases)


def _with_addresses(
    exchange: Exchange, addresses: tuple[str, ...], sender: Sender, ways: Mta, aliases: tuple[str, ...]
) -> _Host:
    usable = tuple([a for a in addresses if (sender.ipv6 or ":" not in a) and not ways.refuses(a)])
    note = f"alias of {aliases[-1]}" if aliases else ""
    if usable:
        return _Host(exchange, usable, Outcome.TRIED, note, aliases)
    if any(ways.refuses(address) for address in addresses):
        return _Host(exchange, (), Outcome.UNUSABLE, f"{ways.title} does not connect to {addresses[0]}", aliases)
    return _Host(exchange, (), Outcome.NO_ADDRESS, "has IPv6 only", aliases)


def _values(answer: Answer) -> tuple[str, ...]:
    if answer.kind is not Kind.FOUND:
        return ()
    return tuple([value for value in answer.values if isinstance(value, str)])


def _without_address(answers: tuple[Answer, Answer], ways: Mta) -> tuple[Outcome, str]:
    if any(answer.kind is Kind.PLANNED or (answer.exists and not answer.values) for answer in answers):
        return Outcome.PLANNED, "address known after apply"
    unclear = next((answer for answer in answers if not answer.settled), None)
    if unclear is not None:
        return Outcome.UNRESOLVED, f"could not be looked up: {unclear.reason or 'not asked'}"
    if ways.defers_alias_loop and any(answer.aliases and answer.reason for answer in answers):
        return Outcome.UNRESOLVED, answers[0].reason or answers[1].reason
    by_plan = any(answer.source == "the plan" for answer in answers)
    alias = answers[0].aliases or answers[1].aliases
    led = f"alias of {alias[-1]}: " if alias else ""
    if all(answer.kind is Kind.NO_NAME for answer in answers):
        return Outcome.NO_NAME, led + ("removed by this plan" if by_plan else "no such name")
    return Outcome.NO_ADDRESS, led + ("removed by this plan" if by_plan else "no address")


def _leave_out_myself(hosts: list[_Host], facts: Facts, sender: Sender, ways: Mta) -> bool:
    """Mark the server itself and all that is no better (RFC 5321 section 5.1); whether there was any."""
    if not sender.myself:
        return False
    mine = [
        host
        for host in hosts
        if any(address in facts.own for address in host.addresses)
        or (ways.loops_by_name and sender.myself & {host.exchange.name, *host.aliases})
    ]
    if not mine:
        return False
    limit = min(_rank(host) for host in mine)
    for host in hosts:
        if _rank(host) >= limit:
            host.note = "the sending server itself" if host in mine else "no better than the sending server itself"
            host.addresses, host.outcome = (), Outcome.SELF
    return True


def _rank(host: _Host) -> int:
    preference = host.exchange.preference
    return 1 << 32 if preference is None else preference  # yet to be chosen by the provider, or there is no MX


def _attempts(hosts: Sequence[_Host], sender: Sender, ways: Mta) -> tuple[Attempt, ...]:
    if not ways.repeats_addresses:
        _drop_repeated(hosts)
    tiers = [list(tier) for _, tier in groupby(hosts, key=_rank)]
    usable = [[host.addresses for host in tier if host.addresses] for tier in tiers]
    reach = iter(ways.reach([tier for tier in usable if tier]))
    found: list[Attempt] = []
    for tier, addresses in zip(tiers, usable, strict=True):
        told = iter(zip(ways.shares(addresses), next(reach), strict=True) if addresses else ())
        here: list[Attempt] = []
        for host in tier:
            if host.addresses:
                shares, reached = next(told)
                here += [
                    _attempt(host, address, share, _REACHED[each], sender)
                    for address, share, each in zip(host.addresses, shares, reached, strict=True)
                ]
            else:
                here.append(_attempt(host, "", 0.0, host.outcome, sender))
        found += sorted(here, key=lambda attempt: ":" not in attempt.address) if ways.ipv6_first else here
    return tuple(found)


def _drop_repeated(hosts: Sequence[_Host]) -> None:
    seen: set[str] = set()
    for host in hosts:
        fresh = tuple(address for address in host.addresses if address not in seen)
        seen.update(host.addresses)
        if host.addresses and not fresh:
            host.outcome, host.note = Outcome.UNUSABLE, "its addresses are those of a better host"
        host.addresses = fresh


def _attempt(host: _Host, address: str, share: float, outcome: Outcome, sender: Sender) -> Attempt:
    name = host.exchange.name
    note = host.note
    if sender.down and outcome in _USABLE and not sender.down.isdisjoint((name, address, *host.aliases)):
        outcome, note = Outcome.DOWN, "does not answer"
    elif outcome is Outcome.BEYOND_LIMIT:
        note = "; ".join(part for part in (note, "never tried: beyond the limit of addresses") if part)
    return Attempt(
        host.exchange.preference,
        name,
        address,
        outcome,
        share,
        host.aliases,
        note,
        host.mail_host,
    )


def _ending(facts: Facts, attempts: Sequence[Attempt], ways: Mta, looping: bool, best: int | None) -> Ending:
    for outcomes in ((Outcome.TRIED, Outcome.PLANNED), (Outcome.SOMETIMES,)):
        for attempt in attempts:
            if attempt.outcome in outcomes:
                return _taken(attempt, attempts)
    met = {attempt.outcome for attempt in attempts}
    codes = ways.codes
    if Outcome.DOWN in met:
        return Ending(End.DEFERRED, code=codes.no_answer, reason="no host answers")
    if looping:
        return _loop(attempts, ways, best)
    if Outcome.UNRESOLVED in met:
        reason = "the address of no host could be looked up"
        return Ending(End.DEFERRED, code=codes.unresolved, reason=reason, told=False)
    if facts.mx.kind is Kind.NO_NAME:
        return Ending(End.FAILED, code=codes.no_name, reason="the domain does not exist")
    if facts.mx.absent:
        reason = "the domain has neither MX records nor an address"
        if any(attempt.outcome is Outcome.NO_ADDRESS and attempt.note == "has IPv6 only" for attempt in attempts):
            reason = "the domain has no MX records and an IPv6 address only"
        return Ending(End.FAILED, code=codes.no_address, reason=reason)
    return Ending(End.FAILED, code=codes.no_address, reason="no host of the MX records has a usable address")


def _taken(first: Attempt, attempts: Sequence[Attempt]) -> Ending:
    """By the tier of ``first``, the best that takes mail. A host that the plan gives an address will have one."""
    if not first.host:
        return Ending(End.UNKNOWN, reason="the first host is known only after the apply")
    takes = (*_USABLE, Outcome.PLANNED)
    hosts = [a.host for a in attempts if a.preference == first.preference and a.host and a.outcome in takes]
    reason = ""
    if first.outcome is Outcome.SOMETIMES:
        reason = "only where chance has it among the addresses that are tried"
    elif first.outcome is Outcome.PLANNED:
        reason = "at an address known only after the apply"
    return Ending(End.DELIVERED, tuple(dict.fromkeys(hosts)), reason=reason)


def _loop(attempts: Sequence[Attempt], ways: Mta, best: int | None) -> Ending:
    if ways.freezes_loop:
        return Ending(End.DEFERRED, reason="the mail would come back to the sending server: it is frozen in the queue")
    myself = next(attempt for attempt in attempts if attempt.outcome is Outcome.SELF)
    if ways.defers_loop and best != myself.preference:
        return Ending(End.DEFERRED, code="4.4.4", reason="no host better than the sending server has an address")
    return Ending(End.FAILED, code=ways.codes.loop, reason="the mail would come back to the sending server")


def _notes(facts: Facts, mx: Answer) -> tuple[str, ...]:
    notes: list[str] = []
    if mx.aliases:
        notes.append(f"{facts.domain} is an alias of {mx.aliases[-1]}")
    if len(facts.exchanges) > 1 and any(each.name == "." for each in facts.exchanges):
        notes.append("a null MX beside other hosts: mail servers differ in what they do")
    return tuple(notes)
