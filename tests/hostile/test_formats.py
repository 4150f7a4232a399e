"""No text breaks out of any format: each is read back by a real parser and has the shape that it has with plain text.

The formats are found where they live, so that a new one without a reading here fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from msgspec import Struct
from msgspec.structs import replace

from iacmx import audit_report, cutover_report, mail_report, migrate_report, report, route_report, switch_report
from iacmx.report import Style
from tests.audit_report import sample as audits
from tests.hostile import samples
from tests.hostile.corpus import CORPUS
from tests.hostile.everywhere import everywhere
from tests.hostile.parsed import SHAPES, commands, unprintable
from tests.lab.examples import ALL
from tests.migrate import test_report as comparisons
from tests.report.sample import sample

VERBOSE = Style(verbose=True)
LONG = 100
"""From here on a format may leave things out for want of room; what is left has to hold all the same."""


class Driven(NamedTuple):
    """The formats of a report, what gives their renderers, and a report with something of everything."""

    formats: Sequence[str]
    renderer: Callable[[str], Callable[..., str | Iterable[str]]]
    sample: Callable[[], Struct]


def of_package(package: ModuleType, made: Callable[[], Struct]) -> Driven:
    return Driven(package.formats(), package.renderer, made)


DRIVEN = {
    "check": of_package(report, cache(sample)),
    "audit": of_package(audit_report, audits.report),
    "migrate compare": of_package(migrate_report, lambda: comparisons.OTHER),
    "migrate mail": of_package(mail_report, lambda: samples.MAIL),
    "migrate cutover": of_package(cutover_report, lambda: samples.CUTOVER),
    "migrate verify": of_package(switch_report, lambda: samples.SWITCH),
    "route": Driven(route_report.formats(), samples.document, lambda: samples.ROUTE),
}
FORMATS = [(command, name) for command, driven in DRIVEN.items() for name in driven.formats]


def written(command: str, name: str, text: str, style: Style = VERBOSE) -> str:
    """The report in that format with ``text`` in every place."""
    return rendered(command, name, everywhere(DRIVEN[command].sample(), text), style)


def rendered(command: str, name: str, made: Struct, style: Style = VERBOSE) -> str:
    pieces: str | Iterable[str] = DRIVEN[command].renderer(name)(made, style)
    return pieces if isinstance(pieces, str) else "".join(pieces)


@cache
def plain(command: str, name: str) -> object:
    return SHAPES[name](written(command, name, "plain text"))


SHORT = {name: text[: 2000 if ALL else 150] for name, text in CORPUS.items()}


@pytest.mark.parametrize(("command", "name"), FORMATS, ids=[" ".join(one) for one in FORMATS])
def test_nothing_breaks_out(command: str, name: str) -> None:
    for hostile, text in SHORT.items():
        with told_by(hostile):
            breaks_out_of_nothing(command, name, text)


def breaks_out_of_nothing(command: str, name: str, text: str) -> None:
    out = written(command, name, text)
    out.encode("utf-8")
    assert unprintable(out.replace("\r\n", "\n") if name == "csv" else out) == set()
    own = SHAPES[name](out)
    if len(text) < LONG and text.strip():
        assert own == plain(command, name)
    if name != "github":
        assert commands(out) == []


@contextmanager
def told_by(hostile: str) -> Iterator[None]:
    """Name the text with what went wrong; a test for each of them would cost as much as what it proves."""
    try:
        yield
    except Exception as wrong:
        wrong.add_note(f"with the text {hostile!r}")
        raise


# Only the text has less in it when it is quiet.
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name != "text")) for name in report.formats()]
)
def test_quiet_and_coloured_too(name: str) -> None:
    for text in SHORT.values():
        out = written("check", name, text, Style(quiet=True))
        SHAPES[name](out)
        assert name == "github" or commands(out) == []


BOUNDED = [(command, name) for command, name in FORMATS if name != "json"]


@pytest.mark.parametrize(("command", "name"), BOUNDED, ids=[" ".join(one) for one in BOUNDED])
def test_a_megabyte_is_bounded_where_people_read(command: str, name: str) -> None:
    made: Any = DRIVEN[command].sample()
    lists = [field for field in made.__struct_fields__ if isinstance(getattr(made, field), tuple)]
    few = replace(made, **{field: getattr(made, field)[:1] for field in lists})
    for text in (text for text in CORPUS.values() if len(text) > 1_000):
        out = rendered(command, name, everywhere(few, text, frozenset({"addresses", "evidence", "fix", "changes"})))
        SHAPES[name](out)
        assert len(out) < 500_000


def test_annotations_hold_what_was_meant() -> None:
    out = written("check", "github", "100%, a:b\r\n::error::x")
    assert [line.partition(" ")[0] for line in out.splitlines()] == ["::error", "::error", "FAIL"]
    assert "title=MX202 target-nxdomain%3A 100%25%2C a%3Ab\\u000d\\u000a%3A%3Aerror%3A%3Ax" in out


@pytest.mark.parametrize("command", DRIVEN)
def test_json_holds_every_text_unaltered(command: str) -> None:
    for text in (text for text in CORPUS.values() if len(text) < LONG and "\ud800" not in text):
        held: set[str] = set()
        _collect(json.loads(written(command, "json", text)), held)
        assert text in held


def _collect(value: Any, into: set[str]) -> None:
    if isinstance(value, str):
        into.add(value)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            _collect(item, into)
