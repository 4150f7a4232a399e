"""Whole audits through a proxy that spoils answers: a right verdict, a clear reason, an end, and no zone missing."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from math import ceil

import botocore.session
import pytest
from botocore.loaders import Loader, create_loader

from iacmx import parallel
from iacmx.audit import Source, audit
from iacmx.audit_report import AuditReport
from iacmx.provider import Deadline, Provider
from iacmx.report import Verdict
from iacmx_cloudflare.credentials import access_from_environment
from iacmx_cloudflare.provider import CloudflareProvider
from iacmx_cloudflare.session import Session
from iacmx_route53 import api as route53_api
from iacmx_route53 import connect as connect_route53
from tests.lab import proxy as faults
from tests.lab import route53_scripted
from tests.lab.cloudflare_api import TOKEN, CloudflareApi, failure
from tests.lab.proxy import Fault, Handler, Passed, Proxy
from tests.lab.route53_scripted import Held
from tests.providers.route53.accounts import ENVIRONMENT, UNSET

SECONDS = 1.5
"""The deadline of an audit that has to end by it."""
ENOUGH = 30.0
"""An audit that is not over by then hangs."""
NAMES = tuple(f"z{number}.test" for number in range(4))
PROVIDERS = ("route53", "cloudflare")


class Account:
    """An account of some zones behind a proxy. ``zone_ids`` are by name, ``requests`` what reading it all takes."""

    def __init__(self, provider: str, proxy: Proxy, zone_ids: dict[str, str], requests: int) -> None:
        self.source, self.proxy, self.zone_ids, self.requests = Source(provider), proxy, zone_ids, requests

    def audited(self, seconds: float = SECONDS) -> AuditReport:
        """The report of an audit; TimeoutError where it does not come to an end."""
        call = partial(audit, [self.source], provider_for=partial(self._connect, Deadline.after(seconds)))
        return parallel.run(call, Deadline.after(ENOUGH))

    def _connect(self, deadline: Deadline, source: Source) -> Provider:
        if source.provider == "route53":
            return connect_route53(deadline)
        return CloudflareProvider(Session(access_from_environment(), deadline, backoff=0.02))


@contextmanager
def route53(names: tuple[str, ...], page: int) -> Iterator[tuple[str, dict[str, str]]]:
    with route53_scripted.serving() as api:
        api.page = page
        made = {
            name: api.add_zone(
                name, (Held(f"{name}.", "MX", ("10 mx1.example.net", "20 mx2.example.net")), Held(f"a.{name}.", "A"))
            )
            for name in names
        }
        yield api.url, {name: zone.id for name, zone in made.items()}


@contextmanager
def cloudflare(names: tuple[str, ...], page: int) -> Iterator[tuple[str, dict[str, str]]]:
    with CloudflareApi(page_cap=page) as api:
        made = {name: api.add_zone(name) for name in names}
        for name, zone_id in made.items():
            api.add_mx(zone_id, name, 10, "mx1.example.net")
            api.add_mx(zone_id, name, 20, "mx2.example.net")
        yield api.url, made


Begin = Callable[..., Account]


@pytest.fixture(scope="module")
def models() -> Loader:
    """The files that botocore makes its clients of; a loader keeps what it has read."""
    return create_loader()


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch, models: Loader) -> Iterator[Begin]:
    """Begins an account of a provider, to be found by the environment."""
    monkeypatch.setattr(botocore.session, "create_loader", lambda search_path_string=None: models)
    open_ones: list[object] = []
    for name in UNSET:
        monkeypatch.delenv(name, raising=False)
    for name, value in (ENVIRONMENT | {"CLOUDFLARE_API_TOKEN": TOKEN, "NO_PROXY": "127.0.0.1"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(route53_api, "PAUSE", 0.02)
    monkeypatch.setattr(route53_api, "LONGEST_PAUSE", 0.1)

    def account(provider: str, names: tuple[str, ...] = NAMES, page: int = 300) -> Account:
        stand_in = {"route53": route53, "cloudflare": cloudflare}[provider](names, page)
        url, zone_ids = stand_in.__enter__()
        proxy = Proxy(url)
        proxy.__enter__()
        open_ones.extend((stand_in, proxy))
        monkeypatch.setenv("AWS_ENDPOINT_URL_ROUTE_53", proxy.url)
        monkeypatch.setenv("CLOUDFLARE_BASE_URL", proxy.url)
        return Account(provider, proxy, zone_ids, ceil(len(names) / {"route53": 100, "cloudflare": 50}[provider]))

    yield account
    for one in reversed(open_ones):
        one.__exit__(None, None, None)  # type: ignore[attr-defined]  # both are context managers


def expired(handler: Handler, passed: Passed) -> None:
    """The provider's words for credentials that are no longer valid."""
    if "xml" in passed.kind:
        message = "The security token included in the request is expired"
        handler.send(403, passed.kind, route53_scripted.error("ExpiredToken", message).encode())
    else:
        handler.send(403, passed.kind, json.dumps(failure(403, 9109, "Invalid access token").body).encode())


