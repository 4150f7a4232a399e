"""CSV (RFC 4180): a row for each attempt, in order, with how the route ends; one for what has no attempt."""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.report import Style
from iacmx.report._csv import row
from iacmx.route_report import Result, Summary
from iacmx.routing import Attempt, MailRoute

ONE_ONLY = False
COLUMNS = (
    "asked",
    "domain",
    "world",
    "sender",
    "attempt",
    "preference",
    "host",
    "address",
    "share",
    "outcome",
    "note",
    "mail_host",
    "end",
    "code",
    "reason",
    "findings",
    "probe",
    "probe_remarks",
)


def head() -> str:
    return row(COLUMNS)


def one(result: Result, style: Style, number: int) -> str:
    if result.asked.problem:
        return row((result.asked.text, *[""] * 11, "not-a-domain", "", result.asked.problem, *[""] * 3))
    return "".join(line for route in result.routes for line in _rows(result.asked.text, route))


def tail(summary: Summary, style: Style) -> str:
    return ""


def _rows(asked: str, route: MailRoute) -> Iterator[str]:
    ending = route.ending
    before = (asked, route.domain, route.label, route.mta)
    after = (ending.end.value, ending.code, ending.reason)
    about = dict.fromkeys((attempt.host for attempt in route.attempts), "")
    for finding in route.findings:
        where = finding.exchange if finding.exchange in about else next(iter(about), "")
        about[where] = " ".join(part for part in (about.get(where, ""), f"{finding.severity}:{finding.rule}") if part)
    if not route.attempts:
        yield row((*before, *[""] * 8, *after, about.get("", ""), "", ""))
    for number, attempt in enumerate(route.attempts, 1):
        preference = "" if attempt.preference is None else str(attempt.preference)
        yield row(
            (
                *before,
                str(number),
                preference,
                attempt.host,
                attempt.address,
                f"{attempt.share:.4g}",
                attempt.outcome.value,
                attempt.note,
                attempt.mail_host,
                *after,
                about[attempt.host],
                *_probe(attempt, route),
            )
        )


def _probe(attempt: Attempt, route: MailRoute) -> tuple[str, str]:
    """What the host answered, in the row of the address that it answered at, else in its first."""
    for probe in route.probes:
        first = next(each.address for each in route.attempts if each.host == probe.host and each.address)
        if probe.host == attempt.host and attempt.address == (probe.address or first):
            remarks = "; ".join(f"{remark.severity}: {remark.text}" for remark in probe.remarks)
            return probe.note, remarks
    return "", ""
