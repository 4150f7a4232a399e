"""Why senders may not see what the plan writes into a zone: one reason for each zone, the most telling one."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, structs

from iacmx.case import Case
from iacmx.model import Answer, Kind, Severity
from iacmx.rules._delegation import (
    Delegation,
    at_parent,
    delegated_by_plan,
    delegation,
    named,
    namesakes,
    own_servers,
    public_zones,
    servers,
)
from iacmx.rules._untold import by_answer


class Problem(Struct, frozen=True):
    """What a finding says of the zone."""

    severity: Severity
    message: str
    evidence: str
    fix: str


def problem(case: Case) -> Problem | None:
    """What keeps senders from seeing the case's zone, ``None`` where nothing does as far as is known."""
    return next((found for look in _LOOKS if (found := look(case))), None)


def _private(case: Case) -> Problem | None:
    zone = case.zone
    if not zone.private and zone.kind != "internal":
        return None
    public = ", ".join(other.id or other.key for other in public_zones(case))
    seen = f"public zone {public}" if public else "DNS serves the name publicly" if named(case).exists else ""
    return Problem(
        Severity.ERROR if seen else Severity.WARNING,
        f"{_zone(case, 'Zone')} is private: senders outside its networks never see its MX records.",
        seen or "no public zone of that name is known",
        f"Write the MX records into the public zone of {zone.name}, unless only mail from inside is meant.",
    )


def _new(case: Case) -> Problem | None:
    zone = case.zone
    if not zone.created_by_plan:
        return None
    replaced = case.zone_change.before.key if case.zone_change and case.zone_change.before else ""
    twins = [other for other in namesakes(case) if other.key != replaced]
    # The same name at another provider is how a zone moves there; at the same one it is mostly a mistake.
    others = ", ".join(other.id or other.key for other in twins if other.provider == zone.provider)
    if not others and delegated_by_plan(case):
        return None
    if others:
        return Problem(
            Severity.WARNING,
            f"The plan creates a second zone {zone.name}; senders see only the one that DNS delegates to.",
            f"there already is {others}",
            "Write the records into the existing zone, or delegate to the new one after the apply.",
        )
    now = ", ".join(sorted(servers(named(case))))
    return Problem(
        Severity.INFO,
        f"{zone.name} is a new zone: senders see its MX records once DNS delegates to its name servers.",
        f"DNS names {now} now" if now else "created by this plan",
        "Set its name servers at the registrar or in the parent zone after the apply.",
    )


def _status(case: Case) -> Problem | None:
    zone = case.zone
    served_here = delegation(case) is Delegation.HERE
    fix = f"Edit the zone that serves {zone.name}, or finish setting this one up."
    if zone.kind in ("partial", "secondary"):
        where = "DNS is served elsewhere" if zone.kind == "partial" else "its records come from a primary elsewhere"
        severity = Severity.ERROR if zone.kind == "partial" else Severity.WARNING
        return Problem(severity, f"{_zone(case, 'Zone')} is of kind {zone.kind}: {where}.", f"kind {zone.kind}", fix)
    if zone.created_by_plan or zone.status in ("", "active") or served_here:
        return None
    severity = Severity.WARNING if zone.status in ("pending", "initializing") else Severity.ERROR
    message = f"{_zone(case, 'Zone')} is not in service ({zone.status}): senders do not see its MX records."
    return Problem(severity, message, f"status {zone.status}", fix)


def _delegated(case: Case) -> Problem | None:
    where, answer = delegation(case), named(case)
    if where is Delegation.UNTOLD:
        in_doubt = bool(own_servers(case)) and not case.zone.created_by_plan and answer.kind is Kind.UNVERIFIED
        return _unverified(case, answer) if in_doubt and case.zone.status != "active" else None
    if where is Delegation.HERE or delegated_by_plan(case):
        return None
    told = servers(answer)
    right = next((zone for zone in namesakes(case) if told & set(zone.name_servers)), None)
    there = f"to zone {right.id or right.key} of the same name" if right else "to other name servers"
    how = f"DNS delegates {case.zone.name} {there}" if told else f"DNS does not delegate {case.zone.name}"
    return Problem(
        Severity.ERROR,
        f"{how}: senders do not see {_zone(case)}, and what the plan does to its MX records has no effect.",
        f"{_who(case)} names {_listed(told) or 'no name server'}; those of the zone are {_listed(own_servers(case))}",
        f"Edit zone {right.id or right.key} instead."
        if right
        else "Edit the zone that DNS delegates to, or delegate here.",
    )


def _unverified(case: Case, answer: Answer) -> Problem:
    above = at_parent(case)
    asked = by_answer(f"the NS records of {case.zone.name}", answer)
    if above.kind is Kind.UNVERIFIED:
        who = "" if above.source in ("", "DNS") else f"{above.source} "
        asked = structs.replace(asked, came_back=f"{asked.came_back}; at the parent zone: {who}{above.reason}")
    return Problem(
        Severity.UNVERIFIED,
        f"Whether DNS delegates {case.zone.name} to the zone that the plan edits could not be told.",
        asked.in_words,
        "Run again, or ask another resolver, outside of private networks, with --resolver.",
    )


def _who(case: Case) -> str:
    above = at_parent(case)
    return f"{above.source}, of the parent zone," if above.settled else "DNS"


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))


def _zone(case: Case, word: str = "zone") -> str:
    zone = case.zone
    return f"{word} {zone.name} ({zone.id})" if zone.id not in ("", zone.name) else f"{word} {zone.name}"


_LOOKS: tuple[Callable[[Case], Problem | None], ...] = (_private, _new, _status, _delegated)
