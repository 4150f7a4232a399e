"""Everything that is given instead of a state has a sentence of its own, and nothing of a state is ever quoted."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iacmx.errors import InputError
from iacmx.plan.state import read_state, read_state_bytes
from tests.lab.examples import examples
from tests.plan.build import OWN, REAL, aws, change, plan_bytes
from tests.plan.state_build import MX5, held, instance, raw_bytes, shown_bytes, stored
from tests.plan.test_properties import JUNK, STEPS, replace

SECRET = "s3cr3tsentinel"
MARK = SECRET.encode()
OUTPUTS = {"password": {"value": SECRET, "type": "string", "sensitive": True}}
RAW = raw_bytes(stored("aws_route53_record.mx", instance(**aws(comment=SECRET))), outputs=OUTPUTS)
SHOWN = shown_bytes(held("aws_route53_record.mx", **aws(comment=SECRET)))
NOTHING = raw_bytes()
FLAT = {"schema_version": 0, "attributes_flat": {"name": SECRET}}


def wrong(values: str) -> bytes:
    """A state file whose one record has these attributes, as text."""
    return raw_bytes(stored("aws_route53_record.mx", instance())).replace(b'"attributes": {}', values.encode())


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("aws_create_unknowns.json", "is a plan, not a state"),
        ("td_errored.json", "is a plan, not a state"),
        ("mistake_utf16le_bom.json", "is a plan, not a state"),
        ("mistake_binary.tfplan", "is a binary plan, not a state"),
        ("mistake_hcp_saved_plan_bookmark.json", "is a plan, not a state"),
        ("mistake_plan_json_stream.jsonl", "is the event stream of"),
    ],
)
def test_real_mistakes(name: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as raised:
        read_state(REAL / name)
    assert raised.value.exit_code == 2
    assert "terraform show -json > state.json" in raised.value.hint


def test_a_plan_is_sent_to_the_gate() -> None:
    with pytest.raises(InputError) as raised:
        read_state_bytes(plan_bytes(change("aws_route53_record.mx", after=aws())), "plan.json")
    assert raised.value.message == "plan.json is a plan, not a state."
    assert raised.value.hint.startswith("`iacmx check` is for plans.")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"# aws_route53_record.mx:\nresource " + MARK, "is text for people, not the JSON of a state"),
        (b"\x1f\x8b\x08\x00" + MARK, "is a binary file, not a state"),
        (RAW[:-3], "is cut off"),
        (SHOWN[: len(SHOWN) // 2], "is cut off"),
        (RAW + b"}", "is not valid JSON"),
        (RAW.replace(b'"aws_route53_record"', b'"' + MARK + b'\xff"'), "is not UTF-8 text"),
        (b'{"a":' * 100_000, "is nested too deeply"),
        (b"[]", "is JSON, but not a state"),
        (b'"' + MARK + b'"', "is JSON, but not a state"),
        (b"{}", "is JSON, but not a state"),
        (b'{"version":4}', "is JSON, but not a state"),
        (json.dumps(OUTPUTS).encode(), "is JSON, but not a state"),
        (b'{"format_version":"1.0","provider_schemas":{}}', "of another Terraform command, not of a state"),
        (b'{"format_version":"1.0","valid":true,"diagnostics":[]}', "of another Terraform command, not of a state"),
        (b'{"format_version":"1.0"}', "holds no resources"),
        (b'{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{}}}', "holds no resources"),
        (NOTHING, "holds no resources"),
        (b'{"format_version":"2.0","values":{}}', "has state format 2.0, which this iacmx does not know"),
        (b'{"format_version":"' + MARK + b'","values":{}}', "has no format version, so it is not a state"),
        (b'{"format_version":7,"values":{}}', "has no format version, so it is not a state"),
        (raw_bytes(version=3, modules=[{"path": ["root"], "resources": {}}]), "is a state file of version 3, and"),
        (b'{"version":1,"serial":1,"modules":[]}', "is a state file of version 1, and only version 4 is read"),
        (raw_bytes(version=5), "is a state file of version 5, and only version 4 is read"),
        (raw_bytes(version=SECRET), "has no version that can be read"),
        (
            b'{"version":3,"serial":1,"lineage":"x","backend":{"type":"s3","config":{"secret_key":"' + MARK + b'"}}}',
            "only tells in which backend the state lies",
        ),
        (
            b'{"serial":1,"lineage":"x","meta":{},"encrypted_data":"' + MARK + b'","encryption_version":"v0"}',
            "is encrypted by OpenTofu",
        ),
        (raw_bytes(resources={SECRET: 1}), "is not shaped like a state: look at resources"),
        (raw_bytes({"type": 7}), r"is not shaped like a state: look at resources\[0\]\.type\."),
        (raw_bytes(stored("aws_route53_record.mx", FLAT)), "is in the form of Terraform before 0.12"),
        (shown_bytes({"address": SECRET}), r"look at values\.root_module\.resources\[0\]"),
        (wrong('"attributes": {"zone_id": ["s3cr3tsentinel"]}'), "aws_route53_record.mx: zone_id is not a text"),
        (wrong('"attributes": {"type": "A", "type": "s3cr3tsentinel"}'), "has the same JSON key twice"),
        (wrong('"attributes": {"ttl": ' + "[" * 100_000 + "]" * 100_000 + "}"), "is nested too deeply"),
        (wrong('"attributes": ["s3cr3tsentinel"]'), "aws_route53_record.mx has no attributes"),
        (wrong('"attributes": null'), "aws_route53_record.mx has no attributes"),
    ],
)
def test_mistakes(data: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as raised:
        read_state_bytes(data, "state.json")
    assert raised.value.hint
    assert SECRET not in str(raised.value)
    assert "tfplan" not in raised.value.hint


def test_a_path_that_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a directory, not a state") as raised:
        read_state(tmp_path)
    assert raised.value.hint == "Run `terraform show -json > state.json` and give that file."
    with pytest.raises(InputError, match="does not exist"):
        read_state(tmp_path / "missing.json")


@cache
def texts() -> tuple[bytes, ...]:
    cloud = held("cloudflare_dns_record.mx", **MX5), held("cloudflare_zone.z", id="c1", name="example.com")
    marked = instance("k", **aws()) | {"sensitive_attributes": [[{"type": "get_attr", "value": "records"}]]}
    return (
        (OWN / "aws_state_shown.json").read_bytes(),
        (OWN / "aws_state_raw.json").read_bytes(),
        shown_bytes(*cloud),
        raw_bytes(stored("aws_route53_record.mx", marked)),
    )


def is_read_or_explained(data: bytes) -> None:
    try:
        read_state_bytes(data, "the state")
    except InputError as error:
        told = error
    else:
        return
    assert told.hint
    assert SECRET not in str(told)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=examples(300))
@given(st.integers(0, 3), STEPS, JUNK)
def test_a_value_of_another_shape(source: int, steps: list[int], junk: object) -> None:
    tree: Any = json.loads(texts()[source])
    inside = [key for key in ("values", "resources") if key in tree]
    replace(tree[inside[0]] if steps[0] % 8 else tree, steps[1:] or steps, junk)
    is_read_or_explained(json.dumps(tree).encode())


@settings(deadline=None)
@given(st.integers(0, 3), st.floats(0, 1))
def test_a_cut_state_is_never_read(source: int, share: float) -> None:
    text = texts()[source].rstrip()
    with pytest.raises(InputError):
        read_state_bytes(text[: int(share * (len(text) - 1))])


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
