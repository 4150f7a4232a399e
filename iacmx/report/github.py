"""Annotations of GitHub Actions, as workflow commands in the log of a step.

GitHub keeps ten of each level a step and drops the rest without a word: the tenth says how many more there are, and
they follow as plain lines of the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iacmx.model import Finding, Severity
from iacmx.report import Report, Style
from iacmx.report._pen import Pen
from iacmx.report._safe import no_command
from iacmx.report._safe import printable as safe
from iacmx.report._told import few, hits, place
from iacmx.words import counted

MOST = 10
_OWNERS = 10
_LEVELS = {
    Severity.ERROR: "error",
    Severity.UNVERIFIED: "error",
    Severity.WARNING: "warning",
    Severity.NOTICE: "notice",
}
"""What could not be told stops the step as an error does; infos are no annotations."""


def render(report: Report, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """The commands, worst first, what they leave out, and the verdict."""
    lines: list[str] = []
    for level in dict.fromkeys(_LEVELS.values()):
        lines += _level(level, [one for one in report.findings if _LEVELS.get(one.severity) == level])
    lines.append(Pen(style.colour).verdict(report.verdict, report.summary))
    return "".join(f"{line}\n" for line in lines)


def _level(level: str, findings: Sequence[Finding]) -> Iterator[str]:
    shown = findings if len(findings) <= MOST else findings[: MOST - 1]
    rest = findings[len(shown) :]
    for finding in shown:
        yield _command(level, _properties(finding), _message(finding))
    if rest:
        more = f"{counted(len(rest), 'more finding')} of this level: GitHub shows {MOST} a step, the log lists them"
        yield _command(level, {"title": f"iacmx: {len(rest)} more"}, more)
    for finding in rest:
        yield no_command(f"{finding.severity.value} {safe(_title(finding))}: {safe(finding.message)}")


def _properties(finding: Finding) -> dict[str, str]:
    written = place(finding)
    where = {"file": safe(written.path), "line": str(written.line)} if written else {}
    return {**where, "title": safe(_title(finding))}


def _title(finding: Finding) -> str:
    open_ = "unverified, " if finding.severity is Severity.UNVERIFIED else ""
    return f"{open_}{finding.rule} {finding.name}: {few(finding.owners or (finding.owner or finding.zone,), 1)}"


def _message(finding: Finding) -> str:
    more = (
        ("Hits", few(hits(finding), _OWNERS)),
        ("Seen", finding.evidence),
        ("At", finding.address),
        ("In", finding.location.within if finding.location else ""),
        ("Fix", finding.fix),
    )
    return "\n".join((safe(finding.message), *(f"{label}: {safe(text)}" for label, text in more if text)))


def _command(level: str, properties: dict[str, str], message: str) -> str:
    """One workflow command; a colon or comma ends a property, a line end the command."""
    given = ",".join(f"{name}={_data(value, also=':,')}" for name, value in properties.items())
    return f"::{level} {given}::{_data(message)}"


def _data(text: str, also: str = "") -> str:
    for character in f"%\r\n{also}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
