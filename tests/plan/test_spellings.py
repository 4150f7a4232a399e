"""Every declared resource type: its documented example, owners, dots, unknown values, odd preferences.

The attributes are written from the documentation of each provider's resource; the zone's name is where the type has it.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iacmx.model import Mx, RecordSet, Unknown
from iacmx.plan.resources import collect
from tests.plan.build import change, configuration, configured, only, plan

Attributes = dict[str, Any]
ZONE = "example.com"


def _rows(name: str, *texts: str) -> list[Attributes]:
    return [{name: text} for text in texts]


# type: (attributes, owner attribute, the name of the apex, what the exchange "mx" becomes)
TYPES: dict[str, tuple[Attributes, str, str, str]] = {
    "google_dns_record_set": (
        {"managed_zone": "prod", "name": "example.com.", "ttl": 300, "rrdatas": ["10 mx"], "routing_policy": []},
        "name",
        "example.com.",
        "mx",
    ),
    "azurerm_dns_mx_record": (
        {
            "zone_name": ZONE,
            "resource_group_name": "rg",
            "name": "@",
            "ttl": 300,
            "record": [{"preference": "10", "exchange": "mx"}],
        },
        "name",
        "@",
        "mx",
    ),
    "azurerm_private_dns_mx_record": (
        {
            "private_dns_zone_id": "/subscriptions/s/privateDnsZones/example.com",
            "name": "@",
            "ttl": 300,
            "record": [{"preference": 10, "exchange": "mx"}],
        },
        "name",
        "@",
        "mx",
    ),
    "digitalocean_record": (
        {"domain": ZONE, "name": "@", "type": "MX", "ttl": 300, "priority": 10, "value": "mx"},
        "name",
        "@",
        "mx.example.com",
    ),
    "dns_mx_record_set": (
        {"zone": "example.com.", "name": None, "ttl": 300, "mx": [{"preference": 10, "exchange": "mx"}]},
        "name",
        "",
        "mx",
    ),
    "gandi_livedns_record": (
        {"zone": ZONE, "name": "@", "type": "MX", "ttl": 300, "values": ["10 mx"], "mutable": None},
        "name",
        "@",
        "mx.example.com",
    ),
    "ovh_domain_zone_record": (
        {"zone": ZONE, "subdomain": "", "fieldtype": "MX", "ttl": 300, "target": "10 mx"},
        "subdomain",
        "",
        "mx.example.com",
    ),
    "hetznerdns_record": (
        {"zone_id": "rMu2waTJPbHr4", "name": "@", "type": "MX", "value": "10 mx", "ttl": 300},
        "name",
        "@",
        "mx.example.com",
    ),
    "hcloud_zone_rrset": (
        {"zone": ZONE, "name": "@", "type": "MX", "ttl": 300, "records": [{"value": "10 mx", "comment": None}]},
        "name",
        "@",
        "mx.example.com",
    ),
    "hcloud_zone_record": (
        {"zone": ZONE, "name": "@", "type": "MX", "ttl": 300, "value": "10 mx", "comment": None},
        "name",
        "@",
        "mx.example.com",
    ),
    "namecheap_domain_host_record": (
        {"domain": ZONE, "hostname": "@", "type": "MX", "address": "mx", "mx_pref": 10, "ttl": 300},
        "hostname",
        "@",
        "mx",
    ),
    "powerdns_record": (
        {"zone": "example.com.", "name": "example.com.", "type": "MX", "ttl": 300, "records": ["10 mx"]},
        "name",
        "example.com.",
        "mx",
    ),
    "ns1_record": (
        {"zone": ZONE, "domain": ZONE, "ttl": 300, "answers": [{"answer": "10 mx", "answer_parts": None}]},
        "domain",
        ZONE,
        "mx",
    ),
    "dnsimple_zone_record": (
        {"zone_name": ZONE, "name": "", "type": "MX", "value": "mx", "priority": 10, "ttl": 300},
        "name",
        "",
        "mx",
    ),
    "linode_domain_record": (
        {"domain_id": 1234567, "name": "", "record_type": "MX", "target": "mx", "priority": 10, "ttl_sec": 300},
        "name",
        "",
        "mx.example.com",
    ),
    "vultr_dns_record": (
        {"domain": ZONE, "name": "", "type": "MX", "data": "mx", "priority": 10, "ttl": 300},
        "name",
        "",
        "mx",
    ),
    "desec_rrset": (
        {"domain": ZONE, "subname": "", "type": "MX", "ttl": 300, "records": ["10 mx"]},
        "subname",
        "",
        "mx",
    ),
    "oci_dns_rrset": (
        {
            "zone_name_or_id": ZONE,
            "domain": ZONE,
            "rtype": "MX",
            "items": [{"domain": ZONE, "rdata": "10 mx", "rtype": "MX", "ttl": 300}],
        },
        "domain",
        ZONE,
        "mx",
    ),
    "oci_dns_record": (
        {"zone_name_or_id": "ocid1.dns-zone.oc1..aaaa", "domain": ZONE, "rtype": "MX", "rdata": "10 mx", "ttl": 300},
        "domain",
        ZONE,
        "mx",
    ),
    "alicloud_alidns_record": (
        {"domain_name": ZONE, "rr": "@", "type": "MX", "value": "mx", "priority": 10, "ttl": 300, "line": "default"},
        "rr",
        "@",
        "mx",
    ),
    "alicloud_dns_record": (
        {"name": ZONE, "host_record": "@", "type": "MX", "value": "mx", "priority": 10, "ttl": 300},
        "host_record",
        "@",
        "mx",
    ),
    "scaleway_domain_record": (
        {"dns_zone": ZONE, "name": "", "type": "MX", "data": "mx", "ttl": 300, "priority": 10},
        "name",
        "",
        "mx.example.com",
    ),
    "bunnynet_dns_record": (
        {"zone": 12345, "name": "", "type": "MX", "value": "mx", "priority": 10, "ttl": 300, "enabled": True},
        "name",
        "",
        "mx",
    ),
    "porkbun_dns_record": (
        {"domain": ZONE, "name": None, "type": "MX", "content": "mx", "prio": "10", "ttl": "300"},
        "name",
        "",
        "mx",
    ),
    "netlify_dns_record": (
        {"zone_id": "6600abc", "hostname": ZONE, "type": "MX", "value": "mx", "priority": 10, "ttl": 300},
        "hostname",
        ZONE,
        "mx",
    ),
    "vercel_dns_record": (
        {"domain": ZONE, "name": "", "type": "MX", "ttl": 300, "mx_priority": 10, "value": "mx"},
        "name",
        "",
        "mx",
    ),
    "aws_lightsail_domain_entry": (
        {"domain_name": ZONE, "name": "", "type": "MX", "target": "10 mx", "is_alias": False},
        "name",
        "",
        "mx",
    ),
    "namecheap_domain_records": (
        {
            "domain": ZONE,
            "mode": "MERGE",
            "email_type": "MX",
            "record": [{"hostname": "@", "type": "MX", "address": "mx", "mx_pref": 10, "ttl": 300}],
        },
        "record.hostname",
        "@",
        "mx",
    ),
    "godaddy_domain_record": (
        {"domain": ZONE, "record": [{"name": "@", "type": "MX", "data": "mx", "priority": 10, "ttl": 300}]},
        "record.name",
        "@",
        "mx",
    ),
}
TYPES["google_dns_record_set"][0]["type"] = TYPES["ns1_record"][0]["type"] = "MX"
BY_ID: dict[str, tuple[str, Attributes]] = {
    "google_dns_record_set": ("google_dns_managed_zone", {"name": "prod", "dns_name": "example.com."}),
    "hetznerdns_record": ("hetznerdns_zone", {"id": "rMu2waTJPbHr4", "name": ZONE}),
    "linode_domain_record": ("linode_domain", {"id": 1234567, "domain": ZONE}),
    "bunnynet_dns_record": ("bunnynet_dns_zone", {"id": 12345, "domain": ZONE}),
    "netlify_dns_record": ("netlify_dns_zone", {"id": "6600abc", "name": ZONE}),
    "oci_dns_record": ("oci_dns_zone", {"id": "ocid1.dns-zone.oc1..aaaa", "name": ZONE}),
}
"""The zone that a type knows by its id."""
DECLARED = sorted(TYPES)
ABSOLUTE = {"google_dns_record_set", "powerdns_record", "ns1_record", "oci_dns_rrset", "oci_dns_record"} | {
    "netlify_dns_record"
}
IN_TEXT = {name for name, (values, _, _, _) in TYPES.items() if "10 mx" in str(values)}


def put(values: Any, old: object, new: object) -> Any:
    """The attributes with one value in place of another, wherever it is."""
    if isinstance(values, dict):
        return {name: put(value, old, new) for name, value in values.items()}
    if isinstance(values, list):
        return [put(value, old, new) for value in values]
    return new if values == old and type(values) is type(old) else values


def with_exchange(name: str, exchange: str) -> Attributes:
    values = TYPES[name][0]
    return dict(put(put(values, "10 mx", f"10 {exchange}"), "mx", exchange))


def with_owner(name: str, owner: str) -> Attributes:
    values, attribute, _, _ = TYPES[name]
    block, _, inner = attribute.rpartition(".")
    if not block:
        return {**values, attribute: owner}
    return {**values, block: [{**item, inner: owner} for item in values[block]]}


def read(name: str, values: Attributes, unknown: Any = None, **more: Any) -> RecordSet:
    changes = [change(f"{name}.mx", after=values, unknown=unknown)]
    if name in BY_ID:
        kind, zone = BY_ID[name]
        changes.append(change(f"{kind}.main", actions=["no-op"], before=zone, after=zone))
    found = plan(*changes, **more)
    assert found.not_understood == {}
    ((record_set,),) = [item.after for item in found.changes]
    return record_set


@pytest.mark.parametrize("name", DECLARED)
def test_example(name: str) -> None:
    found = read(name, with_exchange(name, "mx.example.net."))
    (value,) = found.values
    assert isinstance(value, Mx)
    assert (found.owner, found.type, found.relative) == (ZONE, "MX", False)
    assert (value.preference, value.exchange, value.text) == (10, "mx.example.net", "10 mx.example.net.")
    assert value.address == f"{name}.mx"
    assert found.ttl == (None if name == "aws_lightsail_domain_entry" else 300)


@pytest.mark.parametrize("name", DECLARED)
def test_dots(name: str) -> None:
    values = {text: read(name, with_exchange(name, text)).values[0] for text in ("MX.Example.NET.", "mx", ".")}
    exchanges = {text: value.exchange for text, value in values.items() if isinstance(value, Mx)}
    assert exchanges == {"MX.Example.NET.": "mx.example.net", "mx": TYPES[name][3], ".": "."}


@pytest.mark.parametrize(
    ("name", "exchange"),
    [
        ("digitalocean_record", "mx.example.net.example.com"),
        ("gandi_livedns_record", "mx.example.net.example.com"),
        ("ovh_domain_zone_record", "mx.example.net.example.com"),
        ("hetznerdns_record", "mx.example.net.example.com"),
        ("hcloud_zone_rrset", "mx.example.net.example.com"),
        ("linode_domain_record", "mx.example.net"),
        ("scaleway_domain_record", "mx.example.net"),
        ("azurerm_dns_mx_record", "mx.example.net"),
        ("bunnynet_dns_record", "mx.example.net"),
    ],
)
def test_a_name_without_a_trailing_dot(name: str, exchange: str) -> None:
    (value,) = read(name, with_exchange(name, "mx.example.net")).values
    assert isinstance(value, Mx)
    assert value.exchange == exchange


@pytest.mark.parametrize("text", ["192.0.2.1", "2001:db8::1", "10 mx", ""])
def test_no_zone_is_appended_to_what_is_no_name(text: str) -> None:
    (value,) = read("digitalocean_record", with_exchange("digitalocean_record", text)).values
    assert isinstance(value, Mx)
    assert value.exchange == text


@pytest.mark.parametrize("name", DECLARED)
def test_owners(name: str) -> None:
    relative = "sub.example.com" if name in ABSOLUTE else "sub"
    assert read(name, with_owner(name, relative)).owner == "sub.example.com"
    assert read(name, with_owner(name, "Sub.Example.com.")).owner == "sub.example.com"
    assert read(name, with_owner(name, TYPES[name][2])).owner == ZONE


@pytest.mark.parametrize("name", ["azurerm_dns_mx_record", "gandi_livedns_record", "desec_rrset"])
def test_a_whole_name_in_place_of_a_relative_one_is_doubled(name: str) -> None:
    assert read(name, with_owner(name, "sub.example.com")).owner == "sub.example.com.example.com"


@pytest.mark.parametrize("name", ["linode_domain_record", "aws_lightsail_domain_entry"])
def test_a_whole_name_where_either_is_taken(name: str) -> None:
    assert read(name, with_owner(name, "sub.example.com")).owner == "sub.example.com"


@pytest.mark.parametrize("name", sorted(set(DECLARED) - IN_TEXT))
@pytest.mark.parametrize("odd", ["ten", "", None])
def test_a_preference_that_is_no_number(name: str, odd: str | None) -> None:
    written = "10" if name in ("azurerm_dns_mx_record", "porkbun_dns_record") else 10
    (value,) = read(name, put(with_exchange(name, "mx.example.net."), written, odd)).values
    assert isinstance(value, Mx)
    defaults = {"vultr_dns_record": 0, "namecheap_domain_records": 10, "namecheap_domain_host_record": 10}
    assert value.preference == (None if odd else defaults.get(name))
    assert (odd or "") in value.text


@pytest.mark.parametrize("name", sorted(IN_TEXT))
def test_a_text_without_a_preference(name: str) -> None:
    (value,) = read(name, put(TYPES[name][0], "10 mx", "mx.example.net.")).values
    assert isinstance(value, Mx)
    assert (value.preference, value.exchange) == (None, "mx.example.net")


@pytest.mark.parametrize("name", DECLARED)
def test_a_value_known_after_the_apply(name: str) -> None:
    values, marks = _forget(TYPES[name][0])
    (value,) = read(name, values, marks).values
    known = value if isinstance(value, Unknown) else value.exchange if isinstance(value, Mx) else value
    assert isinstance(known, Unknown)


def _forget(values: Any) -> tuple[Any, Any]:
    """The attributes without the exchange, and the marks that say so."""
    if isinstance(values, dict):
        parts = {name: _forget(value) for name, value in values.items()}
        return {name: part for name, (part, _) in parts.items()}, {name: mark for name, (_, mark) in parts.items()}
    if isinstance(values, list):
        found = [_forget(value) for value in values]
        return [part for part, _ in found], [mark for _, mark in found]
    return (None, True) if values in ("mx", "10 mx") else (values, False)


@pytest.mark.parametrize("name", sorted(set(DECLARED) - ABSOLUTE))
def test_an_owner_in_a_zone_whose_name_is_not_known(name: str) -> None:
    zone = next(attribute for attribute in TYPES[name][0])
    values = {attribute: value for attribute, value in TYPES[name][0].items() if attribute != zone}
    found = only(change(f"{name}.mx", after=values, unknown={zone: True}))
    (record_set,) = found.after
    assert isinstance(record_set.owner, Unknown)


def test_every_type_has_an_example() -> None:
    hosts = {name for name in collect().records if "_a_rec" in name or "_aaaa_rec" in name or "cname_rec" in name}
    own = {"aws_route53_record", "aws_route53_records_exclusive", "cloudflare_record", "cloudflare_dns_record"}
    own |= {"cloudflare_email_routing_settings", "cloudflare_email_routing_dns"}
    assert set(collect().records) == set(TYPES) | hosts | own


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("azurerm_dns_a_record", {"zone_name": ZONE, "name": "mx", "records": ["192.0.2.1"]}, "192.0.2.1"),
        ("azurerm_dns_aaaa_record", {"zone_name": ZONE, "name": "mx", "records": ["2001:DB8:0::1"]}, "2001:db8::1"),
        ("azurerm_dns_cname_record", {"zone_name": ZONE, "name": "mx", "record": "a.example.net"}, "a.example.net"),
        ("azurerm_private_dns_a_record", {"zone_name": ZONE, "name": "mx", "records": ["192.0.2.1"]}, "192.0.2.1"),
        (
            "azurerm_private_dns_aaaa_record",
            {"zone_name": ZONE, "name": "mx", "records": ["2001:db8::1"]},
            "2001:db8::1",
        ),
        ("azurerm_private_dns_cname_record", {"zone_name": ZONE, "name": "mx", "record": "a.example."}, "a.example"),
        ("dns_a_record_set", {"zone": "example.com.", "name": "mx", "addresses": ["192.0.2.1"]}, "192.0.2.1"),
        ("dns_aaaa_record_set", {"zone": "example.com.", "name": "mx", "addresses": ["2001:db8::1"]}, "2001:db8::1"),
        ("dns_cname_record", {"zone": "example.com.", "name": "mx", "cname": "a.example.net."}, "a.example.net"),
        ("digitalocean_record", {"domain": ZONE, "name": "mx", "type": "A", "value": "192.0.2.1"}, "192.0.2.1"),
        ("digitalocean_record", {"domain": ZONE, "name": "mx", "type": "CNAME", "value": "a"}, "a.example.com"),
        ("digitalocean_record", {"domain": ZONE, "name": "mx", "type": "CNAME", "value": "@"}, "example.com"),
    ],
)
def test_hosts(name: str, values: Attributes, expected: str) -> None:
    found = only(change(f"{name}.host", after=values)).after[0]
    assert (found.owner, found.values) == ("mx.example.com", (expected,))
    assert found.type in ("A", "AAAA", "CNAME")


LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


@given(owner=st.lists(LABEL, max_size=3), exchange=st.lists(LABEL, min_size=1, max_size=3), dot=st.booleans())
def test_owner_and_exchange_in_normal_form(owner: list[str], exchange: list[str], dot: bool) -> None:
    written, name = ".".join(exchange) + "." * dot, ".".join(owner)
    values = {"domain": ZONE, "name": (name or "@").upper(), "type": "MX", "priority": 5, "value": written.upper()}
    found = only(change("digitalocean_record.mx", after=values)).after[0]
    (value,) = found.values
    assert isinstance(value, Mx)
    whole = ".".join(exchange) if dot or all(part.isdigit() for part in exchange) else ".".join([*exchange, ZONE])
    assert (found.owner, value.exchange) == (".".join([*owner, ZONE]), whole)


def test_a_text_that_is_no_zone_keeps_others_apart() -> None:
    """A private and a public zone of one name are two."""
    public, private = (
        change("azurerm_dns_mx_record.mx", after=TYPES["azurerm_dns_mx_record"][0]),
        change("azurerm_private_dns_mx_record.mx", after=TYPES["azurerm_private_dns_mx_record"][0]),
    )
    zones = plan(public, private).zones
    assert sorted((zone.name, zone.private) for zone in zones.values()) == [(ZONE, False), (ZONE, True)]


def test_version_4_of_a_private_mx_record() -> None:
    values = {**TYPES["azurerm_private_dns_mx_record"][0], "zone_name": ZONE}
    del values["private_dns_zone_id"]
    assert read("azurerm_private_dns_mx_record", values).owner == ZONE


@pytest.mark.parametrize(
    ("name", "values"),
    [("alicloud_alidns_record", {"status": "DISABLE"}), ("bunnynet_dns_record", {"enabled": False})],
)
def test_a_record_that_is_switched_off(name: str, values: Attributes) -> None:
    assert only(change(f"{name}.mx", after={**TYPES[name][0], **values})).after == ()


def test_lines_tell_sets_apart() -> None:
    values = {**TYPES["alicloud_alidns_record"][0], "line": "telecom"}
    assert only(change("alicloud_alidns_record.mx", after=values)).after[0].variant == "telecom"


@pytest.mark.parametrize(
    ("kind", "exchanges"),
    [
        ("MX", ["mx"]),
        (None, ["mx"]),
        ("OX", ["mx1.privateemail.com", "mx2.privateemail.com"]),
        ("FWD", [f"eforward{n}.registrar-servers.com" for n in range(1, 6)]),
        ("NONE", []),
    ],
)
def test_namecheap_email_type(kind: str | None, exchanges: list[str]) -> None:
    values = {**TYPES["namecheap_domain_records"][0], "email_type": kind}
    found = only(change("namecheap_domain_records.all", after=values)).after
    assert [v.exchange for item in found for v in item.values if isinstance(v, Mx)] == exchanges


@pytest.mark.parametrize(("mode", "exclusive"), [("MERGE", False), ("OVERWRITE", True)])
def test_namecheap_mode(mode: str, exclusive: bool) -> None:
    values = {**TYPES["namecheap_domain_records"][0], "mode": mode}
    assert only(change("namecheap_domain_records.all", after=values)).exclusive is exclusive
    assert not only(change("namecheap_domain_records.all", before=values, after=None)).exclusive


@pytest.mark.parametrize(
    "values",
    [
        {"answers": [{"answer": None, "answer_parts": ["10", "mx.example.net"]}]},
        {"answers": [], "short_answers": ["10 mx.example.net"]},
    ],
)
def test_other_answers_of_ns1(values: Attributes) -> None:
    found = read("ns1_record", {**TYPES["ns1_record"][0], **values})
    assert [(v.preference, v.exchange) for v in found.values if isinstance(v, Mx)] == [(10, "mx.example.net")]


def test_answer_parts_known_after_the_apply() -> None:
    values = {**TYPES["ns1_record"][0], "answers": [{"answer": None, "answer_parts": ["10", None]}]}
    found = read("ns1_record", values, {"answers": [{"answer_parts": [False, True]}]})
    assert found.values == (Unknown(),)


def test_linked_record_of_ns1() -> None:
    values = {**TYPES["ns1_record"][0], "answers": None, "link": "other.example.com"}
    assert read("ns1_record", values).alias == "other.example.com"


def test_routing_policy_of_google() -> None:
    items = [{"weight": 1.0, "rrdatas": ["10 a.example.net."]}, {"weight": 2.0, "rrdatas": [None]}]
    policy = [{"wrr": items, "geo": [], "primary_backup": []}]
    marks = {"routing_policy": [{"wrr": [{}, {"rrdatas": [True]}]}]}
    values = {**TYPES["google_dns_record_set"][0], "rrdatas": None, "routing_policy": policy}
    found = only(change("google_dns_record_set.mx", after=values, unknown=marks)).after
    assert [(item.variant, item.routing, item.routing_detail) for item in found] == [
        ("0", "weighted", "weight 1.0"),
        ("1", "weighted", "weight 2.0"),
    ]
    assert isinstance(found[0].values[0], Mx)
    assert isinstance(found[1].values[0], Unknown)


@pytest.mark.parametrize("reference", ["digitalocean_domain.main.id", "digitalocean_domain.main.name"])
def test_zone_created_by_the_same_plan(reference: str) -> None:
    values = TYPES["digitalocean_record"][0]
    unknown = {"domain": True} if reference.endswith("id") else {}
    found = plan(
        change("digitalocean_domain.main", after={"name": ZONE}, unknown={"id": True}),
        change("digitalocean_record.mx", after={k: v for k, v in values.items() if k not in unknown}, unknown=unknown),
        configuration=configuration(
            configured("digitalocean_domain.main"),
            configured("digitalocean_record.mx", {"domain": [reference, "digitalocean_domain.main"]}),
        ),
    )
    ((record_set,),) = [item.after for item in found.changes]
    zone = found.zones[record_set.zone]
    assert (zone.name, zone.created_by_plan, record_set.owner) == (ZONE, True, ZONE)
    assert len(found.zones) == 1


def test_zone_of_google_created_by_the_same_plan() -> None:
    found = plan(
        change(
            "google_dns_managed_zone.main", after={"name": "prod", "dns_name": "example.com."}, unknown={"id": True}
        ),
        change("google_dns_record_set.mx", after=TYPES["google_dns_record_set"][0]),
    )
    assert found.zones[found.changes[0].after[0].zone].created_by_plan


def test_private_zone_of_google() -> None:
    zone = {"name": "prod", "dns_name": "example.com.", "visibility": "private"}
    found = plan(change("google_dns_managed_zone.main", actions=["no-op"], before=zone, after=zone))
    assert [item.private for item in found.zones.values()] == [True]


def test_the_name_of_a_zone_from_the_prior_state() -> None:
    zone = {
        "address": "data.linode_domain.main",
        "mode": "data",
        "type": "linode_domain",
        "values": {"id": 1234567, "domain": ZONE},
    }
    found = plan(
        change("linode_domain_record.mx", after=TYPES["linode_domain_record"][0]),
        prior_state={"values": {"root_module": {"resources": [zone]}}},
    )
    assert found.changes[0].after[0].owner == ZONE


def test_an_owner_that_is_not_configured_is_the_apex() -> None:
    values = {name: value for name, value in TYPES["linode_domain_record"][0].items() if name != "name"}
    assert read("linode_domain_record", values, {"name": True}).owner == ZONE


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("google_dns_managed_zone", {"name": "prod", "dns_name": "example.com."}),
        ("azurerm_dns_zone", {"id": "/subscriptions/s/dnsZones/example.com", "name": ZONE}),
    ],
)
def test_name_servers_of_a_zone(name: str, values: Attributes) -> None:
    zone = {**values, "name_servers": ["NS1.example.net."]}
    (found,) = plan(change(f"{name}.main", actions=["no-op"], before=zone, after=zone)).zones.values()
    assert (found.name, found.name_servers, found.created_by_plan) == (ZONE, ("ns1.example.net",), False)


@pytest.mark.parametrize("name", sorted(set(collect().zones) - {"cloudflare_zones"}))
def test_every_zone_tells_its_name(name: str) -> None:
    attribute = {"google_dns_managed_zone": "dns_name", "ns1_zone": "zone"}.get(name, "name")
    spelt = {"domain": ZONE, "domain_name": ZONE, "id": "1", "zone_id": "1", "name": "prod", attribute: "Example.com."}
    (found,) = plan(change(f"{name}.main", actions=["no-op"], before=spelt, after=spelt)).zones.values()
    assert found.name == ZONE
