"""Finding hosted zones: all of them, those of a name, the one of an id."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from iacmx.errors import ProviderError
from iacmx.model import Zone
from iacmx_route53.api import Api
from iacmx_route53.faults import BrokenAnswer, no_such_zone
from iacmx_route53.order import escape, possible
from iacmx_route53.records import name_of, zone_of

if TYPE_CHECKING:
    from types_boto3_route53.type_defs import (
        GetHostedZoneResponseTypeDef,
        ListHostedZonesByNameResponseTypeDef,
        ListHostedZonesResponseTypeDef,
    )

PAGE = "100"
"""The most zones that one answer holds (API reference, MaxItems)."""


def listed(api: Api) -> list[Zone]:
    """Every zone of the account, by name and id. Raises ProviderError."""
    found: list[Zone] = []
    marker: str | None = ""
    while marker is not None:
        page, marker = _list(api, marker)
        found.extend(page)
    return _ordered(found)


def named(api: Api, name: str) -> list[Zone]:
    """The zones of exactly that name (normal form), by id. Raises ProviderError.

    ListHostedZonesByName begins *at* a name and goes on with those after it.
    """
    found: list[Zone] = []
    start = (escape(name), "") if possible(name) else None
    while start is not None:
        page, following = _list_by_name(api, *start)
        found.extend(zone for zone in page if zone.name == name)
        start = following if following and name_of(following[0]) == name else None
    return _ordered(found)


def some(api: Api) -> list[Zone]:
    """The first zones of the account, of one request. Raises ProviderError."""
    page, _ = _list(api, "")
    return page


def some_by_name(api: Api) -> list[Zone]:
    """The first zones by name, of one request. Raises ProviderError."""
    page, _ = _list_by_name(api, "a.", "")
    return page


def only(api: Api, name: str) -> Zone:
    """The zone of that name: the only one, or the only public one. Raises ZoneNotFound, ProviderError."""
    found = named(api, name)
    chosen = [zone for zone in found if not zone.private] or found
    if not chosen:
        raise no_such_zone(name)
    if len(chosen) > 1:
        ids = ", ".join(zone.id for zone in chosen)
        raise ProviderError(
            f"The name {name} is ambiguous: Route 53 has several hosted zones of it ({ids}).",
            "Name the zone by its id.",
        )
    return chosen[0]


def of_id(api: Api, zone_id: str) -> Zone:
    """The zone of that id, with its name servers. Raises ZoneNotFound, ProviderError."""
    return api.call("GetHostedZone", {"Id": zone_id}, _described, zone_id)


def _list(api: Api, marker: str) -> tuple[list[Zone], str | None]:
    """A page of zones and the marker of the next one."""
    begin = {"Marker": marker} if marker else {}
    return api.call("ListHostedZones", {"MaxItems": PAGE, **begin}, partial(_page, marker))


def _page(marker: str, answer: ListHostedZonesResponseTypeDef) -> tuple[list[Zone], str | None]:
    following = answer["NextMarker"] if answer["IsTruncated"] else None
    if following == marker:
        raise BrokenAnswer("the next page begins where this one does")
    return [zone_of(hosted) for hosted in answer["HostedZones"]], following


def _list_by_name(api: Api, name: str, zone_id: str) -> tuple[list[Zone], tuple[str, str] | None]:
    """A page of zones by name, and the name and id at which the next one begins."""
    begin = {"HostedZoneId": zone_id} if zone_id else {}
    parameters = {"DNSName": name, "MaxItems": PAGE, **begin}
    return api.call("ListHostedZonesByName", parameters, partial(_page_by_name, name, zone_id))


def _page_by_name(
    name: str, zone_id: str, answer: ListHostedZonesByNameResponseTypeDef
) -> tuple[list[Zone], tuple[str, str] | None]:
    more = answer.get("IsTruncated", False)  # stand-ins leave it out
    following = (answer["NextDNSName"], answer["NextHostedZoneId"]) if more else None
    if following == (name, zone_id):
        raise BrokenAnswer("the next page begins where this one does")
    return [zone_of(hosted) for hosted in answer["HostedZones"]], following


def _described(answer: GetHostedZoneResponseTypeDef) -> Zone:
    servers = answer.get("DelegationSet", {}).get("NameServers", ())  # a private zone has none
    return replace(zone_of(answer["HostedZone"]), name_servers=tuple(map(name_of, servers)))


def _ordered(found: list[Zone]) -> list[Zone]:
    return sorted(found, key=lambda zone: (zone.name, zone.id))
