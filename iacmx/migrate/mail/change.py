"""A mail move as Terraform code for the DNS provider in use: the zone as it is to be after one stage. Pure.

What is written are the record sets that the stage changes and those that it took over before, each under one name for
all stages, so that the next stage changes resources and makes no new ones of the same set.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from iacmx.mail_report import Row, State
from iacmx.migrate.existing import Beside, meet
from iacmx.migrate.export import variable_of
from iacmx.migrate.mail import spf
from iacmx.migrate.mail.rows import BEFORE, Move
from iacmx.migrate.mail.steps import LOW_TTL
from iacmx.migrate.whole import Held, WholeZone
from iacmx.terraform_code import Resource, Rrset, Target, hcl, lines_of, requirements, variable
from iacmx.terraform_code.naming import told_apart
from iacmx.terraform_code.rdata import Unreadable, canonical, octets, parse, quoted
from iacmx.titles import title

FINAL_TTL = 3600
"""Seconds; what hosts advise for MX records that stay."""
_KEEP = "If the file had a resource of it before, keep that: without it the apply deletes the records."
_IMPORTS_SINCE = ">= 1.5"


class Stage(StrEnum):
    """``prepare``: the old host takes the mail, all else is there; ``switch``: the new one does; ``finish``: nothing of
    the old one is left."""

    PREPARE = "prepare"
    SWITCH = "switch"
    FINISH = "finish"


class Code(Struct, frozen=True):
    """A file of Terraform code, and what there is to say of it."""

    stage: Stage
    text: str
    resources: tuple[Resource, ...]
    notes: tuple[str, ...]


class _Left(Exception):
    """A record set that can't be written, and why."""


def next_stage(move: Move, rows: Sequence[Row]) -> Stage | None:
    """What comes next, ``None`` where nothing does."""
    if move.is_there:
        return None
    mx = move.today.mx
    high = mx is not None and mx.ttl is not None and mx.ttl > LOW_TTL
    todo = any(row.state in (State.MISSING, State.CHANGE) and row.when == BEFORE for row in rows)
    return Stage.PREPARE if high or todo else Stage.SWITCH


def code(move: Move, rows: Sequence[Row], zone: WholeZone, of: Target, stage: Stage, providers: bool = True) -> Code:
    """The code of one stage. ``zone`` is all that the provider tells; ``providers`` as for an export."""
    notes: list[str] = []
    rrsets: list[Rrset] = []
    for owner, rdtype, ttl, values in _wanted(move, rows, stage):
        try:
            rrsets.append(_rrset(owner, rdtype, ttl, values, zone, of))
        except (_Left, Unreadable) as left:
            notes.append(f"Not written: {owner} {rdtype}. {left} {_KEEP}")
    name = variable_of(zone.zone)
    resources = told_apart([one for rrset in rrsets for one in of.resources(rrset, f"var.{name}")])
    wanted = {(one.owner, one.rdtype) for one in resources}
    met = meet(resources, _there(zone, resources, of, move.domain, stage), of, frozenset(wanted))
    notes += [_beside(one.owner, one.type, one.values, one.what) for one in met.beside if _concerns(one, wanted)]
    notes += list(_after_prepare(move, zone, resources, of, stage))
    head = (f"Mail of {move.domain} to {move.target.service.name}, stage {stage.value}, written by iacmx.", *notes)
    lines = [hcl.comment(line) for line in head]
    if providers:
        lines += ["", *requirements(of, _IMPORTS_SINCE)]
    lines += ["", *variable(name, f"Id of the zone {zone.zone.name} at {title(of.provider)}.", zone.zone.id)]
    for resource in met.resources:
        lines += ["", *lines_of(resource)]
    for old, new in _moved(met.resources, zone, of, move.domain, stage):
        lines += ["", *hcl.block("moved", (("from", old.address), ("to", new.address)))]
    return Code(stage, "\n".join(lines) + "\n", met.resources, tuple(notes))


Wanted = tuple[str, str, int, tuple[str, ...]]
"""Owner, type, TTL and values, as a person writes them."""


def _wanted(move: Move, rows: Sequence[Row], stage: Stage) -> Iterator[Wanted]:
    if stage is Stage.PREPARE:
        if move.today.mx is not None and move.today.mx.values:
            yield move.domain, "MX", LOW_TTL, move.today.mx.values
    else:
        ranked = tuple(f"{rank} {host}" for rank, host in move.target.records if rank is not None)
        yield move.domain, "MX", LOW_TTL if stage is Stage.SWITCH else FINAL_TTL, ranked
    yield from _policy(move, stage)
    for row in rows:
        is_due = row.part == "DKIM" or (row.part == "client" and stage is not Stage.PREPARE)
        # What is there already may be so because the stage before wrote it: left out, the apply would delete it.
        if is_due and row.state in (State.MISSING, State.CHANGE, State.THERE) and row.then:
            yield row.owner, row.type, FINAL_TTL, row.then


