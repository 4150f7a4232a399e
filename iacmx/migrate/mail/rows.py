"""Today's records held against what the new host needs. Pure: it looks things up in a world, and asks nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from iacmx.mail_hosts import MailHost
from iacmx.mail_needs import Target, Wanted, needs_of
from iacmx.mail_report import Row, State
from iacmx.mail_sets import match
from iacmx.migrate.contents import Item
from iacmx.migrate.mail import spf
from iacmx.migrate.mail.today import Today
from iacmx.model import Answer, Kind
from iacmx.mta_sts import Policy, parse_policy, record_id
from iacmx.names import is_within
from iacmx.world import World
from iacmx.world.questions import MTA_STS

FIRST, BEFORE, WITH, AFTER = "first", "before the MX records", "with the MX records", "a week after the MX records"
_NOT_READ = "It was not asked for, or did not tell."


class Sts(Struct, frozen=True):
    """The MTA-STS policy of the domain: ``announced`` by a TXT record; ``policy`` is ``None`` where it was not read."""

    announced: bool
    policy: Policy | None = None
    reason: str = ""

    def refused(self, hosts: Sequence[str]) -> tuple[str, ...]:
        """The hosts that senders would not deliver to."""
        if self.policy is None or self.policy.mode == "none":
            return ()
        return tuple(host for host in hosts if not self.policy.allows(host))


class Move(Struct, frozen=True):
    """A domain's mail on its way: what is there ``today``, the ``target``, DKIM ``keys`` that the console told, by
    selector, and the MTA-STS policy of now. ``left`` is the host that is left, where the MX records do not tell it.
    ``negative`` is how many seconds it is remembered that a record was not there, ``None`` where that is not told."""

    today: Today
    target: Target
    keys: Mapping[str, str]
    sts: Sts
    world: World
    left: MailHost | None = None
    negative: int | None = None

    @property
    def domain(self) -> str:
        return self.today.domain

    @property
    def is_there(self) -> bool:
        """Whether the MX records are one of the new host's sets already, as a whole."""
        now = self.today.exchanges
        if set(now) == set(self.target.hosts):
            return bool(now)
        found = None if self.target.is_own else match(now)
        if found is None or found.service.id != self.target.service.id or found.missing or found.beside:
            return False
        return found.expected.complete and not found.expected.outdated and set(found.present) == set(now)

    @property
    def leaving(self) -> tuple[MailHost, ...]:
        """The hosts that are left, as far as they are known."""
        named = (self.left,) if self.left else self.today.services
        return tuple(one for one in named if one.id != self.target.service.id)

    @property
    def old_terms(self) -> tuple[str, ...]:
        """The SPF terms of the hosts that are left."""
        terms = (term for one in self.leaving for term in needs_of(one).spf)
        return tuple(term for term in terms if term not in self.target.spf)


def sts_of(today: Today, world: World) -> Sts:
    """What is known of the domain's MTA-STS policy."""
    owner = f"_mta-sts.{today.domain}"
    item = today.item(owner, "TXT")
    if item is not None:
        texts: tuple[str, ...] = item.values
    else:
        answer = world.lookup(owner, "TXT")
        if not answer.settled and not (today.is_known(owner) and today.item(owner, "CNAME") is None):
            return Sts(False, reason=answer.reason or _NOT_READ)
        texts = tuple(str(value) for value in answer.values) if answer.settled else ()
    if not record_id(texts):
        return Sts(False)
    told = world.lookup(today.domain, MTA_STS)
    policy = parse_policy(str(told.values[0])) if told.kind is Kind.FOUND else None
    return Sts(True, policy, "" if policy else _why(told))


def _why(answer: Answer) -> str:
    if answer.kind is Kind.FOUND:
        return "What is served is no policy: senders go on as if there was none."
    return f"The policy could not be read: {answer.reason or 'it was not asked for'}."


def rows(move: Move) -> list[Row]:
    """What is there, what is missing, and what must go."""
    found = [
        _mx(move),
        _spf(move),
        *_keys(move),
        *_proof(move),
        _dmarc(move),
        _mta_sts(move),
        *_clients(move),
        *_old(move),
    ]
    return [row for row in found if row is not None]


