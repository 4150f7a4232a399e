"""What was looked at and what was not, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from iacmx.report import Coverage, ZoneReport
from iacmx.titles import title
from iacmx.words import counted


def checked(coverage: Coverage) -> str:
    """What was looked at, in one line: ``4 MX sets in 1 zone; 0 not touched by the plan; ...``."""
    words = [
        f"{counted(coverage.mx_sets, 'MX set')} in {counted(len(coverage.zones), 'zone')}",
        f"{coverage.mx_sets_unchanged} not touched by the plan",
        f"{counted(coverage.unknown_values, 'value')} known only after the apply",
        f"{coverage.rules} rules",
    ]
    if coverage.unverified:
        words.append(f"{coverage.unverified} could not be verified")
    if coverage.rules_skipped:
        words.append(f"{counted(len(coverage.rules_skipped), 'rule')} not judged")
    return "; ".join(words)


def in_words(zone: ZoneReport) -> str:
    """A zone, and how its live records are known."""
    named = " ".join(part for part in dict.fromkeys((zone.zone, zone.zone_id)) if part)
    return f"{named} ({title(zone.provider)}): {' '.join(part for part in (zone.actual, zone.reason) if part)}"


def not_read(coverage: Coverage) -> str:
    """The types that look like DNS records and are not understood; ``""`` where there are none."""
    return ", ".join(f"{name} ({count})" for name, count in sorted(coverage.not_understood.items()))


def not_judged(coverage: Coverage) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Why rules were not judged, each time with their ids."""
    for why in Counter(coverage.rules_skipped.values()):
        yield why, tuple(rule for rule, reason in coverage.rules_skipped.items() if reason == why)
