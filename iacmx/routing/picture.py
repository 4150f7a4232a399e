"""A mail route as the picture that every report draws of a route."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from iacmx.drawing import Picture, Step, Stop, Tone
from iacmx.model import Severity
from iacmx.probing import State
from iacmx.routes import RouteKind
from iacmx.routing import Attempt, End, Ending, MailRoute, Outcome

_TONES = {
    Outcome.TRIED: Tone.PLAIN,
    Outcome.SOMETIMES: Tone.PLAIN,
    Outcome.BEYOND_LIMIT: Tone.QUIET,
    Outcome.DOWN: Tone.ERROR,
    Outcome.SELF: Tone.QUIET,
    Outcome.UNUSABLE: Tone.WARNING,
    Outcome.NO_NAME: Tone.ERROR,
    Outcome.NO_ADDRESS: Tone.ERROR,
    Outcome.UNRESOLVED: Tone.UNVERIFIED,
    Outcome.PLANNED: Tone.UNVERIFIED,
}
_RANK = {tone: rank for rank, tone in enumerate(Tone)}
_OF_SEVERITY = {
    Severity.ERROR: Tone.ERROR,
    Severity.UNVERIFIED: Tone.UNVERIFIED,
    Severity.WARNING: Tone.WARNING,
}
_TAKING = (Outcome.TRIED, Outcome.SOMETIMES, Outcome.PLANNED)
_ENDS = {End.DELIVERED: Tone.GOOD, End.UNKNOWN: Tone.UNVERIFIED}


def picture(route: MailRoute) -> Picture:
    """What there is to see of one route: its tiers with their hosts, and how it ends."""
    shown = () if route.kind is RouteKind.NONE else route.attempts  # its "host" is the domain, of which the end tells
    tiers = [list(tier) for _, tier in groupby(shown, key=attrgetter("preference"))]
    ending = route.ending
    taking = [at for at, tier in enumerate(tiers) for attempt in tier if _takes(attempt, ending)]
    bad = Tone.ERROR if ending.told else Tone.UNVERIFIED
    return Picture(
        steps=tuple([_step(tier, route) for tier in tiers]),
        label=route.label,
        heading="; ".join([part for part in (route.mail_host, *route.notes) if part]),
        end=in_words(ending),
        tone=_ENDS.get(ending.end, bad),
        taken_by=taking[0] if taking else None,
    )


def _takes(attempt: Attempt, ending: Ending) -> bool:
    return attempt.host in ending.hosts and attempt.outcome in _TAKING


def in_words(ending: Ending) -> str:
    """How it ends, in one line."""
    if ending.end is End.DELIVERED:
        hosts = ending.hosts
        among = f"{', '.join(hosts[:3])}{f' and {len(hosts) - 3} more' if len(hosts) > 3 else ''}"
        return f"delivered to {among}{f' ({ending.reason})' if ending.reason else ''}"
    if ending.end is End.UNKNOWN:
        return f"can't be told: {ending.reason}"
    word = "fails" if ending.end is End.FAILED else "defers"
    return f"{word}{f' with {ending.code}' if ending.code else ''}: {ending.reason}"


def _step(tier: Sequence[Attempt], route: MailRoute) -> Step:
    hosts: dict[str, list[Attempt]] = {}
    for number, attempt in enumerate(tier):
        hosts.setdefault(attempt.host or f"?{number}", []).append(attempt)
    preference = tier[0].preference
    stops = tuple([_stop(attempts, route, is_sole=len(hosts) == 1) for attempts in hosts.values()])
    is_implicit = route.kind is RouteKind.IMPLICIT and not route.domain.startswith("[")
    unknown = "" if route.kind is RouteKind.IMPLICIT else "?"
    return Step(unknown if preference is None else str(preference), stops, is_implicit)


def _stop(attempts: Sequence[Attempt], route: MailRoute, *, is_sole: bool) -> Stop:
    first = attempts[0]
    share = sum([attempt.share for attempt in attempts])
    findings = [finding for finding in route.findings if finding.exchange == first.host != ""]
    probes = [probe for probe in route.probes if probe.host == first.host]
    severities = [*[finding.severity for finding in findings], *[probe.worst for probe in probes]]
    worst = min(severities, key=lambda severity: severity.rank, default=None)
    tone = min([_TONES[attempt.outcome] for attempt in attempts], key=_RANK.__getitem__)
    notes = list(dict.fromkeys([attempt.note for attempt in attempts if attempt.note]))
    notes += dict.fromkeys([f"{found.rule} {found.name}" for found in findings])
    notes += [
        probe.note for probe in probes if probe.state is not State.NO_CONNECTION or first.outcome is not Outcome.DOWN
    ]
    if first.mail_host and not route.mail_host:
        notes.append(first.mail_host)
    return Stop(
        first.host or "(known after apply)",
        None if is_sole or not share else share,
        tuple([attempt.address for attempt in attempts if attempt.address not in ("", first.host)]),
        tuple(notes),
        _OF_SEVERITY.get(worst, tone) if worst else tone,
    )
