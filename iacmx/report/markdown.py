"""Markdown for a comment on a pull request and for the summary of a job: GitHub's, which GitLab reads too.

The verdict first, then findings, where mail goes before and after, and drawings of the worst. It begins with a comment
that nobody sees, so that whoever posts it can find and replace the last one. Never longer than GitHub takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from iacmx.drawing import Picture, Step, Stop, Tone, in_percent, pictures
from iacmx.drawing.mermaid import draw
from iacmx.model import Finding, Severity
from iacmx.report import OwnerReport, Report, Style
from iacmx.report._accepted import idle_in_words, known_in_words, waived_in_words
from iacmx.report._coverage import checked, in_words, not_judged, not_read
from iacmx.report._markdown import Fitted, code, fit, size, words
from iacmx.report._pen import is_shown
from iacmx.report._told import by_owner, few, hits, name, place, where, worst_first
from iacmx.words import counted

MARKER = "<!-- iacmx:{} -->"
"""Names the command, so that one report does not take the place of another's."""
MOST = 64_000
"""Bytes; GitHub refuses a comment of more than 65,536 characters."""
_MOST_DRAWINGS = 5
_HOSTS = 12
_OWNERS = 10
_FOR_NOTES = 6_000
_RESERVED = 1_000
"""Bytes for the headings and for what is said of the rest."""
_FINDINGS, _TABLE = 0.55, 0.6
"""The shares of what room is left; drawings take what then is."""
_LOUD = (Severity.ERROR, Severity.UNVERIFIED, Severity.WARNING)
_BAD = (Tone.ERROR, Tone.UNVERIFIED, Tone.WARNING)


