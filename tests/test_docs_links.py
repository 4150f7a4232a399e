"""Every link of the documentation within the repository leads to a file, and to a heading of it where it names one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    page for folder in ("docs", "examples", "bench", "providers") for page in (ROOT / folder).rglob("*.md")
) + sorted(ROOT.glob("*.md"))
_CODE = re.compile(r"^( *)```.*?^\1```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in _HEADING.findall(page.read_text()))
    return {text.strip().replace(" ", "-") for text in plain}


def dead(page: Path) -> list[str]:
    found: list[str] = []
    for link in _LINK.findall(_CODE.sub("", page.read_text())):
        path, _, anchor = link.partition("#")
        there = page.parent / path if path else page
        if re.match(r"[a-z]+:", link):
            continue
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            found.append(link)
    return found


def test_there_are_pages() -> None:
    assert ROOT / "docs" / "moving.md" in PAGES
    assert ROOT / "README.md" in PAGES


@pytest.mark.parametrize("folder", sorted({page.parent for page in PAGES}), ids=lambda path: path.name)
def test_no_link_is_dead(folder: Path) -> None:
    assert {page.name: links for page in PAGES if page.parent == folder and (links := dead(page))} == {}


def test_a_dead_link_is_told(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("# One two\n[a](b.md) [b](#one-two) [c](#three) [d](https://example.com/x) [e](a.md#one-two)\n")
    assert dead(page) == ["b.md", "#three"]
