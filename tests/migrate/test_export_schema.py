"""Code for Cloudflare held against the schemas of both resource types, and written as ``terraform fmt`` leaves it.

The schemas are those that the provider documents: without an account it plans nothing.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from iacmx.migrate.export import written
from iacmx.migrate.export_text import code
from iacmx.terraform_code import target
from iacmx.terraform_code._cloudflare import FIELDS, TYPES
from tests.lab import terraform
from tests.migrate import zones
from tests.migrate.test_export_hcl import TYPED, whole
from tests.migrate.zones import Block, Set

SCHEMAS = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "terraform" / "cloudflare_record_schemas.json").read_bytes()
)
RESOURCES = ("cloudflare_dns_record", "cloudflare_record")
VALUES = TYPED | {
    "A": "192.0.2.1",
    "AAAA": "2001:db8::1",
    "CNAME": "web.example.net.",
    "MX": "10 mx.example.net.",
    "NS": "ns1.example.net.",
    "PTR": "host.example.net.",
    "SMIMEA": "3 1 1 " + "ef" * 32,
    "SVCB": '1 svc.example.net. alpn="h2"',
    "TXT": "v=spf1 -all",
}
KINDS: dict[str, type | tuple[type, ...]] = {
    "number": int,
    "bool": bool,
    "list": list,
    "object": dict,
    "any": (str, int),
}


def sets() -> list[Set]:
    return [Set(f"{rdtype.lower()}.example.com", rdtype, 300, (value,)) for rdtype, value in VALUES.items()]


def wrong(block: Block) -> Iterator[str]:
    """What a provider would refuse of a resource, in words."""
    schema: Any = SCHEMAS[block.type]
    known = schema["required"] | schema["optional"]
    held = {name: value for name, value in block.attributes.items() if not name.startswith("__")}
    data = held.pop("data", None)
    yield from (f"{name} is missing" for name in schema["required"] if name not in held)
    yield from _strange(held, known)
    if (data is None) == ("content" not in held):
        yield "content or data, one of them"
    if data is not None and isinstance(data, list) != (schema["data"]["is"] == "block"):
        yield f"data is no {schema['data']['is']}"
    parts = cast(list[dict[str, Any]], data if isinstance(data, list) else [data or {}])
    for fields in parts:
        yield from _strange({k: v for k, v in fields.items() if not k.startswith("__")}, schema["data"]["fields"])


def _strange(held: dict[str, Any], known: dict[str, str]) -> Iterator[str]:
    for name, value in held.items():
        if name not in known:
            yield f"{name} is no attribute"
        elif str(value).startswith("${"):
            continue  # a reference
        elif known[name] != "string" and not isinstance(value, KINDS[known[name]]):  # of any value it makes a string
            yield f"{name} is no {known[name]}: {value!r}"


def test_every_type_that_is_written_is_held_against_the_schema() -> None:
    assert set(VALUES) == TYPES
    assert set(FIELDS) <= set(VALUES)


@pytest.mark.parametrize("resource_type", RESOURCES)
def test_attributes_are_those_of_the_schema(resource_type: str) -> None:
    found = written(whole(sets()), None, target(resource_type), "here", "there")
    assert found.left_out == ()
    blocks = list(zones.blocks(code(found)))
    assert {block.attributes["type"] for block in blocks} == TYPES
    assert {block.name: list(wrong(block)) for block in blocks if any(wrong(block))} == {}


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"value": "192.0.2.1"}, "value is no attribute"),
        ({"ttl": "an hour"}, "ttl is no number"),
        ({"zone_id": None}, "zone_id is missing"),
        ({"data": [{"tag": "issue"}], "content": None}, "data is no attribute"),
        ({"data": {"tags": "issue"}, "content": None}, "tags is no attribute"),
        ({"data": {"tag": "issue"}}, "content or data"),
    ],
)
def test_another_attribute_would_be_told(attributes: dict[str, Any], words: str) -> None:
    right = {"zone_id": "z", "name": "example.com", "type": "A", "ttl": 300, "content": "192.0.2.1"}
    held = {name: value for name, value in (right | attributes).items() if value is not None}
    assert not list(wrong(Block("cloudflare_dns_record", "right", right)))
    assert any(words in one for one in wrong(Block("cloudflare_dns_record", "wrong", held)))


@pytest.mark.slow
@pytest.mark.parametrize("resource_type", RESOURCES)
def test_terraform_would_format_it_so(resource_type: str, tmp_path: Path) -> None:
    try:
        tools = terraform.find()
    except terraform.Unavailable as missing:
        pytest.skip(str(missing))
    for number in range(40):
        held = [*zones.generated(number), *(sets() if not number else ())]
        apex = "example.com" if not number else f"zone{number}.example"
        found = written(whole(held, apex), None, target(resource_type), "here", "there")
        (tmp_path / f"{number}.tf").write_text(code(found))
    done = subprocess.run(
        [tools.program, "fmt", "-check", "-diff", "."], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
