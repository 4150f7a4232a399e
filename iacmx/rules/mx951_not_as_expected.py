"""MX951 not-as-expected: the mail of an owner does not go where the settings expect it

## What it checks
The first `[[expect]]` of the settings that fits the owner says where its mail goes: to a mail host, all of whose
exchanges are its own; to an exact set; or nowhere (the null MX). Every MX set that the plan changes is compared with it
as it will be after the apply. Records known only after the apply are not compared (MX610), nor are preferences that
Cloudflare Email Routing is yet to choose; and a record that may be live besides those in the plan is not called
missing. An owner that loses all its MX records is told by MX601.

## Why it matters
The house decided where its mail goes. A set that differs may be perfectly sound and still bypass the spam filter, the
archive, or the contract.

## Example
    [[expect]]
    owner = "*.example.com"
    mail = "google_workspace"

    shop.example.com.  MX  10 mx1.example.net.

## Fix
Change the records, or the expectation where the house decided anew.

## References
docs/settings.md; RFC 7505 for "no mail".
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case, MxSet
from iacmx.mail_hosts import MailHost, recognise
from iacmx.model import Finding, Mx, Severity
from iacmx.policy import Expectation
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX951",
    name="not-as-expected",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="mail does not go where the settings expect it",
)
_PROOF = ".msv1.invalid"  # Microsoft's old proof of ownership takes no mail


def judge(case: Case) -> Iterator[Finding]:
    wanted = case.policy.expectation(case.owner)
    for mx_set in case.after if wanted else ():
        differs = _differs(wanted, case, mx_set) if wanted and mx_set.alias is None else ""
        if wanted and differs:
            yield RULE.finding(
                case,
                f"The settings expect {_words(wanted)} at {case.owner}, but {differs}.",
                evidence=", ".join(map(_record, mx_set.by_preference)),
                fix=f"Change the MX records of {case.owner}, or the expectation for {wanted.owner} in the settings.",
                variant=mx_set.variant,
                address=mx_set.address or case.address,
            )


def _differs(wanted: Expectation, case: Case, mx_set: MxSet) -> str:
    """How the set differs from what is wanted, ``""`` where it does not."""
    if wanted.is_null:
        return f"mail goes to {', '.join(mx_set.hosts)}" if mx_set.hosts else ""
    if wanted.records:
        return _differs_from(wanted.records, case, mx_set)
    others = [name for name in mx_set.exchanges if not _belongs(name, wanted.mail_host)]
    if "." in others:
        return "the null MX refuses it"
    return f"{', '.join(others)} {'is' if len(others) == 1 else 'are'} not of it" if others else ""


def _belongs(exchange: str, host: MailHost | None) -> bool:
    return recognise(exchange) == host or exchange.endswith(_PROOF)


def _differs_from(records: tuple[Mx, ...], case: Case, mx_set: MxSet) -> str:
    wanted = {(mx.preference, mx.exchange): mx for mx in records}
    there = {(mx.preference, mx.exchange): mx for mx in mx_set.by_preference}
    unranked = {mx.exchange for mx in mx_set.by_preference if mx.unranked} & {mx.exchange for mx in records}
    more = [_record(mx) for key, mx in there.items() if key not in wanted and mx.exchange not in unranked]
    whole = case.after_complete and not mx_set.unknown
    missing = [_record(mx) for key, mx in wanted.items() if key not in there and mx.exchange not in unranked]
    less = missing if whole else []
    told = [f"{', '.join(more)} is not expected"] if more else []
    return " and ".join([*told, *([f"{', '.join(less)} is missing"] if less else [])])


def _record(mx: Mx) -> str:
    return f"{'?' if mx.preference is None else mx.preference} {mx.exchange}"


def _words(wanted: Expectation) -> str:
    if wanted.is_null:
        return "no mail"
    return f"mail at {wanted.mail_host.name}" if wanted.mail_host else "an exact set"
