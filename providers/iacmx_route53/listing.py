"""Reading the record sets of a zone with the fewest requests.

ListResourceRecordSets has no filter: it gives up to 300 record sets in its own order, from a given name on. So one
request is made at the first wanted name, whatever else the page covers is taken along, and the next one is made at the
first wanted name beyond it. Pages never overlap and each completes a wanted name, hence never more than
min(names wanted, pages of the zone) requests, but for a single name of more than 300 record sets.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from iacmx.model import RecordSet
from iacmx_route53.api import Api
from iacmx_route53.faults import BrokenAnswer
from iacmx_route53.order import escape, possible, sort_key
from iacmx_route53.records import name_of, record_set_of

if TYPE_CHECKING:
    from types_boto3_route53.literals import RRTypeType
    from types_boto3_route53.type_defs import (
        ListResourceRecordSetsRequestTypeDef,
        ListResourceRecordSetsResponseTypeDef,
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


class Listing(Struct, frozen=True):
    """What was read; ``names`` are those known completely, ``None`` for all of the zone."""

    records: tuple[RecordSet, ...]
    names: frozenset[str] | None


class Lister(Struct, frozen=True):
    """The record sets of the zone ``zone_id``, given the key that they are to carry. Raises ProviderError."""

    api: Api
    zone_id: str
    zone_key: str

    def everything(self) -> Listing:
        records: list[RecordSet] = []
        start: Start | None = Start()
        while start is not None:
            page = self._page(start)
            records.extend(page.records)
            start = page.following
        return Listing(tuple(records), None)

    def wanted(self, names: frozenset[str], apex: str) -> Listing:
        """The record sets of these names, which lie within ``apex``, and of all that their pages cover."""
        waiting = sorted(filter(possible, names), key=sort_key)
        records: list[RecordSet] = []
        whole = apex in waiting  # it sorts before all others, so the first page may begin where the zone does
        start = Start("" if whole else waiting[0]) if waiting else None
        while start is not None:
            page = self._page(start)
            if not _in_order(start, page):
                return self.everything()
            following = page.following
            start = _next(waiting, following)
            unbroken = start == following
            records.extend(record for record in page.records if unbroken or record.owner != _name(following))
            whole = whole and unbroken
        known = names | {record.owner for record in records if isinstance(record.owner, str)}
        return Listing(tuple(records), None if whole else known)

    def _page(self, start: Start) -> Page:
        parameters: ListResourceRecordSetsRequestTypeDef = {"HostedZoneId": self.zone_id, "MaxItems": str(PAGE)}
        if start.name:
            parameters["StartRecordName"] = escape(start.name)
        if start.type:
            parameters["StartRecordType"] = cast("RRTypeType", start.type)
        if start.identifier:
            parameters["StartRecordIdentifier"] = start.identifier
        return self.api.call(ACTION, lambda: self._read(start, parameters), self.zone_id)

    def _read(self, start: Start, parameters: ListResourceRecordSetsRequestTypeDef) -> Page:
        answer = self.api.client.list_resource_record_sets(**parameters)
        page = Page(
            tuple(record_set_of(self.zone_key, held) for held in answer["ResourceRecordSets"]),
            _following(answer) if answer["IsTruncated"] else None,
        )
        if page.following is not None and (page.following == start or not page.records):
            raise BrokenAnswer("the next page begins where this one does")
        return page


def _following(answer: ListResourceRecordSetsResponseTypeDef) -> Start:
    return Start(name_of(answer["NextRecordName"]), answer["NextRecordType"], answer.get("NextRecordIdentifier", ""))


def _next(waiting: list[str], following: Start | None) -> Start | None:
    """Where the next page must begin: at the first name that this one did not complete."""
    if following is None:
        return None
    beyond = sort_key(following.name)
    name = next((name for name in waiting if sort_key(name) >= beyond), None)
    if name is None:
        return None
    return following if name == following.name else Start(name)


def _name(start: Start | None) -> str:
    return start.name if start else ""


def _in_order(start: Start, page: Page) -> bool:
    """Whether the answer is in the order from which its coverage is concluded."""
    names = [start.name, *(str(record.owner) for record in page.records), _name(page.following)]
    keys = [sort_key(name) for name in names if name]
    return all(first <= second for first, second in pairwise(keys))
