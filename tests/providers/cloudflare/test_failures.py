"""What can go wrong, over HTTP: never an empty zone, never a credential in a message."""

from __future__ import annotations

import email.utils
import re
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest

from iacmx.errors import ProviderError, ZoneNotFound
from iacmx.model import Zone
from iacmx_cloudflare.failures import seconds
from tests.lab import cloudflare_faults as faults
from tests.lab.cloudflare_api import DNS_READ, TOKEN, ZONE_READ, CloudflareApi, Fault, Grant
from tests.lab.cloudflare_api import failure as failure_answer
from tests.providers.cloudflare.conftest import Connect, VirtualTime, zone_of


def failure(api: CloudflareApi, connect: Connect, seconds: float = 20.0) -> ProviderError:
    """The error of fetching a zone that holds a record; it must be fit to be shown."""
    zone_id = api.add_zone("example.test")
    api.add_mx(zone_id, "example.test", 10, "mx.example.net")
    with pytest.raises(ProviderError) as raised:
        connect(seconds).fetch(zone_of(zone_id, "example.test"), None)
    error = raised.value
    assert error.message.isprintable()
    assert error.hint
    assert TOKEN not in "".join(traceback.format_exception(error))
    return error


@pytest.mark.parametrize(
    ("fault", "message", "requests"),
    [
        (faults.null_result, "failed to answer for the records of zone", 4),
        (faults.null_result_with_a_reason, "HTTP 200, code 1101: An unknown error occurred", 1),
        (faults.null_result_that_claims_success, "it holds no result", 4),
        (faults.html, r"HTTP 200 with a body \(text/html; charset=UTF-8\) that can't be read", 4),
        (faults.cut, "truncated", 4),
        (faults.truncated, "is broken: it ended early", 4),
        (faults.reset, "can't be reached", 4),
        (faults.not_text, "can't be read", 4),
        (faults.nested, "can't be read", 4),
        (faults.server_error(500), "HTTP 500", 4),
        (faults.server_error(502), "HTTP 502", 4),
        (faults.server_error(524), "HTTP 524", 4),
        (faults.server_error(400), "HTTP 400", 1),
        (faults.redirected("http://192.0.2.1/"), "HTTP 302", 1),
        (faults.denied, "denies access to the records of zone .*code 10000", 1),
        (faults.expired, "code 9109: Invalid access token", 1),
        (faults.malformed_token, "code 6003: Invalid request headers, code 6111", 1),
    ],
)
def test_every_failure_is_told(api: CloudflareApi, connect: Connect, fault: Fault, message: str, requests: int) -> None:
    api.fail(fault)
    error = failure(api, connect)
    assert len(api.log) == requests
    assert re.search(message, error.message)


@pytest.mark.parametrize(
    "fault",
    [
        faults.throttled(0),
        faults.throttled("not a number"),
        faults.throttled(email.utils.formatdate(usegmt=True)),
        faults.throttled_without_a_wait,
        faults.throttled_with_status_200,
        faults.server_error(500),
        faults.server_error(503),
        faults.server_error(408),
        faults.html,
        faults.null_result_that_claims_success,
        faults.reset,
    ],
)
def test_what_may_pass_is_tried_again(api: CloudflareApi, connect: Connect, fault: Fault) -> None:
    zone_id = api.add_zone("example.test")
    api.add_mx(zone_id, "example.test", 10, "mx.example.net")
    api.fail(fault, times=2)
    provider = connect()
    data = provider.fetch(zone_of(zone_id, "example.test"), None)
    assert len(data.records) == 1
    assert data.requests == provider.requests == len(api.log) == 3


def test_the_rate_limit_may_be_met_more_often_than_other_failures(api: CloudflareApi, connect: Connect) -> None:
    zone_id = api.add_zone("example.test")
    api.fail(faults.throttled_without_a_wait, times=5)
    assert connect().fetch(zone_of(zone_id, "example.test"), None).requests == 6


@pytest.mark.parametrize("seconds", [240, 3600])
def test_a_long_wait_is_waited_for(api: CloudflareApi, connect: Connect, seconds: int) -> None:
    zone_id = api.add_zone("example.test")
    api.fail(faults.throttled(seconds), times=1)
    time = VirtualTime()
    assert connect(10_000, time.budget()).fetch(zone_of(zone_id, "example.test"), None).requests == 2
    assert time.waits == [seconds]


