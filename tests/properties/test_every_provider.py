"""One set is judged alike in whichever provider's resource it is written."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iacmx.check import check
from iacmx.plan import read_bytes
from iacmx.plan.resources import collect
from iacmx.plan.resources._spelling import Dots, Owner, Spelling, ZoneBy
from iacmx.report import Report
from tests.plan.build import change, plan_bytes
from tests.properties.judged import findings, judged
from tests.properties.plans import BAD, GOOD, Edit, Record, sets

ZONE = "example.com"
HOSTS = [name for name in GOOD + BAD if "." in name and not name.endswith((".zone", ".example.com", "."))]
"""A lone label and the root are told from others by their dots, which tests/plan looks at."""


def declared() -> dict[str, tuple[Spelling, bool]]:
    """The types that are declared and take the zone's name, with whether they hold one record each."""
    found = {}
    for resource in collect().records.values():
        spelling = resource.read.args[0] if isinstance(resource.read, partial) else None
        if isinstance(spelling, Spelling) and spelling.zone_by is not ZoneBy.ID and spelling.fixed in ("", "MX"):
            found[resource.type] = (spelling, resource.per_record)
    return found


DECLARED = declared()


def written(spelling: Spelling, records: tuple[Record, ...], *, apart: bool) -> list[dict[str, Any]]:
    """The resources that create these MX records."""
    groups = [(record,) for record in records] if apart else [records]
    return [change(f"{spelling.type}.r{n}", after=_attributes(spelling, group)) for n, group in enumerate(groups)]


def _attributes(spelling: Spelling, records: tuple[Record, ...]) -> dict[str, Any]:
    owner = f"{ZONE}." if spelling.owner_form is Owner.ABSOLUTE else "@"
    dot = "" if spelling.dots is Dots.FORBIDDEN else "."
    blocks = [_data(spelling, preference, f"{name}{dot}") for preference, name in records]
    common: dict[str, Any] = {spelling.owner: owner, spelling.ttl: 300, spelling.rdtype: "MX"}
    if spelling.each:
        return {spelling.zone: ZONE, spelling.each: [{**common, **block} for block in blocks]}
    if spelling.within:
        return {spelling.zone: ZONE, **common, spelling.within: blocks}
    if len(records) > 1 or not spelling.preference:
        texts = [block[spelling.data] for block in blocks]
        return {spelling.zone: ZONE, **common, spelling.data: texts if len(texts) > 1 else texts[0]}
    return {spelling.zone: ZONE, **common, **blocks[0]}


def _data(spelling: Spelling, preference: int, name: str) -> dict[str, Any]:
    if spelling.preference:
        return {spelling.preference: preference, spelling.data: name}
    return {spelling.data: f"{preference} {name}"}


def about_the_set(report: Report) -> set[tuple[str, str, str, str]]:
    """The findings about values, targets and the set, by severity, rule, owner and exchange."""
    return {(severity, rule, owner, name) for severity, rule, _, owner, name in findings(report) if rule < "MX4"}


def test_there_are_many() -> None:
    assert len(DECLARED) > 15


@pytest.mark.parametrize("name", sorted(DECLARED))
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_alike(name: str, data: st.DataObject) -> None:
    spelling, apart = DECLARED[name]
    records = data.draw(sets(HOSTS))
    found = check(read_bytes(plan_bytes(*written(spelling, records, apart=apart))))
    usual = judged([Edit("Z1", "", (), records)], asked=False)
    assert [(held.owner, held.after) for held in found.owners] == [(held.owner, held.after) for held in usual.owners]
    assert about_the_set(found) == about_the_set(usual)
