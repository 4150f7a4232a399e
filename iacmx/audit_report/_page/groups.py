"""What the page tells beside the table: numbers as bars, findings by cause, zones by why they were not read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from iacmx.audit_report import AuditReport, ZoneUnverified
from iacmx.model import Finding, Severity
from iacmx.rules import collect
from iacmx.titles import title

MOST_BARS = 12
_OK = "ok"


class Bar(Struct, frozen=True):
    """One bar. ``width`` is in per cent of the longest; ``value`` is what the table is filtered by, ``""`` for none."""

    label: str
    value: str
    number: int
    width: float
    severity: str = ""


class Entry(Struct, frozen=True):
    """One cause with every domain that it hits, or all findings of a rule that hit one domain each.

    ``each`` holds these domains with what is told of them; it is empty for a common cause.
    """

    severity: Severity
    rule: str
    name: str
    text: str
    owners: tuple[str, ...]
    evidence: str = ""
    fix: str = ""
    each: tuple[tuple[str, str], ...] = ()


class Unread(Struct, frozen=True):
    """The zones of one account that could not be read for the same reason."""

    account: str
    provider: str
    reason: str
    hint: str
    zones: tuple[str, ...]


def severities(report: AuditReport) -> tuple[tuple[str, int], ...]:
    """The numbers of domains by their worst severity, worst first, those without a finding last."""
    names = (*(severity.value for severity in Severity), _OK)
    return tuple((name, report.totals.severities.get(name, 0)) for name in names)


def mail_bars(report: AuditReport) -> tuple[Bar, ...]:
    """Where mail goes, the most frequent first; what does not fit is the last bar."""
    counted = sorted(report.totals.mail.items(), key=lambda item: (-item[1], item[0]))
    shown, rest = counted[:MOST_BARS], counted[MOST_BARS:]
    other = sum(number for _, number in rest)
    longest = max([other, *(number for _, number in shown)], default=1)
    bars = [Bar(name or "(not told)", name, number, _width(number, longest)) for name, number in shown]
    if rest:
        bars.append(Bar(f"{len(rest):,} others", "", other, _width(other, longest)))
    return tuple(bars)


def rule_bars(report: AuditReport) -> tuple[Bar, ...]:
    """The number of domains by rule, worst first, then the most frequent."""
    worst: dict[str, Finding] = {}
    for cause in report.causes:
        held = worst.setdefault(cause.rule, cause)
        if cause.severity.rank < held.severity.rank:
            worst[cause.rule] = cause
    longest = max(report.totals.rules.values(), default=1)
    bars = [
        Bar(
            f"{rule} {worst[rule].name}" if rule in worst else rule,
            rule,
            number,
            _width(number, longest),
            worst[rule].severity.value if rule in worst else Severity.INFO.value,
        )
        for rule, number in report.totals.rules.items()
    ]
    return tuple(sorted(bars, key=lambda bar: (Severity(bar.severity).rank, -bar.number, bar.value)))


def entries(causes: Iterable[Finding]) -> tuple[Entry, ...]:
    """The findings by cause, worst first, then those that hit the most domains, then in the order given."""
    grouped: dict[tuple[str, Severity, str], list[Finding]] = {}
    for cause in causes:
        one = cause.fingerprint if len(cause.owners) > 1 else ""
        grouped.setdefault((cause.rule, cause.severity, one), []).append(cause)
    summaries = {rule.id: rule.summary for rule, _ in collect()}
    told = [_grouped(found, summaries) for found in grouped.values()]
    return tuple(sorted(told, key=lambda entry: (entry.severity.rank, -len(entry.owners))))


def _entry(cause: Finding) -> Entry:
    return Entry(cause.severity, cause.rule, cause.name, cause.message, _hit(cause), cause.evidence, cause.fix)


def _hit(cause: Finding) -> tuple[str, ...]:
    return cause.owners or (cause.owner or cause.zone,)


def _grouped(found: list[Finding], summaries: Mapping[str, str]) -> Entry:
    first = found[0]
    if len(found) == 1:
        return _entry(first)
    each = tuple((owner, cause.message) for cause in found for owner in _hit(cause))
    owners = tuple(dict.fromkeys(owner for owner, _ in each))
    text = summaries.get(first.rule, first.name)
    fixes = {cause.fix for cause in found}
    return Entry(
        first.severity, first.rule, first.name, text, owners, fix=fixes.pop() if len(fixes) == 1 else "", each=each
    )


def unread(zones: Iterable[ZoneUnverified]) -> tuple[Unread, ...]:
    """The zones not read, those of the same account and reason together."""
    grouped: dict[tuple[str, str, str, str], list[str]] = {}
    for zone in zones:
        name = f"{zone.zone} ({zone.zone_id})" if zone.zone_id else zone.zone
        grouped.setdefault((zone.account, zone.provider, zone.reason, zone.hint), []).append(name)
    return tuple(
        Unread(account, title(provider), reason, hint, tuple(names))
        for (account, provider, reason, hint), names in grouped.items()
    )


def not_judged(skipped: Mapping[str, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The rules not judged, by reason."""
    reasons: dict[str, list[str]] = {}
    for rule, reason in skipped.items():
        reasons.setdefault(reason, []).append(rule)
    return tuple((reason, tuple(rules)) for reason, rules in reasons.items())


def _width(number: int, longest: int) -> float:
    """At least one per cent: what is there is seen."""
    return round(max(100 * number / max(longest, 1), 1), 2)
