"""MX405 ns-inconsistent: the zone's name servers do not all give the same MX records

## What it checks
Every server that DNS names for the zone is asked itself, without recursion, for the owner's MX records: all must answer
with authority, and the same. One finding for each owner; which servers fail and how is in it. Serial numbers of the SOA
are not compared: they differ for a while after every change, and some providers never count them up.

- warning: servers differ, refuse, or answer without authority
- unverified: a server could not be asked

Judged only where it is selected (`--select MX405`): it costs a query to each server for each owner, and a network that
lets nothing but its resolver ask DNS can't be told from a dead server. A change made in the last minute may not have
reached all servers yet.

## Why it matters
A sender asks any of the servers. What differs between them comes and goes with each mail, and is the hardest fault to
find.

## Example
    ns1.example.net  example.com.  MX  10 mx1.example.net.
    ns2.example.net  REFUSED

## Fix
Mend the transfer to the servers that differ, or take those that do not serve the zone out of its NS records and out of
the delegation.

## References
RFC 1034 section 4.2.2 ("consistency"); RFC 2182 section 3; RFC 1912 section 2.8 (lame delegation).
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._authority import Said, ask, content
from iacmx.rules._delegation import named, servers
from iacmx.rules._untold import Untold

RULE = Rule(
    id="MX405",
    name="ns-inconsistent",
    severity=Severity.WARNING,
    needs=(Need.DNS, Need.AUTHORITY),
    summary="name servers of the zone differ, refuse, or lack authority",
    opt_in=True,
)


def judge(case: Case) -> Iterator[Finding]:
    if not case.zone.name or case.zone.private or case.zone.created_by_plan or case.owner.startswith("*."):
        return
    said = ask(case, servers(named(case)), case.owner, "MX")
    lame = [one for one in said if one.is_lame]
    told = [one for one in said if one.answer.settled]
    differ = len({content(one.answer) for one in told}) > 1
    if lame or differ:
        yield RULE.finding(
            case,
            _message(case, lame, differ),
            evidence="; ".join(one.in_words for one in said),
            fix="Mend the transfer to servers that differ; take those that do not serve the zone out of its NS set.",
        )
    elif silent := [one for one in said if one.is_silent]:
        yield RULE.finding(
            case,
            f"Whether all name servers of {case.zone.name} give the same MX records could not be told.",
            evidence=Untold(
                f"the MX records of {case.owner}",
                ", ".join(one.server for one in silent),
                "; ".join(one.in_words for one in silent),
            ).in_words,
            fix="Run where port 53 of these servers can be reached, or ask their operator.",
            severity=Severity.UNVERIFIED,
        )


def _message(case: Case, lame: list[Said], differ: bool) -> str:
    if differ:
        return f"The name servers of {case.zone.name} give different MX records for {case.owner}."
    names = ", ".join(one.server for one in lame)
    return f"Of the name servers of {case.zone.name}, {names} does not serve it: look-ups fail now and then."
