"""The records that Cloudflare Email Routing makes, as they are live."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from iacmx.automatic import adopt
from iacmx.case import Actual
from iacmx.cases import Live
from iacmx.check import check
from iacmx.errors import NoAdapter
from iacmx.model import Change, Mx, Plan, RecordSet, Zone, ZoneData
from iacmx.plan import read_bytes
from iacmx.provider import Provider
from tests.judgement.healthy_routing import DNS, GOOGLE, LIVE, MX, SETTINGS, written
from tests.judgement.hosts import HOSTS
from tests.judgement.plans import create, delete, keep, plan_bytes, prior_state, routing, routing_dns
from tests.judgement.scenario import explained, run, scenario, told
from tests.report.sample import Answers
from tests.rules.build import record

C1 = Zone("cloudflare:C1", "cloudflare", "C1", "example.org")
ROUTES = ["1 route2.mx.cloudflare.net", "2 route1.mx.cloudflare.net", "3 route3.mx.cloudflare.net"]
NAMES = {f"route{n}.mx.cloudflare.net" for n in (1, 2, 3)}


def plan(*changes: dict[str, Any]) -> Plan:
    return read_bytes(plan_bytes(changes, prior_state=prior_state("C1")))


def live(*texts: str, **more: Any) -> dict[str, Live]:
    """The zone as it was read, with these MX records at its apex."""
    records = tuple(
        record(f"example.org. 300 MX {text}", "cloudflare", zone=C1.key, record_id=f"id{n}", locked=True)
        for n, text in enumerate(texts)
    )
    return {C1.key: Live(C1, Actual.FETCHED, ZoneData(C1, records), **more)}


UNREAD = {C1.key: Live(C1, Actual.SKIPPED)}


def content(records: tuple[RecordSet, ...]) -> dict[str, int | None]:
    return {str(v.exchange): v.preference for r in records for v in r.values if isinstance(v, Mx)}


def only(found: Plan) -> Change:
    (change,) = found.changes
    return change


def test_what_is_live_tells_the_preferences() -> None:
    found, zones = adopt(plan(keep(SETTINGS, routing())), live(*ROUTES))
    change = only(found)
    assert change.before == change.after
    assert sorted(content(change.before).values(), key=str) == [1, 2, 3]
    assert {(r.address, r.automatic, r.locked) for r in change.before} == {(SETTINGS, True, True)}
    assert all(record.record_id for record in change.before)
    assert zones == live(*ROUTES)


def test_a_create_of_what_is_live_is_an_update() -> None:
    change = only(adopt(plan(create(SETTINGS, routing())), live(*ROUTES))[0])
    assert (change.actions, change.before) == (("update",), change.after)


def test_a_create_of_what_is_live_in_part() -> None:
    change = only(adopt(plan(create(SETTINGS, routing())), live(*ROUTES[:1]))[0])
    assert content(change.before) == {"route2.mx.cloudflare.net": 1}
    assert content(change.after) == {**dict.fromkeys(NAMES), "route2.mx.cloudflare.net": 1}


@pytest.mark.parametrize("zones", [live(), live("1 smtp.google.com"), UNREAD], ids=["none", "others", "unread"])
def test_a_create_of_what_is_not_live(zones: dict[str, Live]) -> None:
    change = only(adopt(plan(create(SETTINGS, routing())), zones)[0])
    assert (change.actions, change.before, content(change.after)) == (("create",), (), dict.fromkeys(NAMES))


def test_others_that_are_live_in_their_place_are_believed() -> None:
    change = only(adopt(plan(keep(SETTINGS, routing())), live("1 smtp.google.com"))[0])
    assert (change.before, change.after) == ((), ())


def test_records_that_the_provider_does_not_list() -> None:
    found, zones = adopt(plan(keep(SETTINGS, routing())), live())
    assert content(only(found).before) == dict.fromkeys(NAMES)
    assert content(zones[C1.key].beside) == dict.fromkeys(NAMES)


def test_an_owner_that_was_not_read() -> None:
    zones = {C1.key: Live(C1, Actual.FETCHED, ZoneData(C1, (), frozenset({"shop.example.org"})))}
    found, after = adopt(plan(keep(SETTINGS, routing())), zones)
    assert (content(only(found).before), after) == (dict.fromkeys(NAMES), zones)


def test_a_plan_without_such_a_resource_is_left_alone() -> None:
    before = plan(create(MX, GOOGLE))
    assert adopt(before, UNREAD)[0] is before


def test_a_record_with_a_resource_of_its_own_is_left_to_it() -> None:
    hand = written(create)[:1]
    found = adopt(plan(create(SETTINGS, routing()), *hand), UNREAD)[0]
    assert set(content(found.changes[0].after)) == NAMES - {"route1.mx.cloudflare.net"}
    assert found.changes[1] == plan(*hand).changes[0]


def test_disabling_takes_all_of_them_along() -> None:
    found = adopt(plan(delete(SETTINGS, routing()), *written(keep)), UNREAD)[0]
    assert content(found.changes[0].before) == {
        "route1.mx.cloudflare.net": 86,
        "route2.mx.cloudflare.net": 4,
        "route3.mx.cloudflare.net": 24,
    }


@pytest.mark.parametrize("made", [create, keep, delete])
def test_the_order_of_the_plan_does_not_matter(made: Any) -> None:
    changes = [made(SETTINGS, routing()), made(DNS, routing_dns()), create(MX, GOOGLE)]
    reports = [run(scenario("order", *order, live=LIVE)) for order in permutations(changes)]
    words = {tuple(sorted((f.rule, f.message, f.evidence) for f in report.findings)) for report in reports}
    assert len(words) == 1


def served(*changes: dict[str, Any], dns: tuple[str, ...]) -> str:
    """The findings where no adapter for Cloudflare is installed, and DNS has these MX records."""

    def no_adapter(name: str) -> Provider:
        raise NoAdapter(f"There is no provider {name!r}.")

    names = {**HOSTS, "example.org": ["NS ada.ns.cloudflare.com", *(f"MX {text}" for text in dns)]}
    report = check(plan(*changes), provider_for=no_adapter, dns=Answers(names))
    assert report.owners, explained(report)
    return told(report)


@pytest.mark.parametrize(
    ("changes", "dns", "expect"),
    [
        ([create(SETTINGS, routing())], (), ""),
        ([create(SETTINGS, routing())], tuple(ROUTES), ""),
        ([create(SETTINGS, routing()), create(DNS, routing_dns())], tuple(ROUTES), ""),
        ([create(SETTINGS, routing())], ("1 smtp.google.com",), "MX805"),
        ([delete(SETTINGS, routing())], tuple(ROUTES), "MX601"),
        ([delete(SETTINGS, routing()), keep(DNS, routing_dns())], tuple(ROUTES), "MX601"),
        ([keep(SETTINGS, routing()), create(MX, GOOGLE)], tuple(ROUTES), "MX805"),
    ],
)
def test_without_an_adapter(changes: list[dict[str, Any]], dns: tuple[str, ...], expect: str) -> None:
    assert served(*changes, dns=dns) == expect


def test_switched_off_outside_terraform() -> None:
    off = keep(SETTINGS, routing(enabled=False))
    drift = {**off, "change": {**off["change"], "actions": ["update"]}}
    drift["change"]["before"] = keep(SETTINGS, routing(enabled=True))["change"]["before"]
    report = run(scenario("drift", off, drift=[drift]))
    assert told(report) == "MX906:warning", explained(report)
    assert "removes route1.mx.cloudflare.net;" in report.findings[0].evidence
