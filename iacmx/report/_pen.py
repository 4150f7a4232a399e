"""What the texts for people have in common: colours, the verdict's line, which findings are shown."""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.model import Finding, Severity
from iacmx.report import Style, Verdict
from iacmx.report._safe import printable as safe
from iacmx.report._told import where

_COLOURS = {
    Severity.ERROR: "31",
    Severity.UNVERIFIED: "35",
    Severity.WARNING: "33",
    Severity.NOTICE: "36",
    Severity.INFO: "2",
}
_VERDICT = {Verdict.PASS: ("PASS", "32"), Verdict.FAIL: ("FAIL", "31"), Verdict.UNVERIFIED: ("UNVERIFIED", "35")}


class Pen:
    """Writes words with ANSI colours, or without."""

    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def paint(self, text: str, code: str, *, bold: bool = False) -> str:
        return f"\x1b[{'1;' if bold else ''}{code}m{text}\x1b[0m" if self._colour else text

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self._colour else text

    def dim(self, text: str) -> str:
        return self.paint(text, "2")

    def severity(self, severity: Severity) -> str:
        """The word of a severity in its colour."""
        return self.paint(severity.value, _COLOURS[severity], bold=True)

    def verdict(self, verdict: Verdict, summary: str) -> str:
        """The line that says it all."""
        word, code = _VERDICT[verdict]
        return f"{self.paint(word, code, bold=True)}  {safe(summary)}"


def is_shown(finding: Finding, style: Style) -> bool:
    """Whether a finding of its severity is printed at all."""
    if style.quiet:
        return finding.severity in (Severity.ERROR, Severity.UNVERIFIED)
    return style.verbose or finding.severity is not Severity.INFO


def details(finding: Finding, pen: Pen) -> Iterator[str]:
    """What it was seen from, where it is caused, what to do: a line each."""
    at = safe(finding.address)
    if finding.location:
        at += f"  {pen.bold(safe(where(finding.location)))}"
    for label, text in (("seen", safe(finding.evidence)), ("at  ", at), ("fix ", safe(finding.fix))):
        if text:
            yield f"      {pen.dim(label)} {text}"
