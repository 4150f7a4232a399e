"""How a plan is written changes nothing in what is found: names, order, case, dots, modules, provider version."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.examples import examples
from tests.properties.judged import findings, judged
from tests.properties.plans import BAD, BROKEN, GOOD, PLAIN, STYLES, Edit, Record, Style, sets

FEW = settings(max_examples=examples(60), deadline=None)


@FEW
@given(BROKEN, STYLES)
def test_live(edits: list[Edit], style: Style) -> None:
    assert findings(judged(edits, style)) == findings(judged(edits))


@FEW
@given(BROKEN, STYLES)
def test_offline(edits: list[Edit], style: Style) -> None:
    assert findings(judged(edits, style, asked=False)) == findings(judged(edits, asked=False))


@FEW
@given(BROKEN, st.integers(0, 1 << 16))
def test_provider_version(edits: list[Edit], seed: int) -> None:
    style = PLAIN._replace(v4=True, seed=seed, shuffled=True)
    assert findings(judged(edits, style)) == findings(judged(edits))


@FEW
@given(sets([name for name in GOOD + BAD if not name.endswith((".zone", ".example.com"))]), STYLES)
def test_one_resource_or_one_per_record(records: tuple[Record, ...], style: Style) -> None:
    together = findings(judged([Edit("Z1", "", (), records)]))
    apart = findings(judged([Edit("C1", "", (), records)], style))
    assert about_the_set(together) == about_the_set(apart)


def about_the_set(found: set[tuple[str, str, str, str, str]]) -> set[tuple[str, str, str]]:
    """The findings about values, targets and the set, by severity, rule and exchange."""
    return {(severity, rule, exchange) for severity, rule, _, _, exchange in found if rule < "MX4"}
