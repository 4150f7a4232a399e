"""What each attribute of the Route 53 resource types means."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.errors import InputError
from iacmx.model import Mx, RecordSet, Unknown
from tests.plan.build import aws, change, only, plan

MX = "aws_route53_record.mx"
EXCLUSIVE = "aws_route53_records_exclusive.all"


def record_set(unknown: Any = None, **values: Any) -> RecordSet:
    attributes = {name: value for name, value in aws(**values).items() if value is not ...}
    (found,) = only(change(MX, after=attributes, unknown=unknown)).after
    return found


def test_plain_mx() -> None:
    found = record_set(records=["10 MX1.example.net.", "20 mx2.example.net"])
    assert found.values == (
        Mx("10 MX1.example.net.", 10, "mx1.example.net", 300, MX),
        Mx("20 mx2.example.net", 20, "mx2.example.net", 300, MX),
    )
    assert (found.zone, found.type, found.ttl, found.address) == ("route53:Z1", "MX", 300, MX)
    assert (found.routing, found.variant, found.alias, found.record_id) == ("simple", "", None, "")


@pytest.mark.parametrize(
    ("rdtype", "written", "kept"),
    [
        ("A", " 192.0.2.1 ", ("192.0.2.1",)),
        ("AAAA", "2001:db8::1", ("2001:db8::1",)),
        ("AAAA", "2001:0DB8:0:0:0:0:0:1", ("2001:db8::1",)),
        ("CNAME", "Host.Example.NET.", ("host.example.net",)),
        ("NS", "ns1.Example.net.", ("ns1.example.net",)),
        ("TXT", "v=spf1 -all", ("v=spf1 -all",)),
        ("TXT", "secret", ()),
        ("SRV", "1 1 25 host.example.net", ()),
        ("CAA", '0 issue "x"', ()),
    ],
)
def test_values_of_other_types(rdtype: str, written: str, kept: tuple[str, ...]) -> None:
    assert record_set(type=rdtype, records=[written]).values == kept


@pytest.mark.parametrize(
    ("policy", "block", "routing", "detail"),
    [
        ("weighted_routing_policy", {"weight": 10}, "weighted", "weight 10"),
        ("weighted_routing_policy", {"weight": 0}, "weighted", "weight 0"),
        ("latency_routing_policy", {"region": "eu-west-1"}, "latency", "region eu-west-1"),
        ("failover_routing_policy", {"type": "PRIMARY"}, "failover", "type PRIMARY"),
        ("geolocation_routing_policy", {"continent": None, "country": "*"}, "geolocation", "country *"),
        ("geoproximity_routing_policy", {"aws_region": "x", "bias": -5}, "geoproximity", "aws region x, bias -5"),
        ("cidr_routing_policy", {"location_name": "office"}, "cidr", "location name office"),
    ],
)
def test_routing_policies(policy: str, block: dict[str, object], routing: str, detail: str) -> None:
    found = record_set(**{policy: [block], "set_identifier": "blue"})
    assert (found.routing, found.routing_detail, found.variant) == (routing, detail, "blue")


def test_multivalue() -> None:
    assert record_set(multivalue_answer_routing_policy=True, set_identifier="a").routing == "multivalue"


@pytest.mark.parametrize("identifier", ["", None, ...])
def test_no_set_identifier_is_simple_routing(identifier: object) -> None:
    assert record_set(set_identifier=identifier).variant == ""


def test_alias_has_no_ttl() -> None:
    found = record_set(type="A", ttl=0, records=None, alias=[{"name": "LB.Example.net.", "zone_id": "Z2"}])
    assert (found.alias, found.ttl, found.values) == ("lb.example.net", None, ())


def test_unknown_alias() -> None:
    found = record_set({"alias": [{"name": True}]}, type="A", records=None, alias=[{"zone_id": "Z2"}])
    assert found.alias == Unknown()


@pytest.mark.parametrize(("ttl", "read"), [("300", 300), (300.0, 300), (None, None), (..., None), (10**30, 10**30)])
def test_forms_of_a_number(ttl: object, read: int | None) -> None:
    assert record_set(ttl=ttl).ttl == read


@pytest.mark.parametrize("written", ["/hostedzone/Z1", "Z1"])
def test_zone_id(written: str) -> None:
    assert record_set(zone_id=written).zone == "route53:Z1"


@pytest.mark.parametrize(
    ("marks", "values"),
    [
        ({"records": True}, (Unknown(),)),
        ({"records": [True, False]}, (Unknown(), Mx("20 b.example", 20, "b.example", 300, MX))),
        ({"records": [False, False]}, (Mx("20 b.example", 20, "b.example", 300, MX),)),
        ({"records": {}}, (Mx("20 b.example", 20, "b.example", 300, MX),)),
        ({"records": "true"}, (Mx("20 b.example", 20, "b.example", 300, MX),)),
        ({"records": [False, False, True]}, (Mx("20 b.example", 20, "b.example", 300, MX), Unknown())),
    ],
)
def test_only_a_literal_true_is_unknown(marks: dict[str, object], values: tuple[object, ...]) -> None:
    records = ... if marks["records"] is True else [None, "20 b.example"]
    assert record_set(marks, records=records).values == values


def test_an_unknown_element_that_is_left_out_is_not_lost() -> None:
    """Terraform before 1.3 writes no null in its place."""
    found = record_set({"records": [True, False]}, records=["20 b.example"])
    assert found.values == (Mx("20 b.example", 20, "b.example", 300, MX), Unknown())


def test_an_unknown_type_may_be_mx() -> None:
    found = record_set({"type": True}, type=...)
    assert (found.type, found.values) == (Unknown(), ())


def test_an_unknown_owner() -> None:
    found = record_set({"name": True}, name=...)
    assert (found.owner, found.relative) == (Unknown(), False)


def test_a_wholly_unknown_object() -> None:
    found = only(change(MX, after=None, unknown=True))
    (record,) = found.after
    assert (record.owner, record.type, record.zone) == (Unknown(), Unknown(), f"route53:?{MX}")


@pytest.mark.parametrize(("marked", "overwrite"), [(True, True), (False, False), (None, False), (..., False)])
def test_overwrite_is_true_only_where_set(marked: object, overwrite: bool) -> None:
    values = {name: value for name, value in aws(allow_overwrite=marked).items() if value is not ...}
    unknown = {"allow_overwrite": True} if marked is ... else {}
    assert only(change(MX, after=values, unknown=unknown)).overwrite is overwrite


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("records", "SENTINEL"),
        ("records", [7]),
        ("ttl", "SENTINEL"),
        ("ttl", True),
        ("name", ["SENTINEL"]),
        ("type", 7),
        ("zone_id", {"SENTINEL": 1}),
        ("alias", ["SENTINEL"]),
        ("weighted_routing_policy", "SENTINEL"),
        ("set_identifier", 7),
    ],
)
def test_a_wrong_type_names_address_and_attribute(attribute: str, value: object) -> None:
    with pytest.raises(InputError) as raised:
        record_set(**{attribute: value})
    assert f"{MX}: {attribute} is not" in str(raised.value)
    assert "SENTINEL" not in str(raised.value)


def exclusive(*sets: dict[str, Any], unknown: Any = None) -> tuple[RecordSet, ...]:
    found = only(change(EXCLUSIVE, after={"zone_id": "Z1", "resource_record_set": list(sets)}, unknown=unknown))
    assert found.exclusive
    return found.after


def test_exclusive_lists_record_sets() -> None:
    mx = {"name": "Example.com.", "type": "MX", "ttl": 300, "resource_records": [{"value": "10 mx.example.net"}]}
    alias = {"name": "www.example.com", "type": "A", "alias_target": [{"dns_name": "lb.example.net."}]}
    first, second = exclusive(mx, alias)
    assert (first.owner, first.relative, first.type) == ("example.com", False, "MX")
    assert first.values == (Mx("10 mx.example.net", 10, "mx.example.net", 300, EXCLUSIVE),)
    assert (second.owner, second.alias, second.ttl) == ("www.example.com", "lb.example.net", None)


def test_exclusive_keeps_unknown_values_apart() -> None:
    mx = {"name": "example.com", "type": "MX", "ttl": 60, "resource_records": [{"value": "10 mx.example.net"}, {}]}
    unknown = {"resource_record_set": [{"resource_records": [{}, {"value": True}]}]}
    (found,) = exclusive(mx, unknown=unknown)
    assert found.values == (Mx("10 mx.example.net", 10, "mx.example.net", 60, EXCLUSIVE), Unknown())


def test_exclusive_names_are_absolute() -> None:
    (found,) = exclusive({"name": "rel", "type": "MX", "resource_records": []})
    assert (found.owner, found.relative) == ("rel", False)


@pytest.mark.parametrize(
    ("attributes", "routing", "detail"),
    [
        ({"weight": 0}, "weighted", "weight 0"),
        ({"region": "eu-west-1"}, "latency", "region eu-west-1"),
        ({"failover": "PRIMARY"}, "failover", "failover PRIMARY"),
        ({"geolocation": [{"continent_code": "EU"}]}, "geolocation", "continent EU"),
        ({"geoproximity_location": [{"bias": 3}]}, "geoproximity", "bias 3"),
        ({"cidr_routing_config": [{"location_name": "x"}]}, "cidr", "location name x"),
        ({"multi_value_answer": True}, "multivalue", ""),
        ({"traffic_policy_instance_id": "t"}, "traffic-policy", ""),
        ({}, "simple", ""),
    ],
)
def test_exclusive_routing(attributes: dict[str, object], routing: str, detail: str) -> None:
    (found,) = exclusive({"name": "example.com", "type": "MX", "resource_records": [], **attributes})
    assert (found.routing, found.routing_detail) == (routing, detail)


@pytest.mark.parametrize(
    ("attributes", "private"),
    [({"vpc": []}, False), ({"vpc": [{"vpc_id": "vpc-1"}]}, True), ({}, False)],
)
def test_zone_with_a_vpc_is_private(attributes: dict[str, object], private: bool) -> None:
    values = {"zone_id": "Z1", "id": "Z1", "name": "example.com", "name_servers": ["ns1.example.net."], **attributes}
    found = plan(change("aws_route53_zone.main", actions=["no-op"], before=values, after=values))
    zone = found.zones["route53:Z1"]
    assert (zone.name, zone.id, zone.private, zone.name_servers) == ("example.com", "Z1", private, ("ns1.example.net",))
    assert [item.actions for item in found.zone_changes] == [("no-op",)]


def test_associated_zone_is_private() -> None:
    zone = {"zone_id": "Z1", "name": "corp.example.com"}
    found = plan(
        change("aws_route53_zone.main", actions=["no-op"], before=zone, after=zone),
        change("aws_route53_zone_association.vpc", after={"zone_id": "Z1", "vpc_id": "vpc-1"}),
    )
    assert found.zones["route53:Z1"].private


def test_replaced_zone_has_an_old_and_a_new_key() -> None:
    found = plan(
        change(
            "aws_route53_zone.main",
            actions=["delete", "create"],
            before={"zone_id": "Z1", "name": "example.com"},
            after={"name": "example.com"},
            unknown={"zone_id": True, "id": True},
        )
    )
    (changed,) = found.zone_changes
    assert changed.before
    assert changed.after
    assert (changed.before.key, changed.after.key) == ("route53:Z1", "route53:aws_route53_zone.main")
    assert changed.after.created_by_plan
