"""What a domain's zone holds of its mail today."""

from __future__ import annotations

from iacmx.audit.source import Source
from iacmx.errors import ZoneNotFound
from iacmx.mail_hosts import MailHost
from iacmx.mail_needs import Target, needs_of
from iacmx.mail_sets import services
from iacmx.migrate.compare import SERVED
from iacmx.migrate.contents import Contents, Item, hosts_of, part_of_name, well_known
from iacmx.migrate.ends import Ambiguous, End
from iacmx.migrate.sides import Side
from iacmx.migrate.whole import WholeZone
from iacmx.migrate.whole import read as read_whole
from iacmx.migrate_report import Part
from iacmx.model import Mx, RecordSet, ZoneData
from iacmx.names import ancestors


class Today:
    """The records of ``domain``, which is the zone's name or lies below it.

    ``whole`` is all that the side tells of the zone, where it was asked for that.
    """

    def __init__(self, domain: str, data: ZoneData, whole: WholeZone | None = None) -> None:
        self.domain, self.data, self.whole = domain, data, whole
        self.contents = Contents(data, hosts_of((data,)))
        self.mx = self.item(domain, "MX", Part.MX)
        self.spf = self.item(domain, "TXT", Part.SPF)

    def item(self, owner: str, rdtype: str, part: Part | None = None) -> Item | None:
        """What the zone answers with; ``part`` where the owner's name does not tell it."""
        return self.contents.get((owner, part or part_of_name(owner) or Part.SERVICE, rdtype))

    def is_known(self, owner: str) -> bool:
        """Whether that nothing is there means that it does not exist."""
        return self.contents.is_known(owner)

    def sets(self, owner: str, rdtype: str) -> tuple[RecordSet, ...]:
        """The record sets of the owner itself."""
        return tuple(one for one in self.data.records if (one.owner, one.type) == (owner, rdtype))

    @property
    def exchanges(self) -> tuple[str, ...]:
        """The hosts of the MX records, best first, the null MX left out."""
        found = [value for one in self.sets(self.domain, "MX") for value in one.values if isinstance(value, Mx)]
        ranked = sorted(found, key=lambda mx: (mx.preference is None, mx.preference, str(mx.exchange)))
        return tuple(str(mx.exchange) for mx in ranked if not mx.is_null)

    @property
    def services(self) -> tuple[MailHost, ...]:
        return services(self.exchanges)

    @property
    def takes_none(self) -> bool:
        """Whether it says that it takes no mail (RFC 7505)."""
        return self.mx is not None and bool(self.mx.values) and not self.exchanges

    @property
    def below(self) -> tuple[str, ...]:
        """Other owners of the zone whose mail goes to the same hosts."""
        ours = set(self.exchanges)
        found = {
            str(one.owner)
            for one in self.data.records
            for value in one.values
            if one.owner != self.domain and isinstance(value, Mx) and value.exchange in ours
        }
        return tuple(sorted(found))


def read(domain: str, source: Source, side: Side, zone_id: str, target: Target, *, whole: bool = False) -> Today:
    """What ``side`` holds. ``zone_id`` chooses among zones of one name; ``whole``: all of the zone, to be written anew.

    Raises ZoneNotFound where no zone there holds the domain, Ambiguous, ProviderError.
    """
    end = End(source, side, (zone_id,) if zone_id else ())
    if source.provider == SERVED:
        return Today(domain, end.data(domain, _names(domain, target)))
    above = [name for name in (domain, *ancestors(domain)) if "." in name]
    for name in above:
        try:
            zone = end.zone(name)
        except ZoneNotFound:
            continue
        except Ambiguous as error:
            raise Ambiguous(error.message, "Give one of these ids with --zone.") from error
        if not whole:
            return Today(domain, side.fetch(zone, None))
        everything = read_whole(side, zone)
        return Today(domain, everything.data, everything)
    raise ZoneNotFound(
        f"{end.label} shows no public zone that holds {domain}.",
        "Check the name, and whether --from names the account where its DNS is.",
    )


def _names(domain: str, target: Target) -> frozenset[str]:
    """What to ask DNS for: the domain, the usual names of mail, and what the services known are asked to have."""
    from iacmx.mail_needs import movable

    keys = {key.at(domain) for service in movable() for key in needs_of(service).dkim}
    clients = {client.at(domain) for client in target.needs.clients}
    return frozenset({domain, *well_known(domain), *keys, *clients})
