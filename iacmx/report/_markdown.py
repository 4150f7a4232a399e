"""Untrusted text in GitHub's and GitLab's Markdown: as code, or as words; and pieces fitted into a limited space.

Both hold in a table's cell, and hide from GitHub what it looks for after rendering: mentions, issue numbers, formulas.
Backslashes are of no use for that: tables and renderers differ in what they make of two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec import Struct

from iacmx.report._safe import printable

T = TypeVar("T")
_TRIES = 20
_PLAIN_CODE = re.compile(r"[A-Za-z0-9 ._\-\"'\[\]/:*,;()=%+@?]+")
_NOT_CODE = re.compile(r"[^A-Za-z0-9 .,;?%+/-]")
_NOT_WORDS = re.compile(r"[^\w\s.,;:?%+/()'\"=-]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_LIST = re.compile(r"^(\d{0,9})([-+.)])(?=\s|$)")
_LINK = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
_LOOKED_FOR = {"$": "<span>&#36;</span>"} | {character: f"&#{ord(character)};&#8203;" for character in "@#!~"}
"""Formulas, mentions, issues: with an element around, or a character of no width after them, nobody sees one."""


def code(text: str) -> str:
    """A value, such as a name or an address of the plan, as code."""
    shown = printable(text)
    if _PLAIN_CODE.fullmatch(shown) and shown == shown.strip():
        return f"`{shown}`"
    return f"<code>{_LINK.sub(_entity, _NOT_CODE.sub(_entity, shown))}</code>" if shown.strip() else ""


def words(text: str) -> str:
    """A sentence, as it is, which begins no list where it begins a line."""
    shown = _NOT_WORDS.sub(lambda match: _LOOKED_FOR.get(match.group()) or _entity(match), printable(text).strip())
    return _LIST.sub(lambda match: f"{match[1]}&#{ord(match[2])};", _LINK.sub(_entity, shown))


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match.group())};"


class Fitted(Struct, frozen=True):
    """The pieces that have room, and how many others there are."""

    shown: tuple[str, ...]
    left_out: int

    @property
    def size(self) -> int:
        return sum(map(size, self.shown))


def fit(items: Sequence[T], write: Callable[[T], str], room: int) -> Fitted:
    """The items as written, first come first served, that take no more than ``room`` bytes of UTF-8 together.

    A shorter one may still fit in where one did not; after a number of tries nothing more is written.
    """
    shown: list[str] = []
    missed = 0
    for item in items:
        if missed == _TRIES:
            break
        piece = write(item)
        if size(piece) > room:
            missed += 1
            continue
        room -= size(piece)
        shown.append(piece)
    return Fitted(tuple(shown), len(items) - len(shown))


def size(text: str) -> int:
    """Bytes of UTF-8: at least as many as characters, whichever a limit counts."""
    return len(text.encode("utf-8", "backslashreplace"))
