"""Words for rules, and the severities that rules are given."""

from __future__ import annotations

import pytest
from msgspec import structs

from iacmx.errors import UsageError
from iacmx.model import Finding, Severity
from iacmx.rules import FAMILIES, Rule, collect
from iacmx.selection import regraded, rule_named, rules_of, severities_of

RULES = [rule for rule, _ in collect()]
FINDING = Finding("MX304", "single", Severity.NOTICE, "example.com", "example.com", "", "", "m", "e", "f", "1")


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        (["MX201"], lambda rule: rule.id == "MX201"),
        (["mx201"], lambda rule: rule.id == "MX201"),
        (["target-cname"], lambda rule: rule.id == "MX201"),
        (["MX3"], lambda rule: rule.id.startswith("MX3")),
        (["MX60"], lambda rule: rule.id.startswith("MX60")),
        (["names"], lambda rule: rule.id.startswith("MX1")),
        (["policy"], lambda rule: rule.id.startswith("MX95")),
        (["notice"], lambda rule: rule.severity is Severity.NOTICE),
        (["all"], lambda rule: True),
        (["default"], lambda rule: not rule.opt_in),
        (["MX201", "sets"], lambda rule: rule.id == "MX201" or rule.id.startswith("MX3")),
        ([], lambda rule: False),
    ],
)
def test_words_for_rules(words: list[str], chosen: object) -> None:
    assert callable(chosen)
    assert rules_of(words) == {rule.id for rule in RULES if chosen(rule)}


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("MX3O4", "'MX304'"),
        ("target-cnam", "'target-cname'"),
        ("name", "'names'"),
        ("errors", "'error'"),
        ("MX", "iacmx rules|Did you mean"),
        ("", "iacmx rules"),
        ("zzzzzz", "iacmx rules"),
    ],
)
def test_a_wrong_word_is_refused_with_the_nearest_right_one(word: str, hint: str) -> None:
    with pytest.raises(UsageError, match="to ignore") as caught:
        rules_of([word], "to ignore")
    assert any(part in caught.value.hint for part in hint.split("|"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_one_family(rule: Rule) -> None:
    assert sum(rule.id.startswith(start) for start in FAMILIES) == 1
    assert rule.id in rules_of([rule.family])


def test_the_more_specific_severity_counts() -> None:
    severities, off = severities_of({"MX304": "error", "sets": "info", "MX306": "off"})
    assert severities["MX304"] is Severity.ERROR
    assert severities["MX303"] is Severity.INFO
    assert off == {"MX306"}


@pytest.mark.parametrize(
    ("given", "says", "hint"),
    [
        ({"MX304": "warnin"}, "no severity", "'warning'"),
        ({"MX304": "unverified"}, "no severity", ""),
        ({"MX3o4": "off"}, "no rule", "'MX304'"),
        ({"MX204": "notice"}, "could not be told", "unknown"),
    ],
)
def test_wrong_severities(given: dict[str, str], says: str, hint: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        severities_of(given)
    assert hint in caught.value.hint


def test_a_finding_gets_the_severity_of_its_rule_unless_it_could_not_be_told() -> None:
    given = {"MX304": Severity.ERROR}
    open_question = structs.replace(FINDING, severity=Severity.UNVERIFIED)
    assert regraded(FINDING, given).severity is Severity.ERROR
    assert regraded(FINDING, {}) is FINDING
    assert regraded(open_question, given) is open_question


def test_a_rule_by_id_or_name() -> None:
    assert rule_named("mx304", "to waive") == rule_named("single-exchanger", "to waive") == "MX304"
    with pytest.raises(UsageError, match="to waive"):
        rule_named("sets", "to waive")
