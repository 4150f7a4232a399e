"""All situations."""

from __future__ import annotations

from tests.referee import healthy, sets, targets, values

GROUPS = {
    "Sets that are right": healthy.SITUATIONS,
    "The record's value": values.SITUATIONS,
    "The host": targets.SITUATIONS,
    "The set": sets.SITUATIONS,
}
SITUATIONS = [situation for group in GROUPS.values() for situation in group]
