"""Which rules are judged, and how severe what they find is: from the words of flags and settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import structs

from iacmx.errors import UsageError
from iacmx.model import Finding, Severity
from iacmx.nearest import did_you_mean
from iacmx.rules import FAMILIES, Rule, collect

ALL, DEFAULT = "all", "default"
OFF = "off"
GIVEN = (*(severity.value for severity in Severity if severity is not Severity.UNVERIFIED), OFF)
"""The severities that a rule can be given."""


def rules_of(words: Iterable[str], purpose: str = "to judge") -> frozenset[str]:
    """The ids of the rules that the words stand for.

    A word is an id, a name, how ids begin (``MX3``), a family (``names``), a usual severity, ``all``, or ``default``:
    those judged where nothing is selected. Raises UsageError for any other, because a typing mistake must not go
    unseen; ``purpose`` completes "There is no rule ...".
    """
    rules = [rule for rule, _ in collect()]
    return frozenset(rule.id for word in words for rule in _meant(word, rules, purpose))


def _meant(word: str, rules: list[Rule], purpose: str) -> list[Rule]:
    found = [rule for rule in rules if _is_meant(word.strip().lower(), rule)]
    if not found and word.lower() not in (*map(str.lower, FAMILIES), *FAMILIES.values(), *Severity):
        raise UsageError(
            f"There is no rule {word!r} {purpose}.", did_you_mean(word, _words(rules), "`iacmx rules` lists them.")
        )
    return found


def _is_meant(word: str, rule: Rule) -> bool:
    if word in (ALL, rule.id.lower(), rule.name, rule.family, rule.severity.value):
        return True
    if word == DEFAULT:
        return not rule.opt_in
    return len(word) > len("mx") and rule.id.lower().startswith(word)


def rule_named(word: str, purpose: str) -> str:
    """The id of the rule with that id or name. Raises UsageError."""
    rules = [rule for rule, _ in collect()]
    found = next((rule.id for rule in rules if word.lower() in (rule.id.lower(), rule.name)), "")
    if not found:
        named = [name for rule in rules for name in (rule.id, rule.name)]
        raise UsageError(
            f"There is no rule {word!r} {purpose}.", did_you_mean(word, named, "`iacmx rules` lists them.")
        )
    return found


def _words(rules: list[Rule]) -> list[str]:
    named = [word for rule in rules for word in (rule.id, rule.name)]
    return [*named, *FAMILIES, *FAMILIES.values(), *(severity.value for severity in Severity), ALL, DEFAULT]


def severities_of(given: Mapping[str, str]) -> tuple[dict[str, Severity], frozenset[str]]:
    """Severity by rule id, and the ids of the rules turned off; of several words for a rule, the one for fewest counts.

    Raises UsageError for what is no rule or no severity, and for a rule that tells what could not be told: such a
    finding stays unverified.
    """
    by_id: dict[str, str] = {}
    for word, severity in sorted(given.items(), key=lambda item: -len(rules_of([item[0]], "to give a severity"))):
        if severity not in GIVEN:
            raise UsageError(
                f"{severity!r} is no severity to give {word}.",
                did_you_mean(severity, GIVEN, f"Use {', '.join(GIVEN)}."),
            )
        ids = rules_of([word], "to give a severity")
        if severity != OFF and ids and all(_is_unverified(rule) for rule in ids):
            raise UsageError(
                f"What {word} finds could not be told; it can't be given the severity {severity!r}.",
                'Waive the finding, turn the rule "off", or for MX610 set unknown = "warn".',
            )
        by_id |= dict.fromkeys(ids, severity)
    changed = {rule: Severity(severity) for rule, severity in by_id.items() if severity != OFF}
    return changed, frozenset(rule for rule, severity in by_id.items() if severity == OFF)


def _is_unverified(rule_id: str) -> bool:
    return any(rule.severity is Severity.UNVERIFIED for rule, _ in collect() if rule.id == rule_id)


def regraded(finding: Finding, severities: Mapping[str, Severity]) -> Finding:
    """The finding with the severity that its rule was given; what could not be told stays unverified."""
    severity = severities.get(finding.rule)
    if severity is None or finding.severity is Severity.UNVERIFIED:
        return finding
    return structs.replace(finding, severity=severity)
