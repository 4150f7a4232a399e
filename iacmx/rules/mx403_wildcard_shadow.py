"""MX403 wildcard-shadow: a wildcard MX does not reach the names that have records of their own

## What it checks
Names below a wildcard's parent that have A or AAAA records but no MX, so that the wildcard MX does not apply to them:
mail for them goes to their own address (implicit MX). One finding for each wildcard.

- warning: the plan creates such a name, to which the wildcard applied until now, also where the plan leaves the
  wildcard itself alone
- notice: there are such names, and the plan writes the wildcard

Hosts that MX records name, `www`, names with an underscore, and names that are aliases or delegated are left out:
nobody expects mail there, or somebody else says where it goes. Only names of which all is known: the provider was asked
for the whole zone, or for them. A wildcard that the plan does not manage is seen where the zone is read anyway.

This is a notice rather than a warning for names that have always been there: most such zones mean it so.

## Why it matters
"Wildcard MXs ... apply only to names ... which aren't listed in the DNS at all": any record, also one of another type,
takes its name away from the wildcard.

## Example
    *.example.com.     MX  10 mx1.example.net.
    shop.example.com.  A   192.0.2.80            <- mail for shop.example.com goes to 192.0.2.80

## Fix
Give each of these names that should receive mail an MX record of its own; the null MX (`0 .`) to those that should not.

## References
RFC 1912 section 2.7; RFC 4592 section 2.2; RFC 5321 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iacmx.case import Case
from iacmx.model import Finding, Mx, Severity
from iacmx.names import ancestors, is_within
from iacmx.rules import Need, Rule
from iacmx.rules._cuts import knows

RULE = Rule(
    id="MX403",
    name="wildcard-shadow",
    severity=Severity.NOTICE,
    needs=(Need.ACTUAL, Need.DRIFT),
    summary="names that a wildcard MX does not reach",
)
SHOWN = 5


def judge(case: Case) -> Iterator[Finding]:
    if not case.owner.startswith("*.") or not any(not s.is_null for s in case.after):
        return
    types = case.contents.after
    lost = _shadowed(case, case.contents.arriving) if case.before else []
    names = lost or (_shadowed(case, types) if case.touched else [])
    if not names:
        return
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    yield RULE.finding(
        case,
        f"The MX records of {case.owner} {'no longer' if lost else 'do not'} apply to names with records of their own: "
        f"mail for {', '.join(names[:SHOWN])}{more} goes to {'its' if len(names) == 1 else 'their'} own address.",
        evidence=", ".join(f"{name} has {' '.join(sorted(types[name]))}" for name in names[:SHOWN]),
        fix="Give the names that should receive mail MX records of their own, the others the null MX (0 .).",
        severity=Severity.WARNING if lost else RULE.severity,
    )


def _shadowed(case: Case, names: Iterable[str]) -> list[str]:
    """Those of the names of the zone that the wildcard does not reach and that may want mail."""
    found = [name for name in names if _is_shadowed(case, name, case.contents.after[name])]
    exchanges = _exchanges(case) if found else set[str]()
    return sorted(name for name in found if name not in exchanges)


def _exchanges(case: Case) -> set[str]:
    """The hosts that some MX record of the plan or the zone names."""
    planned = (record for change in case.all_changes for record in change.after)
    live = case.data.records if case.data else ()
    named = {str(v.exchange) for record in (*planned, *live) for v in record.values if isinstance(v, Mx)}
    return named | {*case.hosts_after, *case.hosts_before}


def _is_shadowed(case: Case, name: str, held: frozenset[str]) -> bool:
    parent = case.owner.removeprefix("*.")
    if name == parent or not is_within(name, parent) or name.startswith("*.") or "_" in name:
        return False
    if not held & {"A", "AAAA"} or name == "www." + parent or not knows(case, name):
        return False
    # RFC 4592 section 2.2.1: the wildcard reaches no further than the closest name that exists.
    between = [above for above in ancestors(name) if above != parent and is_within(above, parent)]
    if between:
        return False
    return not case.after_world.lookup(name, "MX").exists  # of several MX records the plan may take one away
