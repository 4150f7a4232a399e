"""When requests may be sent, in virtual time, and over HTTP against a server that counts."""

from __future__ import annotations

import math
from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor

import pytest

from iacmx.provider import Deadline
from iacmx_cloudflare.budget import Budget, remaining
from tests.lab.cloudflare_api import CloudflareApi
from tests.providers.cloudflare.conftest import Connect, VirtualTime, zone_of

LONG = Deadline(float("inf"))


def sent_at(time: VirtualTime, budget: Budget, count: int, step: float = 0.0) -> list[float]:
    """When each request was sent, in seconds since the first; the server answers at once and tells nothing."""
    start, times = time.now, list[float]()
    for _ in range(count):
        assert budget.take(LONG) == 0
        times.append(time.now - start)
        budget.answered(None)
        time.now += step
    return times


def most_in(times: list[float], seconds: float) -> int:
    """The most requests that any interval of so many seconds saw."""
    return max(bisect_left(times, at + seconds) - index for index, at in enumerate(times))


@pytest.mark.parametrize("step", [0.0, 0.003, 0.1, 0.26, 1.0])
def test_no_five_minutes_see_more_than_1200(step: float) -> None:
    time = VirtualTime()
    times = sent_at(time, time.budget(), 4000, step)
    assert most_in(times, 300) <= 1200
    assert most_in(times, 1) <= 200


def test_the_limits_cost_no_more_than_they_must() -> None:
    """5000 requests: 1200 at once, more with each five minutes, and never more than 200 a second."""
    time = VirtualTime()
    last = sent_at(time, time.budget(), 5000)[-1]
    assert 1200 <= last <= 1200 * 1.05


def test_a_gate_never_waits() -> None:
    time = VirtualTime()
    sent_at(time, time.budget(), 200)
    assert time.waits == []


@pytest.mark.parametrize("rate", [0.1, 0.5, 2.5, 7, 50])
def test_a_rate_of_the_users(rate: float) -> None:
    time = VirtualTime()
    times = sent_at(time, time.budget(rate), 60)
    assert most_in(times, 1) <= math.ceil(rate)
    assert 60 / rate - max(1.2, 1 / rate) <= times[-1] <= 60 / rate
    assert time.budget(rate).seconds(60) == 60 / rate


def test_a_high_rate_lifts_the_limits() -> None:
    time = VirtualTime()
    sent_at(time, time.budget(100_000), 3000)
    assert time.waits == []


@pytest.mark.parametrize(("count", "seconds"), [(0, 0), (1, 0), (1200, 0), (1201, 300), (2400, 300), (10_200, 2400)])
def test_the_time_it_takes_is_estimated(count: int, seconds: float) -> None:
    assert Budget().seconds(count) == seconds


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"ratelimit": '"default";r=50;t=30'}, (50, 30)),
        ({"ratelimit": '"default"; r=50; t=30'}, (50, 30)),
        ({"ratelimit": '"default";t=30;r=50'}, (50, 30)),
        ({"ratelimit": '"burst";r=7;t=1, "default";r=900;t=200'}, (7, 1)),
        ({"ratelimit": '"default";r=900;t=200,"burst";r=0;t=1'}, (0, 1)),
        ({"ratelimit": "default;r=0;t=0"}, (0, 0)),
        ({"x-ratelimit-remaining": "3"}, (3, 0.25)),
        ({"ratelimit": '"default";r=5;t=9', "x-ratelimit-remaining": "3"}, (5, 9)),
        ({"ratelimit": '"default";r=-1;t=30'}, None),
        ({"ratelimit": '"default";r=50'}, None),
        ({"ratelimit": "limit=100, remaining=50, reset=5"}, None),
        ({"ratelimit": "r" * 9000}, None),
        ({"x-ratelimit-remaining": "many"}, None),
        ({}, None),
    ],
)
def test_what_the_answers_say_is_left(headers: dict[str, str], expected: tuple[int, float] | None) -> None:
    assert remaining(headers) == expected


def test_what_other_programs_used_is_not_there() -> None:
    time = VirtualTime()
    budget = time.budget()
    for left in (2, 1, 0):
        assert budget.take(LONG) == 0
        budget.answered({"ratelimit": f'"default";r={left};t=120'})
    assert time.waits == []
    assert budget.take(LONG) == 0
    assert time.waits == [120]


def test_answers_that_overtake_each_other_do_not_give_more() -> None:
    time = VirtualTime()
    budget = time.budget()
    assert [budget.take(LONG) for _ in range(3)] == [0, 0, 0]
    for left in (1, 2, 3):
        budget.answered({"ratelimit": f'"default";r={left};t=60'})
    assert budget.take(LONG) == 0
    assert budget.take(LONG) == 0
    assert time.waits == [60]


def test_what_is_under_way_is_not_given_twice() -> None:
    time = VirtualTime()
    budget = time.budget()
    assert [budget.take(LONG) for _ in range(3)] == [0, 0, 0]
    budget.answered({"ratelimit": '"default";r=3;t=60'})
    assert budget.take(LONG) == 0
    assert budget.take(LONG) == 0
    assert time.waits == [60]


def test_a_wait_beyond_the_deadline_is_told() -> None:
    time = VirtualTime()
    budget = time.budget()
    budget.close(600)
    assert budget.take(Deadline.after(60)) == 600
    assert time.waits == []


def test_a_budget_that_is_told_is_never_overdrawn(api: CloudflareApi, connect: Connect) -> None:
    """Many threads against a small quota: no request is refused, none is lost."""
    ids = [api.add_zone("example.test") for _ in range(50)]
    api.quota, api.window, api.tells = 20, 1, True
    provider = connect()
    provider.fetch(zone_of(ids[0], "example.test"), None)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda zone_id: provider.fetch(zone_of(zone_id, "example.test"), None), ids))
    assert [data.zone.id for data in found] == ids
    assert provider.requests == len(api.log) == 51
