from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from iacmx.model import Zone
from iacmx.provider import Deadline
from iacmx_cloudflare.budget import Budget
from iacmx_cloudflare.credentials import access_from_environment
from iacmx_cloudflare.provider import CloudflareProvider
from iacmx_cloudflare.session import Session
from tests.lab.cloudflare_api import CloudflareApi

VARIABLES = ("API_TOKEN", "API_KEY", "EMAIL", "BASE_URL", "API_USER_SERVICE_KEY", "CUSTOM_HEADERS")

Connect = Callable[..., CloudflareProvider]


@pytest.fixture(scope="session")
def one_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to trust that is soon read: the stand-in speaks HTTP, and every client reads the certificates anew."""
    file = tmp_path_factory.mktemp("trusted") / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(file))
    return file


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, one_certificate: Path) -> pytest.MonkeyPatch:
    """An environment that says nothing about Cloudflare."""
    monkeypatch.setenv("SSL_CERT_FILE", str(one_certificate))
    for name in VARIABLES:
        monkeypatch.delenv(f"CLOUDFLARE_{name}", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return monkeypatch


@pytest.fixture
def api(bare: pytest.MonkeyPatch) -> Iterator[CloudflareApi]:
    with CloudflareApi() as server:
        for name, value in server.environment.items():
            bare.setenv(name, value)
        yield server


@pytest.fixture
def connect() -> Connect:
    """The provider over the real SDK, with short waits between attempts."""

    def connect(
        seconds: float = 20.0, budget: Budget | None = None, patience: float = 30.0, account: str = ""
    ) -> CloudflareProvider:
        session = Session(access_from_environment(), Deadline.after(seconds), budget, backoff=0.02, patience=patience)
        return CloudflareProvider(session, account)

    return connect


class VirtualTime(threading.Condition):
    """A clock that only waiting moves, and what a budget waits on: nothing is really waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        assert timeout > 0
        self.waits.append(timeout)
        self.now += timeout
        return False

    def budget(self, rate: float | None = None) -> Budget:
        return Budget(rate, lambda: self.now, self)


def zone_of(zone_id: str = "", name: str = "") -> Zone:
    return Zone(key=f"cloudflare:{zone_id or '?' + name}", provider="cloudflare", id=zone_id, name=name)
