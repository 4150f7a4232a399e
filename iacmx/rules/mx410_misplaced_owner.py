"""MX410 misplaced-owner: new MX records stand at a name that nobody sends mail to

## What it checks
The owner of MX records that the plan creates lies in the zone that they are written into. It is not `@` as a label of
its own (Route 53 knows no `@`), nor a whole name with the zone's name appended: the zone's own name twice, the name of
another zone of this run, or, as a warning, one that ends in .com or .org. Records that were there before, and a
resource whose owner is renamed (MX601), are left alone.

## Why it matters
The apply succeeds, and the domain that was meant stays without these MX records: mail goes on to the old hosts, to the
web server (the implicit MX), or bounces.

## Example
    zone example.com:  otherbrand.com.  MX  10 mx1.example.net     (becomes otherbrand.com.example.com)

## Fix
Write the records into the zone of the domain that is meant; name its apex by `""` or by the zone's name.

## References
Terraform AWS provider, `aws_route53_record`, argument `name`; RFC 1035 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.cases import OWNER_UNKNOWN
from iacmx.model import Finding, Severity
from iacmx.names import is_within
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX410",
    name="misplaced-owner",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="new MX records stand at a name that nobody sends mail to",
    on_change=True,
)
_TLDS = ("com", "org")
"""A name below a zone that ends so was hardly meant; others (``net``, ``mail``) are labels that people use inside."""


def judge(case: Case) -> Iterator[Finding]:
    zone = case.zone.name
    if not zone or case.owner in (zone, OWNER_UNKNOWN) or not case.after or case.before or _is_renamed(case):
        return
    meant = case.owner.removesuffix(f".{zone}")
    if meant == case.owner:
        yield RULE.finding(
            case,
            f"{case.owner} does not lie in zone {zone}: the apply fails to create its MX records there.",
            fix=f"Write the MX records into the zone of {case.owner}.",
        )
        return
    if "@" in meant.split("."):
        apex = case.owner.replace("@.", "")
        yield RULE.finding(
            case,
            f'The MX records stand at {case.owner}, where nobody sends mail, for Route 53 takes "@" for a label of its '
            f"own: {apex} does not get them.",
            fix=f'Write name = "" or "{zone}".' if apex == zone else f'Write name = "{apex}".',
        )
    elif home := _home(case, meant):
        yield RULE.finding(
            case,
            f"{case.owner} is {meant} with {zone} appended: senders to {meant} do not see these MX records.",
            fix=f'Write name = "{meant}" once.' if home == zone else f"Write the MX records into the zone of {home}.",
            severity=Severity.WARNING if home == meant and not _is_known(case, home) else Severity.ERROR,
        )


def _is_renamed(case: Case) -> bool:
    """Whether a resource brings its records from another owner, which loses them."""
    return any(r.type == "MX" and r.owner != case.owner for change in case.changes for r in change.before)


def _home(case: Case, meant: str) -> str:
    """The domain that a whole name before the zone's name belongs to, ``""`` where it is none."""
    names = [case.zone.name, *(zone.name for zone in case.all_zones)]
    known = [name for name in names if "." in name and is_within(meant, name)]
    if known:
        return max(known, key=len)
    labels = meant.split(".")
    return meant if len(labels) > 1 and labels[-1] in _TLDS else ""


def _is_known(case: Case, name: str) -> bool:
    return name == case.zone.name or any(zone.name == name for zone in case.all_zones)