def test_all_threads_wait_once(api: CloudflareApi, connect: Connect) -> None:
    """One refusal stops them all, and none asks before the time is over."""
    ids = [api.add_zone("example.test") for _ in range(40)]
    api.quota, api.window = 20, 1
    provider = connect()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda zone_id: provider.fetch(zone_of(zone_id, "example.test"), None), ids))
    assert [data.zone.id for data in found] == ids
    assert provider.requests == len(api.log)
    assert 0 < len(api.log) - 40 <= 8 * 3  # those under way each time that the quota ended


def test_a_wait_beyond_the_deadline_is_told_at_once(api: CloudflareApi, connect: Connect) -> None:
    api.fail(faults.throttled(300))
    error = failure(api, connect)
    assert "asks to wait 300 s, and only 19 s are left" in error.message
    assert len(api.log) == 1


def test_the_rate_limit_stops_all_requests(api: CloudflareApi, connect: Connect) -> None:
    ids = [api.add_zone(f"z{number}.test") for number in range(3)]
    provider = connect()
    api.fail(faults.throttled(300), times=1)
    for number, zone_id in enumerate(ids):
        with pytest.raises(ProviderError, match="only 19 s are left"):
            provider.fetch(zone_of(zone_id, f"z{number}.test"), None)
    assert provider.requests == len(api.log) == 1


def test_a_used_up_quota(api: CloudflareApi, connect: Connect) -> None:
    ids = [api.add_zone(f"z{number}.test") for number in range(4)]
    api.quota = 2
    provider = connect()
    for zone_id in ids[:2]:
        provider.fetch(zone_of(zone_id, f"z{ids.index(zone_id)}.test"), None)
    with pytest.raises(ProviderError, match=r"rate limit .*HTTP 429, code 971"):
        provider.fetch(zone_of(ids[2], "z2.test"), None)


@pytest.mark.parametrize("fault", [faults.dripping(0.05), faults.dripping_head, faults.silent])
def test_the_deadline_holds(api: CloudflareApi, connect: Connect, fault: Fault) -> None:
    api.fail(fault)  # each of them would outlive the test run
    assert "time ran out" in failure(api, connect, seconds=0.5).message
    assert len(api.log) == 1


@pytest.mark.parametrize("fault", [faults.dripping(0.05), faults.dripping_head, faults.silent])
def test_one_slow_answer_is_asked_for_again(api: CloudflareApi, connect: Connect, fault: Fault) -> None:
    zone_id = api.add_zone("example.test")
    api.add_mx(zone_id, "example.test", 10, "mx.example.net")
    api.fail(fault, times=1)
    assert len(connect(patience=0.3).fetch(zone_of(zone_id, "example.test"), None).records) == 1
    assert len(api.log) == 2


def test_answers_that_stay_slow_are_told(api: CloudflareApi, connect: Connect) -> None:
    zone_id = api.add_zone("example.test")
    api.fail(faults.silent)
    with pytest.raises(ProviderError, match=r"did not answer for the records of zone .* within 1 s"):
        connect(patience=0.2).fetch(zone_of(zone_id, "example.test"), None)
    assert len(api.log) == 4


@pytest.mark.parametrize(
    "fault",
    [
        faults.null_result,
        faults.null_result_that_claims_success,
        faults.null_result_with_a_reason,
        faults.html,
        faults.cut,
        faults.truncated,
        faults.server_error(502),
        faults.expired,
    ],
)
def test_a_list_of_zones_that_fails_is_never_empty(api: CloudflareApi, connect: Connect, fault: Fault) -> None:
    api.add_zone("example.test")
    api.fail(fault)
    with pytest.raises(ProviderError):
        connect().zones()
    with pytest.raises(ProviderError):
        connect(account="a" * 32).zones()


@pytest.mark.parametrize("account", ["", "a" * 32])
def test_a_page_of_zones_that_is_repeated_is_an_error(api: CloudflareApi, connect: Connect, account: str) -> None:
    """Fifty zones would be audited twice, and ten not at all."""
    for number in range(60):
        api.add_zone(f"z{number:02}.test")
    api.fail(faults.changed(), times=1)
    api.fail(faults.repeated, times=1)
    with pytest.raises(ProviderError, match="changed while it was read"):
        connect(account=account).zones()


