"""How often Route 53 is asked."""

from __future__ import annotations

from functools import partial

import pytest

from iacmx import parallel
from iacmx.errors import ProviderError
from iacmx.provider import Deadline
from iacmx_route53 import budget, connect
from iacmx_route53.budget import BURST, FASTER, MARGIN, RECOVERY, SLOWER, SLOWEST, Budget
from iacmx_route53.faults import NoTurn
from tests.lab.faults import Fault
from tests.lab.route53_scripted import Api, Bucket, Held
from tests.providers.route53.accounts import Scripted

LONG = 0.001
"""A rate at which no test sees a second request."""


def soon() -> Deadline:
    return Deadline.after(20)


class TestBudget:
    def test_the_burst_is_sent_at_once_but_for_a_margin(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(budget, "RATE", LONG)
        tokens = Budget()
        for _ in range(BURST - MARGIN):
            tokens.take(soon())
        with pytest.raises(NoTurn):
            tokens.take(soon())

    @pytest.mark.parametrize(
        ("rate", "at_once", "pause"), [(None, BURST - MARGIN, 0.1), (30, 3, 1 / 30), (0.5, 1, 2), (7, 1, 1 / 7)]
    )
    def test_the_pace_is_kept_and_not_a_millisecond_is_lost(
        self, monkeypatch: pytest.MonkeyPatch, rate: float | None, at_once: int, pause: float
    ) -> None:
        clock = [1000.0]
        monkeypatch.setattr("iacmx_route53.budget.time.monotonic", lambda: clock[0])
        monkeypatch.setattr("iacmx_route53.budget.time.sleep", lambda seconds: clock.append(clock.pop() + seconds))
        tokens, sent = Budget(rate), list[float]()
        for _ in range(at_once + 100):
            tokens.take(Deadline(1e9))
            sent.append(clock[0] - 1000)
        assert sent[:at_once] == [0] * at_once
        assert sent[at_once:] == pytest.approx([pause * number for number in range(1, 101)], abs=0.001)

    def test_a_rate_of_the_user_s_has_no_burst(self) -> None:
        tokens = Budget(LONG)
        tokens.take(soon())
        with pytest.raises(NoTurn):
            tokens.take(soon())

    def test_a_turn_comes(self) -> None:
        tokens = Budget(20)
        for _ in range(6):
            tokens.take(soon())

    def test_one_that_waits_leaves_others_their_deadline(self) -> None:
        tokens = Budget(1)
        tokens.take(soon())
        waiting, late = parallel.run_all(
            [lambda: tokens.take(Deadline.after(15)), lambda: tokens.take(Deadline.after(0.2))], soon(), width=2
        )
        with pytest.raises(NoTurn):
            late()
        waiting()

    def test_throttling_slows_down_once_for_all_under_way(self) -> None:
        tokens = Budget(1000)
        paces = [tokens.take(soon()) for _ in range(5)]
        for pace in paces:
            tokens.throttled(pace)
        assert tokens.rate == 1000 * SLOWER
        tokens.throttled(tokens.take(soon()))
        assert tokens.rate == pytest.approx(1000 * SLOWER * SLOWER)

    def test_it_never_slows_down_to_nothing(self) -> None:
        tokens = Budget(1000)
        for _ in range(100):
            tokens.throttled(tokens.take(soon()))
        assert tokens.rate == 1000 * SLOWEST

    def test_it_recovers_slowly_and_not_beyond_the_rate(self) -> None:
        tokens = Budget(1000)
        tokens.throttled(tokens.take(soon()))
        for _ in range(RECOVERY):
            tokens.answered()
        assert tokens.rate == pytest.approx(1000 * (SLOWER + FASTER))
        for _ in range(50 * RECOVERY):
            tokens.answered()
        assert tokens.rate == 1000


def fill(api: Api, zones: int) -> None:
    for number in range(zones):
        name = f"z{number}.test"
        api.add_zone(name, (Held(f"{name}.", "MX", (f"10 mx.{name}.",)),))


def read_all(account: Scripted, rate: float | None = None) -> int:
    """How many zones were read with all their record sets; each is asked for at the same time as others."""
    provider = connect(Deadline.after(100), rate=rate)
    zones = provider.zones()
    outcomes = parallel.run_all([partial(provider.fetch, zone, None) for zone in zones], None)
    return sum(len(outcome().records) == 3 for outcome in outcomes)


class TestAccount:
    """Against a bucket on the other side; the rates are those of Route 53, several times as fast."""

    def test_a_paced_audit_loses_no_call(self, monkeypatch: pytest.MonkeyPatch, api: Api, account: Scripted) -> None:
        fill(api, 150)
        monkeypatch.setattr(budget, "RATE", 50.0)
        api.bucket = Bucket(50, BURST)
        assert read_all(account) == 150
        assert api.bucket.refused <= 5  # none, but where the machine stops for longer than the margin

    def test_half_the_limit_is_found_out(self, monkeypatch: pytest.MonkeyPatch, api: Api, account: Scripted) -> None:
        fill(api, 100)
        monkeypatch.setattr(budget, "RATE", 200.0)
        api.bucket = Bucket(100, 5)
        assert read_all(account) == 100
        assert 0 < api.bucket.refused < 80

    def test_a_rate_of_the_user_s_is_kept(self, api: Api, account: Scripted) -> None:
        fill(api, 60)
        api.bucket = Bucket(180, 20)
        assert read_all(account, rate=90) == 60
        assert api.bucket.refused == 0

    def test_no_turn_before_the_deadline_is_told_from_no_answer(self, api: Api) -> None:
        fill(api, 1)
        provider = connect(Deadline.after(20), rate=LONG)
        zones = provider.zones()
        with pytest.raises(ProviderError, match=r"no time left to call .*ListResourceRecordSets") as error:
            provider.fetch(zones[0], None)
        assert "rate" in error.value.hint
        assert provider.requests == 1


def test_a_dripping_answer_is_given_up_and_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, api: Api, account: Scripted
) -> None:
    monkeypatch.setattr("iacmx_route53.api.ATTEMPT", 0.5)
    fill(api, 1)
    provider = account.connect(3600)
    (zone,) = provider.zones()
    account.fail(Fault.DRIP, times=1)
    data = provider.fetch(zone, None)
    assert (len(data.records), data.requests) == (3, 2)


def test_an_answer_that_always_drips_is_given_up_long_before_the_deadline(
    monkeypatch: pytest.MonkeyPatch, api: Api, account: Scripted
) -> None:
    monkeypatch.setattr("iacmx_route53.api.ATTEMPT", 0.3)
    fill(api, 1)
    provider = account.connect(3600)
    (zone,) = provider.zones()
    account.fail(Fault.DRIP)
    with pytest.raises(ProviderError, match="in time"):
        provider.fetch(zone, None)
    assert account.sent == 1 + 4
