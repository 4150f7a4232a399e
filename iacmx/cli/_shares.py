"""A long file on all cores: each process routes its share of the domains, and what they write comes in order.

Every process reads the whole file and takes turns in :data:`TURN` domains, so none has to be told what is its own.
"""

from __future__ import annotations

import os
import stat
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, cycle
from typing import TYPE_CHECKING

import msgspec

from iacmx.errors import ProviderError
from iacmx.route_report import Result, Summary
from iacmx.routing.names import Asked, from_lines

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

TURN = 200
"""Domains that a process takes in a row."""
LEAST = 30_000
"""Octets of a file, some 2000 domains, that are worth further processes."""
MOST = 4
"""Processes, so that a resolver is not asked by more at once than it has cores."""

Emit = Callable[[Result], None]
Route = Callable[[Iterable[Asked], Emit], None]
"""Routes domains, and gives each result in their order."""
Tell = Callable[[Result, int], list[str]]
"""What each document says of a result, which is that of the domain of this number."""


class Turn(msgspec.Struct, frozen=True):
    """What a process made of its domains in a row: what each document says of them, and how they ended."""

    texts: list[str]
    summary: Summary


def processes_for(path: str) -> int:
    """How many processes are to route the domains of a file; 1 where it is short, or no file."""
    if sys.platform != "linux" or path in ("", "-"):
        return 1
    told = os.stat(path)
    if not stat.S_ISREG(told.st_mode) or told.st_size < LEAST:
        return 1
    return min(MOST, len(os.sched_getaffinity(0)))


@contextmanager
def turns(
    path: str, typed: tuple[Asked, ...], count: int, route: Route, tell: Tell
) -> Generator[Iterator[Turn], None, None]:
    """What is to be written, in order, while ``count`` processes route ``typed`` and the domains of the file.

    They are begun on entry; no thread may run. Raises ProviderError where one of them dies.
    """
    from multiprocessing import get_context

    context = get_context("fork")
    sys.stdout.flush()  # what is in its buffer would be written by every process
    workers: list[tuple[ForkProcess, Connection]] = []
    try:
        for number in range(count):
            out, into = context.Pipe(duplex=False)
            worker = context.Process(target=_work, args=(path, typed, (number, count), route, tell, into), daemon=True)
            worker.start()
            into.close()
            workers.append((worker, out))
        yield _in_order(workers)
    finally:
        for worker, out in workers:
            worker.terminate()
            worker.join()
            out.close()


def _in_order(workers: list[tuple[ForkProcess, Connection]]) -> Iterator[Turn]:
    from multiprocessing.connection import wait

    came: dict[Connection, deque[bytes]] = {out: deque() for _, out in workers}
    running = dict.fromkeys(came)
    for worker, out in cycle(workers):
        while not came[out] and out in running:
            # Whatever any of them has to say is taken at once: none may wait here while its answers arrive.
            ready = wait(list(running))
            for each in [each for each in running if each in ready]:
                try:
                    came[each].append(each.recv_bytes())
                except EOFError:
                    del running[each]
        if not came[out]:
            worker.join()
            if worker.exitcode:
                raise ProviderError("A process that looked up some of the domains ended early.", "Run it again.")
            return  # whose turn it is has none left, so nobody has
        yield msgspec.msgpack.decode(came[out].popleft(), type=Turn)


def _work(
    path: str, typed: tuple[Asked, ...], share: tuple[int, int], route: Route, tell: Tell, into: Connection
) -> None:
    """What a process does with its ``share``: it is one of so many."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    number, count = share
    summary, made, texts = Summary(), 0, list[list[str]]()

    def send() -> None:
        nonlocal summary, texts
        if texts:
            turn = Turn(["".join(each) for each in zip(*texts, strict=True)], summary)
            summary, texts = Summary(), []
            into.send_bytes(msgspec.msgpack.encode(turn))

    def emit(result: Result) -> None:
        nonlocal summary, made
        turn, place = divmod(made, TURN)
        texts.append(tell(result, (turn * count + number) * TURN + place))
        summary = summary.plus(result)
        made += 1
        if made % TURN == 0:
            send()

    try:
        with open(path, "rb") as file:
            names = enumerate(chain(typed, from_lines(file)))
            route((asked for at, asked in names if at // TURN % count == number), emit)
        send()
    except BrokenPipeError:
        pass  # nobody reads any more
