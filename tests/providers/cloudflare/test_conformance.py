"""The Cloudflare provider does what every provider must do."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from iacmx.provider import Provider
from tests.lab import cloudflare_faults as faults
from tests.lab.cloudflare_api import TOKEN, CloudflareApi
from tests.providers.cloudflare.conftest import Connect
from tests.providers.conformance import Account, Fault, Faults, Live, Reads

FAULTS = {
    Fault.THROTTLED: faults.throttled(1),
    Fault.SERVER_ERROR: faults.server_error(503),
    Fault.RESET: faults.reset,
    Fault.TRUNCATED: faults.truncated,
    Fault.CUT: faults.cut,
    Fault.GARBAGE: faults.html,
    Fault.DENIED: faults.denied,
    Fault.EXPIRED: faults.expired,
    Fault.DRIP: faults.dripping(0.1),
}


class CloudflareAccount(Account):
    provider = "cloudflare"
    absent_id = "f" * 32
    secrets = (TOKEN,)
    permission = "Zone.DNS:Read"

    def __init__(self, api: CloudflareApi, connect: Connect) -> None:
        self.api = api
        self._connect = connect

    def add_zone(self, name: str, records: Sequence[Live] = ()) -> str:
        zone_id = self.api.add_zone(name)
        for live in records:
            for value in live.values:
                if live.type == "MX":
                    priority, target = value.split()
                    content = target if target == "." else target.removesuffix(".")
                    self.api.add_mx(zone_id, live.owner, int(priority), content, ttl=live.ttl)
                else:
                    self.api.add_record(zone_id, live.type, live.owner, value.removesuffix("."), ttl=live.ttl)
        return zone_id

    def connect(self, seconds: float = 20.0) -> Provider:
        return self._connect(seconds)

    @property
    def sent(self) -> int:
        return len(self.api.log)

    def fail(self, fault: Fault, times: int | None = None) -> None:
        self.api.fail(FAULTS[fault], 10_000 if times is None else times)


class TestReads(Reads):
    @pytest.fixture
    def account(self, api: CloudflareApi, connect: Connect) -> Account:
        return CloudflareAccount(api, connect)


class TestFaults(Faults):
    @pytest.fixture
    def account(self, api: CloudflareApi, connect: Connect) -> Account:
        return CloudflareAccount(api, connect)
