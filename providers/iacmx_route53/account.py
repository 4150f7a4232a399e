"""Route 53 as an iacmx provider."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from msgspec.structs import replace

from iacmx.errors import ProviderError
from iacmx.model import RecordSet, Zone, ZoneData
from iacmx.names import is_within, normalize
from iacmx.provider import Right
from iacmx_route53 import hosted_zones, listing, rights
from iacmx_route53.api import Api
from iacmx_route53.records import PROVIDER, whole_set_of, zone_id

BARE = 2
"""Record sets of an empty zone: SOA and NS of the apex, which can't be removed (developer guide, "NS and SOA records
that Amazon Route 53 creates for a public hosted zone")."""


class Route53:
    """The hosted zones that the credentials in use can read."""

    name = PROVIDER
    title = "Route 53"
    has_global_ids = True

    def __init__(self, api: Api) -> None:
        self._api = api

    @property
    def requests(self) -> int:
        return self._api.sent

    def zones(self, name: str = "") -> list[Zone]:
        """All hosted zones by name and id, or those of exactly that name, private ones included."""
        wanted = normalize(name)
        if not wanted:
            return hosted_zones.listed(self._api)
        return hosted_zones.named(self._api, wanted)

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        """As :meth:`iacmx.provider.Provider.fetch`.

        A zone known by id and name costs the requests of :mod:`iacmx_route53.listing`, one known by id or name alone
        one more, which tells whether it is private and how large it is. Where several zones have the name, the only
        public one is meant. A zone listed with no more record sets than every zone has costs none.
        """
        if zone.sets == BARE and zone.id and zone.name:
            return ZoneData(zone, _bare(zone))
        tally = self._api.counting()
        zone = self._complete(zone)
        found = self._read(zone, names)
        stray = next((r.owner for r in found.records if not is_within(str(r.owner), zone.name)), None)
        if stray is not None:
            raise ProviderError(
                f"The hosted zone {zone.id} holds {stray}, which is not within {zone.name}.",
                "Check whether the plan gives this zone's id to another zone.",
            )
        servers = zone.name_servers or _apex_servers(zone, found.records)
        return ZoneData(replace(zone, name_servers=servers), found.records, found.names, tally.sent)

    def whole(self, zone: Zone) -> ZoneData:
        """As :meth:`iacmx.provider.Whole.whole`; a request for every page of the zone."""
        tally = self._api.counting()
        zone = self._complete(zone)
        records = listing.Lister(self._api, zone.id, zone.key, whole_set_of).everything().records
        return ZoneData(zone, records, requests=tally.sent)

    def estimate(self, zones: Sequence[Zone]) -> tuple[int, float]:
        """As :meth:`iacmx.provider.Estimates.estimate`: a request for every page of each zone that is not empty."""
        pages = sum(1 if zone.sets is None else ceil(zone.sets / listing.PAGE) for zone in zones if zone.sets != BARE)
        return pages, self._api.seconds(pages)

    def rights(self) -> tuple[Right, ...]:
        """As :meth:`iacmx.provider.Checks.rights`; four requests."""
        return rights.rights(self._api)

    def identity(self) -> str:
        """As :meth:`iacmx.provider.Checks.identity`: an ARN, which takes one request to STS."""
        return self._api.caller()

    def _complete(self, zone: Zone) -> Zone:
        """The zone with its id and name, and the number of its record sets where that was told."""
        identity = zone_id(zone.id)
        if identity and zone.name:
            return replace(zone, id=identity)
        known = hosted_zones.of_id(self._api, identity) if identity else hosted_zones.only(self._api, zone.name)
        return replace(
            zone,
            id=known.id,
            name=known.name,
            private=known.private,
            name_servers=known.name_servers or zone.name_servers,
            sets=known.sets,
        )

    def _read(self, zone: Zone, names: frozenset[str] | None) -> listing.Listing:
        fits = zone.sets is not None and zone.sets <= listing.PAGE  # one page holds it all, at the price of one name
        lister = listing.Lister(self._api, zone.id, zone.key)
        if names is None or (names and fits):
            return lister.everything()
        within = frozenset(name for name in names if is_within(name, zone.name))
        found = lister.wanted(within, zone.name)
        return found if found.names is None else listing.Listing(found.records, found.names | names)


def _apex_servers(zone: Zone, records: tuple[RecordSet, ...]) -> tuple[str, ...]:
    """The apex NS values: those of the delegation set, unless someone edited them."""
    return tuple(
        str(server) for held in records if (held.owner, held.type) == (zone.name, "NS") for server in held.values
    )


def _bare(zone: Zone) -> tuple[RecordSet, ...]:
    """What an empty zone holds; the values were not asked for."""
    return tuple(RecordSet(zone.key, zone.name, rdtype) for rdtype in ("NS", "SOA"))
