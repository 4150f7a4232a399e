"""Looking again until something is so: less and less often, and at the moment when a cached answer ends."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_result
from tenacity.wait import wait_base, wait_exponential

if TYPE_CHECKING:
    from iacmx.provider import Deadline

T = TypeVar("T")

FIRST: Final = 10.0
"""Seconds before the second look."""
LONGEST: Final = 300.0
"""Seconds between two looks at the most."""


class Ended(Enum):
    """Why looking ended."""

    DONE = "done"
    TIME = "time"  # the limit was reached
    INTERRUPTED = "interrupted"


def wait_until(
    look: Callable[[], T],
    done: Callable[[T], bool],
    limit: Deadline,
    *,
    soon: Callable[[T], float | None] = lambda _: None,
    tell: Callable[[T, float], None] = lambda _found, _pause: None,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[T, Ended]:
    """What the last ``look`` found, and why it was the last.

    ``done`` says whether what was found is what is waited for. ``soon`` may name the seconds until something will
    change, such as what is left of a TTL: the next look is not later. ``tell`` gets what was found and the seconds
    until the next look. Raises what ``look`` raises, and KeyboardInterrupt before the first look has ended.
    """
    looking = _Looking(look)
    retrying = Retrying(
        retry=retry_if_result(lambda found: not done(found)),
        wait=_Wait(soon, limit),
        stop=lambda _: limit.remaining <= 0,
        before_sleep=lambda state: tell(looking.last, state.upcoming_sleep),
        retry_error_callback=lambda _: looking.last,
        sleep=sleep,
    )
    try:
        found = retrying(looking)
    except KeyboardInterrupt:
        if not looking.times:
            raise
        return looking.last, Ended.INTERRUPTED
    return found, Ended.DONE if done(found) else Ended.TIME


class _Looking(Generic[T]):
    """A look that remembers what it found last."""

    last: T

    def __init__(self, look: Callable[[], T]) -> None:
        self._look = look
        self.times = 0

    def __call__(self) -> T:
        self.last = self._look()
        self.times += 1
        return self.last


class _Wait(wait_base):
    def __init__(self, soon: Callable[[T], float | None], limit: Deadline) -> None:
        self._soon = soon
        self._limit = limit
        self._growing = wait_exponential(multiplier=FIRST / 2, min=FIRST, max=LONGEST)

    def __call__(self, retry_state: RetryCallState) -> float:
        outcome = retry_state.outcome
        # Not all machines of a pipeline at the same second.
        pause = self._growing(retry_state) * random.uniform(0.9, 1.1)  # noqa: S311 - nothing secret
        soon = self._soon(outcome.result()) if outcome is not None else None
        if soon is not None:
            pause = min(pause, max(1.0, soon + 1.0))
        return min(pause, self._limit.remaining)
