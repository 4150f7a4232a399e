"""Reading the record sets of a zone with the fewest requests.

ListResourceRecordSets has no filter: it gives up to 300 record sets in its own order, from a given name on. So one
request is made at the first wanted name, whatever else the page covers is taken along, and the next one is made at the
first wanted name beyond it. Each page completes a wanted name and none overlap, hence never more than
min(names wanted, pages of the zone) requests. The exceptions: a single name of more than 300 record sets, and a
wildcard wanted together with siblings that begin with a digit, which may cost one request more (see ``order``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from iacmx.model import RecordSet
from iacmx_route53.api import Api
from iacmx_route53.faults import BrokenAnswer
from iacmx_route53.order import between, escape, in_order, place, possible
from iacmx_route53.records import name_of, record_set_of

if TYPE_CHECKING:
    from types_boto3_route53.type_defs import (
        ListResourceRecordSetsResponseTypeDef,
        ResourceRecordSetOutputTypeDef,
    )

ACTION = "ListResourceRecordSets"
PAGE = 300
"""The most record sets that one answer holds (API reference, MaxItems)."""


class Start(Struct, frozen=True):
    """Where a page begins: at a record set, or with only ``name`` (normal form) at the first set of that name or of
    the next one; with nothing at the zone's first."""

    name: str = ""
    type: str = ""
    identifier: str = ""


class Page(Struct, frozen=True):
    """One answer; ``following`` is where the next one begins, ``None`` after the zone's last record set."""

    records: tuple[RecordSet, ...]
    following: Start | None

    @property
    def end(self) -> str:
        """The first name that it does not hold to the end, ``""`` for the zone's end."""
        return self.following.name if self.following else ""

    @property
    def owners(self) -> list[str]:
        return [str(record.owner) for record in self.records]

    @property
    def complete(self) -> frozenset[str]:
        """The owners that it, with the page that it may continue, holds to the end."""
        return frozenset(self.owners) - {self.end}


class Listing(Struct, frozen=True):
    """What was read; ``names`` are those known completely, ``None`` for all of the zone."""

    records: tuple[RecordSet, ...]
    names: frozenset[str] | None


class Lister(Struct, frozen=True):
    """The record sets of the zone ``zone_id``, given the key that they are to carry. Raises ProviderError.

    ``read`` makes a record set of one of the API.
    """

    api: Api
    zone_id: str
    zone_key: str
    read: Callable[[str, ResourceRecordSetOutputTypeDef], RecordSet] = record_set_of

    def everything(self) -> Listing:
        records: list[RecordSet] = []
        start: Start | None = Start()
        while start is not None:
            page = self._page(start)
            records.extend(page.records)
            start = page.following
        return Listing(tuple(records), None)

    def wanted(self, names: frozenset[str], apex: str) -> Listing:
        """The record sets of these names, which lie within ``apex``, and of all others that their pages complete."""
        waiting = sorted(filter(possible, names), key=place)
        if not waiting:
            return Listing((), names)
        records: dict[tuple[str, str, str], RecordSet] = {}
        known = set(names)
        # no name comes before the apex, so the first page may as well begin where the zone does
        start = origin = Start() if apex in waiting else Start(waiting[0])
        while True:
            page = self._page(start)
            if not in_order([start.name, *page.owners, *([page.end] if page.end else [])]):
                return self.everything()
            records.update((_identity(record), record) for record in page.records)
            known |= page.complete
            if origin == Start() and page.following is None:
                return Listing(tuple(records.values()), None)
            waiting = [name for name in waiting if name not in page.complete and not _absent(name, origin, page)]
            if not waiting:
                held = tuple(record for record in records.values() if record.owner in known)
                return Listing(held, frozenset(known))
            start = _next(waiting[0], page.following)
            origin = origin if start == page.following else start

    def _page(self, start: Start) -> Page:
        parameters = {"HostedZoneId": self.zone_id, "MaxItems": str(PAGE)}
        if start.name:
            parameters["StartRecordName"] = escape(start.name)
        if start.type:
            parameters["StartRecordType"] = start.type
        if start.identifier:
            parameters["StartRecordIdentifier"] = start.identifier
        return self.api.call(ACTION, parameters, partial(self._read, start), self.zone_id)

    def _read(self, start: Start, answer: ListResourceRecordSetsResponseTypeDef) -> Page:
        page = Page(
            tuple(self.read(self.zone_key, held) for held in answer["ResourceRecordSets"]),
            _following(answer) if answer["IsTruncated"] else None,
        )
        if page.following is not None and (page.following == start or not page.records):
            raise BrokenAnswer("the next page begins where this one does")
        return page


def _following(answer: ListResourceRecordSetsResponseTypeDef) -> Start:
    return Start(name_of(answer["NextRecordName"]), answer["NextRecordType"], answer.get("NextRecordIdentifier", ""))


def _identity(record: RecordSet) -> tuple[str, str, str]:
    return str(record.owner), str(record.type), record.variant


def _absent(name: str, origin: Start, page: Page) -> bool:
    """Whether the pages from ``origin`` to this one, which hold no record set of ``name``, would have to."""
    return name != page.end and (name == origin.name or between(origin.name, name, page.end))


def _next(name: str, following: Start | None) -> Start:
    """Where the next page must begin to hold the first name that is neither complete nor known to be absent."""
    return following if following is not None and name == following.name else Start(name)
