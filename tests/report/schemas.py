"""What holds reports to the schemas of their readers."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import xmlschema

from tests.lab.npm import published

HERE = Path(__file__).parent
PUBLISHED = "@microsoft/jest-sarif@1.0.0-beta.0", "lib/schemas/sarif-2.1.0-rtm.5.json", "IACMX_SARIF_SCHEMA"
"""The schema of SARIF as OASIS released it."""


def valid_junit(text: str) -> None:
    """Raises where a reader of JUnit would stumble."""
    xmlschema.XMLSchema(HERE / "junit.xsd").validate(ElementTree.fromstring(text))


def valid_sarif(document: dict[str, Any]) -> None:
    """Raises for what is not the part of SARIF that is written here."""
    _checker(HERE / "sarif.schema.json").validate(document)


def valid_published_sarif(document: dict[str, Any]) -> None:
    """Raises for what the published schema refuses; skips the test where that can't be had."""
    _checker(published(*PUBLISHED)).validate(document)


@cache
def _checker(path: Path) -> Any:
    schema = json.loads(path.read_text("utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=jsonschema.FormatChecker())