def _mx(move: Move) -> Row:
    today = move.today
    then = tuple(f"{'(any)' if rank is None else rank} {host}" for rank, host in move.target.records)
    item = today.mx
    now = tuple(sorted(item.values, key=_rank)) if item else ()
    if item is not None and item.untold:
        return Row("MX", move.domain, "MX", State.UNTOLD, now, then, WITH, item.untold)
    if item is None and not today.is_known(move.domain):
        return Row("MX", move.domain, "MX", State.UNTOLD, (), then, WITH, _NOT_READ)
    if set(now) == set(then) or move.is_there:
        return Row("MX", move.domain, "MX", State.THERE, now, then)
    reason = "The whole set at once: old and new host together would lose mail."
    if today.takes_none:
        reason = "The domain says now that it takes no mail (null MX, RFC 7505)."
    elif not now:
        reason = "There are no MX records now: mail goes to the domain's own address, if it has one."
    return Row("MX", move.domain, "MX", State.CHANGE if now else State.MISSING, now, then, WITH, reason)


def _rank(value: str) -> tuple[int, str]:
    number, _, host = value.partition(" ")
    return int(number) if number.isdigit() else 65536, host


def _spf(move: Move) -> Row | None:
    terms, item = move.target.spf, move.today.spf
    if not terms:
        reason = f"What {move.target.service.name} needs is not known here: see {move.target.needs.console}."
        return Row("SPF", move.domain, "TXT", State.ASK, item.values if item else (), (), BEFORE, reason)
    if item is not None and item.untold:
        return Row("SPF", move.domain, "TXT", State.UNTOLD, (), (), BEFORE, item.untold)
    if item is None or not item.values:
        if not move.today.is_known(move.domain):
            return Row("SPF", move.domain, "TXT", State.UNTOLD, (), (), BEFORE, _NOT_READ)
        then = " ".join(("v=spf1", *terms, "~all"))
        reason = "There is none. Write this one where nobody else sends with the domain's name, else name them too."
        return Row("SPF", move.domain, "TXT", State.ASK, (), (then,), BEFORE, reason)
    if len(item.values) > 1:
        reason = "Several SPF records are an error (RFC 7208 section 4.5): make them one first."
        return Row("SPF", move.domain, "TXT", State.UNTOLD, item.values, (), BEFORE, reason)
    now = next(iter(item.values), "")
    then = spf.added(now, terms)
    count = spf.lookups(then, move.world)
    over = f"With it the record costs more than {spf.MOST_LOOKUPS} look-ups: receivers take it for an error."
    reason = over if count is not None and count > spf.MOST_LOOKUPS else ""
    if then == now:
        return Row("SPF", move.domain, "TXT", State.THERE, (now,), (now,), reason=reason)
    return Row("SPF", move.domain, "TXT", State.CHANGE, (now,), (then,), BEFORE, reason)


def _keys(move: Move) -> Iterator[Row]:
    for key in move.target.needs.dkim:
        selector = key.owner.partition(".")[0]
        value = move.keys.get(selector, "") or key.value_for(move.domain)
        yield _wanted("DKIM", key, value, move, BEFORE, "Mail is sent unsigned without it.")
    known = {key.owner.partition(".")[0] for key in move.target.needs.dkim}
    for selector in (one for one in move.keys if one not in known):
        key = Wanted(f"{selector}._domainkey", "TXT" if "p=" in move.keys[selector] else "CNAME", "")
        yield _wanted("DKIM", key, move.keys[selector], move, BEFORE, "")
    if not move.target.needs.dkim and not move.keys:
        reason = f"Which keys the domain needs, {move.target.needs.console} tells; give them with --dkim."
        yield Row("DKIM", f"_domainkey.{move.domain}", "TXT", State.ASK, (), (), BEFORE, reason)


def _wanted(part: str, wanted: Wanted, value: str, move: Move, when: str, reason: str) -> Row:
    owner = wanted.at(move.domain)
    other = "CNAME" if wanted.type == "TXT" else "TXT"
    item = move.today.item(owner, wanted.type) or move.today.item(owner, other)
    now: tuple[str, ...] = item.values if item else ()
    then = (value,) if value else ()
    if item is not None and item.untold and not now:
        return Row(part, owner, wanted.type, State.UNTOLD, (), then, when, item.untold)
    if item is None and not move.today.is_known(owner):
        return Row(part, owner, wanted.type, State.UNTOLD, (), then, when, _NOT_READ)
    if item is not None and (not value or _same(item, wanted.type, value)):
        told = "" if value else f"Compare it with {move.target.needs.console}."
        return Row(part, owner, item.type, State.THERE, now, now, reason=told)
    if not value:
        told = f"Only the host's console tells it: {move.target.needs.console}. Give it with --dkim."
        return Row(part, owner, wanted.type, State.ASK, now, (), when, told)
    return Row(part, owner, wanted.type, State.CHANGE if now else State.MISSING, now, then, when, "" if now else reason)


