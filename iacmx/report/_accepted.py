"""What does not count, in words: waived findings, those of the baseline, and what became of the waivers."""

from __future__ import annotations

from collections.abc import Iterable

from iacmx.model import Finding
from iacmx.report import Known, Waived, WaiverReport, WaiverState
from iacmx.words import counted


def waived_in_words(waived: Iterable[Waived]) -> list[str]:
    """One line for each finding that the settings or a comment accept."""
    return [_waived(one) for one in waived]


def idle_in_words(waivers: Iterable[WaiverReport]) -> list[str]:
    """One line for each waiver that covers nothing, or no longer does."""
    return [_idle(waiver) for waiver in waivers if waiver.state is not WaiverState.USED]


def known_in_words(known: Iterable[Finding], gone: Iterable[Known]) -> list[str]:
    """One line for each finding of the baseline, whether this run found it or not."""
    told = [f"known {_about(finding)}: in the baseline" for finding in known]
    for entry in gone:
        about = " ".join(part for part in (entry.rule, entry.owner, entry.exchange) if part)
        told.append(f"gone {about}: in the baseline, not found by this run")
    return told


def _waived(waived: Waived) -> str:
    until = f", until {waived.expires}" if waived.expires else ""
    says = f", says {waived.location.label}" if waived.location else ""
    return f"waived {_about(waived.finding)}: {waived.reason}{until}{says}"


def _about(finding: Finding) -> str:
    return " ".join(part for part in (finding.rule, ", ".join(finding.owners), finding.exchange) if part)


def _idle(waiver: WaiverReport) -> str:
    given = (("owner", waiver.owner), ("exchange", waiver.exchange), ("address", waiver.address))
    at = (f"at {waiver.location.label}",) if waiver.location else ()
    about = " ".join((waiver.rule, *(f"{name} {pattern}" for name, pattern in given if pattern != "*"), *at))
    if waiver.state is WaiverState.UNUSED:
        return f"waiver unused {about}: covers nothing in this run ({waiver.reason})"
    covers = f"{counted(waiver.findings, 'finding')} of this run" if waiver.findings else "nothing in this run"
    return f"waiver expired on {waiver.expires} {about}: would cover {covers} ({waiver.reason})"
