"""Whose the MX records are that are live: what a state says of each owner."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iacmx.case import MxSet
from iacmx.cases import mx_sets
from iacmx.managed import Managed, Ownership, Standing
from iacmx.model import Plan, RecordSet, Zone
from iacmx.mx import parse_mx
from iacmx.plan.state import read_state
from tests.plan.build import OWN, aws
from tests.plan.state_build import MX4, MX5, held, shown

R53 = Zone("route53:Z1", "route53", "Z1", "example.com")
CF = Zone("cloudflare:c1", "cloudflare", "c1", "example.com")
ROUTES = ("13 route1.mx.cloudflare.net", "86 route2.mx.cloudflare.net", "24 route3.mx.cloudflare.net")
OLDER = ("21 amir.mx.cloudflare.net", "87 isaac.mx.cloudflare.net", "34 linda.mx.cloudflare.net")
SETTINGS = "cloudflare_email_routing_settings.x"
DNS = "cloudflare_email_routing_dns.x"
MX = "aws_route53_record.mx"


def live(*values: str, ttl: int | None = 300, variant: str = "", alias: str | None = None) -> RecordSet:
    """One live record set."""
    return RecordSet(
        zone="",
        owner="",
        type="MX",
        ttl=ttl,
        values=tuple(parse_mx(value) for value in values),
        variant=variant,
        routing="weighted" if variant else "simple",
        alias=alias,
    )


def sets(*records: RecordSet) -> tuple[MxSet, ...]:
    return mx_sets(records)


def singles(*values: str, ttl: int | None = None) -> tuple[MxSet, ...]:
    """Live records of a provider with one object per record."""
    return sets(*(live(value, ttl=ttl) for value in values))


def standing(state: Plan, zone: Zone, *records: RecordSet, owner: str = "example.com") -> Standing | None:
    return Managed.of(state, [zone]).standing(zone, owner, sets(*records))


def found(state: Plan, zone: Zone, mx: tuple[MxSet, ...]) -> tuple[str, tuple[str, ...]]:
    """Ownership and words of the owner ``example.com``."""
    told = Managed.of(state, [zone]).standing(zone, "example.com", mx)
    return (told.ownership.value, told.words) if told else ("", ())


def weighted(name: str, weight: int, *records: str, **more: Any) -> dict[str, Any]:
    policy = [{"weight": weight}]
    values = aws(records=list(records), set_identifier=name, weighted_routing_policy=policy)
    return held(f"aws_route53_record.{name}", **{**values, **more})


def cf(label: str, **values: Any) -> dict[str, Any]:
    return held(f"cloudflare_dns_record.{label}", **{**MX5, "id": label, **values})


SAME = [
    pytest.param(aws(), live("10 mx.example.net"), id="the same"),
    pytest.param(aws(records=["10 MX.Example.NET."]), live("10 mx.example.net"), id="letter case and dot"),
    pytest.param(aws(records=["10 a.net", "20 b.net"]), live("20 b.net", "10 a.net"), id="order"),
    pytest.param(aws(records=["0 ."]), live("0 ."), id="null MX"),
    pytest.param(aws(name="example.com", fqdn="example.com"), live("10 mx.example.net"), id="whole name"),
    pytest.param(aws(name="", fqdn=None), live("10 mx.example.net"), id="owner by the zone's live name"),
    pytest.param(
        aws(records=None, ttl=0, alias=[{"name": "Mail.example.com.", "zone_id": "Z1"}]),
        live(ttl=None, alias="mail.example.com"),
        id="alias",
    ),
]


@pytest.mark.parametrize(("values", "record"), SAME)
def test_as_declared(values: dict[str, Any], record: RecordSet) -> None:
    assert standing(shown(held(MX, **values)), R53, record) == Standing(Ownership.MANAGED, (MX,))


DRIFT = [
    (live("10 other.example.net"), ("adds other.example.net (10)", "removes mx.example.net (10)")),
    (live("10 mx.example.net", "20 mx2.example.net"), ("adds mx2.example.net (20)",)),
    (live("20 mx.example.net"), ("changes the preference of mx.example.net from 10 to 20",)),
    (live("10 mx.example.net", ttl=60), ("changes the TTL from 300 s to 60 s",)),
    (live("0 ."), ("adds the null MX (0)", "removes mx.example.net (10)")),
    (
        live(ttl=None, alias="mail.example.com"),
        (
            "removes mx.example.net (10)",
            "changes the alias from none to mail.example.com",
            "changes the TTL from 300 s to automatic",
        ),
    ),
]


@pytest.mark.parametrize(("record", "words"), DRIFT)
def test_drifted(record: RecordSet, words: tuple[str, ...]) -> None:
    told = standing(shown(held(MX, **aws())), R53, record)
    assert told == Standing(Ownership.DRIFTED, (MX,), words)


def test_no_resource_holds_it() -> None:
    state = shown(held(MX, **aws()), held("aws_route53_record.host", **aws(name="a", type="A", records=["192.0.2.1"])))
    assert standing(state, R53, live("10 mx.example.net"), owner="a.example.com") == Standing(Ownership.UNMANAGED)


def test_neither_holds_an_mx_record() -> None:
    assert standing(shown(held(MX, **aws())), R53, owner="www.example.com") is None


def test_gone() -> None:
    state = shown(held(MX, **aws()), held("aws_route53_record.sub", **aws(name="sub", records=["0 ."])))
    told = Managed.of(state, [R53])
    whole = Standing(Ownership.GONE, (MX,), ("removes mx.example.net (10)",))
    sub = Standing(Ownership.GONE, ("aws_route53_record.sub",), ("removes the null MX (0)",))
    assert told.gone(R53, ()) == [("example.com", whole), ("sub.example.com", sub)]
    assert told.gone(R53, {"example.com", "other.example.com"}) == [("sub.example.com", sub)]
    assert told.standing(R53, "example.com", ()) == whole
    assert told.gone(CF, ()) == []


def test_weighted_sets_are_compared_one_by_one() -> None:
    state = shown(weighted("blue", 9, "10 a.net"), weighted("green", 1, "10 b.net"))
    addresses = ("aws_route53_record.blue", "aws_route53_record.green")
    blue, green = live("10 a.net", variant="blue"), live("10 b.net", variant="green")
    assert standing(state, R53, blue, green) == Standing(Ownership.MANAGED, addresses)
    swapped = standing(state, R53, live("10 b.net", variant="blue"), green)
    assert swapped == Standing(Ownership.DRIFTED, addresses, ("blue: adds b.net (10)", "blue: removes a.net (10)"))
    assert standing(state, R53, blue) == Standing(Ownership.DRIFTED, addresses, ("green: removes b.net (10)",))
    third = standing(state, R53, blue, green, live("10 c.net", variant="red"))
    assert third == Standing(Ownership.DRIFTED, addresses, ("red: adds c.net (10)",))


def test_multivalue_answers_are_one_set() -> None:
    values: dict[str, Any] = {"weighted_routing_policy": [], "multivalue_answer_routing_policy": True}
    state = shown(weighted("a", 0, "10 a.net", **values), weighted("b", 0, "20 b.net", **values))
    assert found(state, R53, sets(live("20 b.net", "10 a.net"))) == ("managed", ())


def test_an_exclusive_resource() -> None:
    values = {"name": "example.com", "type": "MX", "ttl": 300, "resource_records": [{"value": "10 a.net"}]}
    listed = held("aws_route53_records_exclusive.all", zone_id="Z1", resource_record_set=[values])
    assert found(shown(listed), R53, sets(live("10 a.net"))) == ("managed", ())
    assert found(shown(listed), R53, sets(live("10 b.net")))[0] == "drifted"


def test_one_resource_for_each_record() -> None:
    state = shown(cf("a", content="a.net"), cf("b", content="b.net", priority=20.0))
    told = Managed.of(state, [CF]).standing(CF, "example.com", singles("20 b.net", "10 a.net"))
    assert told == Standing(Ownership.MANAGED, ("cloudflare_dns_record.a", "cloudflare_dns_record.b"))
    assert found(state, CF, singles("10 a.net")) == ("drifted", ("removes b.net (20)",))
    assert found(state, CF, singles("10 a.net", "20 b.net", "30 c.net")) == ("drifted", ("adds c.net (30)",))


def test_version_4_of_the_cloudflare_provider() -> None:
    assert found(shown(held("cloudflare_record.mx", **MX4)), CF, singles("10 mx1.example.net")) == ("managed", ())


def test_one_record_in_two_resources() -> None:
    state = shown(cf("a"), cf("b"))
    told = Managed.of(state, [CF]).standing(CF, "example.com", singles("10 mx1.example.net"))
    assert told == Standing(Ownership.MANAGED, ("cloudflare_dns_record.a", "cloudflare_dns_record.b"))


def test_what_a_replacement_left_over_is_not_declared() -> None:
    left = held(MX, **aws(records=["10 old.example.net"]), _deposed_key="1a2b3c4d")
    assert found(shown(held(MX, **aws()), left), R53, sets(live("10 mx.example.net"))) == ("managed", ())
    assert found(shown(left), R53, sets(live("10 old.example.net"))) == ("managed", ())


ON = held(SETTINGS, zone_id="c1", id="s1", enabled=True, name="example.com")
ON_DNS = held(DNS, zone_id="c1", id="s1", enabled=True, name=None)
WRITTEN = cf("a", content="route1.mx.cloudflare.net", priority=13, ttl=300)
ROUTING: list[Any] = [
    pytest.param([ON], ROUTES, "managed", (), id="preferences of Cloudflare's choice"),
    pytest.param([ON, ON_DNS], ROUTES, "managed", (), id="two resources that enable it"),
    pytest.param([ON], OLDER, "managed", (), id="an older generation of hosts"),
    pytest.param([ON, WRITTEN], ROUTES, "managed", (), id="one record written by a resource"),
    pytest.param([ON], ROUTES[:2], "drifted", ("removes route3.mx.cloudflare.net",), id="one is missing"),
    pytest.param([ON], (*ROUTES, "5 mx.net"), "drifted", ("adds mx.net (5)",), id="another beside them"),
    pytest.param(
        [ON],
        ("5 mx.net",),
        "drifted",
        ("adds mx.net (5)", *(f"removes {text.split()[1]}" for text in ROUTES)),
        id="another instead of them",
    ),
    pytest.param([ON], (), "", (), id="none listed, which does not tell"),
    pytest.param([cf("a", content="mx.net")], ROUTES[:1], "drifted", None, id="not enabled by the state"),
]


@pytest.mark.parametrize(("resources", "values", "ownership", "words"), ROUTING)
def test_email_routing(resources: Any, values: Any, ownership: str, words: Any) -> None:
    told = found(shown(*resources), CF, singles(*values, ttl=300 if resources[-1] is WRITTEN else None))
    assert told[0] == ownership
    assert words is None or told[1] == words
    assert Managed.of(shown(ON), [CF]).gone(CF, ()) == []


def test_the_ttl_of_email_routing_is_of_cloudflares_choice() -> None:
    assert found(shown(ON), CF, singles(*ROUTES, ttl=300)) == ("managed", ())


def test_zones_are_found_by_id_and_not_by_a_name_that_others_have_too() -> None:
    state = shown(held("aws_route53_zone.main", zone_id="Z1", name="example.com"), held(MX, **aws()))
    private = Zone("route53:Z2", "route53", "Z2", "example.com", private=True)
    other_account = Zone("route53:Z3", "route53", "Z3", "example.com")
    told = Managed.of(state, [R53, private, other_account, CF])
    assert list(told.zones) == ["route53:Z1"]
    assert told.standing(private, "example.com", sets(live("10 mx.example.net"))) == Standing(Ownership.UNMANAGED)


def test_a_zone_that_resources_know_by_its_name() -> None:
    record: dict[str, Any] = {
        "domain": "example.com",
        "name": "@",
        "type": "MX",
        "ttl": 1800,
        "value": "mx.example.net.",
        "id": "1",
    }
    state = shown(held("digitalocean_record.mx", **record, priority=10))
    zone = Zone("digitalocean:example.com", "digitalocean", "example.com", "example.com")
    numbered = Zone("digitalocean:77", "digitalocean", "77", "example.com")
    for one in (zone, numbered):
        assert found(state, one, singles("10 mx.example.net", ttl=1800)) == ("managed", ())


def test_a_private_zone_is_not_the_public_one_of_its_name() -> None:
    record = [{"exchange": "mx.example.net", "preference": 10}]
    values: dict[str, Any] = {"name": "@", "resource_group_name": "g", "ttl": 300, "record": record}
    state = shown(held("azurerm_private_dns_mx_record.mx", **values, zone_name="example.com"))
    private = Zone("azurerm:1", "azurerm", "1", "example.com", private=True)
    public = Zone("azurerm:2", "azurerm", "2", "example.com")
    assert found(state, private, sets(live("10 mx.example.net")))[0] == "managed"
    assert found(state, public, sets(live("10 mx.example.net")))[0] == "unmanaged"


def test_a_relative_owner_takes_the_name_that_the_account_tells() -> None:
    values: dict[str, Any] = {**MX4, "hostname": None, "name": "sub"}
    state = shown(held("cloudflare_record.mx", **values))
    told = Managed.of(state, [CF]).standing(CF, "sub.example.com", singles("10 mx1.example.net"))
    assert told == Standing(Ownership.MANAGED, ("cloudflare_record.mx",))


def test_what_the_state_hides_is_named_for_hiding() -> None:
    hidden = held(MX, **aws(name="sub", fqdn=None), _sensitive_values={"records": True, "name": True})
    told = Managed.of(shown(hidden), [R53])
    assert {"mx.example.net", "sub.example.com"} <= told.secrets


def test_it_travels() -> None:
    elsewhere = Zone("route53:Z9", "route53", "Z9", "example.org")
    state = shown(held(MX, **aws()), held("aws_route53_record.other", **aws(zone_id="Z9", name="example.org")))
    whole = Managed.of(state, [R53, elsewhere])
    part = pickle.loads(pickle.dumps(whole.only([R53, CF])))
    assert list(part.zones) == ["route53:Z1"]
    assert part.standing(R53, "example.com", sets(live("10 mx.example.net"))).ownership is Ownership.MANAGED
    assert pickle.loads(pickle.dumps(whole)) == whole


@pytest.mark.parametrize("name", ["aws_state_shown.json", "aws_state_raw.json"])
def test_a_state_that_terraform_left(name: str) -> None:
    state = read_state(OWN / name)
    zone = next(zone for zone in state.zones.values() if zone.name == "example.com")
    told = Managed.of(state, [Zone(zone.key, "route53", zone.id, "example.com")])
    blue = live("10 blue.example.net", variant="blue")
    green = live("10 green.example.net", variant="green")
    answers = {
        "example.com": [live("20 mx2.example.net.", "10 mx1.example.net.", ttl=3600)],
        "hidden.example.com": [live("10 sentinel-exchange.example.net.")],
        "weighted.example.com": [blue, green],
        "aliased.example.com": [live(ttl=None, alias="example.com")],
    }
    for owner, records in answers.items():
        standing = told.standing(zone, owner, sets(*records))
        assert standing is not None
        assert (standing.ownership, standing.words) == (Ownership.MANAGED, ())
    assert [owner for owner, _ in told.gone(zone, ["example.com", "weighted.example.com"])] == [
        "aliased.example.com",
        "hidden.example.com",
    ]


RECORDS = st.lists(
    st.tuples(st.sampled_from([0, 10, 20]), st.sampled_from(["a.net", "b.net", "c.net"])),
    unique=True,
    min_size=1,
    max_size=4,
)
SETS = st.dictionaries(st.sampled_from(["", "blue", "green"]), st.tuples(st.sampled_from([60, 300]), RECORDS))
Sets = dict[str, tuple[int, list[tuple[int, str]]]]


@settings(deadline=None)
@given(SETS, SETS | st.none())
def test_managed_is_the_same_and_nothing_else_is(declared: Sets, other: Sets | None) -> None:
    """As a comparison of sets tells it."""
    served = declared if other is None else other
    written = {name: [f"{preference} {host}" for preference, host in held[1]] for name, held in declared.items()}
    resources = [
        weighted(name, 1, *texts, ttl=declared[name][0], set_identifier=name) for name, texts in written.items()
    ]
    state = shown(held("aws_instance.x", id="x"), *resources)
    records = [live(*(f"{p} {host}" for p, host in mx), ttl=ttl, variant=name) for name, (ttl, mx) in served.items()]
    told = standing(state, R53, *records)
    flat, same = ({name: (ttl, frozenset(mx)) for name, (ttl, mx) in one.items()} for one in (declared, served))
    if not declared and not served:
        assert told is None
    elif not declared:
        assert told == Standing(Ownership.UNMANAGED)
    else:
        assert told is not None
        expected = Ownership.GONE if not served else Ownership.MANAGED if flat == same else Ownership.DRIFTED
        assert told.ownership is expected
        assert told.addresses == tuple(sorted(f"aws_route53_record.{name}" for name in declared))
