"""JSON, versioned by its ``schema`` key; its JSON Schema is docs/schema/audit-1.json."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import cast

from msgspec import to_builtins

from iacmx.audit_report import AuditReport
from iacmx.report import Style
from iacmx.report._safe import json_safe


def render(report: AuditReport, style: Style = Style()) -> Iterator[str]:  # noqa: B008 - frozen
    """A field a line, and of lists an item a line.

    ASCII only, so that no control character of a record value reaches a terminal.
    """
    opening = "{"
    for name in report.__struct_fields__:
        value: object = getattr(report, name)
        yield f'{opening}\n  "{name}": '
        if name == "domains":
            yield from _items(report.domains)
        elif isinstance(value, tuple):
            yield from _items(cast("tuple[object, ...]", value))
        else:
            yield _text(value)
        opening = ","
    yield "\n}\n"


def _items(values: Iterable[object]) -> Iterator[str]:
    opening = "["
    for value in values:
        yield f"{opening}\n    {_text(value)}"
        opening = ","
    yield "[]" if opening == "[" else "\n  ]"


def _text(value: object) -> str:
    return json_safe(json.dumps(to_builtins(value), ensure_ascii=True))
