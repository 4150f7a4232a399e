"""From flags and settings to how the gate judges: the same for whatever has it judge."""

from __future__ import annotations

from collections.abc import Sequence

from iacmx import baseline as known
from iacmx.check import Options
from iacmx.cli._sources import first, policy_of
from iacmx.model import Severity
from iacmx.selection import rules_of, severities_of
from iacmx.settings import Settings


def options_of(
    settings: Settings,
    *,
    fail_on: str | None,
    unknown: str | None,
    soft_fail: bool | None,
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
    baseline: str | None,
    acknowledge: Sequence[str] = (),
) -> Options:
    """How to judge. Raises UsageError for a rule that does not exist, InputError for a baseline that can't be read."""
    severities, off = severities_of(settings.severity)
    held = first(baseline, settings.baseline, "")
    return Options(
        fail_on=Severity(first(fail_on, settings.fail_on, "error")),
        unknown_warns=first(unknown, settings.unknown, "fail") == "warn",
        soft_fail=first(soft_fail, settings.soft_fail, False),
        select=rules_of(first(select, settings.select, ())),
        ignore=rules_of(first(ignore, settings.ignore, ()), "to ignore") | off,
        severities=severities,
        waivers=settings.waive,
        policy=policy_of(settings, acknowledge),
        baseline=known.load(held) if held else None,
    )
