"""Whatever is read, the reader gives a plan or says what is wrong; and it agrees with a slow and simple reader."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iacmx.errors import IacmxError
from iacmx.model import Mx, Unknown
from iacmx.plan import read_bytes
from tests.lab.examples import examples
from tests.plan.build import OWN, REAL, change, cloudflare, configuration, configured, plan_bytes

SENTINEL = "s3cr3tsentinel"
SOURCES = (REAL / "aws_create_unknowns.json", REAL / "aws_drift_then_update.json", OWN / "aws_modules.json")
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(SENTINEL),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
STEPS = st.lists(st.integers(0, 1 << 16), min_size=1, max_size=12)


@cache
def texts() -> tuple[bytes, ...]:
    cloud = plan_bytes(
        change("cloudflare_record.a", after={**cloudflare(), "data": [{"priority": 1}]}, unknown={"value": True}),
        change("cloudflare_dns_record.b", before=cloudflare(), after=cloudflare(name="@"), unknown={"content": True}),
        change("cloudflare_zone.c", after={"zone": "example.com"}, unknown={"id": True}),
        configuration=configuration(configured("cloudflare_record.a", {"zone_id": ["cloudflare_zone.c.id"]})),
    )
    return (cloud, *(path.read_bytes() for path in SOURCES))


def is_read_or_explained(data: bytes) -> None:
    try:
        read_bytes(data, "the plan")
    except IacmxError as error:
        told = error
    else:
        return
    assert told.hint
    assert SENTINEL not in str(told)


def replace(tree: Any, steps: list[int], junk: object) -> None:
    """Walk into a JSON tree by the steps and put junk where they end."""
    for step in steps:
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        if not keys:
            return
        key = keys[step % len(keys)]
        child = tree[key]
        if not isinstance(child, dict | list) or not child or step == steps[-1]:
            tree[key] = junk
            return
        tree = child


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=examples(300))
@given(st.integers(0, 3), STEPS, JUNK)
def test_a_value_of_another_shape(source: int, steps: list[int], junk: object) -> None:
    tree = json.loads(texts()[source])
    top = [key for key in ("resource_changes", "configuration", "resource_drift", "prior_state") if key in tree]
    replace(tree[top[steps[0] % len(top)]], steps, junk)
    is_read_or_explained(json.dumps(tree).encode())


@settings(deadline=None)
@given(st.integers(0, 3), st.floats(0, 1))
def test_a_cut_plan_is_never_read(source: int, share: float) -> None:
    text = texts()[source].rstrip()
    data = text[: int(share * (len(text) - 1))]
    try:
        read_bytes(data, "the plan")
    except IacmxError:
        return
    raise AssertionError("half a plan was taken for a whole one")


@settings(deadline=None)
@given(st.integers(0, 3), st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), min_size=1, max_size=6))
def test_flipped_bytes(source: int, flips: list[tuple[int, int]]) -> None:
    data = bytearray(texts()[source])
    for position, byte in flips:
        data[position % len(data)] = byte
    is_read_or_explained(bytes(data))


@given(st.binary(max_size=200) | JUNK.map(lambda junk: json.dumps(junk).encode()))
def test_anything_else(data: bytes) -> None:
    is_read_or_explained(data)


VALUES = st.lists(
    st.sampled_from(["10 mx1.example.net.", "20 MX2.example.net", "0 .", "junk", "", "5 a b"]), max_size=3
)
RECORDS = st.fixed_dictionaries(
    {
        "zone_id": st.sampled_from(["Z1", "/hostedzone/Z2"]),
        "name": st.sampled_from(["", "mail", "Mail.Example.com.", "*"]),
        "type": st.sampled_from(["MX", "A", "TXT"]),
        "ttl": st.none() | st.integers(0, 100000),
        "records": st.none() | VALUES,
        "set_identifier": st.sampled_from([None, "", "blue"]),
    }
)
ACTIONS = st.sampled_from(
    [["no-op"], ["create"], ["update"], ["delete"], ["delete", "create"], ["create", "delete"], ["forget"]]
)
CHANGES = st.lists(st.tuples(ACTIONS, RECORDS, RECORDS, st.booleans()), max_size=6)


def simple(plan: dict[str, Any]) -> list[Any]:
    """The reference: everything decoded by the standard library, attributes but for names and addresses as they are."""
    found = []
    for item in plan["resource_changes"]:
        if item["type"] != "aws_route53_record":
            continue
        sides = [item["change"][side] and simple_set(item, side) for side in ("before", "after")]
        found.append((item["address"], tuple(item["change"]["actions"]), *sides))
    return found


def simple_set(item: dict[str, Any], side: str) -> Any:
    values = item["change"][side]
    unknown = side == "after" and item["change"]["after_unknown"].get("records") is True
    texts = ["?"] if unknown else values.get("records") or []
    if values["type"] == "A":
        texts = [text.lower() for text in texts]
    zone = values["zone_id"].replace("/hostedzone/", "")
    name = values["name"].lower().removesuffix(".")
    return zone, name, values["type"], values["ttl"], values["set_identifier"] or "", texts


def fast(data: bytes) -> list[Any]:
    found = []
    for item in read_bytes(data, "the plan").changes:
        sides: list[Any] = []
        for side in (item.before, item.after):
            for record in side:
                texts = [
                    "?" if isinstance(v, Unknown) else v.text if isinstance(v, Mx) else str(v) for v in record.values
                ]
                zone = record.zone.removeprefix("route53:")
                sides.append((zone, record.owner, record.type, record.ttl, record.variant, texts))
            if not side:
                sides.append(None)
        found.append((item.address, item.actions, *sides))
    return found


@settings(deadline=None)
@given(CHANGES, st.sampled_from([None, 1, 4]), st.booleans())
def test_agrees_with_a_simple_reader(
    drawn: list[tuple[list[str], dict[str, Any], dict[str, Any], bool]], indent: int | None, sort: bool
) -> None:
    items = []
    for number, (actions, before, after, unknown) in enumerate(drawn):
        old = before if set(actions) & {"no-op", "update", "delete", "forget"} else None
        new = after if set(actions) & {"no-op", "update", "create"} else None
        if new and unknown:
            new = {name: value for name, value in new.items() if name != "records"}
        marks = {"records": True} if new and unknown else {"records": [False]}
        address = f"module.m{number % 2}.aws_route53_record.r[{number}]"
        items.append(change(address, actions=actions, before=old, after=new, unknown=marks))
        items.append(change(f"aws_instance.x{number}", before={"a": [1, {}]}, after={"a": "}"}))
    data = json.dumps(json.loads(plan_bytes(*items)), indent=indent, sort_keys=sort).encode()
    expected = simple(json.loads(data))
    for change_ in expected:
        for side in change_[2:]:
            if side and side[2] == "TXT":
                side[5][:] = [text for text in side[5] if text == "?"]
    assert fast(data) == expected
