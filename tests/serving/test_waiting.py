"""Looking again until it is so: when, how often, and what an end of it leaves."""

from __future__ import annotations

import itertools

import pytest

from iacmx.provider import Deadline
from iacmx.serving.waiting import FIRST, LONGEST, Ended, wait_until


class Clock:
    """Sleeps that take no time."""

    def __init__(self, interrupt_after: int = 10**6) -> None:
        self.pauses: list[float] = []
        self._interrupt_after = interrupt_after

    def sleep(self, seconds: float) -> None:
        if len(self.pauses) >= self._interrupt_after:
            raise KeyboardInterrupt
        self.pauses.append(seconds)


def test_done_at_once_sleeps_never() -> None:
    clock = Clock()
    assert wait_until(lambda: 1, lambda _: True, Deadline.after(10), sleep=clock.sleep) == (1, Ended.DONE)
    assert clock.pauses == []


def test_less_and_less_often() -> None:
    clock, counter = Clock(), itertools.count()
    found = wait_until(lambda: next(counter), lambda n: n == 9, Deadline.after(10**6), sleep=clock.sleep)
    assert found == (9, Ended.DONE)
    assert len(clock.pauses) == 9
    assert 0.9 * FIRST <= clock.pauses[0] <= 1.1 * FIRST
    assert 0.9 * LONGEST <= clock.pauses[-1] <= 1.1 * LONGEST


def test_not_later_than_a_cached_answer_ends() -> None:
    clock, counter = Clock(), itertools.count()
    wait_until(
        lambda: next(counter), lambda n: n == 3, Deadline.after(10**6), soon=lambda n: [0.0, 4.0, 999.0][n],
        sleep=clock.sleep,
    )  # fmt: skip
    assert clock.pauses[:2] == [1.0, 5.0]
    assert clock.pauses[2] < LONGEST


def test_it_ends_at_the_limit_with_what_was_found() -> None:
    told: list[tuple[int, float]] = []
    found = wait_until(lambda: 7, lambda _: False, Deadline.after(0.05), tell=lambda n, pause: told.append((n, pause)))
    assert found == (7, Ended.TIME)
    assert told
    assert all(pause <= 0.05 for _, pause in told)


def test_an_interrupt_leaves_what_was_found() -> None:
    clock = Clock(interrupt_after=2)
    counter = itertools.count(1)
    found = wait_until(lambda: next(counter), lambda _: False, Deadline.after(10**6), sleep=clock.sleep)
    assert found == (3, Ended.INTERRUPTED)


def test_an_interrupt_before_anything_was_found() -> None:
    def look() -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait_until(look, lambda _: True, Deadline.after(10))


def test_what_a_look_raises_is_raised() -> None:
    def look() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        wait_until(look, lambda _: True, Deadline.after(10))
