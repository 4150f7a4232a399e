"""Batches on their way: read, judged by an executor, sent back with answers of DNS until nothing is asked any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait

from msgspec.structs import replace

from iacmx.audit.source import Source
from iacmx.audit.unit import Batch, Held, Judged, Outcome, Terms, examine
from iacmx.errors import ProviderError
from iacmx.model import Answer, Kind
from iacmx.provider import Deadline
from iacmx.words import counted
from iacmx.world import Layer
from iacmx.world.served import Key

MAX_ROUNDS = 24
"""Rounds of questions of one batch; an alias chain of 16, one name a round, needs no more."""
BATCH = 64
"""Zones judged together."""
UNDER_WAY = 64
"""Batches that an executor holds at once."""

Ask = Callable[[Iterable[Key]], dict[Key, Answer]]
Mine = tuple[tuple[Source, Held], ...]


class Job:
    """One batch, the sources of its zones, how often it was sent back, and whether an executor did not do it."""

    def __init__(self, zones: Mine, batch: Batch) -> None:
        self.zones = zones
        self.batch = batch
        self.rounds = 0
        self.was_refused = False


class Works:
    """Judges zones with an executor (``None``: here), which is waited for until the deadline. Used by one thread."""

    def __init__(self, executor: Executor | None, terms: Terms, ask: Ask, deadline: Deadline | None = None) -> None:
        self._executor = executor
        self._deadline = deadline
        self._terms = terms
        self._ask = ask
        self._running: dict[Future[Outcome], Job] = {}
        self._done: list[tuple[Job, Outcome]] = []
        self._refused = 0

    @property
    def refused(self) -> tuple[str, ...]:
        """In words, what the executor did not do."""
        if not self._refused:
            return ()
        zones = counted(self._refused, "zone")
        return (f"executor: {zones} that it lost, or did not take, judged by this process instead",)

    @property
    def has_room(self) -> bool:
        return len(self._running) < UNDER_WAY

    @property
    def is_busy(self) -> bool:
        return bool(self._running or self._done)

    @property
    def has_ended(self) -> bool:
        """Whether a batch waits for what comes next."""
        return bool(self._done) or any(future.done() for future in self._running)

    def begin(self, zones: Sequence[tuple[Source, Held]]) -> None:
        """Judge these zones."""
        batch = Batch(tuple(held for _, held in zones), self._terms, self._ask_first(zones))
        self._submit(Job(tuple(zones), batch))

    def ended(self, patience: float) -> Iterator[tuple[Source, Judged]]:
        """Zones that are judged, as far as there are any within ``patience`` seconds. Raises ProviderError where the
        questions of a batch do not end."""
        if self._running and not self._done:
            wait(self._running, patience, FIRST_COMPLETED)
        for future in [future for future in self._running if future.done()]:
            job = self._running.pop(future)
            self._done.append((job, self._outcome(future, job)))
        if self._deadline is not None and not self._deadline.remaining:
            self._give_up()
        done, self._done = self._done, []
        self._answer([(job, outcome) for job, outcome in done if outcome.questions])
        for job, outcome in done:
            yield from zip((source for source, _ in job.zones), outcome.zones, strict=bool(outcome.zones))

    def _give_up(self) -> None:
        """Do here what the executor has, and all that is to come."""
        self._executor = None
        for future, job in self._running.items():
            future.cancel()
            self._done.append((job, self._instead(job)))
        self._running.clear()

    def _submit(self, job: Job) -> None:
        if self._executor is None:
            self._done.append((job, examine(job.batch)))
            return
        try:
            self._running[self._executor.submit(examine, job.batch)] = job
        except Exception:  # noqa: BLE001 - an executor that is broken, or shut down, takes nothing more
            self._done.append((job, self._instead(job)))

    def _outcome(self, future: Future[Outcome], job: Job) -> Outcome:
        """The unit is pure: where a worker was lost with it, it is done again here."""
        try:
            return future.result()
        except Exception:  # noqa: BLE001 - every engine has errors of its own for it; what the unit raises it raises again
            return self._instead(job)

    def _instead(self, job: Job) -> Outcome:
        self._refused += 0 if job.was_refused else len(job.zones)
        job.was_refused = True
        return examine(job.batch)

    def _ask_first(self, zones: Sequence[tuple[Source, Held]]) -> dict[Key, Answer]:
        """Most of what a batch is going to ask: the addresses of the exchanges."""
        if not self._terms.dns:
            return {}
        hosts = (host for _, held in zones if not held.data.zone.private for host in held.exchanges)
        return self._ask([(host, rdtype) for host in dict.fromkeys(hosts) for rdtype in ("A", "AAAA")])

    def _answer(self, waiting: list[tuple[Job, Outcome]]) -> None:
        """Ask what all these batches ask, at once, and send them on."""
        answers = self._ask(key for _, outcome in waiting for key in outcome.questions) if waiting else {}
        for job, outcome in waiting:
            job.rounds += 1
            if job.rounds > MAX_ROUNDS:
                raise ProviderError(
                    "Every answer of DNS led to a further question.", "Ask another resolver with --resolver."
                )
            mine = dict(job.batch.answers)
            for key in outcome.questions:
                mine |= _chain(key, answers)
            job.batch = replace(job.batch, answers=mine)
            self._submit(job)


def asker(layer: Layer, settle: Callable[[], bool]) -> Ask:
    """What asks a layer of DNS: each question with the aliases that it leads to."""

    def ask(questions: Iterable[Key]) -> dict[Key, Answer]:
        keys = list(dict.fromkeys(questions))
        for name, rdtype in keys:
            layer.lookup(name, rdtype)
        settle()
        told: dict[Key, Answer] = {}
        for key in keys:
            step: Key | None = key
            while step is not None and step not in told:
                answer = layer.lookup(*step)
                if answer is None or answer.kind is Kind.PENDING:
                    break
                told[step] = answer
                step = (answer.aliases[-1], step[1]) if answer.aliases else None
        return told

    return ask


def _chain(key: Key, answers: dict[Key, Answer]) -> dict[Key, Answer]:
    """The answer to a question and those of the aliases it leads to."""
    found: dict[Key, Answer] = {}
    while key in answers and key not in found:
        found[key] = answer = answers[key]
        if answer.aliases:
            key = answer.aliases[-1], key[1]
    return found
