"""The way mail takes to an owner: its MX set as a mail server walks it.

Lowest preference first, equal preferences share the load at random (RFC 5321 section 5.1), no MX means the owner's own
address (implicit MX), a lone "." means that there is no mail (RFC 7505).
"""

from __future__ import annotations

from enum import StrEnum
from itertools import groupby

from msgspec import Struct

from iacmx.case import MxSet
from iacmx.mail_hosts import recognise
from iacmx.mail_sets import in_words
from iacmx.model import Answer, Kind, Mx
from iacmx.world import World


class RouteKind(StrEnum):
    MX = "mx"
    NULL = "null"  # "0 .": the owner takes no mail
    IMPLICIT = "implicit"  # no MX: the owner's own addresses take the mail
    NONE = "none"  # neither MX nor address: mail bounces
    ALIAS = "alias"  # a provider's alias to the MX set of another name
    UNKNOWN = "unknown"  # no MX among the records, and whether the owner has an address was not told


class Host(Struct, frozen=True):
    """One host of a tier. ``addresses`` are those known; ``state`` says in words what is special, ``""`` if nothing.

    ``mail_host`` is the company that runs it, where it is recognised (``"Google Workspace"``).
    """

    name: str
    addresses: tuple[str, ...] = ()
    state: str = ""
    mail_host: str = ""


class Tier(Struct, frozen=True):
    """The hosts tried together; ``preference`` is ``None`` where the record has none that can be read."""

    preference: int | None
    hosts: tuple[Host, ...]


class Route(Struct, frozen=True):
    """One way; owners with routing policies have several, told apart by ``variant`` and ``detail``.

    ``unknown`` names what is known only after the apply; ``ttl`` is in seconds. ``mail_host`` is the mail service that
    all hosts belong to, and which of its sets they are (``"Google Workspace, legacy set"``).
    """

    kind: RouteKind
    tiers: tuple[Tier, ...] = ()
    variant: str = ""
    detail: str = ""
    unknown: tuple[str, ...] = ()
    ttl: int | None = None
    mail_host: str = ""


def routes(owner: str, sets: tuple[MxSet, ...], world: World, *, look_up: bool = True) -> tuple[Route, ...]:
    """The routes that an owner's MX sets give; ``look_up`` resolves the hosts in ``world`` (it may be asked later)."""
    if not sets:
        return (_without_mx(owner, world),) if look_up else (Route(RouteKind.UNKNOWN),)
    return tuple(_route(mx_set, world if look_up else None) for mx_set in sets)


def _route(mx_set: MxSet, world: World | None) -> Route:
    kind = RouteKind.NULL if mx_set.is_null else RouteKind.ALIAS if mx_set.alias else RouteKind.MX
    by_preference = groupby(mx_set.by_preference, key=lambda mx: mx.preference)
    tiers = [Tier(preference, _hosts(list(group), world)) for preference, group in by_preference]
    detail = " ".join(
        part for part in (mx_set.routing if mx_set.routing != "simple" else "", mx_set.routing_detail) if part
    )
    if isinstance(mx_set.alias, str):
        detail = f"alias of {mx_set.alias}"
    unknown = tuple(value.references[0] if value.references else "known after apply" for value in mx_set.unknown)
    ttl = mx_set.ttls[0] if mx_set.ttls else None
    mail_host = "" if mx_set.unknown else in_words(mx_set.hosts)
    return Route(kind, () if kind is RouteKind.NULL else tuple(tiers), mx_set.variant, detail, unknown, ttl, mail_host)


def _hosts(records: list[Mx], world: World | None) -> tuple[Host, ...]:
    names = dict.fromkeys(str(mx.exchange) for mx in records)
    return tuple(_host(name, world) for name in names)


def _host(name: str, world: World | None) -> Host:
    company = recognise(name)
    mail_host = company.name if company else ""
    if world is None or name == ".":
        return Host(name, mail_host=mail_host)
    answers = world.addresses(name)
    return Host(name, _addresses(answers), _state(answers), mail_host)


def _addresses(answers: tuple[Answer, ...]) -> tuple[str, ...]:
    return tuple(value for answer in answers if answer.exists for value in answer.values if isinstance(value, str))


def _state(answers: tuple[Answer, ...]) -> str:
    aliases = next((answer.aliases for answer in answers if answer.aliases), ())
    if aliases:
        return f"alias of {aliases[-1]}"
    if any(answer.kind is Kind.PLANNED for answer in answers):
        return "address known after apply"
    if any(answer.exists for answer in answers):
        return "set by this plan" if any(a.exists and a.source == "the plan" for a in answers) else ""
    if any(answer.kind is Kind.UNVERIFIED for answer in answers):
        return "could not be looked up"
    if any(answer.kind is Kind.SKIPPED for answer in answers):
        return ""
    if any(answer.source == "the plan" for answer in answers):
        return "removed by this plan"
    return "no such name" if all(answer.kind is Kind.NO_NAME for answer in answers) else "no address"


def _without_mx(owner: str, world: World) -> Route:
    answers = world.addresses(owner)
    if any(answer.exists for answer in answers):
        return Route(RouteKind.IMPLICIT, (Tier(0, (Host(owner, _addresses(answers)),)),))
    return Route(RouteKind.NONE if all(answer.absent for answer in answers) else RouteKind.UNKNOWN)
