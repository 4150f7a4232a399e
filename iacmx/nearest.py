"""The right word that a wrong one was meant to be."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word closest to ``word``, ``""`` where none is close; capitals and ``_`` for ``-`` don't matter."""
    from difflib import get_close_matches

    words = {_plain(other): other for other in known}
    plain = _plain(word)
    match = [plain] if plain in words else get_close_matches(plain, words, n=1)
    return words[match[0]] if match else ""


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """A hint that names the closest known word, else ``otherwise``."""
    meant = nearest(word, known)
    return f"Did you mean {meant!r}?" if meant else otherwise


def _plain(word: str) -> str:
    return word.lower().replace("_", "-")
