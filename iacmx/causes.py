"""One cause, one finding: what a host or the plan does to many owners is told once (docs/adr/0005)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct, structs

from iacmx.model import Affected, Finding, Severity
from iacmx.rules import About, collect, fingerprint
from iacmx.words import NO_MAIL, OTHERS_LEFT, counted


class _Cause(Struct, frozen=True):
    """What findings have in common; ``own`` is the fingerprint of a finding that stands for itself."""

    rule: str
    is_open: bool
    exchange: str = ""
    own: str = ""


def one_per_cause(findings: Iterable[Finding], ways_out: Callable[[Finding], int]) -> tuple[Finding, ...]:
    """The findings, those with one cause put together, in the order of the first of each.

    ``ways_out`` tells how many exchanges the finding's owner has. The words are those about the owner that is hit
    hardest: the worst severity, then the fewest exchanges; they tell for how many owners they hold, where not for all.
    What could not be told stays apart from what was.
    """
    about = {rule.id: rule.about for rule, _ in collect()}
    causes: dict[_Cause, list[Finding]] = {}
    for finding in findings:
        causes.setdefault(_cause(finding, about.get(finding.rule, About.OWNER)), []).append(finding)
    return tuple(_together(same, cause, ways_out) for cause, same in causes.items())


def _cause(finding: Finding, about: About) -> _Cause:
    is_open = finding.severity is Severity.UNVERIFIED
    if about is About.PLAN:
        return _Cause(finding.rule, is_open)
    if about is About.HOST and finding.exchange:
        return _Cause(finding.rule, is_open, finding.exchange)
    return _Cause(finding.rule, is_open, finding.exchange, finding.fingerprint)


def _together(same: list[Finding], cause: _Cause, ways_out: Callable[[Finding], int]) -> Finding:
    if cause.own:
        return same[0]
    ordered = sorted(same, key=lambda finding: (finding.severity.rank, ways_out(finding), finding.zone, finding.owner))
    worst = ordered[0]
    return structs.replace(
        worst,
        message=_of_all(worst, same),
        owners=tuple(dict.fromkeys(finding.owner for finding in ordered)),
        fingerprint=fingerprint(worst.rule, "", "", cause.exchange),
        affected=tuple(Affected(f.zone, f.owner, f.address, f.severity, f.fingerprint, f.location) for f in ordered),
    )


def _of_all(worst: Finding, same: list[Finding]) -> str:
    """The words of the one that is hit hardest, such that they are true of all."""
    lost = {(finding.zone, finding.owner) for finding in same if NO_MAIL in finding.message}
    everyone = {(finding.zone, finding.owner) for finding in same}
    message = worst.message
    if len(lost) < len(everyone):
        message = message.replace(NO_MAIL, f"{NO_MAIL} to {len(lost)} of {counted(len(everyone), 'domain')}")
    told = {finding.message.replace(OTHERS_LEFT, NO_MAIL) for finding in same}
    names_it = f" {worst.owner} " in message
    return message if len(told) == 1 or names_it else f"{worst.owner}: {message}"
