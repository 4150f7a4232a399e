"""What the credentials may do, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from iacmx.errors import ProviderError
from iacmx.model import Zone
from iacmx.provider import Checks, Estimates, Provider
from iacmx_route53 import budget
from tests.lab import sts_scripted
from tests.lab.faults import Fault
from tests.lab.route53_scripted import Api, Held, Refused
from tests.lab.sts_scripted import Sts
from tests.providers.route53.accounts import Scripted

ACTIONS = ("ListHostedZones", "ListHostedZonesByName", "GetHostedZone", "ListResourceRecordSets")


def action(path: str) -> str:
    last = path.removeprefix("/2013-04-01/").split("/")
    names = {"hostedzonesbyname": "ListHostedZonesByName", "hostedzone": "ListHostedZones"}
    return names.get(last[0], "") if len(last) == 1 else ("GetHostedZone", "ListResourceRecordSets")[len(last) - 2]


@pytest.fixture
def denied(monkeypatch: pytest.MonkeyPatch, api: Api) -> set[str]:
    """The actions that the stand-in denies, for a test to fill."""
    answer, actions = api.answer, set[str]()

    def reply(path: str, query: dict[str, str]) -> str:
        if action(path) in actions:
            raise Refused(403, "AccessDenied", "AKIDTESTKEY may not")
        return answer(path, query)

    monkeypatch.setattr(api, "answer", reply)
    return actions


def checked(provider: Provider) -> dict[str, bool | None]:
    assert isinstance(provider, Checks)
    return {right.action.removeprefix("route53:"): right.granted for right in provider.rights()}


def test_each_action_is_tried_once(api: Api, account: Scripted) -> None:
    api.add_zone("example.test")
    assert checked(account.connect()) == dict.fromkeys(ACTIONS, True)
    assert [action(path.partition("?")[0]) for path in api.seen] == list(ACTIONS)


def test_an_account_without_zones_tells_as_much(account: Scripted) -> None:
    assert checked(account.connect()) == dict.fromkeys(ACTIONS, True)


@pytest.mark.parametrize("missing", ACTIONS)
def test_a_denied_action_is_named(api: Api, account: Scripted, denied: set[str], missing: str) -> None:
    api.add_zone("example.test")
    denied.add(missing)
    provider = account.connect()
    assert checked(provider) == {**dict.fromkeys(ACTIONS, True), missing: False}
    assert isinstance(provider, Checks)
    (right,) = [right for right in provider.rights() if not right.granted]
    assert f"Allow them the IAM action route53:{missing}." in right.detail
    assert "AKIDTESTKEY" not in right.detail


def test_a_policy_for_single_zones_is_not_called_denied(api: Api, account: Scripted, denied: set[str]) -> None:
    api.add_zone("example.test")
    denied.update(ACTIONS)
    assert checked(account.connect()) == {
        "ListHostedZones": False,
        "ListHostedZonesByName": False,
        "GetHostedZone": None,
        "ListResourceRecordSets": None,
    }


def test_what_fails_otherwise_is_not_called_denied(
    monkeypatch: pytest.MonkeyPatch, api: Api, account: Scripted
) -> None:
    answer = api.answer

    def reply(path: str, query: dict[str, str]) -> str:
        if action(path) == "GetHostedZone":
            raise Refused(500, "InternalFailure")
        return answer(path, query)

    monkeypatch.setattr(api, "answer", reply)
    assert checked(account.connect()) == {**dict.fromkeys(ACTIONS, True), "GetHostedZone": None}


def test_credentials_that_are_not_valid_have_no_rights_to_tell(account: Scripted) -> None:
    account.fail(Fault.EXPIRED)
    with pytest.raises(ProviderError, match="does not accept the credentials"):
        checked(account.connect())


class TestIdentity:
    @pytest.fixture
    def sts(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sts]:
        with sts_scripted.serving() as sts:
            monkeypatch.setenv("AWS_ENDPOINT_URL_STS", sts.url)
            yield sts

    def identity(self, account: Scripted) -> str:
        provider = account.connect()
        assert isinstance(provider, Checks)
        return provider.identity()

    def test_it_is_the_caller_s(self, account: Scripted, sts: Sts) -> None:
        assert self.identity(account) == sts.caller

    def test_whom_aws_does_not_name_has_none(self, account: Scripted, sts: Sts) -> None:
        sts.refusal = "AccessDenied"
        assert self.identity(account) == ""

    def test_nothing_answers(self, monkeypatch: pytest.MonkeyPatch, account: Scripted) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")
        assert self.identity(account) == ""


class TestEstimate:
    @pytest.mark.parametrize(
        ("sizes", "requests"), [([], 0), ([2, 2], 0), ([3, 300, 301, 900, 901], 1 + 1 + 2 + 3 + 4), ([None, 2, 12], 2)]
    )
    def test_a_request_for_each_page(self, account: Scripted, sizes: list[int | None], requests: int) -> None:
        provider = account.connect()
        assert isinstance(provider, Estimates)
        zones = [Zone(f"route53:{n}", "route53", f"Z{n}", f"z{n}.test", sets=size) for n, size in enumerate(sizes)]
        assert provider.estimate(zones)[0] == requests

    def test_it_is_what_reading_takes(self, api: Api, account: Scripted) -> None:
        for size in (0, 1, 299):
            name = f"z{size}.test"
            api.add_zone(name, tuple(Held(f"h{n}.{name}.", "A", ("192.0.2.1",)) for n in range(size)))
        provider = account.connect()
        zones = provider.zones()
        before = provider.requests
        for zone in zones:
            provider.fetch(zone, None)
        assert isinstance(provider, Estimates)
        assert provider.estimate(zones)[0] == provider.requests - before

    def test_the_pace_makes_the_time(self, monkeypatch: pytest.MonkeyPatch, account: Scripted) -> None:
        monkeypatch.setattr(budget, "RATE", 10.0)
        provider = account.connect()
        assert isinstance(provider, Estimates)
        zones = [Zone(f"route53:{n}", "route53", f"Z{n}", f"z{n}.test", sets=12) for n in range(1048)]
        assert provider.estimate(zones[:48]) == (48, 0)
        assert provider.estimate(zones) == (1048, 100)
