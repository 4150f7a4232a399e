"""How far an audit is, on standard error: a bar on a terminal, a quiet line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from iacmx.audit import Progress as Watcher
from iacmx.audit import Silent
from iacmx.words import counted

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

QUIET_SECONDS = 30.0
"""Between two lines where nobody watches."""


@contextmanager
def shown(quiet: bool) -> Generator[Watcher, None, None]:
    """A progress display for the time of a run."""
    if quiet:
        yield Silent()
    elif not sys.stderr.isatty():
        yield _Lines()
    else:
        with _drawn() as progress:
            yield _Bar(progress)


def _drawn() -> Progress:
    from rich.console import Console  # 30 ms of a start that nobody watches
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("zones  {task.fields[requests]} requests  {task.fields[findings]} findings"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _plan(zones: int, requests: int, seconds: float) -> str:
    wait = f", about {_duration(seconds)}" if seconds >= 1 else ""
    return f"{counted(zones, 'zone')} to read: {counted(requests, 'request')}{wait}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


class _Bar:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def planned(self, zones: int, requests: int, seconds: float) -> None:
        self._progress.console.print(f"iacmx: {_plan(zones, requests, seconds)}", markup=False, highlight=False)
        self._task = self._progress.add_task("Auditing", total=zones, requests=0, findings=0)

    def advanced(self, zones: int, requests: int, findings: int) -> None:
        if self._task is not None:
            self._progress.update(self._task, completed=zones, requests=requests, findings=findings)


class _Lines:
    def __init__(self) -> None:
        self._said = time.monotonic()
        self._zones = 0

    def planned(self, zones: int, requests: int, seconds: float) -> None:
        self._zones = zones
        sys.stderr.write(f"iacmx: {_plan(zones, requests, seconds)}.\n")

    def advanced(self, zones: int, requests: int, findings: int) -> None:
        if time.monotonic() - self._said < QUIET_SECONDS:
            return
        self._said = time.monotonic()
        sys.stderr.write(f"iacmx: {zones} of {self._zones} zones, {requests} requests, {findings} findings.\n")
