"""MX703 dane-gap: some exchanges are protected by DANE, others are not

## What it checks
The owner's zone is signed, and of the exchanges after the apply some have validated TLSA records at `_25._tcp.HOST` and
others have none. Judged only where the resolver validates (it says so in its answers), and TLSA records are asked for
only where a host's addresses were validated. TLSA records that the plan creates or takes away count as after the apply.

- warning: the plan adds an exchange without to a set that has them, or takes the TLSA records of one away
- notice: the gap was there before
- notice: no exchange has any after the apply, and before one had

## Why it matters
Who wants to read the mail disturbs the way to the protected hosts, and senders fall back to one that anybody can
impersonate. The protection is only as good as that of the weakest exchange.

## Example
    _25._tcp.mx1.example.net.  TLSA  3 1 1 0b9fa5a5...
    _25._tcp.mx2.example.org.  NXDOMAIN

## Fix
Publish TLSA records for the others too, in a signed zone, or leave only protected exchanges. Where mail moves to hosts
that have none, the notice tells what is given up.

## References
RFC 7672 sections 1.3.2 and 2.2.1 ("all their SMTP servers and MX records are configured accordingly"), 2.2.2, 2.2.3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.names import tlsa_owner
from iacmx.rules import Need, Rule
from iacmx.rules._dane import HAS, LACKS, dane, dane_before, is_signed

RULE = Rule(
    id="MX703",
    name="dane-gap",
    severity=Severity.WARNING,
    needs=(Need.DNS, Need.DNSSEC),
    summary="some exchanges have TLSA records, others have none",
)


def judge(case: Case) -> Iterator[Finding]:
    found = dane(case)
    with_tlsa = [host for host, state in found.items() if state == HAS]
    without = [host for host, state in found.items() if state == LACKS]
    if with_tlsa and without:
        if is_signed(case):
            yield _gap(case, with_tlsa, without)
    elif without and len(without) == len(found):
        yield from _given_up(case, without)


def _gap(case: Case, with_tlsa: Sequence[str], without: Sequence[str]) -> Finding:
    before = dane_before(case, [host for host in without if host in case.hosts_before])
    new = [host for host in without if before.get(host, HAS) == HAS]
    added = bool(new) and any(host in case.hosts_before for host in with_tlsa)
    return RULE.finding(
        case,
        f"{', '.join(new if added else without)} has no DANE TLSA records, the other exchanges of {case.owner} do.",
        evidence=f"validated TLSA records at _25._tcp of {', '.join(with_tlsa)}; none of {', '.join(without)}",
        fix=f"Publish TLSA records at {', '.join(map(tlsa_owner, without))}, in a signed zone.",
        address=_taken_by(case, [host for host in new if host in before]),
        severity=Severity.WARNING if added else Severity.NOTICE,
    )


def _given_up(case: Case, without: Sequence[str]) -> Iterator[Finding]:
    stay = dane_before(case, [host for host in case.hosts_before if host in without])
    leave = [host for host in case.hosts_before if host not in without]
    if not (leave or HAS in stay.values()) or not is_signed(case):
        return  # and nothing more is asked for
    had = [host for host, state in {**stay, **dane_before(case, leave)}.items() if state == HAS]
    if had:
        yield RULE.finding(
            case,
            f"Senders no longer authenticate the exchanges of {case.owner} by DANE: none has TLSA records.",
            evidence=f"validated TLSA records at _25._tcp of {', '.join(had)} now; none of {', '.join(without)} then",
            fix=f"Publish TLSA records at {', '.join(map(tlsa_owner, without))}, if the protection is to stay.",
            address=_taken_by(case, [host for host in had if host in stay]),
            severity=Severity.NOTICE,
        )


def _taken_by(case: Case, hosts: Sequence[str]) -> str | None:
    """The plan address that takes away the TLSA records of one of the hosts."""
    answers = (case.after_world.lookup(tlsa_owner(host), "TLSA") for host in hosts)
    return next((answer.address for answer in answers if answer.absent and answer.address), None)
