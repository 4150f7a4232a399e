"""How far the probing of hosts is, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

from iacmx.words import counted


@contextmanager
def watched(hosts: int) -> Generator[Callable[[], None], None, None]:
    """Says it on standard error while hosts are spoken to; what it gives is called after each."""
    if not hosts or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console

    done = 0
    with Console(stderr=True).status(f"probing {counted(hosts, 'host')}") as status:

        def one_more() -> None:
            nonlocal done
            done += 1
            status.update(f"probed {done} of {counted(hosts, 'host')}")

        yield one_more
