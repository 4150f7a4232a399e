"""When a plan was made, and how long ago: what is live may have moved since."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from iacmx.case import Case
from iacmx.durations import spoken


def made(found: Sequence[Case], timestamp: str, clock: Callable[[], float] = time.time) -> list[Case]:
    """The cases with when their plan was made, where it tells; ``clock`` tells now, in seconds since 1970."""
    words = in_words(timestamp, clock()) if timestamp and any(case.data is not None for case in found) else ""
    return [replace(case, made=words) for case in found] if words else list(found)


def in_words(timestamp: str, now: float) -> str:
    """``2026-01-05 09:00 UTC, 3 h ago``; ``""`` for what is no moment (RFC 3339); no age where it is to come."""
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(timestamp).astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    age = now - moment.timestamp()
    unit = 60 if age < 86400 else 3600
    ago = f", {spoken(age // unit * unit)} ago" if age >= unit else ", just now" if age >= 0 else ""
    return f"{moment:%Y-%m-%d %H:%M} UTC{ago}"
