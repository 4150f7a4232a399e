"""What the texts for people have in common."""

from __future__ import annotations

from iacmx.cutover_report import Step
from iacmx.durations import spoken

UNTOLD = "time could not be told"


def when(step: Step) -> str:
    """When a step can begin: after how long, and at what time."""
    if step.after is None:
        return UNTOLD
    later = f"after {spoken(step.after)}" if step.after else "now"
    return f"{later}, {step.at}"


def wait(step: Step) -> str:
    """How long to wait, empty where there is nothing to wait for."""
    if step.wait is None:
        return f"Wait: the {UNTOLD}."
    return f"Wait {spoken(step.wait)}." if step.wait else ""
