"""A case: one owner, its MX sets before and after the apply, its zone, the two worlds, the changes between them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cached_property, wraps
from typing import TypeVar

from msgspec import Struct

from iacmx.model import Change, MailFrom, Mx, RecordSet, Unknown, Zone, ZoneChange, ZoneData
from iacmx.policy import Policy
from iacmx.sighting import Cached, Sighting
from iacmx.world import World
from iacmx.world.live_records import NO_LIVE_RECORDS, LiveRecords
from iacmx.world.overlay import NO_CONTENTS, Contents


class MxSet(Struct, frozen=True, dict=True):  # dict: for what is cached
    """The MX records a resolver gets together for one owner.

    ``variant`` is the set identifier where routing policies give different resolvers different sets (each variant
    is a set of its own), ``""`` otherwise. ``unknown`` are records known only after the apply.
    ``ttls`` are the distinct TTLs found, in seconds, ascending; more than one can only stem from a provider with one
    object per record. ``addresses`` are the plan addresses that hold it; empty for a set this plan does not manage.
    """

    records: tuple[Mx, ...]
    unknown: tuple[Unknown, ...] = ()
    variant: str = ""
    routing: str = "simple"
    routing_detail: str = ""
    alias: str | Unknown | None = None
    ttls: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()

    @cached_property
    def exchanges(self) -> tuple[str, ...]:
        """The distinct known exchanges in order of preference, the null MX included."""
        return tuple(dict.fromkeys(str(mx.exchange) for mx in self.by_preference))

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """The distinct known exchanges without the null MX."""
        return tuple(name for name in self.exchanges if name != ".")

    @cached_property
    def by_preference(self) -> tuple[Mx, ...]:
        """The records whose exchange is known, lowest preference first, then by name."""
        known = [mx for mx in self.records if isinstance(mx.exchange, str)]
        worst = 1 << 32
        return tuple(
            sorted(known, key=lambda mx: (worst if mx.preference is None else mx.preference, str(mx.exchange)))
        )

    @property
    def is_null(self) -> bool:
        """Only the null MX: "no mail here" (RFC 7505)."""
        return bool(self.records) and all(mx.is_null for mx in self.records) and not self.unknown

    @property
    def content(self) -> tuple[object, ...]:
        """What senders see of it, for comparison."""
        mail = tuple((mx.preference, mx.exchange) for mx in self.by_preference)
        return self.variant, self.alias, self.ttls, mail, self.unknown

    @property
    def address(self) -> str:
        """The first plan address holding it, ``""`` where there is none."""
        return self.addresses[0] if self.addresses else ""


class Actual(StrEnum):
    """How the live records of a case's zone became known."""

    FETCHED = "fetched"
    SKIPPED = "skipped"  # --offline: `before` is what the plan believes
    FAILED = "failed"
    NEW = "new"  # the zone is created by this plan
    SERVED = "served"  # no adapter for its provider: `before` is what the plan believes and what DNS serves beside it


