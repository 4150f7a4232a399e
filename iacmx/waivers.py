"""Waivers: findings that are known and accepted, each with a reason and, if wanted, a day on which that ends."""

from __future__ import annotations

import fnmatch
import re
import time
from collections.abc import Iterable, Sequence

from msgspec import Struct

from iacmx.errors import InputError
from iacmx.model import Finding
from iacmx.report import Waived

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Waiver(Struct, frozen=True, forbid_unknown_fields=True):
    """``rule`` is an id or name, ``owner`` and ``exchange`` are shell patterns, ``expires`` the first day (UTC,
    ``2027-01-31``) on which it no longer holds, ``""`` for never."""

    rule: str
    reason: str
    owner: str = "*"
    exchange: str = "*"
    expires: str = ""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise InputError(f"The waiver of {self.rule} for {self.owner} has no reason.", "Say why in `reason`.")
        if self.expires and not _DAY.fullmatch(self.expires):
            raise InputError(f"The waiver of {self.rule} expires on {self.expires!r}.", "Write a day as 2027-01-31.")

    def accepts(self, finding: Finding, today: str) -> bool:
        """Whether it covers the finding on that day (UTC, ISO 8601)."""
        return (
            self.rule in (finding.rule, finding.name)
            and fnmatch.fnmatchcase(finding.owner, self.owner.lower())
            and fnmatch.fnmatchcase(finding.exchange, self.exchange.lower())
            and (not self.expires or today < self.expires)
        )


def waive(
    findings: Iterable[Finding], waivers: Sequence[Waiver], today: str = ""
) -> tuple[tuple[Finding, ...], tuple[Waived, ...]]:
    """The findings that stand, and those waived. ``today`` (UTC, ISO 8601) defaults to the clock's."""
    today = today or time.strftime("%Y-%m-%d", time.gmtime())
    stand: list[Finding] = []
    waived: list[Waived] = []
    for finding in findings:
        waiver = next((waiver for waiver in waivers if waiver.accepts(finding, today)), None)
        if waiver is None:
            stand.append(finding)
        else:
            waived.append(Waived(finding, waiver.reason, waiver.expires))
    return tuple(stand), tuple(waived)
