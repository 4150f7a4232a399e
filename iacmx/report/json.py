"""JSON, versioned by its ``schema`` key; its JSON Schema is docs/schema/report-1.json."""

from __future__ import annotations

import json

from msgspec import to_builtins

from iacmx.report import Report, Style
from iacmx.report._safe import json_safe


def render(report: Report, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """ASCII only, so that no control character of a record value reaches a terminal."""
    return json_safe(json.dumps(to_builtins(report), indent=2, ensure_ascii=True)) + "\n"
