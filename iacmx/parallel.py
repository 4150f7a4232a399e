"""Calls that never outlive a deadline, one or many at once.

A library's read timeout bounds the silence between two bytes, not the whole answer, so a call that must end runs in a
daemon thread that is left behind when the deadline passes.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

if TYPE_CHECKING:
    from iacmx.provider import Deadline

T = TypeVar("T")
Outcome = Callable[[], T]
"""Gives a call's result, or raises what the call raised; TimeoutError where it had not ended at the deadline."""

WIDTH = 16
"""Calls under way at once: what keeps a 30 ms API busy without bursting through its rate limit."""


def run(call: Callable[[], T], deadline: Deadline) -> T:
    """The result of ``call``, or what it raises; TimeoutError at the deadline.

    It runs in a thread of its own that is used again afterwards, which costs a tenth of starting one.
    """
    if not deadline.remaining:
        raise TimeoutError
    try:
        worker = _idle.pop()
    except IndexError:
        worker = _Worker()
    outcome = worker.outcome(call, deadline)
    _idle.append(worker)
    return outcome()


class _Worker:
    """A thread that makes one call after another, until one outlives its deadline."""

    def __init__(self) -> None:
        self._calls, self._ended = SimpleQueue[Callable[[], Any] | None](), SimpleQueue[Outcome[Any]]()
        threading.Thread(target=self._work, name="worker", daemon=True).start()

    def outcome(self, call: Callable[[], T], deadline: Deadline) -> Outcome[T]:
        self._calls.put(call)
        try:
            return self._ended.get(timeout=deadline.remaining)
        except Empty:
            self._calls.put(None)
            raise TimeoutError from None

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            self._ended.put(_outcome(call))
            del call  # or what it holds would live until the next one


_idle: list[_Worker] = []
os.register_at_fork(after_in_child=_idle.clear)  # their threads are the parent's


def run_all(calls: Sequence[Callable[[], T]], deadline: Deadline | None, width: int = WIDTH) -> list[Outcome[T]]:
    """Run all calls, at most ``width`` at a time; the outcomes in their order, at the deadline at the latest.

    Without a deadline the calls are trusted to end by themselves. A call that had not begun at the deadline never
    begins.
    """
    outcomes: list[Outcome[T]] = [_unfinished] * len(calls)
    waiting: SimpleQueue[int] = SimpleQueue()
    ended: SimpleQueue[tuple[int, Outcome[T]]] = SimpleQueue()
    for index in range(len(calls)):
        waiting.put(index)

    def work() -> None:
        while deadline is None or deadline.remaining:
            try:
                index = waiting.get_nowait()
            except Empty:
                return
            ended.put((index, _outcome(calls[index])))

    for _ in range(min(width, len(calls))):
        threading.Thread(target=work, name="iacmx", daemon=True).start()
    for _ in calls:
        try:
            index, outcome = ended.get(timeout=None if deadline is None else deadline.remaining)
        except Empty:
            break
        outcomes[index] = outcome
    return outcomes


def _outcome(call: Callable[[], T]) -> Outcome[T]:
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits for it
        raised = error

        def fail() -> NoReturn:
            raise raised

        return fail
    return lambda: result


def _unfinished() -> NoReturn:
    raise TimeoutError