def repeating() -> Fault:
    """The first answer again and again, so that its page token leads to itself."""
    first: list[Passed] = []

    def fault(handler: Handler, passed: Passed) -> None:
        first.append(passed)
        handler.send(passed.status, passed.kind, first[0].body)

    return fault


FAULTS: dict[str, Fault] = {
    "reset": faults.reset,
    "hang": faults.hung,
    "drip": faults.dripping,
    "truncated": faults.truncated,
    "cut": faults.cut,
    "garbage": faults.garbage,
    "empty": faults.empty,
    "page": faults.html,
    "bad gateway": faults.html_error,
    "5xx storm": faults.unavailable,
    "throttled for an hour": faults.throttled(3600),
    "expired": expired,
}
EVERY = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
LONG = ("hang", "drip", "throttled for an hour")
"""Faults that last until the deadline: once for each provider is enough for a quick run."""
QUICK_FIRST = pytest.mark.parametrize(
    "fault", [pytest.param(fault, id=name, marks=[pytest.mark.slow] * (name in LONG)) for name, fault in FAULTS.items()]
)
BOTH = pytest.mark.parametrize("provider", PROVIDERS)


def is_clear(reason: str) -> bool:
    """Whether it is a sentence for people: no markup, no names of classes, no secret."""
    secrets = (TOKEN, *(value for name, value in ENVIRONMENT.items() if name.startswith("AWS_S")))
    mean = ("<", "Traceback", "Error(", "Exception", *secrets)
    return len(reason) > 15 and reason.endswith(".") and not any(text in reason for text in mean)


@BOTH
@EVERY
def test_one_zone_that_can_not_be_read(begin: Begin, provider: str, fault: Fault) -> None:
    account = begin(provider)
    account.proxy.spoil(account.zone_ids["z2.test"], fault)
    report = account.audited()
    assert [zone.zone for zone in report.unverified] == ["z2.test"]
    assert is_clear(report.unverified[0].reason), report.unverified[0].reason
    assert {domain.zone for domain in report.domains} == {"z0.test", "z1.test", "z3.test"}
    assert (report.verdict, report.exit_code) == (Verdict.UNVERIFIED, 3)


@BOTH
@QUICK_FIRST
def test_an_account_that_can_not_be_listed(begin: Begin, provider: str, fault: Fault) -> None:
    account = begin(provider)
    account.proxy.spoil("", fault)
    report = account.audited()
    assert is_clear(report.accounts[0].reason), report.accounts[0].reason
    assert (report.verdict, report.exit_code, report.totals.domains) == (Verdict.UNVERIFIED, 3, 0)


@BOTH
@pytest.mark.parametrize("names", [NAMES, tuple(f"z{number}.test" for number in range(101))], ids=["records", "list"])
def test_a_page_that_leads_to_itself(begin: Begin, provider: str, names: tuple[str, ...]) -> None:
    account = begin(provider, names, page=1)
    spoiled = account.zone_ids["z2.test"] if names == NAMES else "z" if provider == "cloudflare" else "hostedzone?"
    account.proxy.spoil(spoiled, repeating())
    report = account.audited(20)
    if names == NAMES:
        assert [zone.zone for zone in report.unverified] == ["z2.test"]
        assert is_clear(report.unverified[0].reason)
        assert report.totals.domains == 3
    else:
        assert is_clear(report.accounts[0].reason)
    assert report.exit_code == 3


@BOTH
def test_nobody_listens(begin: Begin, provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    account = begin(provider)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL_ROUTE_53", url)
        monkeypatch.setenv("CLOUDFLARE_BASE_URL", f"{url}/client/v4")
        report = account.audited()
    assert is_clear(report.accounts[0].reason), report.accounts[0].reason
    assert (report.exit_code, report.totals.domains) == (3, 0)


@BOTH
@pytest.mark.parametrize("fault", [faults.reset, faults.truncated, faults.unavailable, faults.throttled(1)])
def test_what_passes_by_itself_costs_requests_and_nothing_else(begin: Begin, provider: str, fault: Fault) -> None:
    account = begin(provider)
    times = iter([True, True])

    def passing(handler: Handler, passed: Passed) -> None:
        if next(times, False):
            fault(handler, passed)
        else:
            handler.send(passed.status, passed.kind, passed.body)

    account.proxy.spoil(account.zone_ids["z2.test"], passing)
    report = account.audited(20)
    assert (report.exit_code, report.unverified, report.totals.domains) == (0, (), 4)
    assert report.api_requests == len(account.proxy.seen) == account.requests + len(NAMES) + 2


@BOTH
def test_credentials_that_expire_midway(begin: Begin, provider: str) -> None:
    names = tuple(f"z{number:02d}.test" for number in range(40))
    account = begin(provider, names)
    seen = account.proxy.seen

    def after_twenty(handler: Handler, passed: Passed) -> None:
        if len(seen) > 20:
            expired(handler, passed)
        else:
            handler.send(passed.status, passed.kind, passed.body)

    account.proxy.spoil("", after_twenty)
    report = account.audited(20)
    assert 0 < report.totals.domains < 40
    assert report.totals.domains + len(report.unverified) == 40
    assert all(is_clear(zone.reason) for zone in report.unverified)
    assert report.exit_code == 3
