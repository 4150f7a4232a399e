"""From what an audit found to its report: what counts, what it is caused by, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from iacmx import __version__
from iacmx.audit.source import Source
from iacmx.audit.tally import OK, Tally
from iacmx.audit_report import SCHEMA, AccountReport, AuditReport, Totals, ZoneUnverified
from iacmx.baseline import apart, gone
from iacmx.causes import one_per_cause
from iacmx.judge import order
from iacmx.model import Finding, Severity
from iacmx.report import Verdict
from iacmx.verdict import NOT_SELECTED, Options
from iacmx.waivers import together, waive
from iacmx.words import counted

INTERRUPTED = 130


def report(
    sources: Sequence[Source],
    tally: Tally,
    options: Options,
    *,
    accounts: tuple[AccountReport, ...],
    unverified: tuple[ZoneUnverified, ...],
    interrupted: bool,
    rules: int,
    skipped: Mapping[str, str],
    dns_questions: int | None,
    beside: tuple[str, ...] = (),
) -> AuditReport:
    """The report of a run; ``dns_questions`` is ``None`` where DNS was not asked, ``beside`` what else was left out."""

    def told_once(found: Iterable[Finding]) -> tuple[Finding, ...]:
        told = one_per_cause(found, lambda finding: tally.exchanges.get((finding.zone, finding.owner), 0))
        return tuple(sorted(told, key=order))

    standing, waived, waivers = waive(tally.findings, options.waivers)
    counting, known = apart(standing, options.baseline)
    causes = told_once(counting)
    domains = tally.domains({finding.fingerprint for finding in counting})
    totals = domains.totals()
    failing = [f for f in causes if f.severity is not Severity.UNVERIFIED and f.severity.rank <= options.fail_on.rank]
    unread = len(unverified) + sum(bool(account.reason) for account in accounts)
    is_blind = not any(account.zones for account in accounts)  # a token may show nothing at all
    is_open = bool(unread) or interrupted or is_blind or any(f.severity is Severity.UNVERIFIED for f in causes)
    verdict = Verdict.FAIL if failing else Verdict.UNVERIFIED if is_open else Verdict.PASS
    return AuditReport(
        schema=SCHEMA,
        version=__version__,
        subject=", ".join(source.label for source in sources),
        verdict=verdict,
        exit_code=INTERRUPTED if interrupted else _exit_code(verdict, is_open, options),
        summary=_summary(verdict, totals, causes, len(failing), unread, interrupted, is_blind),
        fail_on=options.fail_on,
        interrupted=interrupted,
        accounts=accounts,
        unverified=unverified,
        totals=totals,
        causes=causes,
        domains=domains,
        waived=together(waived, told_once),
        waivers=waivers,
        known=told_once(known),
        gone=gone(tally.findings, options.baseline, skipped),
        rules=rules,
        rules_skipped=dict(skipped),
        skipped=(*_skipped(skipped, dns_questions, accounts), *beside),
        api_requests=sum(account.requests for account in accounts),
        dns_questions=dns_questions or 0,
    )


def _exit_code(verdict: Verdict, is_open: bool, options: Options) -> int:
    if verdict is Verdict.FAIL and not options.soft_fail:
        return 1
    return 3 if is_open else 0


def _skipped(
    skipped: Mapping[str, str], dns_questions: int | None, accounts: Sequence[AccountReport]
) -> tuple[str, ...]:
    words: list[str] = []
    if dns_questions is None:
        words.append("DNS: not asked; whether hosts outside a zone exist was not checked")
    if private := sum(account.private for account in accounts):
        words.append(f"{counted(private, 'private zone')}: judged only by rules that need no DNS")
    if NOT_SELECTED in skipped.values():
        words.append("rules: only those selected were judged")
    return tuple(words)


def _summary(
    verdict: Verdict,
    totals: Totals,
    causes: Sequence[Finding],
    failing: int,
    unread: int,
    interrupted: bool,
    is_blind: bool,
) -> str:
    """The outcome in one line."""
    if is_blind and not unread and not interrupted:
        return "No zone was shown: see whether these are the credentials, and the account, that are meant."
    parts = [f"{counted(totals.domains, 'domain')} judged"]
    if interrupted:
        parts.insert(0, "Interrupted")
    broken = totals.severities.get(Severity.ERROR.value, 0)
    if broken:
        parts.append(f"{broken} with an error")
    if failing:
        parts.append(f"{counted(failing, 'cause')} to act on, the worst: {causes[0].message.rstrip('.')}")
    if unread:
        parts.append(f"{unread} could not be read")
    open_ones = totals.severities.get(Severity.UNVERIFIED.value, 0)
    if open_ones:
        parts.append(f"{open_ones} could not be told")
    if verdict is Verdict.PASS:
        fine = totals.severities.get(OK, 0)
        parts.append("nothing wrong" if fine == totals.domains else "nothing that fails")
    return "; ".join(parts) + "."