def test_a_token_revoked_midway(api: CloudflareApi, connect: Connect) -> None:
    ids = [api.add_zone(f"z{number}.test") for number in range(6)]
    provider = connect()
    zones = provider.zones()
    assert [provider.fetch(zone, None).zone.id for zone in zones[:2]] == ids[:2]
    del api.tokens[TOKEN]
    for zone in zones[2:]:
        with pytest.raises(ProviderError, match=r"denies access to the records of zone .*Invalid access token"):
            provider.fetch(zone, None)
    assert len(api.log) == 1 + 6


def test_a_storm_of_errors_loses_no_zone(api: CloudflareApi, connect: Connect) -> None:
    """Each zone is either read in full or an error."""
    for number in range(30):
        api.add_mx(api.add_zone(f"z{number:02}.test"), f"z{number:02}.test", 10, "mx.example.net")
    provider = connect()
    zones = provider.zones()
    api.fail(faults.server_error(503), times=60)

    def outcome(zone: Zone) -> int | ProviderError:
        try:
            return len(provider.fetch(zone, None).records)
        except ProviderError as error:
            return error

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(outcome, zones))
    told = [found.message for found in outcomes if isinstance(found, ProviderError)]
    assert outcomes.count(1) == 30 - len(told)
    assert all("HTTP 503" in message for message in told)
    assert len(told) < 30


def test_an_unreachable_server(connect: Connect, bare: pytest.MonkeyPatch) -> None:
    bare.setenv("CLOUDFLARE_API_TOKEN", TOKEN)
    bare.setenv("CLOUDFLARE_BASE_URL", "http://127.0.0.1:1/client/v4")
    with pytest.raises(ProviderError, match=r"127\.0\.0\.1:1 can't be reached: no connection") as error:
        connect().zones()
    assert TOKEN not in "".join(traceback.format_exception(error.value))


@pytest.mark.parametrize(
    ("grant", "hint"),
    [
        (Grant(rights=frozenset({ZONE_READ})), DNS_READ),
        (Grant(rights=frozenset({DNS_READ})), ZONE_READ),
        (Grant(from_here=False), "IP filter"),
        (Grant(zones=frozenset()), "the zone's id"),
    ],
)
def test_a_missing_right_is_named(api: CloudflareApi, connect: Connect, grant: Grant, hint: str) -> None:
    zone_id = api.add_zone("example.test")
    api.tokens[TOKEN] = grant
    with pytest.raises(ProviderError, match="denies") as error:
        connect().fetch(zone_of(zone_id), None)
    assert hint in error.value.hint


def test_listing_zones_names_its_right(api: CloudflareApi, connect: Connect) -> None:
    api.tokens[TOKEN] = Grant(rights=frozenset({DNS_READ}))
    with pytest.raises(ProviderError, match="denies access to the list of zones") as error:
        connect().zones()
    assert ZONE_READ in error.value.hint


def test_a_token_sees_only_its_zones(api: CloudflareApi, connect: Connect) -> None:
    first, second = api.add_zone("first.test"), api.add_zone("second.test")
    api.tokens[TOKEN] = Grant(zones=frozenset({first}))
    assert [zone.id for zone in connect().zones()] == [first]
    with pytest.raises(ZoneNotFound):
        connect().fetch(zone_of(name="second.test"), None)
    with pytest.raises(ProviderError, match="denies"):
        connect().fetch(zone_of(second, "second.test"), None)


def test_foreign_text_is_made_harmless(api: CloudflareApi, connect: Connect) -> None:
    api.fail(faults.instead(failure_answer(400, 1004, "\x1b[2Jfine\r\n\u202e" + "x" * 1000)))
    message = failure(api, connect).message
    assert "[2Jfine" in message
    assert len(message) < 400


@pytest.mark.parametrize(
    ("header", "expected"), [("0", 0), ("30", 30), ("240", 240), ("", None), ("soon", None), ("-5", None)]
)
def test_retry_after_in_seconds(header: str, expected: float | None) -> None:
    assert seconds(header) == expected


def test_retry_after_as_a_date() -> None:
    assert 50 < (seconds(email.utils.formatdate(time.time() + 60, usegmt=True)) or 0) <= 60
    assert seconds(email.utils.formatdate(time.time() - 60, usegmt=True)) == 0
