"""The MTA-STS policy that senders hold the exchanges of an owner against (RFC 8461)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct

from iacmx.case import Case, once
from iacmx.model import Answer, Kind
from iacmx.mta_sts import Policy, parse_policy, record_id
from iacmx.rules._hostnames import lookable
from iacmx.rules._targets import targets
from iacmx.world import World
from iacmx.world.questions import MTA_STS


class State(Enum):
    NONE = "none"  # no announcement, or mail is not received here
    PLANNED = "planned"  # the plan changes the announcement or the policy's host
    READ = "read"
    INVALID = "invalid"  # senders get a text that is no policy
    ABSENT = "absent"  # senders get nothing
    UNTOLD = "untold"  # could not be fetched from here
    UNASKED = "unasked"


class Sts(Struct, frozen=True):
    """What is known of the policy. ``refused``: exchanges after the apply, found in DNS, that it does not allow;
    ``ttl`` is the announcement's, in seconds; ``changes``: the plan changes announcement or policy host."""

    state: State
    answer: Answer
    policy: Policy | None = None
    refused: tuple[str, ...] = ()
    changes: str = ""
    ttl: int | None = None


_NONE = Sts(State.NONE, Answer(Kind.SKIPPED))


@once
def sts(case: Case) -> Sts:
    """The policy of the owner and what it means for the exchanges after the apply."""
    if case.zone.private or not lookable(case.owner) or not any(not mx_set.is_null for mx_set in case.after):
        return _NONE
    name = f"_mta-sts.{case.owner}"
    before, after = _announcement(case, case.before_world, name), _announcement(case, case.after_world, name)
    if not record_id(_texts(after)):
        return _NONE
    answer = case.served.lookup(case.owner, MTA_STS)
    changes = _changes(case, name, before, after)
    if answer.kind is Kind.FOUND:
        policy = parse_policy(str(answer.values[0]))
        if policy is None:
            return Sts(State.INVALID, answer, changes=changes)
        refused = () if policy.mode == "none" else _refused(case, policy)
        return Sts(State.READ, answer, policy, refused, changes, before.ttl)
    if answer.kind in (Kind.SKIPPED, Kind.PENDING):
        return Sts(State.UNASKED, answer)
    if changes.startswith(_HOST):
        return Sts(State.PLANNED, answer, changes=changes)
    return Sts(State.ABSENT if answer.absent else State.UNTOLD, answer)


def _announcement(case: Case, world: World, name: str) -> Answer:
    answer = world.lookup(name, "TXT")
    # A provider's zone may have been saved without its texts; DNS has them, unless the plan takes them away.
    return answer if answer.exists or answer.address else case.served.lookup(name, "TXT")


def _texts(answer: Answer) -> tuple[str, ...]:
    return tuple(value for value in answer.values if isinstance(value, str))


_HOST = "the records of"


def _changes(case: Case, name: str, before: Answer, after: Answer) -> str:
    """What of the policy the plan changes, in words."""
    host = f"mta-sts.{case.owner}"
    changed = {
        record.owner
        for change in case.all_changes
        if not change.is_noop
        for record in (*change.before, *change.after)
        if record.owner in (host, name)
    }
    if host in changed:
        return f"{_HOST} {host}"
    # An announcement that is new tells senders to fetch the policy now: none of them holds an older one.
    renewed = record_id(_texts(before)) not in ("", record_id(_texts(after)))
    return f"the TXT record of {name}" if name in changed and renewed else ""


def _refused(case: Case, policy: Policy) -> tuple[str, ...]:
    """The exchanges that are there and not allowed; a host that does not exist is told by its own rule."""
    return tuple(target.host for target in targets(case) if target.exists and not policy.allows(target.host))


def new_hosts(case: Case) -> tuple[str, ...]:
    return tuple(host for host in case.hosts_after if host not in case.hosts_before)


def listed(hosts: Iterable[str]) -> str:
    return ", ".join(hosts)
