"""What a baseline holds, what it knows, and which files are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec import structs

from iacmx.baseline import SCHEMA, Baseline, apart, dump, gone, load
from iacmx.errors import InputError
from iacmx.model import Finding, Severity
from iacmx.report import Known
from tests.report.sample import sample

ENTRY = Known("1", "MX304", Severity.WARNING, "example.com", "example.com", "")
HELD = Baseline(SCHEMA, (ENTRY,))
FINDING = Finding("MX304", "single", Severity.WARNING, "example.com", "example.com", "", "", "m", "e", "f", "1")


@pytest.mark.parametrize(
    ("fields", "is_known"),
    [
        ({}, True),
        ({"severity": Severity.NOTICE}, True),
        ({"severity": Severity.ERROR}, False),
        ({"severity": Severity.UNVERIFIED}, False),
        ({"fingerprint": "2"}, False),
    ],
)
def test_known_is_what_gets_no_worse(fields: dict[str, object], is_known: bool) -> None:
    finding = structs.replace(FINDING, **fields)
    assert apart([finding], HELD) == (((), (finding,)) if is_known else ((finding,), ()))
    assert apart([finding], None) == ((finding,), ())


def test_gone_is_what_is_not_found_by_a_rule_that_was_judged() -> None:
    assert gone([], HELD, ()) == (ENTRY,)
    assert gone([FINDING], HELD, ()) == ()
    assert gone([], HELD, ("MX304",)) == ()
    assert gone([], None, ()) == ()


def test_written_is_what_counts_or_is_known_but_nothing_that_could_not_be_told(tmp_path: Path) -> None:
    report = sample()
    file = tmp_path / "baseline.json"
    file.write_text(dump(report.findings, report.known))
    held = load(str(file))
    rules = {entry.rule for entry in held.findings}
    assert {"MX101", "MX202"} <= rules
    assert not {"MX610", "MX614"} & rules
    assert [e.owner for e in held.findings if e.rule == "MX202"] == ["example.com", "lab.example.com"]
    assert dump(report.findings, report.known) == file.read_text()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is none"),
        ("[]", "is none"),
        ('{"schema": "iacmx.baseline/1"}', "is none"),
        ('{"schema": "iacmx.baseline/9", "findings": []}', "iacmx.baseline/9"),
        (json.dumps({"schema": SCHEMA, "findings": [{"rule": "MX304"}]}), "is none"),
    ],
)
def test_wrong_files(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(text)
    with pytest.raises(InputError, match=says):
        load(str(file))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        load(str(tmp_path / "none.json"))