def render(report: Report, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """The whole comment; ``style`` decides which findings are shown, as it does in text."""
    head = f"{MARKER.format(report.command)}\n## iacmx: {report.verdict.value.upper()}\n\n**{words(report.summary)}**\n"
    notes = fit(list(_notes(report)), lambda note: f"- {words(note)}\n", _FOR_NOTES)
    room = MOST - _RESERVED - size(head) - notes.size

    shown = [finding for finding in report.findings if is_shown(finding, style)]
    loud = [finding for finding in shown if finding.severity in _LOUD]
    mild = [finding for finding in shown if finding.severity not in _LOUD]
    findings = fit(loud, _finding, int(room * _FINDINGS))
    milder = fit(mild, _finding, int(room * _FINDINGS) - findings.size)
    room -= findings.size + milder.size

    found = by_owner(report)
    owners = worst_first(report, found)
    rows = fit(owners, lambda owner: _row(owner, found[name(owner)]), int(room * _TABLE))
    to_draw = [owner for owner in owners if owner.before != owner.after or found[name(owner)]]
    drawings = fit(to_draw[:_MOST_DRAWINGS], lambda owner: _drawing(owner, found[name(owner)]), room - rows.size)

    left_out = {
        "finding": findings.left_out + milder.left_out,
        "owner": rows.left_out,
        "note": notes.left_out,
    }
    parts = (
        head,
        _section("Findings", findings.shown),
        _folded(counted(len(mild), "milder finding"), milder.shown),
        _table(rows.shown, report),
        _section(f"The way mail takes{_of_how_many(drawings, to_draw)}", drawings.shown[:1]),
        _folded(counted(len(drawings.shown[1:]), "more drawing"), drawings.shown[1:]),
        _folded("What was checked, and what was not", notes.shown),
        _rest(left_out),
    )
    return "\n".join(part for part in parts if part)


def _section(heading: str, pieces: Sequence[str]) -> str:
    return f"### {heading}\n\n{''.join(pieces)}" if pieces else ""


def _folded(heading: str, pieces: Sequence[str]) -> str:
    """What is seen where somebody opens it; the empty lines make Markdown of what is inside."""
    return f"<details><summary>{heading}</summary>\n\n{''.join(pieces)}\n</details>\n" if pieces else ""


def _of_how_many(drawings: Fitted, owners: Sequence[OwnerReport]) -> str:
    return (
        f" ({len(drawings.shown)} of {len(owners)} owners, the worst first)"
        if len(drawings.shown) < len(owners)
        else ""
    )


def _rest(left_out: Mapping[str, int]) -> str:
    told = ", ".join(counted(number, noun) for noun, number in left_out.items() if number)
    if not told:
        return ""
    return (
        f"**Left out here: {told}**, for want of room. The report in the log of this job holds them all, and so does "
        "the file of `--output json=FILE`.\n"
    )


def _finding(finding: Finding) -> str:
    about = code(finding.owner or finding.zone)
    lines = [f"- **{finding.severity.value}** {finding.rule} {finding.name}, {about}: {words(finding.message)}"]
    if hits(finding):
        named = ", ".join(map(code, finding.owners[:_OWNERS]))
        rest = len(finding.owners) - _OWNERS
        lines.append(f"  - hits {named}{f' and {rest} more' if rest > 0 else ''}")
    if finding.evidence:
        lines.append(f"  - seen: {words(finding.evidence)}")
    written = place(finding)
    spots = [code(finding.address)] if finding.address else []
    if written:
        spots.append(code(where(written)))
    if spots:
        lines.append(f"  - at {', '.join(spots)}")
    if finding.fix:
        lines.append(f"  - fix: {words(finding.fix)}")
    return "".join(f"{line}\n" for line in lines)


def _table(rows: Sequence[str], report: Report) -> str:
    if not rows:
        return ""
    believed = any(owner.actual in ("failed", "skipped") for owner in report.owners)
    why = "\nBefore is what the plan believes; not all live records were read.\n" if believed else ""
    return f"### Where mail goes\n\n| owner | before | after |\n| --- | --- | --- |\n{''.join(rows)}{why}"


def _row(owner: OwnerReport, found: Sequence[Finding]) -> str:
    before, after = _pictures(owner, found)
    return f"| {code(owner.owner)} | {_cell(before)} | {_cell(after)} |\n"


def _pictures(owner: OwnerReport, found: Sequence[Finding]) -> tuple[tuple[Picture, ...], tuple[Picture, ...]]:
    return pictures(owner.before, "before"), pictures(owner.after, "after", found)


def _cell(routes: Sequence[Picture]) -> str:
    lines = [line for route in routes for line in _lines(route)]
    rest = len(lines) - _HOSTS
    return "<br>".join((*lines[:_HOSTS], *([f"and {rest} more"] if rest > 0 else [])))


def _lines(route: Picture) -> Iterator[str]:
    if route.heading:
        yield f"<em>{words(route.heading)}</em>"
    for step in route.steps:
        yield from (_stop(step, stop) for stop in step.stops)
    yield from (f"? {code(reference)} known after apply" for reference in route.unknown)
    if route.end:
        yield f"<strong>{words(route.end)}</strong>" if route.tone in _BAD else words(route.end)


def _stop(step: Step, stop: Stop) -> str:
    rank = "no MX, its own address:" if step.is_implicit else step.rank
    share = f" ({in_percent(stop.share)})" if stop.share is not None else ""
    notes = words(", ".join(stop.notes))
    marked = f" <strong>{notes}</strong>" if notes and stop.tone in _BAD else f" {notes}" if notes else ""
    return f"{rank} {code(stop.name)}{share}{marked}"


def _drawing(owner: OwnerReport, found: Sequence[Finding]) -> str:
    before, after = _pictures(owner, found)
    return f"```mermaid\n{draw(owner.owner, (*before, *after))}```\n"


def _notes(report: Report) -> Iterator[str]:
    coverage = report.coverage
    yield f"checked {checked(coverage)}"
    if not_read(coverage):
        yield f"not read, looks like DNS records, but is not understood: {not_read(coverage)}"
    yield from (f"zone {in_words(zone)}" for zone in coverage.zones if zone.reason)
    yield from (f"skipped {what}" for what in coverage.skipped)
    yield from waived_in_words(report.waived)
    yield from idle_in_words(report.waivers)
    yield from known_in_words(report.known, report.gone)
    yield from (f"{counted(len(ids), 'rule')} not judged, {why}: {few(ids, 20)}" for why, ids in not_judged(coverage))
