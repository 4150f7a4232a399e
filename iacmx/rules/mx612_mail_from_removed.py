"""MX612 mail-from-removed: Amazon SES stops sending, or using its MAIL FROM domain, for want of its MX record

## What it checks
A MAIL FROM domain of Amazon SES has one MX record, `feedback-smtp.REGION.amazonses.com`, and no other. Which domains
SES uses is told by `aws_ses_domain_mail_from` and `aws_sesv2_email_identity_mail_from_attributes` in the plan:

- The record goes, or the plan puts another in its place or beside it: an error where SES then refuses to send
  (`RejectMessage`, `REJECT_MESSAGE`), else a warning (`UseDefaultValue`, `USE_DEFAULT_VALUE`, the default).
- The plan takes a domain into use whose record is neither in the plan nor in DNS, or is not as it should be: a warning
  with `RejectMessage`, for the record may be published elsewhere before anything is sent, else a notice. Where DNS
  could not tell, the former is unverified.
- SES gives the domain up in the same apply in which its record goes: a notice.

Without such a resource it is told when the record goes: an error where the owner's SPF record with
`include:amazonses.com` stays, which shows that the domain is still in use, else a warning. In a zone that DNS does not
delegate to it is a notice. It is reported here and not as MX601 or MX614, for such a domain takes no other mail.

## Why it matters
SES looks for this record. While it is missing SES either refuses to send, so that outgoing mail stops, or sends from
amazonses.com, so that SPF no longer aligns with the domain and DMARC may fail.

## Example
    - bounce.example.com.  MX   10 feedback-smtp.eu-west-1.amazonses.com.
      resource "aws_ses_domain_mail_from" "x" { mail_from_domain = "bounce.example.com" }

## Fix
Keep the record, alone. To give the MAIL FROM domain up, take it out of the SES identity first.

## References
Amazon SES API, PutEmailIdentityMailFromAttributes, BehaviorOnMxFailure; Amazon SES developer guide, "Using a custom
MAIL FROM domain"; RFC 7489 section 3.1.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.compare import listing
from iacmx.model import Answer, Finding, Kind, MailFrom, Mx, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._delegation import Delegation, delegation
from iacmx.rules._mail_from import flaw, given_up, loses_mail_from, mail_from, unfit
from iacmx.rules._spf import spf_after
from iacmx.rules._untold import by_answer

RULE = Rule(
    id="MX612",
    name="mail-from-removed",
    severity=Severity.ERROR,
    needs=(Need.PLAN, Need.DRIFT),
    summary="the MX record of an Amazon SES MAIL FROM domain goes, or is not the one that SES wants",
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    setting = mail_from(case)
    if case.touched and loses_mail_from(case):
        ended = given_up(case)
        yield _lost(case, setting) if setting else _given_up(case, ended) if ended else _untold(case)
    elif setting and (wrong := unfit(case)):
        severity = RULE.severity if case.changes_mx else Severity.WARNING
        yield _wrong(case, setting, wrong, listing(case.after), _at_most(case, severity))
    elif setting and setting.changed and not (case.after or case.touched):
        yield from _served(case, setting, case.after_world.lookup(case.owner, "MX"))


def _lost(case: Case, setting: MailFrom) -> Finding:
    return RULE.finding(
        case,
        f"{_effect(setting)}: its MAIL FROM domain {case.owner} loses its MX record.",
        evidence=f"{_change(case)}; {_told_by(setting)}",
        fix=_keep(case),
        severity=_at_most(case, RULE.severity if setting.rejects else Severity.WARNING),
        address=_culprit(case),
    )


def _given_up(case: Case, ended: MailFrom) -> Finding:
    return RULE.finding(
        case,
        f"{case.owner} loses its MX record in the same apply in which Amazon SES stops using it as MAIL FROM domain.",
        evidence=f"{_change(case)}; {ended.address}",
        fix="Nothing, if nothing is sent during the apply; else give the MAIL FROM domain up first.",
        severity=Severity.NOTICE,
        address=_culprit(case),
    )


def _untold(case: Case) -> Finding:
    """No resource of the plan tells whether SES still uses the domain."""
    spf = spf_after(case)
    stays = spf is not None and spf.includes("amazonses.com")
    return RULE.finding(
        case,
        f"Amazon SES stops using {case.owner} as MAIL FROM domain, or stops sending, because its MX record goes.",
        evidence=_change(case) + (f"; SPF stays: {spf.text}" if spf is not None and stays else ""),
        fix=_keep(case),
        severity=_at_most(case, RULE.severity if stays else Severity.WARNING),
        address=_culprit(case),
    )


def _served(case: Case, setting: MailFrom, answer: Answer) -> Iterator[Finding]:
    """SES begins to look at records that are neither the plan's nor known from a provider."""
    if answer.kind is Kind.UNVERIFIED and setting.rejects:
        yield RULE.finding(
            case,
            f"Whether {case.owner} has the MX record that Amazon SES wants of a MAIL FROM domain could not be told.",
            evidence=f"{by_answer(f'the MX records of {case.owner}', answer).in_words}; {_told_by(setting)}",
            fix="Run again; if it stays, ask another --resolver.",
            severity=Severity.UNVERIFIED,
            address=setting.address,
        )
    records = [value for value in answer.values if isinstance(value, Mx)]
    wrong = flaw(records) if answer.absent or (records and len(records) == len(answer.values)) else ""
    if wrong:
        evidence = ", ".join(mx.text for mx in records) or f"{case.owner}: no MX record ({answer.source})"
        yield _wrong(case, setting, wrong, evidence, Severity.WARNING)


def _wrong(case: Case, setting: MailFrom, wrong: str, evidence: str, severity: Severity) -> Finding:
    milder = {Severity.ERROR: Severity.WARNING, Severity.WARNING: Severity.NOTICE}
    return RULE.finding(
        case,
        f"{_effect(setting)}: its MAIL FROM domain {case.owner} {wrong}.",
        evidence=f"{evidence}; {_told_by(setting)}",
        fix=f'Give {case.owner} one MX record, "10 feedback-smtp.REGION.amazonses.com" in the region of the identity.',
        severity=severity if setting.rejects else milder.get(severity, severity),
        address=case.address or setting.address,
    )


def _effect(setting: MailFrom) -> str:
    sender = setting.identity or "its identity"
    if setting.rejects:
        return f"Amazon SES refuses to send for {sender} ({setting.behavior})"
    if setting.behavior:
        return f"Amazon SES sends for {sender} from amazonses.com instead ({setting.behavior})"
    return f"Amazon SES may refuse to send for {sender}"


def _told_by(setting: MailFrom) -> str:
    return f"{setting.address}: {setting.behavior or 'what SES does without the record is known only after the apply'}"


def _change(case: Case) -> str:
    return f"{listing(case.before)} before, {listing(case.after)} after"


def _keep(case: Case) -> str:
    return f"Keep the MX record of {case.owner}, or take the MAIL FROM domain out of the SES identity first."


def _at_most(case: Case, severity: Severity) -> Severity:
    """SES, as everybody else, does not see a zone that DNS does not delegate to."""
    return Severity.NOTICE if delegation(case) is Delegation.ELSEWHERE else severity


def _culprit(case: Case) -> str:
    gone = next((change.address for change in case.changes if change.deletes), "")
    return gone or case.address
