"""Whatever the bytes: a report that every format can write and a parser can read, or one of iacmx's own errors."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from iacmx.check import check
from iacmx.errors import IacmxError
from iacmx.plan import read_bytes
from iacmx.report import Report, Style, formats, renderer
from tests.hostile.corpus import CORPUS
from tests.hostile.parsed import SHAPES, commands, unprintable
from tests.plan.build import OWN, REAL

pytestmark = pytest.mark.slow
BOUNDED = settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink)
)
SOURCES = [path for folder in (REAL, REAL / "golden", OWN) for path in sorted(folder.glob("*.json"))]
SMALL = [path for path in SOURCES if path.stat().st_size < 60_000]
TEXTS = st.sampled_from([text for text in CORPUS.values() if len(text) < 10_000]) | st.text(max_size=20)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)


@cache
def content(path: Path) -> bytes:
    return path.read_bytes()


def holds(data: bytes) -> None:
    """The one property: any other exception fails it."""
    try:
        report = check(read_bytes(data))
    except IacmxError as error:
        told = error
    else:
        in_every_format(report)
        return
    assert told.message
    assert told.hint


def in_every_format(report: Report) -> None:
    for name in formats():
        out = renderer(name)(report, Style(verbose=True))
        SHAPES[name](out)
        assert unprintable(out.replace("\r\n", "\n")) == set()
        assert name == "github" or commands(out) == []


def leaves(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to all that holds nothing further."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    found = [path for key, value in items for path in leaves(value, (*at, key))]
    return found or [at]


@cache
def paths(path: Path) -> list[tuple[Any, ...]]:
    try:
        return [one for one in leaves(json.loads(content(path))) if one]
    except ValueError:
        return []


@BOUNDED
@given(st.data())
def test_plans_with_other_values(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from([path for path in SMALL if paths(path)]))
    tree = json.loads(content(source))
    known = [path for path in paths(source) if {"change", "type", "address", "name"} & set(map(str, path))]
    for path in data.draw(st.lists(st.sampled_from(known or paths(source)), min_size=1, max_size=4)):
        inner = tree
        for key in path[:-1]:
            inner = inner[key] if isinstance(inner, dict | list) and path else inner
            if not isinstance(inner, dict | list):
                break
        else:
            inner[path[-1]] = data.draw(JUNK)
    holds(json.dumps(tree).encode())


@BOUNDED
@given(st.data())
def test_plans_with_other_bytes(data: st.DataObject) -> None:
    text = bytearray(content(data.draw(st.sampled_from(SMALL))))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text)))
        kind = data.draw(st.sampled_from(["put", "cut", "end"]))
        piece = data.draw(st.binary(max_size=8) | TEXTS.map(lambda one: one.encode("utf-8", "surrogatepass")))
        text[at : at + (data.draw(st.integers(0, 40)) if kind == "cut" else 0)] = piece
        if kind == "end":
            del text[at + 1 :]
    holds(bytes(text))


@BOUNDED
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes(data: bytes) -> None:
    holds(data)


@BOUNDED
@given(JUNK)
def test_any_json(value: object) -> None:
    holds(json.dumps({"format_version": "1.2", "resource_changes": value}).encode())
