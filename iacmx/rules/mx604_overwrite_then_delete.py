"""MX604 overwrite-then-delete: the apply deletes the record set that it has just written

## What it checks
A Route 53 record set (owner, type, set identifier) must not be deleted by one change and held by another of the same
plan: a create with `allow_overwrite` or an `aws_route53_records_exclusive` at a new address beside the delete at the
old one, a deposed object beside the resource that replaced it, a resource removed while a second one holds the same
set, or `create_before_destroy` on a set that keeps its name.

Delete and create without `allow_overwrite` can only leave a gap or fail: MX602.

## Why it matters
The hashicorp/aws provider does not delete the values that it once wrote: it reads the set that is live under that name
and deletes what it finds. A delete that comes last takes the new set with it, the apply reports success, and the domain
is without MX until the next plan notices. Between resources the order is open; it may go well once and not the next
time. `create_before_destroy` without `allow_overwrite` fails instead ("already exists"), leaving the old set.
This is read from the provider's source (`resourceRecordDelete`), not observed in an account.

## Example
    - aws_route53_record.mx                                    example.com MX
    + aws_route53_record.mail["example.com"] allow_overwrite   example.com MX

## Fix
Tell Terraform that it is the same record with a `moved` block; or drop the old address from the state only, with a
`removed` block and `destroy = false`. Take `create_before_destroy` off Route 53 records.

## References
hashicorp/aws, internal/service/route53/record.go; Route 53 API, ChangeResourceRecordSets (UPSERT, DELETE).
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Change, Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._order import Clash, clashes

RULE = Rule(
    id="MX604",
    name="overwrite-then-delete",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="the apply deletes the record set that it has just written",
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    found = clashes(case)
    if found:
        clash = min(found, key=lambda c: (not c.sure, c.deletes.address, c.holds.address))
        yield RULE.finding(
            case, _message(case, clash), evidence=_evidence(clash), fix=_fix(clash), address=clash.deletes.address
        )


def _message(case: Case, clash: Clash) -> str:
    if clash.fails:
        return (
            f"The apply fails: the new MX set of {case.owner} is created before the old one is deleted, "
            "and Route 53 does not create a set that exists."
        )
    if clash.deletes is clash.holds:
        return (
            f"The apply writes the new MX set of {case.owner} and then deletes it in place of the old one; "
            "the domain is then without MX until the next apply."
        )
    when = "removes" if clash.sure else "removes, if it is the last to run,"
    return (
        f"Deleting {_name(clash.deletes)} {when} the MX set of {case.owner} that {clash.holds.address} holds; "
        "the domain is then without MX until the next apply."
    )


def _evidence(clash: Clash) -> str:
    old, new = clash.deletes, clash.holds
    if old is new:
        return f"{old.address} ({', '.join(old.actions)}): the set keeps its name"
    return f"{_name(old)} ({', '.join(old.actions)}) and {new.address} ({', '.join(new.actions)}) name the same set"


def _fix(clash: Clash) -> str:
    old, new = clash.deletes, clash.holds
    if old is new:
        return "Take create_before_destroy off this record, or change it in place."
    if old.deposed:
        return f"Drop both from the state (terraform state rm '{old.address}') and import the live set anew."
    if new.creates and not new.exclusive:
        return f"Tell Terraform that it is the same record: add a moved block from {old.address} to {new.address}."
    return f"Drop {old.address} from the state only, by a removed block with destroy = false."


def _name(change: Change) -> str:
    return f"the deposed object of {change.address}" if change.deposed else change.address
