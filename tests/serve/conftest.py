"""A server in a thread of its own, and the other side of it."""

from __future__ import annotations

import asyncio
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import trustme
import uvicorn
from msgspec import structs

from iacmx.check import check
from iacmx.model import Plan
from iacmx.report import Report
from iacmx.serve.desk import Bounds
from iacmx.serve.hcp import Pace
from iacmx.serve.hosts import Hosts
from iacmx.serve.server import Set, listen, serving
from tests.lab.hcp_terraform import KEY, HcpTerraform, hcp_terraform, sign

STORIES = Path(__file__).parents[2] / "examples"
FAILING = (STORIES / "null-mx-mixed" / "plan.json").read_bytes()
CLEAN = (STORIES / "new-domain" / "plan.json").read_bytes()
CHANGING = (STORIES / "google-to-microsoft-done-right" / "plan.json").read_bytes()
QUICK = Pace(fetch=30, tell=30, first=0.01, most=0.05)


class Answer(NamedTuple):
    status: int
    text: str
    headers: dict[str, str]


class Recorded:
    """A log that is kept."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, object]]] = []

    def info(self, event: str, **fields: object) -> None:
        self.lines.append((event, fields))

    warning = error = info

    def events(self) -> list[str]:
        return [event for event, _ in self.lines]


class Running:
    """A server that runs."""

    def __init__(self, port: int, log: Recorded) -> None:
        self.port = port
        self.log = log
        self.server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def begin(self, listening: socket.socket, how: Set) -> None:
        begun = threading.Event()

        def keep(server: uvicorn.Server) -> None:
            self.server = server
            begun.set()

        self._thread = threading.Thread(
            target=lambda: asyncio.run(serving(listening, how, self.log, keep)), daemon=True
        )
        self._thread.start()
        assert begun.wait(20)

    def stop(self) -> None:
        assert self.server is not None
        self.server.should_exit = True

    def join(self) -> None:
        assert self._thread is not None
        self._thread.join(60)
        assert not self._thread.is_alive()

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read().decode(), dict(answer.getheaders()))
        finally:
            connection.close()

    def send(self, body: bytes, key: bytes = KEY, **headers: str) -> Answer:
        """A request as HCP Terraform sends it."""
        signed = {"Content-Type": "application/json", "X-TFC-Task-Signature": sign(body, key)}
        return self.ask("POST", "/run-task", body, signed | headers)


def alone(plan: Plan, subject: str) -> Report:
    """As ``iacmx check --offline``."""
    return check(plan, subject=subject)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def hcp(authority: trustme.CA) -> Iterator[HcpTerraform]:
    with hcp_terraform(authority) as hcp:
        hcp.plan = CLEAN
        yield hcp


@pytest.fixture(scope="session")
def trust(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # of this authority only: loading the system's takes its time
    authority.configure_trust(context)
    return context


Start = Callable[..., AbstractContextManager[Running]]


@pytest.fixture
def start(hcp: HcpTerraform, trust: ssl.SSLContext) -> Start:
    """Starts a server for that other side; fields of ``Set`` may be given."""

    @contextmanager
    def begin(**fields: object) -> Iterator[Running]:
        hosts = Hosts([f"localhost:{hcp.port}", f"127.0.0.1:{hcp.port}"])
        how = Set(KEY, hosts, alone, 10_000_000, Bounds(grace=20), pace=QUICK, trust=trust)
        listening = listen("127.0.0.1", 0)
        running = Running(listening.getsockname()[1], Recorded())
        running.begin(listening, structs.replace(how, **fields))
        try:
            yield running
        finally:
            running.stop()
            running.join()

    return begin


@pytest.fixture
def server(start: Start) -> Iterator[Running]:
    with start() as running:
        yield running
    assert "internal error" not in running.log.events()
