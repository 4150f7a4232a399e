"""The provider: zones and their records, with the fewest requests.

Requests: listing N zones takes N/50, fetching a zone one while its records fit one page, one more where only the
zone's id or only its name is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import msgspec

from iacmx import parallel
from iacmx.errors import ProviderError, ZoneNotFound
from iacmx.model import RecordSet, Zone, ZoneData
from iacmx.names import is_within, normalize
from iacmx.provider import Right
from iacmx_cloudflare import answers, rights
from iacmx_cloudflare.account import is_of, of_account
from iacmx_cloudflare.answers import ApiRecord
from iacmx_cloudflare.failures import Asked, broken, clean
from iacmx_cloudflare.records import to_record_set, to_whole_record, to_zone, unicode_form
from iacmx_cloudflare.rights import READ_DNS, READ_ZONE
from iacmx_cloudflare.session import Reply, Session

RECORDS_PER_PAGE = 50_000
"""More than any plan's record quota. The API's schema allows 5,000,000; Cloudflare's own guide uses this number."""
ZONES_PER_PAGE = 50
"""The API's maximum."""
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class CloudflareProvider:
    """One Cloudflare account, or what a token shows of some. See :class:`iacmx.provider.Provider`."""

    name = "cloudflare"
    title = "Cloudflare"
    has_global_ids = True

    def __init__(self, session: Session, account: str = "") -> None:
        """``account``: the id or the name of the only account whose zones are meant, ``""`` for all."""
        self._session = session
        self._account = account

    @property
    def requests(self) -> int:
        return self._session.requests

    def zones(self, name: str = "") -> list[Zone]:
        """All zones the credentials see, or those of exactly that name, sorted by name and id.

        Statuses other than ``active`` are included; zones of the type ``internal``, which no public server answers
        for, are not. Raises ProviderError, also where the account that is meant shows no zone at all.
        """
        zones = self._session.run(partial(self._zones_named, normalize(name) if name else "")).result
        if self._account and not name and not zones:
            raise ProviderError(
                f"Cloudflare shows no zone of an account {clean(self._account)!r} to these credentials.",
                "Check the account's id or name, and that the token's zone resources include its zones.",
            )
        return list(zones)

    def estimate(self, zones: Sequence[Zone]) -> tuple[int, float]:
        """How many requests reading these zones takes, one each while it fits a page, and the limit's seconds."""
        return len(zones), self._session.budget.seconds(len(zones))

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        """All records of the zone, whatever ``names`` are: that is one request, too.

        Raises ZoneNotFound; ProviderError, also where the name is that of several zones and not exactly one is active.
        """
        return self._session.run(partial(self._fetch, zone))

    def whole(self, zone: Zone) -> ZoneData:
        """As :meth:`iacmx.provider.Whole.whole`; as many requests as :meth:`fetch` takes."""
        return self._session.run(partial(self._fetch, zone, to_whole_record))

    def rights(self) -> tuple[Right, ...]:
        """The token's permissions that iacmx uses, each tried with one request. Raises ProviderError."""
        return self._session.run(lambda: rights.tried(self._session, self._account))

    def identity(self) -> str:
        """The token's id, status and expiry, or the user whose key it is; ``""`` where the API does not tell."""
        return self._session.run(lambda: rights.identity(self._session, self._account))

    def _fetch(self, zone: Zone, read: Callable[[ApiRecord, str], RecordSet] = to_record_set) -> ZoneData:
        if not zone.id:
            found = self._zone_named(zone.name)
            records = self._records(found.result.id)
        elif zone.name:
            found = Reply(zone, 0)
            records = self._records(zone.id)
        else:
            found, records = self._zone_and_records(zone.id)
        known = _completed(zone, found.result)
        sets = sorted(
            (read(record, known.key) for record in records.result),
            key=lambda record_set: (str(record_set.owner), str(record_set.type), record_set.record_id),
        )
        _check_owners(known, (str(record_set.owner) for record_set in sets))
        return ZoneData(zone=known, records=tuple(sets), requests=found.requests + records.requests)

    def _zone_and_records(self, zone_id: str) -> tuple[Reply[Zone], Reply[tuple[ApiRecord, ...]]]:
        zone: list[Reply[Zone]] = []
        records: list[Reply[tuple[ApiRecord, ...]]] = []
        both = [lambda: zone.append(self._zone(zone_id)), lambda: records.append(self._records(zone_id))]
        for outcome in parallel.run_all(both, self._session.deadline):
            outcome()
        return zone[0], records[0]

    def _zone(self, zone_id: str) -> Reply[Zone]:
        asked = Asked(f"zone {zone_id}", READ_ZONE, zone_id)
        reply = self._session.one(asked, f"/zones/{_path(zone_id)}", answers.zone)
        if reply.result.id != zone_id:
            raise broken(asked, f"it is about zone {reply.result.id}")
        return Reply(to_zone(reply.result), reply.requests)

    def _records(self, zone_id: str) -> Reply[tuple[ApiRecord, ...]]:
        return self._session.all(
            Asked(f"the records of zone {zone_id}", READ_DNS, zone_id),
            f"/zones/{_path(zone_id)}/dns_records",
            {"per_page": RECORDS_PER_PAGE},
            answers.records,
        )

    def _zones(self, name: str) -> Reply[tuple[Zone, ...]]:
        asked = Asked(f"the zones named {name}" if name else "the list of zones", READ_ZONE)
        parameters = {"per_page": ZONES_PER_PAGE} | ({"name": name} if name else {}) | of_account(self._account)
        reply = self._session.all(asked, "/zones", parameters, answers.zones)
        held = [zone for zone in reply.result if is_of(zone, self._account)]
        zones = sorted(map(to_zone, held), key=lambda zone: (zone.name, zone.id))
        return Reply(tuple(zone for zone in zones if not name or zone.name == normalize(name)), reply.requests)

    def _zones_named(self, name: str) -> Reply[tuple[Zone, ...]]:
        """The filter compares text, and a zone's name is held as it was once entered, in Unicode or in A-labels."""
        reply = self._zones(name)
        if reply.result or "xn--" not in name:
            return reply
        again = self._zones(unicode_form(name))
        return Reply(again.result, reply.requests + again.requests)

    def _zone_named(self, name: str) -> Reply[Zone]:
        reply = self._zones_named(normalize(name))
        found = reply.result
        if not found:
            raise ZoneNotFound(
                f"Cloudflare shows no zone named {name} to these credentials.",
                "Check the name, and that the token's zone resources include it.",
            )
        best = [zone for zone in found if zone.status == "active"] if len(found) > 1 else found
        if len(best) != 1:
            listed = ", ".join(f"{zone.id} ({zone.status})" for zone in found)
            raise ProviderError(
                f"Cloudflare holds {len(found)} zones named {name}, and not exactly one is active: {listed}.",
                "Name the zone by its id.",
            )
        return Reply(best[0], reply.requests)


def _path(zone_id: str) -> str:
    if not _ID.fullmatch(zone_id):
        raise ZoneNotFound(f"{clean(zone_id)!r} is no Cloudflare zone id.", "A zone id has 32 hexadecimal digits.")
    return zone_id


def _completed(asked: Zone, found: Zone) -> Zone:
    """What was asked for keeps its key and plan address; what the API says goes before what the plan believed."""
    if found is asked:
        return msgspec.structs.replace(asked, name=normalize(asked.name))
    return msgspec.structs.replace(
        found, key=asked.key or found.key, address=asked.address, created_by_plan=asked.created_by_plan
    )


def _check_owners(zone: Zone, owners: Iterable[str]) -> None:
    """An id and a name that do not belong together would put every record at a wrong place."""
    stray = next((owner for owner in owners if not is_within(owner, zone.name)), None)
    if stray is not None:
        raise ProviderError(
            f"Cloudflare's zone {zone.id} holds {clean(stray)}, which is not in {zone.name}.",
            "The zone's id and name do not belong together; check both.",
        )
