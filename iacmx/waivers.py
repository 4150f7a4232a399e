"""Waivers: findings that are known and accepted, each with a reason and, if wanted, a day on which that ends."""

from __future__ import annotations

import fnmatch
import re
import time
from collections.abc import Callable, Iterable, Sequence

from msgspec import UNSET, Struct, UnsetType

from iacmx.errors import InputError
from iacmx.model import Finding, Location
from iacmx.report import Waived, WaiverReport, WaiverState

_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


class Waiver(Struct, frozen=True, forbid_unknown_fields=True):
    """``rule`` is an id or name, ``owner``, ``exchange`` and ``address`` (of the plan) are shell patterns, ``expires``
    the first day (UTC, ``2027-01-31``) on which it no longer holds, ``""`` for never.

    In ``address`` brackets stand for themselves, as in ``aws_route53_record.mx["a"]``.
    """

    rule: str
    reason: str
    owner: str = "*"
    exchange: str = "*"
    expires: str = ""
    address: str = "*"

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise InputError(f"The waiver of {self.rule} for {self.owner} has no reason.", "Say why in `reason`.")
        if self.expires and not _DAY.fullmatch(self.expires):
            raise InputError(f"The waiver of {self.rule} expires on {self.expires!r}.", "Write a day as 2027-01-31.")

    def covers(self, finding: Finding) -> bool:
        """Whether it is about the finding, on whatever day."""
        return (
            self.rule.lower() in (finding.rule.lower(), finding.name)
            and fnmatch.fnmatchcase(finding.owner, self.owner.lower())
            and fnmatch.fnmatchcase(finding.exchange, self.exchange.lower())
            and fnmatch.fnmatchcase(finding.address, self.address.replace("[", "[[]"))
        )

    def is_expired(self, today: str) -> bool:
        """Whether it no longer holds on that day (UTC, ISO 8601)."""
        return bool(self.expires) and today >= self.expires

    @property
    def where(self) -> Location | UnsetType:
        """Where it is written, if not in the settings."""
        return UNSET


class Comment(Waiver, frozen=True, kw_only=True):
    """A waiver that is a comment in the configuration, at ``location``: it covers only findings of the resources that
    its block makes, whose ``addresses`` (of the plan) were found so. ``address`` is the block's."""

    location: Location
    addresses: frozenset[str] = frozenset()

    def covers(self, finding: Finding) -> bool:
        """Whether it is about the finding, on whatever day."""
        return self.rule.lower() in (finding.rule.lower(), finding.name) and finding.address in self.addresses

    @property
    def where(self) -> Location | UnsetType:
        return self.location


def waive(
    findings: Iterable[Finding], waivers: Sequence[Waiver], today: str = ""
) -> tuple[tuple[Finding, ...], tuple[Waived, ...], tuple[WaiverReport, ...]]:
    """The findings (of one owner each) that stand, those waived, and what became of each waiver.

    Every waiver that covers a finding is used, whichever comes first. ``today`` (UTC, ISO 8601) defaults to the
    clock's.
    """
    today = today or time.strftime("%Y-%m-%d", time.gmtime())
    stand: list[Finding] = []
    waived: list[Waived] = []
    covered = [0] * len(waivers)
    for finding in findings:
        covering = [number for number, waiver in enumerate(waivers) if waiver.covers(finding)]
        for number in covering:
            covered[number] += 1
        holding = next((waivers[number] for number in covering if not waivers[number].is_expired(today)), None)
        if holding is None:
            stand.append(finding)
        else:
            waived.append(Waived(finding, holding.reason, holding.expires, holding.where))
    uses = tuple(_report(waiver, count, today) for waiver, count in zip(waivers, covered, strict=True))
    return tuple(stand), tuple(waived), uses


def _report(waiver: Waiver, findings: int, today: str) -> WaiverReport:
    expired = waiver.is_expired(today)
    state = WaiverState.EXPIRED if expired else WaiverState.USED if findings else WaiverState.UNUSED
    return WaiverReport(
        waiver.rule,
        waiver.owner,
        waiver.exchange,
        waiver.address,
        waiver.reason,
        waiver.expires,
        state,
        findings,
        waiver.where,
    )


def together(
    waived: Iterable[Waived], one_per_cause: Callable[[Iterable[Finding]], tuple[Finding, ...]]
) -> tuple[Waived, ...]:
    """Those waived for one reason, at one place, put together as ``one_per_cause`` does."""
    reasons: dict[tuple[str, str, Location | UnsetType], list[Finding]] = {}
    for one in waived:
        reasons.setdefault((one.reason, one.expires, one.location), []).append(one.finding)
    return tuple(Waived(finding, *why) for why, found in reasons.items() for finding in one_per_cause(found))
