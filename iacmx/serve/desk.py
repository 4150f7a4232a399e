"""What becomes of a task: it is accepted or not, waits for its turn, is judged, and is called back in any case."""

from __future__ import annotations

import asyncio
import mmap
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import BinaryIO, Protocol, TypeVar

from msgspec import Struct

from iacmx.errors import IacmxError
from iacmx.model import Plan
from iacmx.plan import read_bytes
from iacmx.printable import printable
from iacmx.report import Report
from iacmx.serve.hcp import Failed, Hcp
from iacmx.serve.result import Result, Status, failed, result_of
from iacmx.serve.task import JUDGED, Refused, Task

T = TypeVar("T")
Judge = Callable[[Plan, str], Report]
"""Judges a plan as the gate does; the text is what to call it. Runs in a thread; raises IacmxError."""

RETRY_AFTER = 30
_UPDATES = 4
"""How many updates are sent at once: they must not take the place of what makes them unnecessary."""
STOPPED = failed("iacmx was stopped before it came to an end. Run the task again.")


class Log(Protocol):
    """Where to say what happened, as structlog's loggers take it."""

    def info(self, event: str, **fields: object) -> object: ...

    def warning(self, event: str, **fields: object) -> object: ...

    def error(self, event: str, **fields: object) -> object: ...


class Bounds(Struct, frozen=True):
    """How much at once, and for how long; seconds.

    ``width`` plans are judged at once, ``most`` tasks are accepted and not called back yet. A task that is not done
    after ``first`` is told to be worked on, and again every ``beat``: the other side gives up after ten minutes of
    silence. What was accepted within ``window`` is not accepted again. At the end ``grace`` is left to finish, and
    ``last`` to say what was not.
    """

    width: int = 4
    most: int = 500
    judge: float = 180.0
    first: float = 2.0
    beat: float = 240.0
    window: float = 3600.0
    remembered: int = 10_000
    grace: float = 25.0
    last: float = 5.0


