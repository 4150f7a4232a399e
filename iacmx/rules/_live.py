"""The live MX record sets of an owner against those that the plan believes in: shared by the comparison rules."""

from __future__ import annotations

from collections.abc import Callable

from iacmx.case import Case, MxSet
from iacmx.cases import mx_sets
from iacmx.compare import Difference, compare
from iacmx.model import Change, Mx, RecordSet
from iacmx.rules._order import held


def stale(case: Case) -> str:
    """How a finding begins that says what moved since the plan was made."""
    return f"The plan is stale: when it was made{f' ({case.made})' if case.made else ''},"


def content(record: RecordSet) -> tuple[object, ...]:
    """Preferences and exchanges of a record set."""
    return tuple((value.preference, value.exchange) for value in record.values if isinstance(value, Mx))


def is_same(
    change: Change, ours: RecordSet, theirs: RecordSet, content: Callable[[RecordSet], object] = content
) -> bool:
    """Whether a live record set is the one that ``change`` means by ``ours``; both are of one owner and type.

    Single records without an id are known by their ``content``.
    """
    if not change.per_record:
        return ours.variant == theirs.variant
    return bool(ours.record_id and ours.record_id == theirs.record_id) or content(ours) == content(theirs)


def unmanaged(case: Case, *, forgotten: bool = True) -> tuple[RecordSet, ...]:
    """The live MX record sets of the owner that no resource of this plan holds or takes away.

    ``forgotten``: also those that the plan drops from the state and leaves live; they alone are known where the
    provider was not asked.
    """
    if case.live is None:
        leaving = [change for change in case.changes if forgotten and _leaves_live(change)]
        return tuple(record for change in leaving for record in held(case, change.before))
    believed = [
        (change, record)
        for change in case.changes
        if not (forgotten and _leaves_live(change))
        for record in held(case, change.before)
    ]
    return tuple(theirs for theirs in case.live if not any(is_same(change, ours, theirs) for change, ours in believed))


def _leaves_live(change: Change) -> bool:
    """Destroying an exclusive resource deletes no record set; forgetting never does."""
    return change.forgets or (change.exclusive and change.deletes)


def as_set(record: RecordSet) -> MxSet:
    return mx_sets((record,))[0]


def difference(before: RecordSet, after: RecordSet) -> Difference:
    return compare(as_set(before), as_set(after))


def arrivals(case: Case, change: Change) -> tuple[RecordSet, ...]:
    """The MX record sets of the owner that ``change`` creates, in place of nothing that it already holds."""
    if not change.creates or change.importing:
        return ()
    before = held(case, change.before)
    return tuple(new for new in held(case, change.after) if not any(is_same(change, old, new) for old in before))
