"""Everything that is given instead of a plan has a sentence of its own; some of it is a plan in disguise."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from iacmx.errors import InputError
from iacmx.plan import read, read_bytes
from iacmx.plan.source import MAPPED_FROM
from tests.plan.build import REAL, aws, change, plan_bytes

SENTINEL = "s3cr3t-sentinel"
GOOD = plan_bytes(change("aws_route53_record.mx", after=aws(name="m\u00fcller.example.com")))


def record_with(values: str) -> bytes:
    """A plan whose one record has these attributes, as text."""
    return (
        '{"format_version":"1.2","resource_changes":[{"address":"aws_route53_record.mx","mode":"managed",'
        f'"type":"aws_route53_record","change":{{"actions":["create"],"before":null,"after":{values}}}}}]}}'
    ).encode()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("mistake_hcp_saved_plan_bookmark.json", "only points to a plan saved in HCP Terraform"),
        ("mistake_plan_json_stream.jsonl", "is the event stream of `terraform plan -json`"),
        ("mistake_raw_tfstate_v4.json", "is a Terraform state file"),
        ("mistake_show_json_state.json", "is the JSON of a state"),
        ("golden/real-aws-5.100.0-state.json", "is the JSON of a state"),
    ],
)
def test_real_mistakes(name: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as raised:
        read(REAL / name)
    assert raised.value.exit_code == 2
    assert raised.value.hint


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\xff\xfe", "is empty"),
        (b"[command]/bin/terraform-bin show -json tfplan\n", "is empty"),
        (b"\nTerraform used the selected providers to generate " + SENTINEL.encode(), "is text for people"),
        (b"\x1b[31mError: " + SENTINEL.encode(), "is text for people"),
        (b"\x89PNG\x0d\x0a\x1a\x0a\x01" + SENTINEL.encode(), "is a binary file"),
        (b"\x1f\x8b\x08\x00\x00", "is a binary file"),
        (GOOD[:-1], "is cut off"),
        (GOOD[: len(GOOD) // 2], "is cut off"),
        (GOOD + b"{}", "is not valid JSON"),
        (GOOD.replace(b",", b";", 1), "is not valid JSON"),
        (b"[]", "is JSON, but not a plan"),
        (b'"' + SENTINEL.encode() + b'"', "is JSON, but not a plan"),
        (b"{}", "is JSON, but not a plan"),
        (b'{"name":"' + SENTINEL.encode() + b'"}', "is JSON, but not a plan"),
        (b'{"format_version":"1.0"}', "is JSON, but not a plan"),
        (b'{"format_version":"1.0","provider_schemas":{}}', "of another Terraform command"),
        (b'{"format_version":"1.0","valid":true,"diagnostics":[]}', "of another Terraform command"),
        (b'{"format_version":"2.0","resource_changes":[]}', "has plan format 2.0"),
        (b'{"format_version":"10","resource_changes":[]}', "has plan format 10"),
        (b'{"format_version":"s3cr3t-sentinel","resource_changes":[]}', "has no format version"),
        (b'{"resource_changes":[]}', "has no format version"),
        (b'{"format_version":1.2,"resource_changes":[]}', "look at format_version"),
        (b'{"format_version":"1.2","resource_changes":{"s3cr3t-sentinel":1}}', "look at resource_changes"),
        (b'{"format_version":"1.2","resource_changes":[{"type":7}]}', r"look at resource_changes\[0\]\.type\."),
        (b'{"format_version":"1.2","resource_changes":[{}]}', r"look at resource_changes\[0\]\."),
        (b'{"a":' * 100_000, "is nested too deeply"),
        (record_with('{"ttl":' + "[" * 100_000 + "]" * 100_000 + "}"), "is nested too deeply"),
        (record_with('{"ttl":1e400,"x":"s3cr3t-sentinel"}'), "aws_route53_record.mx holds a number"),
        (record_with('{"ttl":1' + "0" * 5000 + "}"), "aws_route53_record.mx holds a number"),
        (record_with('{"name":"s3cr3t-sentinel","ttl":1,"name":"x"}'), "aws_route53_record.mx has the same JSON key"),
        (record_with('{"name":"x"},"after":{"name":"s3cr3t-sentinel"}'), "has the same JSON key"),
        (record_with('{"\xff":1}').replace("\xff".encode(), b"\xff"), "can't be read"),
        (b'{"format_version":"1.2","terraform_version":"x\xff"}', "is not UTF-8"),
        (b"\xff\xfe\x00\xd8\x00", "is neither UTF-8 nor UTF-16"),
    ],
)
def test_mistakes(data: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as raised:
        read_bytes(data, "plan.json")
    assert SENTINEL not in str(raised.value)
    assert raised.value.hint


@pytest.mark.parametrize("key", ["resource_changes", "prior_state", "configuration", "resource_drift"])
def test_a_duplicate_key_at_the_top(key: str) -> None:
    resource = {"address": "aws_x.y", "type": "aws_x", "change": {"actions": ["create"]}}
    module = {"root_module": {"resources": [resource]}}
    values: dict[str, Any] = {"prior_state": {"values": module}, "configuration": module}
    twice = plan_bytes(**{key: values.get(key, [resource])})
    again = twice[:-1] + twice[twice.index(f'"{key}"'.encode()) - 1 :] if key != "resource_changes" else None
    data = (
        again
        or b'{"format_version":"1.2","resource_changes":[%b],"resource_changes":[]}'
        % plan_bytes(resource)[plan_bytes(resource).index(b"[{") + 1 : -2]
    )
    with pytest.raises(InputError, match="has the same JSON key twice"):
        read_bytes(data, "plan.json")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_of_shells_are_accepted(encoding: str) -> None:
    (found,) = read_bytes(GOOD.decode().encode(encoding), "plan.json").changes
    assert found.after[0].owner == "xn--mller-kva.example.com"


@pytest.mark.parametrize(
    "name", ["mistake_setup_terraform_wrapper.json", "mistake_utf16le_bom.json", "mistake_utf8_bom.json"]
)
def test_real_plans_in_disguise(name: str) -> None:
    same = read(REAL / "aws_update_replace_move_forget_import.json")
    assert read(REAL / name) == same


def test_pretty_printed_and_reordered_plans_are_the_same() -> None:
    import json

    loaded = json.loads((REAL / "aws_update_replace_move_forget_import.json").read_bytes())
    same = read_bytes(json.dumps(loaded).encode(), "x")
    assert read_bytes(json.dumps(loaded, indent=4, sort_keys=True).encode(), "x") == same


def test_directory_and_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a directory"):
        read(tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        read(tmp_path / "plan.json")
    with pytest.raises(InputError, match="can't be read"):
        read("plan\0.json")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(GOOD)
    path.chmod(0)
    with pytest.raises(InputError, match="Permission denied"):
        read(path)


def test_a_big_file_is_mapped_and_the_same(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(GOOD[:-1] + b',"padding":"' + b"x" * MAPPED_FROM + b'"}')
    assert read(path) == read_bytes(GOOD, "x")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD)))
    assert read("-") == read_bytes(GOOD, "x")


@pytest.mark.parametrize("how", ["pipe", "file"])
def test_standard_input_of_a_process(tmp_path: Path, how: str) -> None:
    program = "from iacmx.plan import read; print(read('-').changes[0].address)"
    path = tmp_path / "plan.json"
    path.write_bytes(GOOD)
    command = [sys.executable, "-c", program]
    with path.open("rb") as file:
        done = (
            subprocess.run(command, stdin=file, capture_output=True, check=True)
            if how == "file"
            else subprocess.run(command, input=GOOD, capture_output=True, check=True)
        )
    assert done.stdout.strip() == b"aws_route53_record.mx"


def test_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="is closed"):
        read("-")
