"""Zones that several sources of a run show: a profile and a role of one account, say. Each is audited once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from iacmx.audit.reading import Listing
from iacmx.audit.source import Source
from iacmx.provider import Global


def once(found: Sequence[Listing]) -> list[Listing]:
    """The listings, each zone in the first one alone that shows it.

    Of providers only that call no two zones the same (:class:`iacmx.provider.Global`); a snapshot shows another time.
    """
    sure = {one.source.provider for one in found if isinstance(one.provider, Global) and one.provider.has_global_ids}
    shown: dict[tuple[str, str], Source] = {}
    sizes = {one.source: len(one.zones) for one in found}
    told: list[Listing] = []
    for one in found:
        if one.source.provider not in sure:
            told.append(one)
            continue
        where = [shown.setdefault((one.source.provider, zone.id), one.source) for zone in one.zones]
        mine = tuple(zone for zone, first in zip(one.zones, where, strict=True) if first == one.source)
        elsewhere = Counter(first for first in where if first != one.source)
        same = next((first for first, number in elsewhere.items() if number == sizes[one.source] == sizes[first]), None)
        told.append(replace(one, zones=mine, elsewhere=tuple(elsewhere.items()), same_as=same))
    return told
