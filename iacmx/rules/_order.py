"""What happens to one MX set while the plan is applied: shared by the rules about the way from before to after.

Terraform runs changes of different resources in parallel unless one refers to the other; a replacement runs its two
halves in the order of its actions. What a change does to an owner's set follows from the order of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from iacmx.case import Case, MxSet, once
from iacmx.model import Change, RecordSet


class Clash(Struct, frozen=True):
    """A record set that one change deletes by name and another (or the same one) holds after the apply.

    ``sure``: the delete surely comes last, or nothing restores the set; else the order is open. ``fails``: the create
    can't succeed while the old set is there.
    """

    deletes: Change
    holds: Change
    sure: bool
    fails: bool


def held(case: Case, records: Iterable[RecordSet]) -> tuple[RecordSet, ...]:
    """Those of ``records`` that are MX record sets of the case's owner, in its zone."""
    return tuple(r for r in records if r.zone == case.zone.key and r.owner == case.owner and r.type == "MX")


def receives(mx_sets: Sequence[MxSet]) -> bool:
    """Whether the sets name a host that takes mail, or may: anything but the null MX."""
    return any(mx_set.hosts or mx_set.unknown or mx_set.alias is not None for mx_set in mx_sets)


def names_null(mx_sets: Sequence[MxSet]) -> bool:
    return any(mx.is_null for mx_set in mx_sets for mx in mx_set.records)


@once
def clashes(case: Case) -> tuple[Clash, ...]:
    """Every record set of the owner that is deleted under the name of one that is to stay.

    Only where a provider names a set by owner, type and set identifier (Route 53): the aws provider deletes whatever
    it then finds under that name.
    """
    return tuple(_clashes(case))


def _clashes(case: Case) -> Iterator[Clash]:
    changes = [change for change in case.changes if not change.per_record]
    for old in changes:
        if not old.deletes or old.exclusive:  # destroying an exclusive resource deletes no record set
            continue
        for variant in {record.variant for record in held(case, old.before)}:
            for new in changes:
                if any(record.variant == variant for record in held(case, new.after)):
                    clash = _own(old) if new is old else _between(case, old, new, variant)
                    if clash is not None:
                        yield clash


def _own(change: Change) -> Clash | None:
    """A replacement of a set by one of the same name; where the delete comes first there is only a gap."""
    if change.deletes_first:
        return None
    return Clash(change, change, sure=True, fails=not change.overwrite)


def _between(case: Case, old: Change, new: Change, variant: str) -> Clash | None:
    had = any(record.variant == variant for record in held(case, new.before))
    if new.creates and not had and not new.overwrite and not new.exclusive:
        return None  # the create can only succeed once the old set is gone: a gap at worst
    return Clash(old, new, sure=had and new.is_noop, fails=False)


def gap(case: Case) -> Change | None:
    """The change that leaves the owner for a moment without any MX, though it has some before and after."""
    if not receives(case.before) or not receives(case.after) or clashes(case):
        return None
    leaving = {
        change.address: change
        for change in case.changes
        if change.deletes
        and not change.exclusive
        and (change.deletes_first or not change.creates)
        and held(case, change.before)
    }
    for change in case.changes:  # a deposed object goes under the address of the one that stays
        if change.address in leaving and not change.deletes:
            del leaving[change.address]
    holders = {mx.address for mx_set in case.before for mx in mx_set.records}
    holders |= {address for mx_set in case.before for address in mx_set.addresses}
    return leaving[min(holders)] if holders and holders <= leaving.keys() else None


def mixes_null(case: Case) -> bool:
    """Whether null MX and real MX may stand together on the way from one to the other (one resource a record)."""
    before, after = names_null(case.before), names_null(case.after)
    if before == after or (receives(case.before) == receives(case.after)):
        return False
    steps = [change for change in case.changes if not change.is_noop and change.per_record]
    if not case.before or not case.after or not steps:
        return False
    return len(steps) > 1 or (steps[0].creates and not steps[0].deletes_first)