class Desk:
    """Takes tasks and sees them through. To be used within one event loop."""

    def __init__(self, hcp: Hcp, judge: Judge, log: Log, bounds: Bounds = Bounds()) -> None:  # noqa: B008 - frozen
        self._hcp = hcp
        self._judge = judge
        self._log = log
        self._bounds = bounds
        self._slots = asyncio.Semaphore(bounds.width)
        self._updates = asyncio.Semaphore(_UPDATES)
        self._cut = asyncio.Event()
        self._work: set[asyncio.Task[None]] = set()
        self._seen: OrderedDict[str, float] = OrderedDict()
        self.stopping = False

    @property
    def open(self) -> int:
        """How many tasks are accepted and not called back yet."""
        return len(self._work)

    def accept(self, task: Task) -> bool:
        """Take a task; ``False`` where it was taken before, and nothing more is done. Raises Refused."""
        if self._is_known(task.task_result_callback_url):
            self._log.info("taken before", **_named(task))
            return False
        if self.stopping:
            raise Refused(503, "iacmx is being stopped.", RETRY_AFTER)
        if len(self._work) >= self._bounds.most:
            self._log.warning("full", open=len(self._work), **_named(task))
            raise Refused(503, "Too many run tasks are waiting.", RETRY_AFTER)
        self._seen[task.task_result_callback_url] = time.monotonic()
        work = asyncio.create_task(self._see_through(task))
        self._work.add(work)
        work.add_done_callback(self._work.discard)
        self._log.info("accepted", stage=printable(task.stage), open=len(self._work), **_named(task))
        return True

    async def close(self) -> None:
        """Accept nothing more, finish what was accepted, and call back as failed what can't be finished in time."""
        self.stopping = True
        self._log.info("stopping", open=len(self._work))
        if self._work:
            await asyncio.wait(self._work, timeout=self._bounds.grace)
        self._cut.set()
        if self._work:
            await asyncio.wait(self._work, timeout=self._bounds.last)
        if self._work:
            self._log.error("stopped without calling back", tasks=len(self._work))
        for work in tuple(self._work):
            work.cancel()
        self._log.info("stopped")

    def _is_known(self, callback: str) -> bool:
        """Whether a task with this callback was taken within the window. What is older, or too much, is forgotten."""
        now = time.monotonic()
        while self._seen and (
            len(self._seen) > self._bounds.remembered or now - next(iter(self._seen.values())) > self._bounds.window
        ):
            self._seen.popitem(last=False)
        return callback in self._seen

    async def _see_through(self, task: Task) -> None:
        began = time.monotonic()
        over = asyncio.Event()
        beating = asyncio.create_task(self._beat(task, over))
        result = await self._result(task)
        over.set()
        await asyncio.wait((beating,))  # or an update could arrive after the result
        seconds = round(time.monotonic() - began, 3)
        try:
            await self._hcp.tell(task, result, self._cut.is_set)
        except IacmxError as error:
            self._log.error("not called back", why=str(error), status=result.status.value, **_named(task))
        else:
            self._log.info("called back", status=result.status.value, seconds=seconds, **_named(task))

    async def _beat(self, task: Task, over: asyncio.Event) -> None:
        """Tell from time to time that a task is worked on. Whether that arrives decides nothing."""
        pause = self._bounds.first
        while not await _happens(over, pause):
            pause = self._bounds.beat
            async with self._updates:
                if over.is_set() or self._cut.is_set():
                    return
                try:
                    await self._hcp.tell(task, Result(Status.RUNNING, "iacmx is judging the plan."))
                except IacmxError as error:
                    self._log.warning("update not taken", why=str(error), **_named(task))

    async def _result(self, task: Task) -> Result:
        """What is to be told of a task; never raises."""
        if task.stage not in JUDGED:
            return failed(
                f"iacmx judges plans before they are applied, and this is the stage {task.stage}. "
                "Run the task at the stage post-plan."
            )
        work = asyncio.create_task(self._judged(task))
        stop = asyncio.create_task(self._cut.wait())
        await asyncio.wait((work, stop), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not work.done():
            work.cancel()
            return STOPPED
        error = work.exception()
        if error is None:
            return work.result()
        if isinstance(error, IacmxError):
            self._log.warning("not judged", why=str(error), **_named(task))
            return failed(str(error))
        where = _innermost(error)
        self._log.error("internal error", error=type(error).__name__, where=where, **_named(task))
        return failed(f"internal error: {type(error).__name__} in {where}. This is a defect of iacmx.")

    async def _judged(self, task: Task) -> Result:
        async with self._slots:
            with tempfile.TemporaryFile(prefix="iacmx-") as file:
                try:
                    await self._hcp.plan(task, file)
                except Failed as error:
                    raise Failed(f"the plan could not be fetched: {error.message}.", error.hint) from error
                work = in_thread(partial(self._read_and_judge, file, f"the plan of {printable(task.run_id)}"))
                try:
                    async with asyncio.timeout(self._bounds.judge):
                        report = await work
                except TimeoutError as error:
                    raise Failed(f"it took longer than {self._bounds.judge:g} seconds.") from error
            self._log.info("judged", verdict=report.verdict.value, findings=len(report.findings), **_named(task))
            return result_of(report)

    def _read_and_judge(self, file: BinaryIO, subject: str) -> Report:
        file.flush()
        # Mapped, a large plan takes no memory of its own. An empty file can't be.
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if file.tell() else b""
        return self._judge(read_bytes(memoryview(data), subject), subject)


def in_thread(call: Callable[[], T]) -> asyncio.Future[T]:
    """What ``call`` returns or raises, made in a thread that keeps no process from ending."""
    ended: Future[T] = Future()

    def work() -> None:
        try:
            result = call()
        except BaseException as error:  # noqa: BLE001 - raised again where the future is awaited
            ended.set_exception(error)
        else:
            ended.set_result(result)

    ended.set_running_or_notify_cancel()
    threading.Thread(target=work, name="judge", daemon=True).start()
    return asyncio.wrap_future(ended)


async def _happens(event: asyncio.Event, seconds: float) -> bool:
    """Whether it happens in that time."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False


def _named(task: Task) -> dict[str, str]:
    """How logs name a task: never its token, nor anything of the plan."""
    return {
        "task": printable(task.task_result_id),
        "run": printable(task.run_id),
        "organization": printable(task.organization_name),
        "workspace": printable(task.workspace_name),
    }


def _innermost(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "an unknown place"
