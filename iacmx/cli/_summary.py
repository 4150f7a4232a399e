"""The summary page of a job in GitHub Actions, to which a step appends Markdown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

VARIABLE = "GITHUB_STEP_SUMMARY"
MOST = 1024 * 1024
"""Bytes of a step's summary: GitHub drops the whole of a longer one."""


def to_step_summary(markdown: Callable[[], str]) -> None:
    """Append what ``markdown`` makes to the summary of this step, where there is one.

    What keeps it from that is a warning on standard error; it never changes the verdict.
    """
    named = os.environ.get(VARIABLE)
    if not named:
        return
    text = f"{markdown()}\n".encode("utf-8", "backslashreplace")
    try:
        path = Path(named)
        held = path.stat().st_size if path.exists() else 0
        if held + len(text) > MOST:
            _warn(f"it would be longer than the {MOST // 1024} KiB that GitHub shows")
            return
        with path.open("ab") as file:
            file.write(text)
    except OSError as error:
        _warn(str(error.strerror))


def _warn(why: str) -> None:
    sys.stderr.write(f"iacmx: The summary of this step was not written: {why}. The report is not affected.\n")
