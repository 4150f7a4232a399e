"""A cut-over as a checklist: what to do, in which order, and when at the earliest. Reads only."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import datetime, timedelta

from iacmx import __version__
from iacmx.cutover_report import SCHEMA, Caution, CutoverPlan, Step, Untold
from iacmx.durations import spoken
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
        yield Step("remove-ds", "Remove the DS records at the registrar", None, "", 0, _ds_orders(facts))
        yield _waiting("wait-ds", "Wait out the DS records", after_ds(facts), _AS_SEEN)
    yield _switch(facts)
    keep = "Leave the zone at the source as it is: until then both are asked. What must change is changed at both."
    back = "To go back, name the source's servers again: that takes as long."
    yield _waiting("wait-delegation", "Wait out the old delegation", after_switch(facts), keep, back)
    yield Step("verify", "See that everybody has followed", None, "", 0, (), (_verify(facts, wait=True),))
    if ds:
        yield Step(
            "sign",
            "Sign at the target",
            None,
            "",
            0,
            (
                "Turn DNSSEC on at the target, and wait until all its name servers answer with signatures.",
                "Add the DS record that it shows at the registrar.",
            ),
        )
    yield from _finish(facts)


_AS_SEEN = "Count from the moment when the parent zone's servers no longer show them."


def _prepare(facts: Facts) -> Iterator[Step]:
    lowered = to_lower(facts)
    do = [f"{ttl.owner} {ttl.type}: {ttl.seconds} s to {LOW} s" for ttl in lowered]
    parent = max((one.ttl or 0 for one in facts.delegations), default=0)
    if facts.apex is not None and facts.apex > parent:
        do.append(
            f"The NS records of the apex, where the source lets you (Route 53 does): {facts.apex} s to "
            f"{parent or LOW} s, as at the parent zone. Run this again after it: the long wait gets shorter."
        )
    do = do or [f"Nothing to do: no TTL of mail is longer than {LOW} s."]
    yield Step("lower-ttls", "Lower the TTLs at the source", None, "", 0, tuple(do))
    yield _waiting("wait-ttls", "Wait out the old TTLs", after_lowering(facts))
    yield Step(
        "apply",
        "Apply at the target",
        None,
        "",
        0,
        tuple(_apply_orders(facts)),
        (_command(facts, "export") + " --output .",),
    )
    yield Step(
        "compare",
        "Compare both sides",
        None,
        "",
        0,
        ("Both have to exit 0: what the providers hold, and what their name servers answer.",),
        (_command(facts, "compare"), _verify(facts, wait=False)),
    )


def _apply_orders(facts: Facts) -> Iterator[str]:
    move = facts.move
    if move.target.missing:
        yield f"Create the zone {move.name} at {move.target.label}, and note the name servers that it assigns."
    missing = [row for row in (facts.comparison.rows if facts.comparison else ()) if row.state is State.MISSING]
    if missing:
        yield f"{counted(len(missing), 'record set')} of mail to create; the others of the zone, too."
    yield "Write the records as Terraform code, judge its plan with `iacmx check`, apply it."


def _switch(facts: Facts) -> Step:
    move = facts.move
    names = ", ".join(sorted(move.new)) or f"those that {move.target.label} assigns (could not be told)"
    do = [f"Name these servers, and no others: {names}."]
    if any(is_within(name, move.name) for name in move.new):
        do.append("With them their addresses (glue).")
    do.append("Mixed sets send some mail by the old zone and some by the new one for as long as they stand.")
    return Step("switch", "Switch the delegation at the registrar", None, "", 0, tuple(do))


def _finish(facts: Facts) -> Iterator[Step]:
    lowered = to_lower(facts)
    do = [f"{ttl.owner} {ttl.type}: back to {ttl.seconds} s" for ttl in lowered]
    yield Step("raise-ttls", "Raise the TTLs at the target", None, "", 0, tuple(do or ["Nothing was lowered."]))
    yield Step(
        "remove",
        "Remove the old zone",
        None,
        "",
        0,
        (
            f"Delete {facts.move.name} at {facts.move.source.label}, not before the verification says that it is done.",
            "Where Terraform holds it, judge the plan that removes it with `iacmx check` first.",
        ),
    )


def _ds_orders(facts: Facts) -> tuple[str, ...]:
    records = sorted({ds for one in facts.delegations for ds in one.ds})
    tags = ", ".join(record.split()[0] for record in records)
    return (
        f"Remove {counted(len(records), 'DS record')} (key tag {tags}); leave the zone at the source signed.",
        "Do not turn DNSSEC off at the source before the switch is over.",
    )


def _waiting(name: str, title: str, wait: Wait, *do: str) -> Step:
    return Step(name, title, None, "", wait.seconds, do, why=wait.why)


def _command(facts: Facts, name: str) -> str:
    move = facts.move
    return shlex.join(["iacmx", "migrate", name, "--from", move.source.label, "--to", move.target.label, move.name])


def _verify(facts: Facts, *, wait: bool) -> str:
    return _command(facts, "verify") + (" --wait" if wait else "")
