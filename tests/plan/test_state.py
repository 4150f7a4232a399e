"""A state becomes a plan that changes nothing, the same from both of its forms."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from iacmx.model import Mx, Plan, RecordSet, Zone
from iacmx.plan.state import read_state, read_state_bytes
from tests.plan.build import OWN, REAL, aws
from tests.plan.state_build import MX4, MX5, held, instance, raw, raw_bytes, shown, shown_bytes, stored

SHOWN, RAW = OWN / "aws_state_shown.json", OWN / "aws_state_raw.json"
"""Both forms of one state, that real Terraform left after an apply."""


def sets(plan: Plan) -> dict[str, RecordSet]:
    """The one record set of every resource, by address."""
    found: dict[str, RecordSet] = {}
    for change in plan.changes:
        assert change.before == change.after
        (found[change.address],) = change.after
    return found


def told(record: RecordSet) -> tuple[object, ...]:
    values = [(v.preference, v.exchange) if isinstance(v, Mx) else v for v in record.values]
    return record.owner, record.type, record.ttl, record.variant, record.alias, values


@pytest.mark.parametrize("path", [SHOWN, RAW])
def test_what_terraform_left_after_an_apply(path: Path) -> None:
    plan = read_state(path)
    blue, green = [(10, "blue.example.net")], [(10, "green.example.net")]
    lists = [(5, "mx.example.net")]
    assert {address: told(record) for address, record in sets(plan).items()} == {
        "aws_route53_record.aliased": ("aliased.example.com", "MX", None, "", "example.com", []),
        "aws_route53_record.apex": (
            *("example.com", "MX", 3600, "", None),
            [(10, "mx1.example.net"), (20, "mx2.example.net")],
        ),
        "aws_route53_record.hidden": (
            *("hidden.example.com", "MX", 300, "", None),
            [(10, "sentinel-exchange.example.net")],
        ),
        'aws_route53_record.weighted["blue"]': ("weighted.example.com", "MX", 300, "blue", None, blue),
        'aws_route53_record.weighted["green \\"two\\""]': ("weighted.example.com", "MX", 300, "green", None, green),
        "aws_route53_records_exclusive.listed": ("example.org", "MX", 300, "", None, [(10, "mx1.example.net")]),
        "module.mail[0].aws_route53_record.host": ("h-list0.shared.example.net", "A", 600, "", None, ["192.0.2.1"]),
        "module.mail[0].aws_route53_record.mx": ("list0.shared.example.net", "MX", 600, "", None, lists),
        "module.mail[1].aws_route53_record.host": ("h-list1.shared.example.net", "A", 600, "", None, ["192.0.2.1"]),
        "module.mail[1].aws_route53_record.mx": ("list1.shared.example.net", "MX", 600, "", None, lists),
    }
    assert {change.actions for change in plan.changes} == {("no-op",)}
    assert {zone.name: zone.address for zone in plan.zones.values()} == {
        "example.com": "aws_route53_zone.main",
        "example.org": "aws_route53_zone.listed",
        "example.edu": "aws_route53_zone.empty",
        "shared.example.net": "data.aws_route53_zone.shared",
    }
    assert "sentinel-exchange.example.net" in plan.secrets
    assert (plan.resources, plan.terraform_version, plan.not_understood) == (13, "1.11.4", {})


def test_both_forms_say_the_same() -> None:
    assert read_state(SHOWN) == read_state(RAW)


def test_another_real_state() -> None:
    plan = read_state(REAL / "golden" / "real-aws-5.100.0-state.json")
    assert len(plan.changes) == 10
    assert [zone.name for zone in plan.zones.values()] == ["example.com"]


@pytest.mark.parametrize("path", [SHOWN, RAW])
def test_standard_input(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    assert read_state("-") == read_state(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_encodings_of_shells(encoding: str) -> None:
    assert read_state_bytes(SHOWN.read_text().encode(encoding)) == read_state(SHOWN)


def test_a_big_state_is_read_from_the_disk(tmp_path: Path) -> None:
    big = held("aws_s3_object.big", content="x" * (2 << 20))
    path = tmp_path / "state.json"
    path.write_bytes(shown_bytes(big, held("aws_route53_record.mx", **aws())))
    (change,) = read_state(path).changes
    assert change.address == "aws_route53_record.mx"


@pytest.mark.parametrize(
    ("rtype", "values"),
    [("cloudflare_dns_record", MX5), ("cloudflare_record", MX4)],
)
def test_cloudflare(rtype: str, values: dict[str, Any]) -> None:
    zone = {"id": "c1", "name": "example.com", "zone": "example.com", "status": "active", "type": "full"}
    states = [
        shown(held("cloudflare_zone.main", **zone), held(f"{rtype}.mx", **values)),
        raw(stored("cloudflare_zone.main", instance(**zone)), stored(f"{rtype}.mx", instance(**values))),
    ]
    for state in states:
        (record,) = sets(state).values()
        assert told(record) == ("example.com", "MX", None, "", None, [(10, "mx1.example.net")])
        assert record.record_id == "r1"
        assert state.changes[0].per_record
        assert state.zones == {
            "cloudflare:c1": Zone(
                *("cloudflare:c1", "cloudflare", "c1", "example.com", "cloudflare_zone.main"),
                status="active",
                kind="full",
            )
        }


@pytest.mark.parametrize(
    ("key", "written"),
    [
        (0, "[0]"),
        ("", '[""]'),
        ("a.b", '["a.b"]'),
        ('"\\', '["\\"\\\\"]'),
        ("${x} %{y} $z", '["$${x} %%{y} $z"]'),
        ("a\nb\tc\rd", '["a\\nb\\tc\\rd"]'),
    ],
)
def test_addresses_as_terraform_writes_them(key: str | int, written: str) -> None:
    state = raw(stored("aws_route53_record.mx", instance(key, **aws()), module='module.m["x"]'))
    assert [change.address for change in state.changes] == [f'module.m["x"].aws_route53_record.mx{written}']


def test_modules_within_modules() -> None:
    deep = {"address": "module.a.module.b", "resources": [held("aws_route53_record.mx", module="module.a", **aws())]}
    root = {"root_module": {"child_modules": [{"address": "module.a", "child_modules": [deep]}]}}
    state = read_state_bytes(shown_bytes(values=root))
    assert [change.address for change in state.changes] == ["module.a.aws_route53_record.mx"]


def test_what_a_replacement_left_over() -> None:
    old = instance(**aws(records=["10 old.example.net"])) | {"deposed": "1a2b3c4d"}
    in_file = raw(stored("aws_route53_record.mx", instance(**aws()), old))
    new = held("aws_route53_record.mx", **aws())
    left = held("aws_route53_record.mx", **aws(records=["10 old.example.net"]), _deposed_key="1a2b3c4d")
    for state in (in_file, shown(new, left)):
        assert [change.deposed for change in state.changes] == ["", "1a2b3c4d"]


def test_a_private_zone_is_told_by_its_association() -> None:
    plan = shown(
        held("aws_route53_record.mx", **aws()),
        held("aws_route53_zone_association.x", zone_id="Z1", vpc_id="vpc-1", id="Z1:vpc-1"),
    )
    assert plan.zones["route53:Z1"].private


SENSITIVE: list[tuple[Any, set[str]]] = [
    ([], set()),
    ([[{"type": "get_attr", "value": "ttl"}]], set()),
    ([[{"type": "get_attr", "value": "records"}]], {"10 mx.example.net", "mx.example.net"}),
    (
        [[{"type": "get_attr", "value": "records"}, {"type": "index", "value": {"value": 0, "type": "number"}}]],
        {"10 mx.example.net", "mx.example.net"},
    ),
    ([[{"type": "get_attr", "value": "name"}]], {"example.com"}),
    ([[]], {"10 mx.example.net", "mx.example.net", "example.com"}),
    (["records"], {"10 mx.example.net", "mx.example.net", "example.com"}),
    ([[{"type": "index", "value": 1}]], {"10 mx.example.net", "mx.example.net", "example.com"}),
    ({"records": True}, {"10 mx.example.net", "mx.example.net", "example.com"}),
]


@pytest.mark.parametrize(("marks", "secrets"), SENSITIVE)
def test_sensitive_values_of_a_state_file(marks: Any, secrets: set[str]) -> None:
    """A mark that is not understood hides everything."""
    kept = instance(**aws(fqdn="example.com")) | {"sensitive_attributes": marks}
    assert raw(stored("aws_route53_record.mx", kept)).secrets == secrets


def test_record_resources_that_are_not_read_are_counted() -> None:
    unknown = [stored("infoblox_mx_record.a", instance(0), instance(1)), stored("aws_instance.b", instance())]
    data = stored("infoblox_mx_record.c", instance(), mode="data")
    state = raw(*unknown, data, stored("aws_route53_record.mx", instance(**aws())))
    assert state.not_understood == {"infoblox_mx_record": 2}
    assert state.resources == 4


def test_a_state_may_hold_no_dns() -> None:
    assert shown(held("aws_instance.a", id="i-1")).changes == ()


def test_a_state_of_opentofu() -> None:
    provider = 'provider["registry.opentofu.org/hashicorp/aws"]'
    resource = {**stored("aws_route53_record.mx", instance(**aws())), "provider": provider}
    state = read_state_bytes(raw_bytes(resource, terraform_version="1.9.1", check_results=[]))
    assert len(state.changes) == 1
    assert state.terraform_version == "1.9.1"


def test_order_and_spelling_of_json_make_no_difference() -> None:
    tree = json.loads(RAW.read_text())
    again = json.dumps(dict(reversed(tree.items())), sort_keys=False, ensure_ascii=True)
    assert read_state_bytes(again.encode()) == read_state(RAW)
