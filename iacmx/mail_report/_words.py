"""What the texts for people have in common."""

from __future__ import annotations

from iacmx.mail_report import MailReport, Row, State

LONGEST = 1000
"""Letters of a value: a DKIM key of 4096 bits is shown whole."""
_TRUST = {
    "official": "the host's own text",
    "corroborated": "public configurations agree",
    "unverified": "seen only; compare it with the console",
}


def trust(report: MailReport) -> str:
    """How far the facts can be trusted."""
    mx, rest = (_TRUST.get(word, word) for word in (report.confidence, report.needs_confidence))
    return f"MX records: {report.confidence} ({mx}); the rest: {report.needs_confidence} ({rest})"


def is_order(row: Row) -> bool:
    return row.state is not State.THERE
