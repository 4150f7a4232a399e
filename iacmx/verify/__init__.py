"""After the apply: do the provider, every authoritative server and the resolvers hold what the plan promised?

One look is a :class:`Look`: a report as the gate's (:class:`iacmx.report.Report`), and what of it may still change.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from iacmx.cases import OWNER_UNKNOWN, Situation
from iacmx.durations import spoken
from iacmx.errors import InputError
from iacmx.model import Answer, Kind, Plan, Zone
from iacmx.report import Report
from iacmx.sighting import Cached, Seen, Sighting, Where
from iacmx.verify import places
from iacmx.verify.places import Asked, Places
from iacmx.verify.promises import Promise, promises
from iacmx.verify.reading import deleted, read
from iacmx.verify.reporting import report_of
from iacmx.verify.standing import in_words

if TYPE_CHECKING:
    from iacmx.provider import Deadline, Provider
    from iacmx.serving.servers import Directory
    from iacmx.world.served import Key

__all__ = ["Look", "Verification"]

Found = list[tuple[Promise, Sighting]]


class Look(Struct, frozen=True):
    """One look: the report, and all sightings."""

    report: Report
    sightings: tuple[Sighting, ...]

    @property
    def is_settled(self) -> bool:
        """Whether looking again would tell nothing new: what is known only after the apply stays so."""
        return all(one.seen in (Seen.SAME, Seen.OPEN) for one in self.sightings)

    @property
    def soon(self) -> float | None:
        """Seconds until a resolver that answers something else must ask again; ``None`` where there is none."""
        left = [one.left for one in self.sightings if one.seen is Seen.DIFFERENT and one.left is not None]
        return float(min(left)) if left else None

    @property
    def words(self) -> str:
        """Where it stands, in a line."""
        held = self.places
        done = sum(all(one.seen in (Seen.SAME, Seen.OPEN) for one in mine) for mine in held.values())
        behind = [who for who, mine in held.items() if _any(mine, Seen.DIFFERENT)]
        silent = [who for who, mine in held.items() if who not in behind and _any(mine, Seen.UNTOLD)]
        parts = [f"{done} of {len(held)} as promised"]
        parts += [f"not yet: {', '.join(behind)}"] if behind else []
        parts += [f"not told: {', '.join(silent)}"] if silent else []
        return "; ".join(parts)

    @property
    def lines(self) -> tuple[str, ...]:
        """Where each place stands, a line each, those with nothing to wait for last.

        Without values: the plan may call them secret.
        """
        width = max(map(len, self.places), default=0)
        waited = sorted(self.places.items(), key=lambda held: not any(_is_waited_for(one) for one in held[1]))
        return tuple(f"{who:{width}}  {_stand(mine)}" for who, mine in waited)

    @property
    def places(self) -> dict[str, list[Sighting]]:
        """The sightings by whom they are of."""
        found: dict[str, list[Sighting]] = {}
        for one in self.sightings:
            found.setdefault(one.who, []).append(one)
        return found


class Verification:
    """What one plan promised, to be looked for as often as wanted. Reads only.

    ``provider_for`` connects to a provider by name until the deadline given; it raises ProviderError where it can't,
    NotAsked where it is not to be asked. ``directory`` finds name servers and names the resolvers. ``only`` are the
    names of the zones to look at, all if empty. ``subject`` names the plan. Raises InputError for a plan that failed.
    """

    def __init__(
        self,
        plan: Plan,
        provider_for: Callable[[str, Deadline], Provider],
        directory: Directory,
        *,
        only: Collection[str] = (),
        subject: str = "the plan",
        clock: Callable[[], float] = time.time,
    ) -> None:
        if plan.errored:
            raise InputError(f"{subject} is the plan of a run that failed.", "Give the plan that was applied.")
        self._plan, self._provider_for, self._only, self._subject = plan, provider_for, only, subject
        self._places = Places(directory)
        self._clock = clock
        self._names: dict[str, frozenset[str]] = {}
        self._promised: tuple[Promise, ...] | None = None
        self._since: dict[str, float] = {}

    def look(self, deadline: Deadline) -> Look:
        """How it is now, at the deadline at the latest. Raises UsageError."""
        connect = partial(self._connect, deadline)
        at = read(self._plan, connect, self._names, self._only, deadline)
        promised = self._remember(at)
        found: Found = list(places.of_provider(at, promised))
        asked = self._ask_dns(at, promised, deadline)
        for one in asked.values():
            found += one.sightings
        found += places.of_nobody(at, promised, found)
        cached = [(promise, one) for key, held in asked.items() for promise, one in self._cached(key, held)]
        questions = sum(one.questions for one in asked.values())
        report = report_of(self._subject, at, promised, found, cached, questions, self._unasked(at))
        return Look(report, tuple(sighting for _, sighting in found))

    def _connect(self, deadline: Deadline, name: str) -> Provider:
        return self._provider_for(name, deadline)

    def _remember(self, at: Situation) -> tuple[Promise, ...]:
        """The promises, worked out once from a whole reading: later readings ask for their owners alone."""
        if self._promised is not None:
            return self._promised
        promised = promises(at)
        if all(state.data is not None and state.data.names is None for state in at.live.values()):
            self._promised = promised
            for key in at.live:
                owners = frozenset(one.owner for one in promised if one.zone.key == key)
                if owners and OWNER_UNKNOWN not in owners:
                    self._names[key] = owners
        return promised

    def _ask_dns(self, at: Situation, promised: Iterable[Promise], deadline: Deadline) -> dict[str, Asked]:
        """What DNS tells, by zone key; it is not asked of private zones, nor of those that are deleted."""
        mine: dict[str, list[Promise]] = {}
        for promise in promised:
            if promise.owner != OWNER_UNKNOWN and not self._out_of_sight(at, promise.zone.key):
                mine.setdefault(promise.zone.key, []).append(promise)
        asked: dict[str, Asked] = {}
        for key, held in mine.items():
            expected: dict[Key, Answer] = {one.key: one.expected for one in held}
            for host in {mx for one in held for mx in _exchanges(one.expected)}:
                for rdtype in ("A", "AAAA"):
                    expected.setdefault((host, rdtype), at.after.lookup(host, rdtype))
            asked[key] = self._places.ask(at.live[key].zone, held, expected, deadline)
        return asked

    def _out_of_sight(self, at: Situation, key: str) -> bool:
        zone = at.live[key].zone
        return zone.private or not zone.name or key in deleted(self._plan)

    def _unasked(self, at: Situation) -> tuple[str, ...]:
        words: list[str] = []
        for key, state in at.live.items():
            if self._out_of_sight(at, key):
                words.append(f"DNS of zone {state.zone.label}: {self._why(state.zone)}")
        return tuple(words)

    def _why(self, zone: Zone) -> str:
        if zone.key in deleted(self._plan):
            return "the plan deletes the zone, so that only its provider was asked"
        return "it is private, so that only its provider was asked" if zone.name else "its name is not known"

    def _cached(self, key: str, asked: Asked) -> Iterable[tuple[Promise, Cached]]:
        """What resolvers may still have of each promise that the plan changes, until none can have it any more."""
        servers = [one for _, one in asked.sightings if one.where is Where.SERVER]
        if all(one.seen in (Seen.SAME, Seen.OPEN) for one in servers):
            self._since.setdefault(key, self._clock())
        else:
            self._since.pop(key, None)
        since = self._since.get(key)
        for promise in dict.fromkeys(promise for promise, _ in asked.sightings if promise.changed):
            seconds = promise.kept if promise.before else asked.negative
            if not seconds or (since is not None and since + seconds <= self._clock()):
                continue
            until = "" if since is None else time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(since + seconds))
            yield (
                promise,
                Cached(promise.owner, promise.type, seconds, until, in_words(promise.before), promise.address),
            )


def _exchanges(answer: Answer) -> Iterable[str]:
    if answer.kind is Kind.FOUND:
        yield from (str(getattr(value, "exchange", "")) for value in answer.values if hasattr(value, "exchange"))


def _is_waited_for(one: Sighting) -> bool:
    return one.seen in (Seen.DIFFERENT, Seen.UNTOLD)


def _any(sightings: Iterable[Sighting], seen: Seen) -> bool:
    return any(one.seen is seen for one in sightings)


def _stand(mine: list[Sighting]) -> str:
    behind = [one for one in mine if one.seen is Seen.DIFFERENT]
    silent = [one for one in mine if one.seen is Seen.UNTOLD]
    if behind:
        left = [one.left for one in behind if one.left is not None]
        may = f", for at most {spoken(max(left))} more" if left else ""
        old = "what was there before" if all(one.old for one in behind) else "not what was promised"
        named = ", ".join(dict.fromkeys(f"{one.owner} {one.type}" for one in behind[:3]))
        return f"{old} for {named}{f' and {len(behind) - 3} more' if len(behind) > 3 else ''}{may}"
    if silent:
        return f"does not tell: {silent[0].reason}"
    return "as promised" if not _any(mine, Seen.OPEN) else "as promised as far as can be compared"
