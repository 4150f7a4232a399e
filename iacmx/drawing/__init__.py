"""How a route looks, the same in every report and command. One way to draw per file of this package.

A :class:`Picture` holds what there is to see of one route, in words; ``text``, ``mermaid`` and ``svg`` draw pictures.
They are pure, and make every text in them safe for where it goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct

from iacmx.model import Finding, Severity
from iacmx.routes import Host, Route, RouteKind, Tier

_WITHOUT_HOSTS = {
    RouteKind.NULL: "no mail (null MX)",
    RouteKind.NONE: "no MX and no address: mail bounces",
    RouteKind.UNKNOWN: "no MX",
}


class Tone(StrEnum):
    """How a host or an end is to be seen."""

    PLAIN = "plain"
    QUIET = "quiet"
    GOOD = "good"
    WARNING = "warning"
    UNVERIFIED = "unverified"
    ERROR = "error"


_OF_SEVERITY = {
    Severity.ERROR: Tone.ERROR,
    Severity.UNVERIFIED: Tone.UNVERIFIED,
    Severity.WARNING: Tone.WARNING,
}
_OF_STATE = {
    "no such name": Tone.ERROR,
    "no address": Tone.ERROR,
    "removed by this plan": Tone.ERROR,
    "could not be looked up": Tone.UNVERIFIED,
}


class Stop(Struct, frozen=True):
    """One host. ``share`` is how much of the mail of its step tries it first, in per cent, ``None`` where it is all.

    ``addresses`` and ``notes`` are what is known of it and what is special.
    """

    name: str
    share: float | None = None
    addresses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tone: Tone = Tone.PLAIN


class Step(Struct, frozen=True):
    """The hosts tried together. ``rank`` is their preference, ``"?"`` where it is not known; ``is_implicit``: there is
    no MX, the host is the domain itself."""

    rank: str
    stops: tuple[Stop, ...]
    is_implicit: bool = False


class Picture(Struct, frozen=True):
    """One route. ``label`` tells it from others beside it (``before``), ``heading`` says what it is as a whole.

    ``unknown`` are hosts that are known only after the apply. ``end`` is what becomes of the mail, ``""`` where that
    goes without saying; ``taken_by`` is the number of the step that takes it, from 0, ``None`` where none does or it is
    not known.
    """

    steps: tuple[Step, ...] = ()
    label: str = ""
    heading: str = ""
    unknown: tuple[str, ...] = ()
    end: str = ""
    tone: Tone = Tone.PLAIN
    taken_by: int | None = None


def pictures(routes: Iterable[Route], label: str = "", findings: Iterable[Finding] = ()) -> tuple[Picture, ...]:
    """The pictures of an owner's routes, one for each variant; ``findings`` are those of the owner."""
    worst: dict[str, Severity] = {}
    for finding in findings:
        held = worst.get(finding.exchange)
        if finding.exchange and (held is None or finding.severity.rank < held.rank):
            worst[finding.exchange] = finding.severity
    found = tuple(_picture(route, label, worst) for route in routes)
    return found or (_picture(Route(RouteKind.UNKNOWN), label, worst),)


def _picture(route: Route, label: str, worst: Mapping[str, Severity]) -> Picture:
    parts = (route.variant and f"[{route.variant}]", route.detail, route.mail_host)
    is_implicit = route.kind is RouteKind.IMPLICIT
    return Picture(
        steps=tuple(_step(tier, route.mail_host, worst, is_implicit) for tier in route.tiers),
        label=label,
        heading=" ".join(part for part in parts if part),
        unknown=route.unknown,
        end=_WITHOUT_HOSTS.get(route.kind, ""),
        tone=Tone.ERROR if route.kind is RouteKind.NONE else Tone.PLAIN,
    )


def _step(tier: Tier, company: str, worst: Mapping[str, Severity], is_implicit: bool) -> Step:
    is_shared = len(tier.hosts) > 1 and tier.preference is not None
    share = 100 / len(tier.hosts) if is_shared else None
    rank = "" if is_implicit else "?" if tier.preference is None else str(tier.preference)
    return Step(rank, tuple(_stop(host, share, company, worst) for host in tier.hosts), is_implicit)


def _stop(host: Host, share: float | None, company: str, worst: Mapping[str, Severity]) -> Stop:
    notes = tuple(note for note in (host.state, "" if company else host.mail_host) if note)
    severity = worst.get(host.name)
    tone = _OF_SEVERITY.get(severity, Tone.PLAIN) if severity else _OF_STATE.get(host.state, Tone.PLAIN)
    return Stop(host.name, share, host.addresses, notes, tone)


def in_percent(share: float | None) -> str:
    """A share in words, ``""`` where there is none to tell. Rounded down: three thirds are not 102 %."""
    return "" if share is None else f"{int(share + 1e-9)} %"
