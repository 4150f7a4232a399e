"""MX612 mail-from-removed: Amazon SES may stop sending, because the MX record of its MAIL FROM domain goes

## What it checks
An owner whose MX records are `feedback-smtp.REGION.amazonses.com` before the apply, and not after it. It is an error
where the owner's SPF record with `include:amazonses.com` stays, which shows that the MAIL FROM domain is still in use,
else a warning. It is reported here and not as MX601 or MX614, for such a domain takes no other mail.

## Why it matters
SES looks for this record. While it is missing SES either refuses to send (`RejectMessage`), so that outgoing mail
stops, or sends from amazonses.com, so that SPF no longer aligns with the domain and DMARC may fail.

## Example
    - bounce.example.com.  MX   10 feedback-smtp.eu-west-1.amazonses.com.
      bounce.example.com.  TXT  "v=spf1 include:amazonses.com ~all"

## Fix
Keep the record. To give the MAIL FROM domain up, take it out of the SES identity first.

## References
Amazon SES API, PutEmailIdentityMailFromAttributes, BehaviorOnMxFailure; RFC 7489 section 3.1.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.compare import listing
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._mail_from import loses_mail_from
from iacmx.rules._spf import spf_after

RULE = Rule(
    id="MX612",
    name="mail-from-removed",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="the MX record of an Amazon SES MAIL FROM domain goes",
)


def judge(case: Case) -> Iterator[Finding]:
    if not loses_mail_from(case):
        return
    spf = spf_after(case)
    stays = spf is not None and spf.includes("amazonses.com")
    gone = next((change.address for change in case.changes if change.deletes), "")
    yield RULE.finding(
        case,
        f"Amazon SES stops using {case.owner} as MAIL FROM domain, or stops sending, because its MX record goes.",
        evidence=f"{listing(case.before)} before, {listing(case.after) or 'nothing'} after"
        + (f"; SPF stays: {spf.text}" if spf is not None and stays else ""),
        fix=f"Keep the MX record of {case.owner}, or take the MAIL FROM domain out of the SES identity first.",
        severity=RULE.severity if stays else Severity.WARNING,
        address=gone or case.address,
    )
