"""Many at once, and the end: nothing that was accepted is lost, and nothing is called back twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from iacmx.model import Plan
from iacmx.report import Report
from iacmx.serve.desk import Bounds
from tests.lab.hcp_terraform import HcpTerraform
from tests.serve.conftest import Running, Start, alone


class Held:
    """A judge that waits until it may go on, and counts how many wait at once."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.most = 0
        self._now = 0
        self._changed = threading.Condition()

    def __call__(self, plan: Plan, subject: str) -> Report:
        with self._changed:
            self._now += 1
            self.most = max(self.most, self._now)
            self._changed.notify_all()
        assert self.go_on.wait(60)
        with self._changed:
            self._now -= 1
        return alone(plan, subject)

    def release(self, waiting: int = 1) -> None:
        """Let all go on, once so many wait."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._now >= waiting, 60)
        self.go_on.set()


def send(server: Running, hcp: HcpTerraform, count: int, first: int = 1) -> list[int]:
    """The status of each answer; all sent at once."""
    with ThreadPoolExecutor(50) as pool:
        return list(pool.map(lambda number: server.send(hcp.payload(number)).status, range(first, first + count)))


@pytest.mark.parametrize("many", [30, pytest.param(300, marks=pytest.mark.slow)])
def test_many_held_at_once_are_each_called_back_once(many: int, start: Start, hcp: HcpTerraform) -> None:
    held = Held()
    with start(judge=held, bounds=Bounds(width=4, grace=60)) as server:
        assert send(server, hcp, many) == [200] * many
        assert send(server, hcp, many) == [200] * many  # once more, as if the first answers had been lost
        held.release(waiting=4)
        for number in range(1, many + 1):
            hcp.final(number)
    assert hcp.statuses() == {"passed": many}
    assert held.most == 4
    assert server.log.events().count("called back") == many


def test_what_is_too_much_is_told_to_come_again(start: Start, hcp: HcpTerraform) -> None:
    held = Held()
    with start(judge=held, bounds=Bounds(width=1, most=5)) as server:
        assert send(server, hcp, 5) == [200] * 5
        refused = server.send(hcp.payload(6))
        assert (refused.status, refused.headers["retry-after"]) == (503, "30")
        held.go_on.set()
        for number in range(1, 6):
            hcp.final(number)
        for _ in range(100):
            if server.send(hcp.payload(6)).status == 200:  # what was refused is no replay
                break
        assert hcp.final(6).status == "passed"


def test_a_stop_finishes_what_was_accepted(start: Start, hcp: HcpTerraform) -> None:
    held = Held()
    with start(judge=held, bounds=Bounds(width=2, grace=30)) as server:
        assert send(server, hcp, 10) == [200] * 10
        server.stop()
        held.go_on.set()
        server.join()
    assert hcp.statuses() == {"passed": 10}
    assert server.log.events()[-1] == "stopped"


def test_what_a_stop_can_t_finish_is_called_back_as_failed(start: Start, hcp: HcpTerraform) -> None:
    held = Held()
    with start(judge=held, bounds=Bounds(width=2, grace=0.1)) as server:
        assert send(server, hcp, 10) == [200] * 10
        server.stop()
        server.join()
    held.go_on.set()
    assert hcp.statuses() == {"failed": 10}
    assert "iacmx was stopped" in hcp.final(7).message
    assert server.log.events().count("called back") == 10


def test_memory_of_what_was_accepted_is_bounded(start: Start, hcp: HcpTerraform) -> None:
    with start(bounds=Bounds(remembered=3)) as server:
        send(server, hcp, 10)
        for number in range(1, 11):
            hcp.final(number)
        assert "Accepted before" in server.send(hcp.payload(11)).text or hcp.final(11)
        assert "Accepted before" in server.send(hcp.payload(11)).text
