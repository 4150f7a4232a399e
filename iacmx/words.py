"""Numbers in sentences."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """``1 zone``, ``2 zones``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
