"""MX801 provider-incomplete: a mail service's set is not whole, or in the wrong order

## What it checks
A set that names hosts of one known mail service holds all that the service asks for, in its order. Two preferences
that are equal are no wrong order, and which numbers they are does not matter. It is a warning where the order is
reversed or only one host of several is left, and a notice where some are missing or the one will do
(`aspmx.l.google.com`): the service takes all mail at those that are there. Services are held to their own
documentation, or to what public configurations agree on; those that are only recognised by name are left alone.

## Why it matters
The hosts that are missing are the ones that take over. In the wrong order mail goes first to hosts that are meant to
hold it while the others are down.

## Example
    example.com.  MX  10 mail.protonmail.ch.       ; and no mailsec.protonmail.ch

## Fix
Add the hosts that are missing, with the preferences that the service shows.

## References
The service's own instructions; `sources` of the service in `iacmx/data/mail_hosts.json`. RFC 5321 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case, MxSet
from iacmx.mail_sets import Match
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._services import is_incomplete, is_two_sets, joins_live, known_sets, of_one_service, wrong_order

RULE = Rule(
    id="MX801",
    name="provider-incomplete",
    severity=Severity.WARNING,
    needs=(Need.PLAN,),
    summary="a mail service's set is not whole, or in the wrong order",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx_set in known_sets(case):
        found = of_one_service(mx_set)
        if found is None or is_two_sets(found) or joins_live(case):
            continue
        order = wrong_order(mx_set, found)
        if not order and not is_incomplete(found):
            continue
        name, missing = found.service.name, ", ".join(found.missing)
        yield RULE.finding(
            case,
            f"{name} wants {order[1]} before {order[0]}: mail goes first to a host that is to take over."
            if order
            else f"The set of {name} is not whole: {missing} {'is' if len(found.missing) == 1 else 'are'} missing.",
            evidence="; ".join(mx.text for mx in mx_set.by_preference),
            fix=f"Give {order[1]} the lower preference." if order else f"Add {missing}.",
            variant=mx_set.variant,
            address=mx_set.address or case.address,
            severity=RULE.severity if order or _has_no_other(mx_set, found) else Severity.NOTICE,
        )


def _has_no_other(mx_set: MxSet, found: Match) -> bool:
    """Whether all mail depends on one host that is not meant to stand alone."""
    return len(mx_set.hosts) == 1 and not found.service.is_whole(mx_set.hosts[0])
