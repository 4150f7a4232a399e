"""What a plan promises of mail: each record set that mail depends on, as it is to be after the apply. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from iacmx.case import Actual
from iacmx.cases import HOST_TYPES, OWNER_UNKNOWN, Situation
from iacmx.migrate.contents import part_of_name
from iacmx.model import Answer, Change, Kind, Mx, RecordSet, Unknown, Zone
from iacmx.names import is_mail_service, is_mail_tlsa
from iacmx.world.served import Key

AUTOMATIC_TTL = 300
"""Seconds that Cloudflare's automatic TTL stands for."""


class Promise(Struct, frozen=True):
    """One owner's records of one type as the plan leaves them.

    ``after`` are the record sets that are to be there, none: it is to be gone; ``before`` what the plan took to be
    there. ``expected`` is what DNS is to answer. ``address`` is a plan address that it comes from. ``changed``: the
    plan does something to it. ``whole``: there is nothing beside ``after``; else more may be there.
    """

    zone: Zone
    owner: str
    type: str
    after: tuple[RecordSet, ...]
    before: tuple[RecordSet, ...]
    expected: Answer
    address: str = ""
    changed: bool = False
    whole: bool = True

    @property
    def key(self) -> Key:
        """The question that DNS is asked. A CNAME that the provider flattens is seen as the addresses behind it."""
        return self.owner, "A" if self.type == "CNAME" and self.stands_in else self.type

    @property
    def stands_in(self) -> bool:
        """Whether the provider answers with addresses of its own choice."""
        flattens = self.type == "CNAME" and self.zone.provider == "cloudflare" and self.owner == self.zone.name
        return self.type in HOST_TYPES and any(
            record.proxied or record.alias is not None or flattens for record in self.after
        )

    @property
    def routed(self) -> bool:
        """Whether a routing policy decides which of several sets is the answer."""
        return any(record.routing != "simple" or record.variant for record in self.after)

    @property
    def is_open(self) -> bool:
        """Whether a part of it is known only after the apply."""
        if self.owner == OWNER_UNKNOWN:
            return True
        values = (value for record in self.after for value in (*record.values, record.alias))
        return any(isinstance(v, Unknown) or (isinstance(v, Mx) and isinstance(v.exchange, Unknown)) for v in values)

    @property
    def ttl(self) -> int | None:
        """The TTL in seconds, ``None`` where the provider chooses it or several differ."""
        ttls = {record.ttl for record in self.after}
        return next(iter(ttls)) if len(ttls) == 1 and not self.stands_in else None

    @property
    def kept(self) -> int | None:
        """How many seconds resolvers may keep what was there before, ``None`` where that can't be told."""
        automatic = AUTOMATIC_TTL if self.zone.provider == "cloudflare" else 0
        return max((record.ttl or automatic for record in self.before), default=0) or None


def promises(at: Situation) -> tuple[Promise, ...]:
    """All that the plan says of mail, what it leaves alone included, by zone, owner and type."""
    hosts = _hosts(at)
    found: list[Promise] = []
    for zone, laid in at.overlays.items():
        held: dict[Key, list[RecordSet]] = {}
        for record in laid.after:
            held.setdefault(_key(record), []).append(record)
        for (owner, rdtype), changes in sorted(_planned(at.plan.changes, zone).items()):
            believed = (record for change in changes for record in change.before if record.zone == zone)
            before = tuple(record for record in believed if _key(record) == (owner, rdtype))
            after = tuple(held.get((owner, rdtype), ()))
            if _is_mail(owner, rdtype, (*before, *after), hosts):
                found.append(_promise(at, zone, owner, rdtype, changes, before, after))
    return tuple(sorted(found, key=lambda one: (one.zone.name, one.zone.key, one.owner, one.type)))


def _promise(
    at: Situation,
    zone: str,
    owner: str,
    rdtype: str,
    changes: list[Change],
    before: tuple[RecordSet, ...],
    after: tuple[RecordSet, ...],
) -> Promise:
    state = at.live[zone]
    acts = [change for change in changes if not change.is_noop]
    single = any(change.per_record for change in changes)
    known = state.data is not None and (state.data.names is None or owner in state.data.names)
    expected = at.after.lookup(owner, rdtype)
    if not after and not (expected.settled or expected.aliases):
        expected = Answer(Kind.NO_DATA, source="the plan")
    return Promise(
        zone=state.zone,
        owner=owner,
        type=rdtype,
        after=after,
        before=before,
        expected=expected,
        address=next((change.address for change in (*acts, *changes)), ""),
        changed=bool(acts),
        whole=not single or known or state.actual is Actual.NEW,
    )


def _key(record: RecordSet) -> Key:
    owner = record.owner if isinstance(record.owner, str) else OWNER_UNKNOWN
    return owner, record.type if isinstance(record.type, str) else "?"


def _planned(changes: Iterable[Change], zone: str) -> Mapping[Key, list[Change]]:
    """The changes of the plan, no-ops included, by owner and type."""
    found: dict[Key, list[Change]] = {}
    for change in changes:
        for key in dict.fromkeys(_key(r) for r in (*change.before, *change.after) if r.zone == zone):
            found.setdefault(key, []).append(change)
    return found


def _is_mail(owner: str, rdtype: str, records: Iterable[RecordSet], hosts: frozenset[str]) -> bool:
    if rdtype in ("MX", "?"):
        return True
    if rdtype == "TLSA":
        return is_mail_tlsa(owner)
    if rdtype == "SRV":
        return is_mail_service(owner)
    if rdtype == "TXT":
        return any(record.values for record in records)  # only texts of mail are kept
    return rdtype in HOST_TYPES and (owner in hosts or part_of_name(owner) is not None)


def _hosts(at: Situation) -> frozenset[str]:
    """The hosts that MX records name, before the apply or after it, and where their aliases lead."""
    laid = [record for one in at.overlays.values() for record in (*one.before, *one.after)]
    records = [*laid, *(r for change in at.plan.changes for r in (*change.before, *change.after))]
    hosts = {str(v.exchange) for r in records for v in r.values if isinstance(v, Mx) and isinstance(v.exchange, str)}
    ways: dict[str, set[str]] = {}
    for record in records:
        ways.setdefault(str(record.owner), set()).update(_leads_to(record))
    line = list(hosts)
    while line:
        new = ways.get(line.pop(), set()) - hosts
        hosts |= new
        line += new
    return frozenset(hosts)


def _leads_to(record: RecordSet) -> Iterator[str]:
    if isinstance(record.alias, str):
        yield record.alias
    if record.type == "CNAME":
        yield from (value for value in record.values if isinstance(value, str))
