"""Calls that never outlive a deadline."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pytest

from iacmx import parallel
from iacmx.provider import Deadline


class Failed(Exception):
    pass


def fail() -> str:
    raise Failed


def test_outcomes_come_in_the_order_of_the_calls() -> None:
    first_may_end = threading.Event()

    def first() -> str:
        first_may_end.wait()
        return "first"

    def second() -> str:
        first_may_end.set()
        return "second"

    outcomes = parallel.run_all([first, second], Deadline.after(60))
    assert [outcome() for outcome in outcomes] == ["first", "second"]


def test_a_call_fails_alone_with_its_own_error() -> None:
    good, bad = parallel.run_all([lambda: "fine", fail], Deadline.after(60))
    assert good() == "fine"
    for _ in range(2):
        with pytest.raises(Failed):
            bad()


def test_no_more_than_the_width_at_a_time() -> None:
    lock, running, most = threading.Lock(), 0, 0
    full = threading.Barrier(3)

    def call() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        full.wait(timeout=60)  # only ever passes with three inside
        with lock:
            running -= 1

    for outcome in parallel.run_all([call] * 12, Deadline.after(60), width=3):
        outcome()
    assert most == 3


def test_what_has_not_ended_at_the_deadline_is_left_behind() -> None:
    forever = threading.Event()
    stuck, fine = parallel.run_all([forever.wait, lambda: True], Deadline.after(0.3))
    assert fine()
    with pytest.raises(TimeoutError):
        stuck()
    forever.set()


def test_nothing_begins_after_the_deadline() -> None:
    begun = list[int]()
    with pytest.raises(TimeoutError):
        parallel.run(lambda: begun.append(1), Deadline.after(0))
    assert not begun


def test_what_waits_its_turn_at_the_deadline_never_begins() -> None:
    may_end, begun = threading.Event(), list[int]()
    calls: list[Callable[[], object]] = [may_end.wait, lambda: begun.append(1)]
    outcomes = parallel.run_all(calls, Deadline.after(0.2), width=1)
    may_end.set()
    for thread in [thread for thread in threading.enumerate() if thread.daemon and thread.name.startswith("iacmx")]:
        thread.join(timeout=60)
    assert not begun
    for outcome in outcomes:
        with pytest.raises(TimeoutError):
            outcome()


def test_without_a_deadline_calls_are_waited_for() -> None:
    assert [outcome() for outcome in parallel.run_all([lambda: 1, lambda: 2], None)] == [1, 2]


def test_no_calls_give_no_outcomes() -> None:
    assert parallel.run_all(list[parallel.Outcome[int]](), Deadline.after(60)) == []


def test_calls_one_after_another_share_a_thread() -> None:
    parallel.run(lambda: None, Deadline.after(60))
    threads = {parallel.run(threading.get_ident, Deadline.after(60)) for _ in range(10)}
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_a_thread_left_behind_takes_no_further_call() -> None:
    forever = threading.Event()
    stuck = list[threading.Thread]()

    def call() -> None:
        stuck.append(threading.current_thread())
        forever.wait()

    with pytest.raises(TimeoutError):
        parallel.run(call, Deadline.after(0.2))
    assert parallel.run(threading.current_thread, Deadline.after(60)) not in stuck
    forever.set()
    stuck[0].join(timeout=60)
    assert not stuck[0].is_alive()


def test_a_failed_call_leaves_its_thread_usable() -> None:
    with pytest.raises(Failed):
        parallel.run(fail, Deadline.after(60))
    assert parallel.run(lambda: "fine", Deadline.after(60)) == "fine"


def test_threads_of_the_parent_process_are_not_used_in_the_child() -> None:
    parallel.run(lambda: None, Deadline.after(60))
    child = os.fork()
    if not child:
        os._exit(parallel.run(lambda: 7, Deadline.after(30)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
