"""How a wait goes, on standard error: a line that is rewritten on a terminal, a quiet line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Protocol

from iacmx.durations import spoken
from iacmx.printable import printable

QUIET_SECONDS = 300.0
"""Between two lines of the same words where nobody watches."""
MOST = 20
"""Lines of a terminal that are used at once."""


class Tell(Protocol):
    def __call__(self, words: str, pause: float, each: Sequence[str] = (), /) -> None:
        """Gets where it stands in a line of words, and the seconds until the next look.

        ``each`` are lines of their own, which only a terminal shows.
        """
        ...


@contextmanager
def shown(quiet: bool) -> Generator[Tell, None, None]:
    """What tells how a wait is going, for the time of the wait."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet:
        yield lambda words, pause, each=(): None
    elif not console.is_terminal:
        yield _Lines().tell
    else:
        with console.status("looking") as status:

            def tell(words: str, pause: float, each: Sequence[str] = (), /) -> None:
                rest = [f"and {len(each) - MOST} more"] if len(each) > MOST else []
                lines = (f"{words}; next look in {spoken(round(pause))}", *each[:MOST], *rest)
                status.update("\n".join(map(_plain, lines)))

            yield tell


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(printable(text))


class _Lines:
    """A line when the words change, and after a while when they don't."""

    def __init__(self) -> None:
        self._words = ""
        self._said = 0.0

    def tell(self, words: str, pause: float, each: Sequence[str] = (), /) -> None:
        if words == self._words and time.monotonic() - self._said < QUIET_SECONDS:
            return
        self._words, self._said = words, time.monotonic()
        sys.stderr.write(f"iacmx: {printable(words)}\n")
