"""What to know before a cut-over, and what could not be told. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.cutover_report import Caution, Topic, Untold
from iacmx.durations import spoken
from iacmx.migrate.cutover.facts import Facts
from iacmx.migrate_report import State
from iacmx.model import Answer, Kind, Mx
from iacmx.mta_sts import parse_policy
from iacmx.names import is_within
from iacmx.serving.delegations import named_by
from iacmx.words import counted

_SHOWN = 5
_AGAIN = "Run this again when it can be told."


def cautions(facts: Facts) -> Iterator[Caution]:
    """Everything to know, what has to be settled first before the rest of its topic."""
    yield from _target(facts)
    yield from _not_carried(facts)
    yield from _dnssec(facts)
    yield from _mta_sts(facts)
    yield from _name_servers(facts)


def _target(facts: Facts) -> Iterator[Caution]:
    if facts.comparison is None:
        return
    rows = facts.comparison.rows
    wrong = [row for row in rows if row.state in (State.DIFFERENT, State.EXTRA)]
    missing = [row for row in rows if row.state is State.MISSING]
    if wrong:
        yield Caution(
            Topic.TARGET,
            f"{facts.move.target.label} has {counted(len(wrong), 'record set')} that the source has not, or otherwise: "
            f"{_some([f'{row.owner} {row.type}' for row in wrong])}.",
            "Settle which is meant; `iacmx migrate compare` shows both.",
            blocks=True,
        )
    if missing:
        yield Caution(
            Topic.TARGET,
            f"{facts.move.target.label} lacks {counted(len(missing), 'record set')} of mail so far: "
            f"{_some([f'{row.owner} {row.type}' for row in missing])}.",
            "Apply them before the switch, as below.",
        )


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _not_carried(facts: Facts) -> Iterator[Caution]:
    for carry in facts.comparison.carry if facts.comparison is not None else ():
        routing = "Email Routing" in carry.what
        topic = Topic.EMAIL_ROUTING if routing else Topic.NOT_CARRIED
        yield Caution(topic, f"{carry.owner} {carry.type}: {carry.what}", carry.instead, blocks=True)


def _dnssec(facts: Facts) -> Iterator[Caution]:
    if any(one.ds for one in facts.delegations):
        yield Caution(
            Topic.DNSSEC,
            f"{facts.move.name} is signed, and the parent zone vouches for the source's keys (DS): with them in place "
            "the target's answers would be taken for forged, and mail would stop.",
            "Keep to the order below: remove the DS records, wait their TTL out, switch, sign again, add the new DS.",
        )
    elif facts.signed:
        yield Caution(
            Topic.DNSSEC,
            f"{facts.move.name} is signed at the source, and the parent zone has no DS records: nobody validates it.",
            "Do not add DS records before the switch is over.",
        )


def _mta_sts(facts: Facts) -> Iterator[Caution]:
    for domain, answer in facts.policies.items():
        policy = parse_policy(str(answer.values[0])) if answer.kind is Kind.FOUND else None
        if policy is None:
            continue
        yield Caution(
            Topic.MTA_STS,
            f"Senders keep the policy of {domain} (mode {policy.mode}, max_age {policy.max_age} s) for "
            f"{spoken(policy.max_age)}, whatever DNS says in that time.",
            f"Have https://mta-sts.{domain} answer with a valid certificate before, during and after the switch, also "
            "where its host moves; change its mx lines before any MX record, and not within the switch.",
        )
        refused = [host for host in _exchanges(facts, domain) if not policy.allows(host)]
        if refused and policy.mode == "enforce":
            yield Caution(
                Topic.MTA_STS,
                f"The policy of {domain} does not allow {_some(refused)}, which the target's MX records name: senders "
                "would not deliver.",
                "Add mx lines for them and a new id, and let the TTL of its TXT record pass before the switch "
                "(RFC 8461 section 8.1).",
                blocks=True,
            )


def _exchanges(facts: Facts, domain: str) -> list[str]:
    data = facts.move.target.data
    records = [one for one in data.records if (one.owner, one.type) == (domain, "MX")] if data is not None else []
    values = [value for record in records for value in record.values]
    return sorted({str(v.exchange) for v in values if isinstance(v, Mx) and isinstance(v.exchange, str)} - {"."})


def _name_servers(facts: Facts) -> Iterator[Caution]:
    move = facts.move
    inside = sorted(name for name in move.new if is_within(name, move.name))
    if inside:
        yield Caution(
            Topic.NAME_SERVERS,
            f"{move.name} is to have name servers within itself, which nobody finds without glue: {_some(inside)}.",
            "Register their addresses with the registrar (host records) before the switch, and write A and AAAA "
            "records for them at the target.",
        )
    named = named_by(facts.delegations)
    ours = {name for name in named if move.is_old(name)}
    vanity = sorted(name for name in ours if is_within(name, move.name) or name not in (move.source.assigned or ours))
    if vanity:
        yield Caution(
            Topic.NAME_SERVERS,
            f"The parent zone names {_some(vanity)}, white-label names of the source's servers.",
            "Name the target's own servers at the switch; keep the names and their glue until the source's zone is "
            "removed, and look for other domains that use them.",
        )
    strange = sorted(name for name in named - ours if not move.is_new(name))
    if strange:
        yield Caution(
            Topic.NAME_SERVERS,
            f"The parent zone names {_some(strange)}, which are neither the source's nor the target's servers.",
            "Find out who serves the zone now: the source given here may not be what senders ask.",
            blocks=True,
        )
    elif named and all(map(move.is_new, named)):
        yield Caution(
            Topic.NAME_SERVERS,
            f"The parent zone names the target's servers already ({_some(sorted(named))}).",
            "Nothing is left to switch: `iacmx migrate verify` tells who has followed.",
            blocks=True,
        )


def untold(facts: Facts) -> Iterator[Untold]:
    """Everything that could not be told."""
    move = facts.move
    for place in (move.source, move.target):
        if place.untold:
            yield Untold(f"What {place.label} holds of {move.name}", place.untold, place.hint or _AGAIN)
    if move.target.data is not None and not move.new:
        yield Untold(
            "The target's name servers",
            f"{move.target.label} tells of none that are not the source's too.",
            "Look them up at the target, where the zone is shown.",
        )
    rows = facts.comparison.rows if facts.comparison is not None else ()
    for row in rows:
        if row.state is State.UNTOLD:
            yield Untold(f"Whether {row.owner} {row.type} is the same at the target", row.reason, _AGAIN)
    yield from _untold_times(facts)
    for domain, answer in facts.policies.items():
        if answer.kind is not Kind.FOUND or parse_policy(str(answer.values[0])) is None:
            yield Untold(
                f"The MTA-STS policy of {domain}, and how long senders keep it",
                _why(answer),
                f"Look at https://mta-sts.{domain}/.well-known/mta-sts.txt; `_mta-sts.{domain}` announces one.",
            )


def _why(answer: Answer) -> str:
    return "it is not valid." if answer.kind is Kind.FOUND else f"{answer.reason}."


def _untold_times(facts: Facts) -> Iterator[Untold]:
    zone = facts.move.name
    servers = ", ".join(facts.servers) or "its name servers are not known"
    for ttl in facts.ttls:
        if ttl.seconds is None:
            yield Untold(f"The TTL of {ttl.owner} {ttl.type}", f"asked: {servers}.", "Ask the source's name servers.")
    if facts.negative is None:
        yield Untold(
            f"How long it is remembered that a name of {zone} is not there (SOA)", f"asked: {servers}.", _AGAIN
        )
    if facts.apex is None:
        yield Untold(f"The TTL of the NS records of {zone} at the source", f"asked: {servers}.", _AGAIN)
    if not facts.delegations:
        reason = "the servers of the zone above could not be found."
        yield Untold(f"The delegation of {zone}, its TTL, and whether it has DS records", reason, _AGAIN)
        return
    asked = ", ".join(f"{one.server} {one.reason}" for one in facts.delegations if one.reason)
    if not any(one.told and one.ttl is not None for one in facts.delegations):
        yield Untold(f"How long resolvers keep the delegation of {zone}", f"{asked or 'there is none'}.", _AGAIN)
    if all(one.ds_reason for one in facts.delegations):
        reason = "; ".join(f"{one.server}: {one.ds_reason}" for one in facts.delegations[:2])
        do = f"Do not switch before you know: `dig DS {zone}`."
        yield Untold(f"Whether the parent zone has DS records for {zone}", f"{reason}.", do)
    if facts.signed is None:
        yield Untold(f"Whether {zone} is signed at the source (DNSKEY)", f"asked: {servers}.", _AGAIN)
