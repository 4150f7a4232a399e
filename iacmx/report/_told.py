"""What the formats for machines have in common: every finding with what became of it, its mark and its place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from iacmx.model import Affected, Finding, Location, Severity
from iacmx.report import OwnerReport, Report, Waived


class Status(StrEnum):
    """Whether a finding decides the verdict, or why it does not."""

    FAILS = "fails"
    UNVERIFIED = "unverified"
    TOLD = "told"  # milder than what fails
    WAIVED = "waived"
    KNOWN = "known"  # in the baseline


class Told(Struct, frozen=True):
    """A finding, what became of it, and ``why`` where it is accepted.

    ``mark`` is its fingerprint, made unique within the report: what could not be told of a host has that of what was.
    ``in_source``: a comment in the configuration accepts it.
    """

    finding: Finding
    status: Status
    mark: str
    why: str = ""
    in_source: bool = False


def told(report: Report) -> tuple[Told, ...]:
    """Every finding of a report: those that count, worst first, then those waived, then those of the baseline."""
    seen: Counter[str] = Counter()

    def marked(finding: Finding, status: Status, why: str = "", in_source: bool = False) -> Told:
        is_open = finding.severity is Severity.UNVERIFIED
        mark = f"{finding.fingerprint}-unverified" if is_open else finding.fingerprint
        seen[mark] += 1
        return Told(finding, status, f"{mark}-{seen[mark]}" if seen[mark] > 1 else mark, why, in_source)

    return (
        *(marked(finding, _status(finding, report)) for finding in report.findings),
        *(marked(one.finding, Status.WAIVED, *_accepted(one)) for one in report.waived),
        *(marked(finding, Status.KNOWN, "in the baseline") for finding in report.known),
    )


def place(finding: Finding | Affected) -> Location | None:
    """Where the resource that causes it is written, if that is known."""
    return finding.location or None


def where(location: Location) -> str:
    """A place in words: ``main.tf:12``, and what the module that is called there holds."""
    return f"{location.label} ({location.within})" if location.within else location.label


def name(owner: OwnerReport) -> tuple[str, str]:
    """Zone and owner, as findings have them."""
    return owner.zone, owner.owner


def by_owner(report: Report) -> Mapping[tuple[str, str], Sequence[Finding]]:
    """The findings that count by the zone and owner they hit, those with a common cause at each."""
    found: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in report.findings:
        for hit in dict.fromkeys(_hit(finding)):
            found[hit].append(finding)
    return found


def worst_first(report: Report, found: Mapping[tuple[str, str], Sequence[Finding]]) -> list[OwnerReport]:
    """The owners by their worst finding, among equals in the report's order."""

    def rank(owner: OwnerReport) -> int:
        return min((finding.severity.rank for finding in found[name(owner)]), default=len(Severity))

    return sorted(report.owners, key=rank)


def clean(report: Report) -> Iterator[OwnerReport]:
    """The owners about which nothing was found, waived or known."""
    hit = {owner for entry in told(report) for owner in _hit(entry.finding)}
    return (owner for owner in report.owners if name(owner) not in hit)


def _hit(finding: Finding) -> Iterator[tuple[str, str]]:
    yield finding.zone, finding.owner
    yield from ((one.zone, one.owner) for one in finding.affected)


def hits(finding: Finding) -> tuple[str, ...]:
    """The owners it hits, where these are not told by its own owner."""
    return finding.owners if len(finding.owners) > 1 else ()


def few(names: Sequence[str], most: int) -> str:
    """The first names, and how many more there are."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _status(finding: Finding, report: Report) -> Status:
    if finding.severity is Severity.UNVERIFIED:
        return Status.UNVERIFIED
    return Status.FAILS if finding.severity.rank <= report.fail_on.rank else Status.TOLD


def _accepted(waived: Waived) -> tuple[str, bool]:
    """Why, and whether a comment says so."""
    at = waived.location
    parts = (waived.reason, waived.expires and f"until {waived.expires}", f"says {at.label}" if at else "")
    return ", ".join(part for part in parts if part), bool(at)
