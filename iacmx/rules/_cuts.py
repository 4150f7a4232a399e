"""Zone cuts inside a zone: names that it hands over to other servers, with all that lies below them."""

from __future__ import annotations

from msgspec import Struct

from iacmx.case import Actual, Case
from iacmx.names import ancestors
from iacmx.rules._delegation import Delegation, delegation


class Cut(Struct, frozen=True):
    """A delegated name; ``told_by`` says in words where its NS records were seen."""

    name: str
    told_by: str


def knows(case: Case, name: str) -> bool:
    """Whether all that the case's zone holds of a name is known: it is new, or the name was fetched."""
    if case.actual is Actual.NEW:
        return True
    return case.data is not None and (case.data.names is None or name in case.data.names)


def cut_above(case: Case, name: str) -> Cut | None:
    """The uppermost cut at or above a name of the case's zone: of what lies below it nothing is served here."""
    apex = case.zone.name
    names = [above for above in (name, *ancestors(name)) if above.endswith("." + apex)] if apex else []
    return next((cut for above in reversed(names) if (cut := _cut(case, above))), None)


def _cut(case: Case, name: str) -> Cut | None:
    if "NS" in case.contents.after.get(name, ()):
        return Cut(name, f"{name} has NS records in the zone {case.zone.name}")
    taken_away = "NS" in case.contents.before.get(name, ())
    if taken_away or knows(case, name) or case.zone.private:
        return None
    if delegation(case) in (Delegation.ELSEWHERE, Delegation.NOWHERE):
        return None  # what DNS serves is not this zone
    answer = case.served.lookup(name, "NS")
    if not answer.exists or answer.aliases:
        return None
    servers = ", ".join(sorted(map(str, answer.values)))
    return Cut(name, f"{answer.source or 'DNS'} names {servers} for {name}")
