"""MX409 below-delegation: the zone delegates the owner away, so its MX records there are never served

## What it checks
The owner of MX records lies at or below a name for which the same zone holds NS records (other than the zone's own). In
a plan that takes the NS records away in the same step, it does not. Where the provider was not asked about a name above
the owner, or has no adapter, DNS is asked whether the name has NS records.

- error: the plan writes the MX records, or delegates the name of records that are there; unverified: whether the new
  servers have them could not be told
- error: the plan writes the address of an exchange below such a name, and DNS serves none there; unverified: DNS could
  not tell
- notice: what is served at the owner has the same exchanges (the zone below holds them too), or the plan leaves the
  records alone

## Why it matters
A delegation hands over a name and all below it. The zone above answers with a referral, whatever else it holds there;
the apply succeeds and mail goes on as the zone below says.

## Example
    eu.example.com.    NS  ns1.other.example.net.
    eu.example.com.    MX  10 mx1.example.net.      <- in the zone example.com: never served

## Fix
Write the records into the zone that the name is delegated to, or take the delegation away.

## References
RFC 1034 sections 4.2.1 and 4.3.2 step 3b; RFC 2181 section 6.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Kind, Mx, Severity
from iacmx.names import is_within
from iacmx.rules import About, Need, Rule
from iacmx.rules._cuts import Cut, cut_above
from iacmx.rules._targets import effect, targets
from iacmx.rules._untold import by_answer

RULE = Rule(
    id="MX409",
    name="below-delegation",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="MX records in a zone that delegates their owner away",
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    if not case.after:
        return
    cut = cut_above(case, case.owner)
    if cut is not None:
        severity = _severity(case, cut)
        untold = f", and whether the zone {cut.name} has the same could not be told"
        yield RULE.finding(
            case,
            f"{_away(case, cut)}: the MX records that it holds for {case.owner} are never served"
            f"{untold if severity is Severity.UNVERIFIED else ''}.",
            evidence=cut.told_by,
            fix=f"Write them into the zone {cut.name}, or take its NS records out of {case.zone.name}.",
            severity=severity,
        )
    for host in _written(case):
        found = cut_above(case, host)
        if found is not None:
            yield from _host(case, host, found)


def _away(case: Case, cut: Cut) -> str:
    return f"The zone {case.zone.name} delegates {cut.name} away"


def _severity(case: Case, cut: Cut) -> Severity:
    """NOTICE where mail goes where these records say, as the zone below serves the same exchanges, or as before."""
    contents = case.contents
    is_new = "NS" in contents.after.get(cut.name, ()) and "NS" not in contents.before.get(cut.name, ())
    writes = [mx_set.content for mx_set in case.before] != [mx_set.content for mx_set in case.after]
    if not is_new and all(change.is_noop for change in case.changes):
        return Severity.NOTICE
    told = (case.after_world if is_new else case.served).lookup(case.owner, "MX")
    if {value.exchange for value in told.values if isinstance(value, Mx)} == set(case.hosts_after):
        return Severity.NOTICE
    is_open = told.kind in (Kind.UNVERIFIED, Kind.PLANNED) or (told.kind is Kind.SKIPPED and not writes)
    return Severity.UNVERIFIED if is_new and is_open else Severity.ERROR


def _written(case: Case) -> Iterator[str]:
    """The exchanges whose address the world has from the plan, which writes it into the case's own zone.

    Where the zone is known to delegate them, the world has their addresses from DNS, and the rules about targets judge.
    """
    apex = case.zone.name
    below = [zone.name for zone in case.all_zones if zone.name != apex and is_within(zone.name, apex)] if apex else []
    for target in targets(case):
        by_plan = any(answer.exists and answer.source == "the plan" for answer in target.answers)
        elsewhere = not apex or not is_within(target.host, apex) or any(is_within(target.host, zone) for zone in below)
        if by_plan and not elsewhere:
            yield target.host


def _host(case: Case, host: str, cut: Cut) -> Iterator[Finding]:
    served = case.served.addresses(host)
    if any(answer.exists or answer.kind is Kind.PENDING for answer in served):
        return
    untold = next((answer for answer in served if not answer.absent), None)
    fix = f"Write the address of {host} into the zone {cut.name}, or take its NS records out of {case.zone.name}."
    if untold is None:
        yield RULE.finding(
            case,
            f"{_away(case, cut)}: the address that the plan writes for {host} is never served, "
            f"and {effect(case, host)}.",
            evidence=f"{cut.told_by}, and serves no address of {host}",
            fix=fix,
            exchange=host,
        )
    elif untold.kind is Kind.UNVERIFIED:
        yield RULE.finding(
            case,
            f"{_away(case, cut)}: the address that the plan writes for {host} is never served, and whether the zone "
            f"{cut.name} has one could not be told.",
            evidence=by_answer(f"the A and AAAA records of {host}", untold).in_words,
            fix=fix,
            exchange=host,
            severity=Severity.UNVERIFIED,
        )
