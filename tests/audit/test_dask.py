"""Audits on a real Dask cluster of two processes."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from iacmx.cli._accounts import executor_of
from iacmx.errors import UsageError
from iacmx.provider import Deadline
from tests.audit.accounts import Account, run
from tests.audit.test_audit import broken, dead
from tests.lab.cloudflare_api import CloudflareApi
from tests.lab.command import iacmx

pytestmark = pytest.mark.slow
ZONES = dead(300)


@pytest.fixture
def cluster() -> Iterator[Any]:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:  # type: ignore[no-untyped-call]  # it has no types
        yield cluster


def told(executor: Any, account: Account) -> tuple[Any, ...]:
    report = run(account, broken(*ZONES), executor=executor)
    return report.causes, report.totals, tuple(report.domains), report.unverified


def _has_judged() -> bool:
    return "iacmx.audit.unit" in sys.modules


def test_a_cluster_finds_the_same(cluster: Any) -> None:
    with cluster.get_client() as client:
        assert told(client.get_executor(pure=False), Account(*ZONES)) == told(None, Account(*ZONES))
        assert all(client.run(_has_judged).values()), "both workers took part"


def test_a_worker_that_is_killed_loses_nothing(cluster: Any) -> None:
    with cluster.get_client() as client:
        killed = threading.Event()

        def kill(zone: object) -> None:
            if len(account.log) > 150 and not killed.is_set():
                killed.set()
                next(iter(cluster.workers.values())).process.process._process.kill()

        account = Account(*ZONES, before=kill)
        assert told(client.get_executor(pure=False), account) == told(None, Account(*ZONES))
        assert killed.is_set()


def test_a_scheduler_that_goes_away_loses_nothing() -> None:
    from distributed import LocalCluster

    cluster = LocalCluster(  # type: ignore[no-untyped-call]  # it has no types
        n_workers=1, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    )
    client = cluster.get_client()  # type: ignore[no-untyped-call]  # it has no types
    closed = threading.Event()

    def close(zone: object) -> None:
        if len(account.log) > 150 and not closed.is_set():
            closed.set()
            cluster.close()

    account = Account(*ZONES, before=close)
    assert told(client.get_executor(pure=False), account) == told(None, Account(*ZONES))
    client.close()


def test_a_scheduler_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iacmx.cli._accounts.DASK_SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(UsageError, match="answers at tcp"), executor_of(address, Deadline.after(60)):
            pass


def test_the_command_judges_on_a_cluster(cluster: Any) -> None:
    with CloudflareApi() as cloudflare:
        for number in range(70):
            zone = cloudflare.add_zone(f"z{number}.test")
            cloudflare.add_mx(zone, f"z{number}.test", 10, "192.0.2.1")
        arguments = ("audit", "cloudflare", "--offline", "--quiet", "--format", "json")
        here = iacmx(*arguments, environment=cloudflare.environment)
        there = iacmx(*arguments, "--dask", cluster.scheduler_address, environment=cloudflare.environment)
    assert (there.code, there.err) == (1, "")
    assert there.report == here.report
