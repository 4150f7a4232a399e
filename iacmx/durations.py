"""Spans of time: as people write and read them."""

from __future__ import annotations

import re

from iacmx.errors import UsageError

_WRITTEN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")


def spoken(seconds: float) -> str:
    """``90 s``, ``20 min``, ``1 h 30 min``, ``2 days``: exact, in at most three parts."""
    left = round(seconds)
    if left < 120 and left % 60:
        return f"{left} s"
    days, left = divmod(left, 86400)
    hours, left = divmod(left, 3600)
    minutes, left = divmod(left, 60)
    parts = [f"{days} day{'' if days == 1 else 's'}"] if days else []
    parts += [f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min"), (left, "s")) if number]
    return " ".join(parts) or "0 s"


def parse_duration(text: str, flag: str) -> float:
    """Seconds of ``90``, ``90s``, ``20m``, ``36h``, ``3d``, ``1h30m``. Raises UsageError."""
    match = _WRITTEN.fullmatch(text.strip().lower())
    numbers = match.groups() if match else ()
    seconds = sum(int(number) * unit for number, unit in zip(numbers, (86400, 3600, 60, 1), strict=False) if number)
    if seconds <= 0:
        raise UsageError(f"{flag} {text!r} is no time to wait.", "Write 90s, 20m, 36h, 3d or 1h30m.")
    return float(seconds)
