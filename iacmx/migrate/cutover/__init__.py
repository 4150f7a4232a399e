"""A cut-over as a checklist: what to do, in which order, and when at the earliest. Reads only."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from iacmx import __version__
from iacmx.cutover_report import SCHEMA, Caution, CutoverPlan, Step, Untold
from iacmx.durations import spoken
from iacmx.migrate.carry import CLOUDFLARE, ROUTE53
from iacmx.migrate.cutover.cautions import cautions, untold
from iacmx.migrate.cutover.facts import Facts, gather
from iacmx.migrate.cutover.times import LOW, Wait, after_ds, after_lowering, after_switch, to_lower
from iacmx.migrate_report import State
from iacmx.names import is_within
from iacmx.report import Verdict
from iacmx.words import counted

__all__ = ["gather", "plan_of"]


def plan_of(facts: Facts, start: datetime) -> CutoverPlan:
    """The checklist that follows from the facts, begun at ``start`` (with a time zone)."""
    steps = _timed(_steps(facts), start)
    known, open_points = tuple(cautions(facts)), tuple(untold(facts))
    waits = [step.wait for step in steps]
    takes = None if None in waits else sum(wait or 0 for wait in waits)
    verdict, code, summary = _verdict(takes, known, open_points)
    move = facts.move
    return CutoverPlan(
        schema=SCHEMA,
        version=__version__,
        zone=move.name,
        source=move.source.label,
        target=move.target.label,
        start=_clock(start),
        verdict=verdict,
        exit_code=code,
        summary=summary,
        takes=takes,
        steps=steps,
        cautions=known,
        untold=open_points,
        ttls=facts.ttls,
    )


def _clock(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M %Z").strip()


def _timed(steps: Iterator[Step], start: datetime) -> tuple[Step, ...]:
    """The steps with the moments at which they can begin: each after all waits before it."""
    timed: list[Step] = []
    after: int | None = 0
    for step in steps:
        at = "" if after is None else _clock(start + timedelta(seconds=after))
        timed.append(Step(step.id, step.title, after, at, step.wait, step.do, step.commands, step.why))
        after = None if after is None or step.wait is None else after + step.wait
    return tuple(timed)


def _verdict(
    takes: int | None, known: tuple[Caution, ...], open_points: tuple[Untold, ...]
) -> tuple[Verdict, int, str]:
    first = sum(one.blocks for one in known)
    unclear = f" {counted(len(open_points), 'point')} could not be told." if open_points else ""
    waits = "" if takes is None else f" The waits take {spoken(takes)} together."
    if first:
        return Verdict.FAIL, 1, f"{counted(first, 'point')} to settle before the cut-over.{unclear}{waits}"
    if open_points:
        return Verdict.UNVERIFIED, 3, f"The plan is not complete:{unclear}{waits}"
    return Verdict.PASS, 0, f"Nothing stands in the way.{waits}"


def _steps(facts: Facts) -> Iterator[Step]:
    yield from _prepare(facts)
    ds = any(one.ds for one in facts.delegations)
    if ds:
        yield _step("remove-ds", "Remove the DS records at the registrar", _ds_orders(facts))
        seen = "Count from the moment when the parent zone's servers no longer show them."
        yield _waiting("wait-ds", "Wait out the DS records", after_ds(facts), seen)
    yield _step("switch", "Switch the delegation at the registrar", _switch_orders(facts))
    keep = "Leave the zone at the source as it is: until then both are asked. What must change is changed at both."
    back = "To go back, name the source's servers again: that takes as long."
    yield _waiting("wait-delegation", "Wait out the old delegation", after_switch(facts), keep, back)
    yield _step("verify", "See that everybody has followed", commands=[_command(facts, "verify", "--wait")])
    if ds:
        sign = "Turn DNSSEC on at the target, and wait until all its name servers answer with signatures."
        wait = "Then wait for the longest TTL at the target, and that of no answer (SOA): caches hold unsigned answers."
        yield _step("sign", "Sign at the target", [sign, wait, "Add the DS record that it shows at the registrar."])
    higher = [f"{ttl.owner} {ttl.type}: back to {ttl.seconds} s" for ttl in to_lower(facts)]
    nothing = "Nothing was lowered." if facts.move.source.data is not None else "All that were lowered, as they were."
    yield _step("raise-ttls", "Raise the TTLs at the target", higher or [nothing])
    yield _step("remove", "Remove the old zone", _remove_orders(facts))


def _prepare(facts: Facts) -> Iterator[Step]:
    yield _step("lower-ttls", "Lower the TTLs at the source", _lower_orders(facts))
    lowered = after_lowering(facts)
    nothing = () if lowered.seconds != 0 else ("Nothing to wait for: no TTL is lowered.",)
    yield _waiting("wait-ttls", "Wait out the old TTLs", lowered, *nothing)
    code = [_command(facts, "export", "--output", ".")] if facts.move.target.provider in (ROUTE53, CLOUDFLARE) else []
    yield _step("apply", "Apply at the target", _apply_orders(facts), code)
    both = "Both have to exit 0: what the providers hold, and what their name servers answer."
    commands = [_command(facts, "compare"), _command(facts, "verify")]
    yield _step("compare", "Compare both sides", [both], commands)


def _step(name: str, title: str, do: Iterable[str] = (), commands: Iterable[str] = ()) -> Step:
    return Step(name, title, None, "", 0, tuple(do), tuple(commands))


def _waiting(name: str, title: str, wait: Wait, *do: str) -> Step:
    return Step(name, title, None, "", wait.seconds, do, why=wait.why)


def _lower_orders(facts: Facts) -> list[str]:
    do = [f"{ttl.owner} {ttl.type}: {ttl.seconds} s to {LOW} s" for ttl in to_lower(facts)]
    parent = max((one.ttl or 0 for one in facts.delegations), default=0)
    if facts.apex is not None and facts.apex > parent > 0:
        do.append(
            f"The NS records of the apex, where the source lets you (Route 53 does): {facts.apex} s to {parent} s, as "
            f"at the parent zone. Run this again {spoken(facts.apex)} after it, when the old TTL is out of caches: the "
            "long wait gets shorter."
        )
    if facts.move.source.data is None:
        return [f"All record sets of mail to {LOW} s. Which there are could not be told."]
    return do or [f"Nothing to do: no TTL of mail is longer than {LOW} s. If they were until now, wait that out first."]


def _apply_orders(facts: Facts) -> Iterator[str]:
    move = facts.move
    if move.target.missing:
        yield f"Create the zone {move.name} at {move.target.label}, and note the name servers that it assigns."
    missing = [row for row in (facts.comparison.rows if facts.comparison else ()) if row.state is State.MISSING]
    if missing:
        yield f"{counted(len(missing), 'record set')} of mail to create; the others of the zone, too."
    yield "Write the records as Terraform code, judge its plan with `iacmx check --ignore MX607`, apply it."
    yield "MX607 says that nobody asks this zone yet, which is so until the switch."


def _ds_orders(facts: Facts) -> Iterator[str]:
    records = sorted({ds for one in facts.delegations for ds in one.ds})
    tags = ", ".join(record.split()[0] for record in records)
    yield f"Remove {counted(len(records), 'DS record')} (key tag {tags}); leave the zone at the source signed."
    yield "Do not turn DNSSEC off at the source before the switch is over."


def _switch_orders(facts: Facts) -> Iterator[str]:
    move = facts.move
    if all(one.ds_reason for one in facts.delegations):
        yield "Not before you know whether the parent zone has DS records: see below."
    names = ", ".join(sorted(move.new)) or f"those that {move.target.label} assigns (could not be told)"
    yield f"Name these servers, and no others: {names}."
    if any(is_within(name, move.name) for name in move.new):
        yield "With them their addresses (glue)."
    yield "Mixed sets send some mail by the old zone and some by the new one for as long as they stand."


def _remove_orders(facts: Facts) -> Iterator[str]:
    move = facts.move
    yield f"Delete {move.name} at {move.source.label}, not before the verification says that it is done."
    yield "Where Terraform holds it, judge the plan that removes it with `iacmx check` first."


def _command(facts: Facts, name: str, *more: str) -> str:
    move = facts.move
    sides = ("--from", move.source.label, "--to", move.target.label)
    return shlex.join(["iacmx", "migrate", name, *sides, move.name, *more])