def _same(item: Item, rdtype: str, value: str) -> bool:
    if item.type != rdtype:
        return False
    squeezed = {
        "".join(one.split()).rstrip(";").lower() if rdtype != "TXT" else "".join(one.split()) for one in item.values
    }
    return "".join(value.split()) in squeezed or "".join(value.split()).lower() in squeezed


def _proof(move: Move) -> Iterator[Row]:
    if move.target.needs.proof and not move.is_there:
        then = (f"{move.target.needs.proof}...",)
        reason = f"It proves whose the domain is. Only the host's console tells it: {move.target.needs.console}."
        yield Row("ownership", move.domain, "TXT", State.ASK, (), then, FIRST, reason)


def _dmarc(move: Move) -> Row:
    owner = f"_dmarc.{move.domain}"
    item = move.today.item(owner, "TXT")
    if item is not None and item.values:
        strict = any("p=reject" in "".join(text.split()).lower() for text in item.values)
        reason = "It has mail refused that neither SPF nor DKIM covers: have both before sending." if strict else ""
        return Row("DMARC", owner, "TXT", State.THERE, item.values, item.values, reason=reason)
    if item is not None or not move.today.is_known(owner):
        return Row("DMARC", owner, "TXT", State.UNTOLD, (), (), "", item.untold if item else _NOT_READ)
    reason = "There is none; large receivers ask for one. It has nothing to do with the move."
    return Row("DMARC", owner, "TXT", State.ASK, (), ("v=DMARC1; p=none",), "any time", reason)


def _mta_sts(move: Move) -> Row | None:
    owner, sts, hosts = f"_mta-sts.{move.domain}", move.sts, move.target.hosts
    if not sts.announced:
        return Row("MTA-STS", owner, "TXT", State.UNTOLD, when=FIRST, reason=sts.reason) if sts.reason else None
    if sts.policy is None:
        return Row("MTA-STS", owner, "TXT", State.UNTOLD, (), hosts, FIRST, sts.reason)
    now = (f"mode {sts.policy.mode}", *(f"mx {name}" for name in sts.policy.mx))
    if not sts.refused(hosts):
        return Row("MTA-STS", owner, "TXT", State.THERE, now, now)
    then = (*now, *(f"mx {host}" for host in sts.refused(hosts)))
    reason = f"Senders hold the policy for up to {sts.policy.max_age} s and deliver to no host that it does not name."
    return Row("MTA-STS", owner, "TXT", State.CHANGE, now, then, FIRST, reason)


def _clients(move: Move) -> Iterator[Row]:
    for client in move.target.needs.clients:
        yield _wanted("client", client, client.value_for(move.domain), move, WITH, "Mail programs find the host by it.")


def _old(move: Move) -> Iterator[Row]:
    """What the hosts that are left no longer need."""
    if move.old_terms and move.today.spf is not None and len(move.today.spf.values) == 1:
        now = spf.added(move.today.spf.values[0], move.target.spf)
        then = spf.dropped(now, move.old_terms)
        if then != now:
            yield Row("SPF", move.domain, "TXT", State.GOES, (now,), (then,), AFTER, "Nothing is sent there any more.")
    new = {wanted.owner for wanted in (*move.target.needs.dkim, *move.target.needs.clients)}
    for service in move.leaving:
        needs = needs_of(service)
        for part, when, wanted in (("DKIM", AFTER, needs.dkim), ("client", WITH, needs.clients)):
            for one in wanted:
                item = move.today.item(one.at(move.domain), one.type)
                if item is not None and one.owner not in new:
                    why = "Mail on its way is still signed with it." if part == "DKIM" else "It leads to the old host."
                    yield Row(part, item.owner, item.type, State.GOES, item.values, (), when, why)
    inside = [host for host in move.today.exchanges if is_within(host, move.today.data.zone.name)]
    for host in inside:
        why = "Keep the host running until caches and senders' queues are empty; what else uses the name, you know."
        known = [rdtype for rdtype in ("A", "AAAA") if move.today.sets(host, rdtype)]
        for rdtype in known or ["A"]:
            yield Row("host", host, rdtype, State.GOES, (), (), AFTER, why)


def is_open(found: Sequence[Row]) -> bool:
    """Whether something that the move hangs on could not be told."""
    return any(row.state is State.UNTOLD and row.part in ("MX", "SPF", "MTA-STS") for row in found)