class Case(Struct, frozen=True, dict=True):  # dict: for what is cached
    """What a rule sees.

    ``before`` are the MX sets live now (or, where ``actual`` is SKIPPED or FAILED, what the plan believes is live),
    ``after`` those after the apply; an empty tuple is: no MX set.

    - ``changes``: the changes to MX sets of this owner, no-ops included; ``zone_change``: what happens to the
      zone itself; ``drift``: what the plan says was changed outside Terraform at this owner.
    - ``zone_wide``: the changes that decide about the zone as a whole: those that make their record sets its only ones
      (``exclusive``), and those to NS records for its name in other zones.
    - ``live``: the live MX record sets of this owner, ``None`` where the provider was not asked about it; ``apex``: the
      live record sets of the zone's apex, as far as they were fetched.
    - ``contents``: which owners of the zone hold which types before and after, as far as that is known.
    - ``all_changes``, ``all_zones``: everything the plan and the run know, for rules that look at neighbours.
    - ``actual`` and ``actual_reason``: how the live records became known, and why not where they did not; then
      ``actual_asked`` is who was asked, and ``actual_hint`` what to do;
      ``data``: what the provider holds of the zone, ``None`` where it was not fetched.
    - ``after_complete`` is false where the live records are not known, so that a one-record-per-resource set may hold
      more than the plan shows. ``touched``: the plan changes this MX set, or a record of a host it names.
    - ``served``: what DNS serves now, without any layer over it.
    - ``mail_from``: the Amazon SES settings of the plan whose MAIL FROM domain or identity the owner is.
    - ``sightings``: after the apply, what was seen of this owner's records (:mod:`iacmx.verify`); ``cached``: what
      resolvers may still have of the zone's, told with one owner of it.
    - ``host_changes``: the changes to where its hosts are and how they are authenticated, no-ops included;
      ``live_records``: what the providers hold of all zones of the run. ``made``: when the plan was, in words.
    - ``policy``: the policy of the house; ``owners_changed``: of how many owners the plan changes the MX records.
    """

    zone: Zone
    owner: str
    before: tuple[MxSet, ...]
    after: tuple[MxSet, ...]
    before_world: World
    after_world: World
    actual: Actual
    after_complete: bool = True
    touched: bool = True
    changes: tuple[Change, ...] = ()
    drift: tuple[Change, ...] = ()
    zone_change: ZoneChange | None = None
    zone_wide: tuple[Change, ...] = ()
    live: tuple[RecordSet, ...] | None = None
    apex: tuple[RecordSet, ...] = ()
    data: ZoneData | None = None
    all_changes: tuple[Change, ...] = ()
    all_zones: tuple[Zone, ...] = ()
    contents: Contents = NO_CONTENTS
    served: World = World(())
    actual_reason: str = ""
    actual_hint: str = ""
    actual_asked: str = ""
    mail_from: tuple[MailFrom, ...] = ()
    policy: Policy = Policy()
    owners_changed: int = 0
    host_changes: tuple[Change, ...] = ()
    live_records: LiveRecords = NO_LIVE_RECORDS
    made: str = ""
    sightings: tuple[Sighting, ...] = ()
    cached: tuple[Cached, ...] = ()

    @property
    def changes_mx(self) -> bool:
        """Whether the plan changes the MX records themselves, if only for a moment or who manages them."""
        if [mx_set.content for mx_set in self.before] != [mx_set.content for mx_set in self.after]:
            return True
        return any((change.deletes or change.forgets) and not change.exclusive for change in self.changes)

    @cached_property
    def hosts_after(self) -> tuple[str, ...]:
        """The distinct exchanges after the apply, null MX excluded, best preference first."""
        return tuple(dict.fromkeys(host for mx_set in self.after for host in mx_set.hosts))

    @cached_property
    def hosts_before(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(host for mx_set in self.before for host in mx_set.hosts))

    @property
    def address(self) -> str:
        """The plan address to blame where a finding concerns the owner as a whole."""
        return next((change.address for change in self.changes if not change.is_noop), "") or next(
            (address for mx_set in self.after for address in mx_set.addresses), ""
        )

    def address_of(self, exchange: str) -> str:
        """The plan address that names ``exchange``, else that of the case."""
        named = (mx.address for mx_set in self.after for mx in mx_set.records if mx.exchange == exchange)
        return next((address for address in named if address), self.address)


S = TypeVar("S", Case, MxSet)
T = TypeVar("T")


def once(work: Callable[[S], T]) -> Callable[[S], T]:
    """A function whose result is kept with the case, or set, that it is asked about: many rules ask the same.

    What is kept may be PENDING, so that a case is good for one round of questions; :mod:`iacmx.judge` makes it anew.
    """
    name = f"{work.__module__}.{work.__qualname__}"

    @wraps(work)
    def told(subject: S) -> T:
        kept = vars(subject)
        if name not in kept:
            kept[name] = work(subject)
        found: T = kept[name]
        return found

    return told
