"""Which of the actions that iacmx calls the credentials in use may call, found out by calling each of them once."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from iacmx.errors import ProviderError, ZoneNotFound
from iacmx.model import Zone
from iacmx.provider import Right
from iacmx_route53 import faults, hosted_zones, listing
from iacmx_route53.api import Api
from iacmx_route53.records import PROVIDER

NOBODY = Zone("", PROVIDER, "Z00000000000000000000", "example.com")
"""Asked for where no zone can be found: who may ask is told that there is none."""


class _Tried(Struct, frozen=True):
    right: Right
    zones: list[Zone] = []
    error: ProviderError | None = None


def rights(api: Api) -> tuple[Right, ...]:
    """Call each action. Raises ProviderError where no answer tells anything, as with credentials that are not valid."""
    lists = (
        _try("ListHostedZones", "reads of whole accounts", lambda: hosted_zones.some(api)),
        _try("ListHostedZonesByName", "zones known by their name alone", lambda: hosted_zones.some_by_name(api)),
    )
    zone = next((zone for tried in lists for zone in tried.zones), NOBODY)
    tries = (
        *lists,
        _try("GetHostedZone", "zones known by their id alone", lambda: [hosted_zones.of_id(api, zone.id)], zone),
        _try(listing.ACTION, "the records of every zone", lambda: _read(api, zone), zone),
    )
    first = tries[0].error
    if first is not None and all(tried.right.granted is None for tried in tries):
        raise first
    return tuple(tried.right for tried in tries)


def _read(api: Api, zone: Zone) -> list[Zone]:
    listing.Lister(api, zone.id, zone.key).wanted(frozenset({zone.name}), zone.name)
    return [zone]


def _try(action: str, what_for: str, call: Callable[[], list[Zone]], zone: Zone | None = None) -> _Tried:
    permission = f"{PROVIDER}:{action}"
    try:
        return _Tried(Right(permission, what_for, True, _seen(zone)), call())
    except ZoneNotFound:
        return _Tried(Right(permission, what_for, True, _seen(zone)))
    except ProviderError as error:
        if not faults.denied(error.__cause__):
            return _Tried(Right(permission, what_for, None, str(error)), error=error)
        if zone is NOBODY:
            return _Tried(Right(permission, what_for, None, "Denied for a zone that nobody has, maybe not for others."))
        return _Tried(Right(permission, what_for, False, str(error)))


def _seen(zone: Zone | None) -> str:
    return f"Tried with the zone {zone.name}." if zone is not None and zone is not NOBODY else ""
