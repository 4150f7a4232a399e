"""Every rule's documentation page, which is its module's docstring."""

from __future__ import annotations

import re

import pytest

from iacmx.rules import Rule, collect, page

HEADINGS = ["What it checks", "Why it matters", "Example", "Fix", "References"]
RULES = [rule for rule, _ in collect()]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_page(rule: Rule) -> None:
    text = page(rule)
    title, _, rest = text.partition("\n")
    assert re.fullmatch(rf"{rule.id} {rule.name}: \S.*[^.]", title)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert all(section.strip() for section in re.split(r"^## .+$", rest, flags=re.MULTILINE)[1:])
    assert max(map(len, text.splitlines())) <= 120


def test_identities_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_identity(rule: Rule) -> None:
    assert re.fullmatch(r"MX[0-9]{3}", rule.id)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.needs
    assert rule.summary
    assert not rule.summary.endswith(".")
