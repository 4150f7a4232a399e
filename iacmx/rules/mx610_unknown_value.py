"""MX610 unknown-value: what an MX record will hold is known only after the apply

## What it checks
The owner, the type, the zone and the exchanges of every MX record that the plan writes must be known in the plan. A
type that is not known yet may be MX. The finding names where the value comes from, as far as the plan tells. An address
that is known only later, of a host that the plan creates, is no unknown of this kind: MX611.

## Why it matters
A name that nobody can look at can't be judged: it may be a typing error, an alias, or a host that does not exist. This
is neither an error nor clean, so the run is incomplete (exit code 3) unless `--unknown warn` accepts it.

## Example
    records = ["10 ${aws_eip.mail.public_dns}"]   # (known after apply)

In a set of values (`aws_route53_record.records`) one unknown value makes all of them unknown.

## Fix
Name the exchange by a text, not by an attribute that is computed; or apply what it depends on first (`-target`), plan
again and check again.

## References
Terraform JSON output format, `after_unknown`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from iacmx.case import Actual, Case
from iacmx.cases import OWNER_UNKNOWN
from iacmx.model import Change, Finding, Mx, RecordSet, Severity, Unknown
from iacmx.plan.owners import ZONE_NAME
from iacmx.rules import Need, Rule, fingerprint
from iacmx.rules._untold import Untold

RULE = Rule(
    id="MX610",
    name="unknown-value",
    severity=Severity.UNVERIFIED,
    needs=(Need.PLAN,),
    summary="what an MX record will hold is known only after the apply",
)


def judge(case: Case) -> Iterator[Finding]:
    for change in case.changes:
        unknown = [] if change.is_noop else list(dict.fromkeys(_unknown(case, change)))
        if case.actual is Actual.FAILED:
            unknown = [(part, value) for part, value in unknown if not _source(value).startswith(ZONE_NAME)]  # MX905
        if unknown:
            yield _finding(case, change, unknown)


Parts = tuple[str, Unknown]


def _unknown(case: Case, change: Change) -> Iterator[Parts]:
    """What can't be told of the change's records in this zone: which part, and where it will come from."""
    for record in change.after:
        if record.zone == case.zone.key and _is_here(case, record):
            yield from ((part, value) for part, value in _fields(case, record) if isinstance(value, Unknown))


def _is_here(case: Case, record: RecordSet) -> bool:
    owner = OWNER_UNKNOWN if isinstance(record.owner, Unknown) else record.owner
    return owner == case.owner and (record.type == "MX" or isinstance(record.type, Unknown))


def _fields(case: Case, record: RecordSet) -> Iterator[tuple[str, object]]:
    yield "zone", case.zone.unknown
    yield "owner", record.owner
    yield "type", record.type
    # Cloudflare tells both apart; within one text Terraform hides both, and it is the exchange that matters.
    whole = "preference or exchange" if case.zone.provider == "cloudflare" else "exchange"
    for value in (*record.values, record.alias):
        yield ("exchange", value.exchange) if isinstance(value, Mx) else (whole, value)


def _finding(case: Case, change: Change, unknown: list[Parts]) -> Finding:
    nameless = next((source for _, value in unknown if (source := _source(value)).startswith(ZONE_NAME)), "")
    if case.zone.unknown is not None:
        nameless = ""
    parts = " and ".join(dict.fromkeys(part for part, _ in unknown))
    told = [source for source in (_source(value) for _, value in unknown) if not source.startswith(ZONE_NAME)]
    sources = ", ".join(dict.fromkeys(source for source in told if source))
    may_be = "a record that may be MX" if any(part == "type" for part, _ in unknown) else "an MX record"
    finding = RULE.finding(
        case,
        f"The {parts} of {may_be} ({change.address}) can't be told before the apply; it was not judged.",
        evidence=Untold(f"the {parts} of {change.address}", "the plan", _came_back(nameless, sources)).in_words,
        fix=_name_the_zone(case)
        if nameless
        else f"Write the {parts} out as text, or apply {_first(sources)} first and plan again.",
        address=change.address,
    )
    # Several resources may share an unknown owner: the address tells them apart.
    return structs.replace(finding, fingerprint=fingerprint(RULE.id, finding.zone, case.owner, change.address))


def _name_the_zone(case: Case) -> str:
    if case.actual is Actual.SERVED:
        return "Take the zone's id from a resource or data source of the zone, so that the plan tells its name."
    return "Run without --offline or with a --snapshot, so that the zone's name is known."


def _first(sources: str) -> str:
    """What to apply first: resources; a local or a variable is none, but comes from some."""
    written = [source.split(".") for source in sources.split(", ")]
    return "what it depends on" if any(parts[-2:-1] in ([], ["local"], ["var"]) for parts in written) else sources


def _came_back(nameless: str, sources: str) -> str:
    if nameless:
        return f"{nameless} is not known"
    return f"known only after the apply, from {sources}" if sources else "known only after the apply"


def _source(value: Unknown) -> str:
    return value.planned_by or ", ".join(value.references)
