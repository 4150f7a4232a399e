"""A rule's documentation page as formats need it: parts of it, and where its first source can be read."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from iacmx.rules import Rule, collect, page

_SOURCE = re.compile(r"(?P<url>https://[^\s,;)]+[^\s,;).])|RFC (?P<number>\d+)(?: section (?P<section>\d+(?:\.\d+)*))?")


class Page(Struct, frozen=True):
    """A rule with its page; ``source`` is the address of the first reference, ``""`` where there is none."""

    rule: Rule
    checks: str
    markdown: str
    text: str
    source: str


@cache
def rule_page(identity: str) -> Page | None:
    """The page of a rule by its id; ``None`` where there is no such rule."""
    found = next((rule for rule, _ in collect() if rule.id == identity), None)
    if found is None:
        return None
    heading, _, body = page(found).partition("\n")
    text = re.sub(r"^#+ ", "", body.strip(), flags=re.MULTILINE)
    checks = " ".join(body.partition("## What it checks")[2].partition("\n## ")[0].split())
    return Page(found, checks, f"# {heading}\n\n{body.strip()}\n", f"{heading}\n\n{text}\n", _source(body))


def _source(body: str) -> str:
    found = _SOURCE.search(body.partition("## References")[2])
    if found is None:
        return ""
    if found["url"]:
        return found["url"]
    section = f"#section-{found['section']}" if found["section"] else ""
    return f"https://www.rfc-editor.org/rfc/rfc{found['number']}{section}"
