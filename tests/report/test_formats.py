"""Every format: against its golden file and its schema; tests/hostile holds them to hostile text."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest
from msgspec import structs

from iacmx.errors import UsageError
from iacmx.report import Report, Style, formats, renderer
from tests.report.sample import sample

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "report-1.json"
STYLES = {"plain": Style(), "verbose": Style(verbose=True), "quiet": Style(quiet=True)}
STYLED = {"text": "txt", "markdown": "md"}
"""What a style changes, with the end of the name of its golden file."""


def settled() -> Report:
    """The sample without what is not the formats' business: the version, how many rules there are."""
    report = structs.replace(sample(), version="0")
    coverage = structs.replace(report.coverage, rules=50, rules_skipped={"MX208": "judged only where selected"})
    return structs.replace(report, coverage=coverage)


@pytest.mark.parametrize("name", formats())
@pytest.mark.parametrize("kind", STYLES)
def test_golden(name: str, kind: str) -> None:
    """Set ``UPDATE_GOLDEN=1`` to write them anew, then read the difference."""
    text = renderer(name)(settled(), STYLES[kind])
    if name not in STYLED and kind != "plain":
        assert text == renderer(name)(settled(), Style())
        return
    if name == "html":  # its looks are the style sheet's business
        text = re.sub(r"(<style>).*(</style>)|&#39;sha256-.*?&#39;", r"\1\2", text, flags=re.DOTALL)
    file = GOLDEN / (f"{name}-{kind}.{STYLED[name]}" if name in STYLED else f"report.{name}")
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_bytes(text.encode())
    assert text.encode() == file.read_bytes()


def test_json_is_valid_against_its_published_schema() -> None:
    report = json.loads(renderer("json")(sample(), Style()))
    jsonschema.validate(report, json.loads(SCHEMA.read_text("utf-8")))
    assert report["verdict"] == "fail"
    assert set(report["findings"][0]) >= {
        "rule", "severity", "zone", "owner", "exchange", "address", "message", "fix", "fingerprint"
    }  # fmt: skip


def test_colour_only_where_asked() -> None:
    assert "\x1b[" not in renderer("text")(sample(), Style())
    assert "\x1b[" in renderer("text")(sample(), Style(colour=True))


def test_unknown_format() -> None:
    with pytest.raises(UsageError, match="no format"):
        renderer("yaml")
