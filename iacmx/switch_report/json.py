"""JSON, versioned by its ``schema`` key; its JSON Schema is docs/schema/migrate-verify-1.json."""

from __future__ import annotations

import json

from msgspec import to_builtins

from iacmx.printable import json_safe
from iacmx.report import Style
from iacmx.switch_report import SwitchReport


def render(report: SwitchReport, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """ASCII only, so that no control character of a record value reaches a terminal."""
    return json_safe(json.dumps(to_builtins(report), indent=2, ensure_ascii=True)) + "\n"
