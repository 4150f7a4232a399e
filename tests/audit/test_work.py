"""Executors that do not do as they should, and readers that are faster than the judging."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import Any

import pytest

from iacmx import parallel
from iacmx.audit import reading
from iacmx.audit.reading import Listing, Readers
from iacmx.errors import ProviderError
from iacmx.model import ZoneData
from iacmx.provider import Deadline
from tests.audit.accounts import HERE, Account, run
from tests.audit.test_audit import broken, dead

ZONES = dead(70)


def told(executor: Executor | None) -> tuple[Any, ...]:
    """What an audit on that executor finds; domains as text, for other tests count those that are kept."""
    report = run(Account(*ZONES), broken(*ZONES), executor=executor)
    return report.causes, report.totals, tuple(map(repr, report.domains)), report.unverified


@cache
def known() -> tuple[Any, ...]:
    """What this process finds alone."""
    return told(None)


class Loses(Executor):
    """Every second batch is lost with its worker, in one of the ways in which that is told."""

    def __init__(self, *, at_once: bool, error: BaseException) -> None:
        self.number = 0
        self._at_once, self._error = at_once, error

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.number += 1
        future: Future[Any] = Future()
        if self.number % 2:
            future.set_result(function(*args, **kwargs))
        elif self._at_once:
            raise self._error
        elif isinstance(self._error, CancelledError):
            future.cancel()
        else:
            future.set_exception(self._error)
        return future


@pytest.mark.parametrize(
    ("at_once", "error"),
    [
        (True, RuntimeError("cannot schedule new futures after shutdown")),
        pytest.param(True, OSError("the connection is closed"), marks=pytest.mark.slow),
        (False, RuntimeError("a worker died")),
        pytest.param(False, EOFError(), marks=pytest.mark.slow),
        (False, CancelledError()),
    ],
)
def test_a_batch_that_an_executor_loses_is_judged_all_the_same(at_once: bool, error: BaseException) -> None:
    executor = Loses(at_once=at_once, error=error)
    assert told(executor) == known()
    assert executor.number > 2


def test_processes_find_the_same() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        assert told(executor) == known()


def test_threads_find_the_same() -> None:
    with ThreadPoolExecutor(4) as executor:
        assert told(executor) == known()


def _die() -> None:
    os._exit(1)


def test_a_pool_whose_worker_dies_loses_nothing() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        executor.submit(_die)
        assert told(executor) == known()


def test_an_executor_that_was_shut_down_loses_nothing() -> None:
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    assert told(executor) == known()


class Hangs(Executor):
    """Takes every batch and never does one."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        return Future()


def test_an_executor_that_hangs_is_waited_for_until_the_deadline() -> None:
    report = run(Account(*ZONES), broken(*ZONES), executor=Hangs(), deadline=Deadline.after(0.3))
    assert (report.causes, report.totals) == known()[:2]
    assert any("executor: 70 zones" in words for words in report.skipped)


def test_the_report_tells_what_an_executor_did_not_do() -> None:
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    words = "executor: 70 zones that it lost, or did not take, judged by this process instead"
    assert words in run(Account(*ZONES), executor=executor).skipped
    assert not any("executor" in words for words in run(Account(*ZONES)).skipped)


def test_no_more_zones_are_read_than_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "AHEAD", 10)
    account = Account(*ZONES)
    readers = Readers([Listing(HERE, account, tuple(data.zone for data in ZONES))], lambda source, zone: False)
    begun = -1
    while begun < len(account.log):  # until it comes to rest, as nobody takes what is read
        begun = len(account.log)
        time.sleep(0.1)
    assert begun == 10 + parallel.WIDTH, "those that wait, and one in each thread's hand"
    readers.stop()


def test_readers_that_are_stopped_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "AHEAD", 3)
    account = Account(*ZONES)
    before = set(threading.enumerate())
    readers = Readers([Listing(HERE, account, tuple(data.zone for data in ZONES))], lambda source, zone: False)
    assert readers.take(10) is not None
    readers.stop()
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
        assert not thread.is_alive()
    assert len(account.log) < len(ZONES)


@pytest.mark.parametrize("error", [KeyError("x"), MemoryError(), RecursionError(), ProviderError("no")])
def test_whatever_a_provider_raises_no_zone_goes_missing(error: Exception) -> None:
    zones = tuple(data.zone for data in ZONES[:3])
    account = Account(*ZONES[:3], failing={"d101.example": error})
    readers = Readers([Listing(HERE, account, zones)], lambda source, zone: False)
    outcomes = {}
    while readers.left:
        taken = readers.take(10)
        assert taken is not None
        outcomes[taken.zone.name] = taken.outcome
    assert isinstance(outcomes["d101.example"], ProviderError)
    assert [name for name, one in outcomes.items() if isinstance(one, ZoneData)] != []
    assert len(outcomes) == 3
