"""MX701 mta-sts-miss: the domain's MTA-STS policy does not allow an exchange

## What it checks
Where `_mta-sts.DOMAIN` announces a policy, before or in this plan, it is fetched from
`https://mta-sts.DOMAIN/.well-known/mta-sts.txt` as senders do, and each exchange after the apply is held against its
`mx` patterns (`*.` stands for one label). An alias as policy host is fine. Mode `none` is silent.

- error: mode `enforce`, and no exchange is allowed
- warning: mode `enforce`, and some are not; or mode `testing`, and none is
- notice: mode `testing`, and some are not; what is announced is no valid policy, or senders can't get it; it can't be
  fetched from here, and the plan names no new exchange
- unverified: it can't be fetched from here, and the plan names a new exchange
- info: the plan sets the policy host up, so that there is nothing to read before the apply

A policy that nobody can get is a notice only: senders then deliver as if there was none, except those that still hold
an older one. Where the same plan changes the policy, MX702 takes over. That some exchanges are not allowed is a warning
rather than an error: senders pass over these and deliver to the others.

## Why it matters
In mode `enforce`, "sending MTAs MUST NOT deliver the message to hosts that fail MX matching". Mail of all large senders
waits, and comes back after days.

## Example
    mode: enforce
    mx: *.mail.example.net
    example.com.  MX  10 mx.other.example.org.

## Fix
Add the exchange to the policy, change the id in the TXT record, wait for that record's TTL, then change the MX records.

## References
RFC 8461 sections 3.3 (fetching), 4.1 (matching), 5 (modes; what happens without a policy).
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._mta_sts import State, Sts, listed, new_hosts, sts
from iacmx.rules._untold import Untold

RULE = Rule(
    id="MX701",
    name="mta-sts-miss",
    severity=Severity.ERROR,
    needs=(Need.DNS, Need.HTTPS),
    summary="the domain's MTA-STS policy does not allow an exchange",
)


def judge(case: Case) -> Iterator[Finding]:
    found = sts(case)
    if found.state is State.READ and found.refused and not found.changes:
        yield _refused(case, found)
    elif found.state is State.PLANNED:
        yield RULE.finding(
            case,
            f"The plan changes {found.changes}: the MTA-STS policy of {case.owner} can't be read before the apply.",
            evidence=found.answer.reason,
            fix=f"See that the policy allows {listed(case.hosts_after)}.",
            severity=Severity.INFO,
        )
    elif found.state in (State.INVALID, State.ABSENT):
        what = "is not valid" if found.state is State.INVALID else "is announced, but senders can't get it"
        yield RULE.finding(
            case,
            f"The MTA-STS policy of {case.owner} {what}: only senders that hold an older one apply it.",
            evidence=found.answer.reason or found.answer.source,
            fix=f"Serve a policy that allows {listed(case.hosts_after)}, or take _mta-sts.{case.owner} away.",
            severity=Severity.NOTICE,
        )
    elif found.state is State.UNTOLD:
        new = new_hosts(case)
        yield RULE.finding(
            case,
            f"Whether the MTA-STS policy of {case.owner} allows {listed(new or case.hosts_after)} could not be told.",
            evidence=_untold(case, found).in_words,
            fix="Run where the policy host can be reached over HTTPS, or look whether the policy names the exchanges.",
            severity=Severity.UNVERIFIED if new else Severity.NOTICE,
        )


def _untold(case: Case, found: Sts) -> Untold:
    host = f"mta-sts.{case.owner}"
    return Untold(found.answer.source, host, found.answer.reason.removeprefix(host).strip() or "no answer")


def _refused(case: Case, found: Sts) -> Finding:
    policy = found.policy
    every = set(found.refused) == set(case.hosts_after)
    if policy is None or policy.mode == "testing":
        effect, severity = "senders report it", Severity.WARNING if every else Severity.NOTICE
    elif every:
        effect, severity = "senders that honour it do not deliver", Severity.ERROR
    else:
        effect, severity = "senders that honour it pass over these", Severity.WARNING
    return RULE.finding(
        case,
        f"The MTA-STS policy of {case.owner} does not allow {listed(found.refused)}: {effect}.",
        evidence=f"{found.answer.source}: {in_words(found)}",
        fix=f"Add {listed(found.refused)} to the policy and change the id in _mta-sts.{case.owner} first.",
        severity=severity,
    )


def in_words(found: Sts) -> str:
    policy = found.policy
    return f"mode {policy.mode}, max_age {policy.max_age}, mx {listed(policy.mx) or 'none'}" if policy else ""
