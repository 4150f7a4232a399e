"""Whether senders get to see a zone: its name servers against those that DNS names."""

from __future__ import annotations

from enum import Enum

from iacmx.case import Case, once
from iacmx.model import Answer, Kind, Zone
from iacmx.names import ancestors, is_within, normalize
from iacmx.world.questions import AT_PARENT, at


class Delegation(Enum):
    HERE = "here"
    ELSEWHERE = "elsewhere"
    NOWHERE = "nowhere"
    UNTOLD = "untold"  # not asked, not known, or could not be told


@once
def own_servers(case: Case) -> frozenset[str]:
    """The servers that a delegation to this zone may name.

    Those the provider assigned, and the zone's own NS records at its apex, which hold the names of a white-label set.
    """
    apex = (value for record in case.apex if record.type == "NS" for value in record.values)
    return frozenset(normalize(value) for value in (*case.zone.name_servers, *apex) if isinstance(value, str))


def served(case: Case) -> Answer:
    """What a resolver answers for the NS records of the zone's name."""
    return case.served.lookup(case.zone.name, "NS")


def at_parent(case: Case) -> Answer:
    """What a server of the parent zone answers for them."""
    return case.served.lookup(case.zone.name, AT_PARENT)


def servers(answer: Answer) -> frozenset[str]:
    return frozenset(value for value in answer.values if isinstance(value, str))


@once
def named(case: Case) -> Answer:
    """The name servers of the zone's name as senders elsewhere come to know them.

    A server of the parent zone is believed before the resolver, whose answer is the zone's own and may be old.
    UNVERIFIED where only a resolver inside a private network could be asked.
    """
    above, answer = at_parent(case), served(case)
    if above.settled:
        return above
    if _is_from_inside(case, answer):
        return Answer(Kind.UNVERIFIED, source=answer.source, reason=_INSIDE)
    return answer


_INSIDE = "it answers from a Route 53 private hosted zone, as it does inside a VPC"
_PRIVATE = frozenset(("ns-0.awsdns-00.com", "ns-512.awsdns-00.net", "ns-1024.awsdns-00.org", "ns-1536.awsdns-00.co.uk"))
"""The servers that every Route 53 private hosted zone names; senders can't reach it through them."""


def _is_from_inside(case: Case, answer: Answer) -> bool:
    """Whether a private hosted zone of the name, or one above it, hides what DNS holds outside."""
    if servers(answer):
        return servers(answer) <= _PRIVATE
    if not answer.absent:
        return False
    above = [case.served.lookup(name, "NS") for name in ancestors(case.zone.name) if "." in name]
    return any(servers(one) and servers(one) <= _PRIVATE for one in above)


@once
def delegation(case: Case) -> Delegation:
    """Where DNS delegates the zone's name to, as of now."""
    own = own_servers(case)
    if not case.zone.name or not own or case.zone.private or case.zone.created_by_plan:
        return Delegation.UNTOLD
    answer = named(case)
    if own & servers(answer) or (answer.absent and own & servers(served(case))):
        return Delegation.HERE
    if answer.absent:
        return Delegation.NOWHERE
    if answer.kind is not Kind.FOUND or not servers(answer):
        return Delegation.UNTOLD
    return _behind(case, own, answer)


def _behind(case: Case, own: frozenset[str], answer: Answer) -> Delegation:
    """Whether servers of other names serve this zone all the same: names of a white-label set that only the parent
    holds."""
    apex = case.served.lookup(case.zone.name, at("NS", min(servers(answer))))
    if apex.settled:
        return Delegation.HERE if own & servers(apex) else Delegation.ELSEWHERE
    return Delegation.UNTOLD if own & servers(served(case)) else Delegation.ELSEWHERE


def delegated_by_plan(case: Case) -> bool:
    """Whether the plan writes NS records for the zone's name into another zone, so that the parent names it."""
    return any(
        record.type == "NS" and record.owner == case.zone.name and record.zone != case.zone.key
        for change in case.zone_wide
        if "create" in change.actions or "update" in change.actions
        for record in change.after
    )


def namesakes(case: Case) -> tuple[Zone, ...]:
    """The other public zones of the same name that are known in this run."""
    return tuple(zone for zone in public_zones(case) if zone.name == case.zone.name)


def public_zones(case: Case) -> tuple[Zone, ...]:
    """The other public zones known in this run that hold, or could hold, the zone's name.

    A zone without an id that the plan does not create is a look-up that runs in the apply: it may find this very zone.
    """
    return tuple(
        zone
        for zone in case.all_zones
        if zone.name
        and (zone.id or zone.created_by_plan)
        and zone.key != case.zone.key
        and not zone.private
        and is_within(case.zone.name, zone.name)
    )
