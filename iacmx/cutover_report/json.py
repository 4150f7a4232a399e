"""JSON, versioned by its ``schema`` key; its JSON Schema is docs/schema/migrate-plan-1.json."""

from __future__ import annotations

import json

from msgspec import to_builtins

from iacmx.cutover_report import CutoverPlan
from iacmx.printable import json_safe
from iacmx.report import Style


def render(report: CutoverPlan, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """ASCII only, so that no control character of a name reaches a terminal."""
    return json_safe(json.dumps(to_builtins(report), indent=2, ensure_ascii=True)) + "\n"
