"""Numbers in sentences, and what several sentences say in the same words."""

from __future__ import annotations

NO_MAIL = "no mail can be delivered"
"""What an exchange that can't be used means to the senders of mail to an owner without another one."""
OTHERS_LEFT = "senders are left with the other exchanges"
"""The same of an owner that has others."""


def counted(number: int, noun: str) -> str:
    """``1 zone``, ``2 zones``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
