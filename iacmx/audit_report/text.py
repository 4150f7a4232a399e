"""Text for people: what to act on first, each cause once with the domains it hits, then the numbers, verdict last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from iacmx.audit_report import AccountReport, AuditReport, Domain, ZoneUnverified
from iacmx.model import Finding
from iacmx.report import Style
from iacmx.report._accepted import idle_in_words, known_in_words, waived_in_words
from iacmx.report._pen import Pen, details, is_shown
from iacmx.report._safe import no_command
from iacmx.report._safe import printable as safe
from iacmx.titles import title
from iacmx.words import counted

_NAMES_A_LINE = 6
_IN_FULL = 3
_IN_SHORT = 20
_MAIL_HOSTS = 15
_DOMAINS_A_KIND = 10
_AS_DECLARED = "managed"
_OWNERSHIP = ("gone", "drifted", "unmanaged", _AS_DECLARED)
_CHANGES = ("removed", "changed", "added")
_ALL = "--verbose lists them"


def render(report: AuditReport, style: Style = Style()) -> Iterator[str]:  # noqa: B008 - frozen
    """The report line by line."""
    return (f"{no_command(line)}\n" for line in _lines(report, style, Pen(style.colour)))


def _lines(report: AuditReport, style: Style, pen: Pen) -> Iterator[str]:
    yield from _causes([cause for cause in report.causes if is_shown(cause, style)], pen, style.verbose)
    yield from _unverified(report.unverified, pen)
    if style.quiet:
        yield from (_account(account, pen) for account in report.accounts if account.reason)
    else:
        yield from _mail_hosts(report, pen, style.verbose)
        yield from _compared(report, pen, style.verbose)
        yield from _accepted(report, pen, style.verbose)
        yield from _coverage(report, pen, style.verbose)
    if report.interrupted:
        yield f"{pen.paint('interrupted', '35')} not all was read; this is about what was"
    yield pen.verdict(report.verdict, report.summary)


def _causes(causes: Sequence[Finding], pen: Pen, verbose: bool) -> Iterator[str]:
    """The worst first, and among equals what hits the most domains; of a rule with many, the rest in short."""
    seen: Counter[tuple[str, str]] = Counter()
    for cause in sorted(causes, key=lambda cause: (cause.severity.rank, -len(cause.owners))):
        kind = cause.severity.value, cause.rule
        seen[kind] += 1
        head = f"{pen.severity(cause.severity)} {cause.rule} {cause.name}: {safe(cause.message)}"
        if verbose or seen[kind] <= _IN_FULL:
            yield head
            yield from _names(f"hits {_domains(len(cause.owners))}", cause.owners, pen, verbose)
            yield from details(cause, pen)
            yield ""
        elif seen[kind] <= _IN_SHORT:
            yield f"{head} {pen.dim(f'({_few(cause.owners)})')}"
    short = {kind: number for kind, number in seen.items() if number > _IN_FULL and not verbose}
    for (severity, rule), number in short.items():
        if number > _IN_SHORT:
            yield f"and {number - _IN_SHORT} more {severity} findings of {rule}; {_ALL}"
    if short:
        yield ""


def _names(label: str, names: Sequence[str], pen: Pen, verbose: bool) -> Iterator[str]:
    """A few names and how many more there are, or all of them."""
    shown = names if verbose else names[:_NAMES_A_LINE]
    more = f" and {len(names) - len(shown)} more" if len(shown) < len(names) else ""
    if len(shown) <= _NAMES_A_LINE:
        yield f"      {pen.dim(f'{label}:')} {_joined(shown)}{more}"
        return
    yield f"      {pen.dim(f'{label}:')}"
    for start in range(0, len(shown), _NAMES_A_LINE):
        yield f"           {_joined(shown[start : start + _NAMES_A_LINE])}"


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return _joined(names[:1]) + more


def _joined(names: Sequence[str]) -> str:
    return ", ".join(map(safe, names))


def _domains(number: int) -> str:
    return counted(number, "domain")


def _unverified(zones: Sequence[ZoneUnverified], pen: Pen) -> Iterator[str]:
    """Every zone that could not be read by name, those of one account with one reason together."""
    together: dict[tuple[str, str, str, str], list[str]] = {}
    for zone in zones:
        named = zone.zone or zone.zone_id
        together.setdefault((zone.provider, zone.account, zone.reason, zone.hint), []).append(named)
    for (provider, account, reason, hint), names in together.items():
        told = f"{counted(len(names), 'zone')} could not be read: {reason}"
        yield f"{pen.paint('unverified', '35', bold=True)} {safe(told)}"
        yield from _names(f"in {safe(account)} ({safe(title(provider))})", names, pen, verbose=True)
        if hint:
            yield f"      {pen.dim('fix ')} {safe(hint)}"
        yield ""


def _mail_hosts(report: AuditReport, pen: Pen, verbose: bool) -> Iterator[str]:
    """How many domains have their mail where."""
    ordered = sorted(report.totals.mail.items(), key=lambda item: (-item[1], item[0]))
    if not ordered:
        return
    shown = ordered if verbose else ordered[:_MAIL_HOSTS]
    yield pen.bold("domains by mail host")
    for mail, number in shown:
        yield f"{number:>7}  {safe(mail or 'unknown')}"
    if rest := ordered[len(shown) :]:
        yield f"{sum(number for _, number in rest):>7}  {counted(len(rest), 'other mail host')}; {_ALL}"
    yield ""


def _compared(report: AuditReport, pen: Pen, verbose: bool) -> Iterator[str]:
    """The domains that are not as the Terraform state or the earlier snapshot has them."""
    told = (
        ("against the Terraform state", _OWNERSHIP, report.totals.ownership),
        ("since the snapshot", _CHANGES, report.totals.changes),
    )
    for label, words, numbers in told:
        if numbers:
            each = ", ".join(f"{numbers[word]} {word}" for word in words if numbers.get(word))
            yield f"{pen.bold(label)}  {each}"
    left = {word: numbers[word] for _, words, numbers in told for word in words if numbers.get(word)}
    left.pop(_AS_DECLARED, None)
    if left:
        found = (line for domain in report.domains for line in _differences(domain, pen) if line[0] in left)
        yield from (f"  {line}" for _, line in found) if verbose else _some(found, left)
    if any(numbers for _, _, numbers in told):
        yield ""


def _some(found: Iterable[tuple[str, str]], numbers: Mapping[str, int]) -> Iterator[str]:
    """The first of each kind, kind by kind, and how many more there are."""
    kept: dict[str, list[str]] = {word: [] for word in numbers}
    for word, line in found:
        if len(kept[word]) < _DOMAINS_A_KIND:
            kept[word].append(line)
    for word, lines in kept.items():
        yield from (f"  {line}" for line in lines)
        if numbers[word] > len(lines):
            yield f"  {word:<9} and {numbers[word] - len(lines)} more; {_ALL}"


def _differences(domain: Domain, pen: Pen) -> Iterator[tuple[str, str]]:
    """One line for what the state says, one for what happened since the snapshot; each with the word it is about."""
    told = (domain.ownership, domain.addresses, domain.drift), (domain.change, (), domain.changes)
    for word, addresses, clauses in told:
        if word:
            named = f"{word:<9} {domain.owner}" + (" (private)" if domain.private else "")
            where = " ".join(part for part in (domain.account, ", ".join(addresses)) if part)
            words = f": {'; '.join(clauses)}" if clauses else ""
            yield word, f"{safe(named)}{safe(words)}  {pen.dim(safe(where))}"


def _accepted(report: AuditReport, pen: Pen, verbose: bool) -> Iterator[str]:
    """How much does not count; what asks for a change of the settings is always told in full."""
    told = idle_in_words(report.waivers)
    if verbose:
        told = [*waived_in_words(report.waived), *told, *known_in_words(report.known, report.gone)]
    else:
        numbers = (
            (len(report.waived), "waived by the settings"),
            (len(report.known), "known from the baseline"),
            (len(report.gone), "of the baseline not found any more"),
        )
        told += [f"{counted(number, 'finding')} {words}" for number, words in numbers if number]
    yield from (pen.dim(safe(line)) for line in told)
    if told:
        yield ""


def _coverage(report: AuditReport, pen: Pen, verbose: bool) -> Iterator[str]:
    totals = report.totals
    told = [
        f"{_domains(totals.domains)} with {counted(totals.mx_sets, 'MX set')}",
        f"{counted(sum(account.zones for account in report.accounts), 'zone')} "
        f"in {counted(sum(not account.same_as for account in report.accounts), 'account')}",
        f"{report.rules} rules",
        f"{counted(report.api_requests, 'API request')}",
        f"{counted(report.dns_questions, 'DNS question')}",
    ]
    if report.unverified:
        told.append(f"{counted(len(report.unverified), 'zone')} could not be read")
    if report.rules_skipped:
        told.append(f"{counted(len(report.rules_skipped), 'rule')} not judged")
    yield f"{pen.dim('checked')} {'; '.join(told)}"
    yield from (_account(account, pen) for account in report.accounts)
    for words in report.skipped:
        yield f"{pen.dim('skipped')} {safe(words)}"
    if verbose:
        for why, number in Counter(report.rules_skipped.values()).items():
            ids = ", ".join(rule for rule, reason in report.rules_skipped.items() if reason == why)
            yield f"{pen.dim('skipped')} {counted(number, 'rule')}, {safe(why)}: {safe(ids)}"


def _account(account: AccountReport, pen: Pen) -> str:
    named = f"{account.label} ({title(account.provider)}):"
    if account.reason:
        why = f"{account.reason.rstrip('.')}. {account.hint}".strip()
        return f"{pen.paint('account', '35')} {safe(named)} its zones could not be listed: {safe(why)}"
    told = [f"the same account as {account.same_as}" if account.same_as else counted(account.zones, "zone")]
    told += [f"{account.private} private"] if account.private else []
    told += [f"{account.unverified} could not be read"] if account.unverified else []
    told += [f"{account.resumed} read by an earlier run"] if account.resumed else []
    told += [f"{counted(n, 'zone')} told with {other}" for other, n in account.elsewhere.items()]
    told += [counted(account.requests, "request")]
    return f"{pen.dim('account')} {safe(named)} {safe(', '.join(told))}"
