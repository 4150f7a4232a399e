"""MX702 mta-sts-order: MX records and MTA-STS policy change in the same plan

## What it checks
The plan changes the policy's announcement (`_mta-sts.DOMAIN`) or the policy host's records, and with them the MX
records, and the policy that is live now does not allow an exchange that mail goes to after the apply.

- warning: mode `enforce`
- notice: mode `testing`

What the policy says once all is applied can't be read beforehand; what senders hold from before can.

## Why it matters
A sender goes on applying the policy that it holds until it sees the new id, at the latest when `max_age` is over. The
TXT record may be cached for its TTL, and a policy host that moved for its own. Meanwhile mail to the new exchange
waits.

## Example
    ~ _mta-sts.example.com  TXT  "v=STSv1; id=20240101;" -> "v=STSv1; id=20240202;"
    ~ example.com           MX   mx.old.example.net -> mx.new.example.org

## Fix
First publish a policy that allows both the old and the new exchanges, with a new id; wait for the TTL of the TXT
record; then change the MX records; then drop the old exchanges from the policy.

## References
RFC 8461 section 8.1 (policy updates): "ensure that old policies continue to work for message delivery during this
period of time".
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._mta_sts import State, listed, sts

RULE = Rule(
    id="MX702",
    name="mta-sts-order",
    severity=Severity.WARNING,
    needs=(Need.PLAN, Need.DNS, Need.HTTPS),
    summary="MX records change together with the MTA-STS policy, which senders keep",
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    found = sts(case)
    policy = found.policy
    if found.state is not State.READ or policy is None or not found.refused or not found.changes:
        return
    wait = f"{found.ttl} seconds (the TTL of its TXT record)" if found.ttl is not None else "the TTL of its TXT record"
    yield RULE.finding(
        case,
        f"The plan changes {found.changes} together with the MX records: senders apply the policy they hold, which "
        f"does not allow {listed(found.refused)}, for {wait} or longer, at most {policy.max_age} seconds.",
        evidence=f"{found.answer.source}: mode {policy.mode}, max_age {policy.max_age}, mx {listed(policy.mx)}",
        fix="Publish a policy for old and new exchanges first, wait for that TTL, then change the MX records.",
        severity=Severity.WARNING if policy.mode == "enforce" else Severity.NOTICE,
    )