def _policy(move: Move, stage: Stage) -> Iterator[Wanted]:
    """The SPF record: with both hosts until the end."""
    item = move.today.spf
    if item is None or len(item.values) != 1 or item.untold:
        return
    now = item.values[0]
    then = spf.added(now, move.target.spf)
    if stage is Stage.FINISH:
        then = spf.dropped(then, move.old_terms)
    yield move.domain, "TXT", FINAL_TTL if stage is Stage.FINISH else LOW_TTL, (then,)


def _rrset(owner: str, rdtype: str, ttl: int, values: tuple[str, ...], zone: WholeZone, of: Target) -> Rrset:
    group = [held for held in zone.sets if (held.owner, held.type) == (owner, rdtype)]
    if any(held.source.locked or held.source.variant or held.source.alias is not None for held in group):
        raise _Left("A routing policy, an alias or a service of the provider is there: change it by hand.")
    if not values:
        raise _Left(f"{title('cloudflare')} makes these records itself, where Email Routing is enabled.")
    if rdtype == "TXT":
        return Rrset(owner, rdtype, ttl, _texts(values, group, zone, of))
    return Rrset(owner, rdtype, ttl, tuple(canonical(rdtype, value) for value in values))


def _texts(values: tuple[str, ...], group: Sequence[Held], zone: WholeZone, of: Target) -> tuple[str, ...]:
    """The texts of an owner; where all of them are one resource, with the others that are there."""
    new = tuple(map(quoted, values))
    if of.per_record or not any(map(spf.is_spf, values)):
        return new
    if not zone.complete:
        raise _Left(
            "All TXT records there are one resource, and this side does not keep the others: use --from route53."
        )
    others = (
        one for held in group for one in held.values if not spf.is_spf(octets(parse("TXT", one)).decode("latin-1"))
    )
    return tuple(sorted({*new, *others}))


def _there(zone: WholeZone, resources: Sequence[Resource], of: Target, domain: str, stage: Stage) -> WholeZone:
    """What exists, without the single MX records that are resources of the stage before under other names."""
    if not of.per_record or stage is Stage.PREPARE:
        return zone
    wanted = {value for one in resources if one.rdtype == "MX" for value in one.values}
    kept = [held for held in zone.sets if (held.owner, held.type) != (domain, "MX") or wanted & set(held.values)]
    return replace(zone, sets=tuple(kept))


def _moved(
    resources: Sequence[Resource], zone: WholeZone, of: Target, domain: str, stage: Stage
) -> Iterator[tuple[Resource, Resource]]:
    """Single MX records of the old host that become ones of the new: deleted and created, they would leave a moment
    without any. As resources of the stage before they have the names that are written here.
    """
    if not of.per_record or stage is Stage.PREPARE:
        return
    values = tuple(value for held in zone.sets if (held.owner, held.type) == (domain, "MX") for value in held.values)
    written = told_apart(of.resources(Rrset(domain, "MX", LOW_TTL, values), ""))
    new = [one for one in resources if (one.owner, one.rdtype) == (domain, "MX") and not one.import_id]
    names = {one.name for one in resources}
    yield from zip((one for one in written if one.name not in names), new, strict=False)


def _after_prepare(
    move: Move, zone: WholeZone, resources: Sequence[Resource], of: Target, stage: Stage
) -> Iterator[str]:
    if stage is Stage.PREPARE:
        return
    if stage is Stage.FINISH and not move.leaving:
        yield "Which host is left can't be told from the MX records: name it with --leaving, to take it out of SPF."
    wanted = {value for one in resources if one.rdtype == "MX" for value in one.values}
    old = [
        value
        for held in zone.sets
        if (held.owner, held.type) == (move.domain, "MX")
        for value in held.values
        if value not in wanted
    ]
    if of.per_record and old and wanted:
        yield (
            f"{', '.join(old)} must be resources of this configuration, so that the apply deletes them: write "
            "and apply the stage prepare first, to the same file."
        )


def _concerns(beside: Beside, wanted: Collection[tuple[str, str]]) -> bool:
    if beside.type == "TXT" and not any(spf.is_spf(value.strip('"')) for value in beside.values):
        return False  # proofs of ownership and the like, which stay
    types = {rdtype for owner, rdtype in wanted if owner == beside.owner}
    return beside.type in types or bool(types and "CNAME" in {beside.type, *types})


def _beside(owner: str, rdtype: str, values: Sequence[str], what: str) -> str:
    return f"{owner} {rdtype} {', '.join(values)}: {what}"
