"""The nouns of iacmx, frozen; every other module speaks them.

Host and owner names are in normal form everywhere (:mod:`iacmx.names`): lower case, A-labels, no trailing
dot, ``*`` for a wildcard label, ``"."`` for the DNS root. TTLs and times are seconds.

The types are ``msgspec.Struct`` rather than dataclasses: defining one costs 0.03 ms instead of 1.5 ms, which
is what keeps a gate run on a small plan as fast as importing its command line (docs/adr/0001).
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType

type_of_address = ("A", "AAAA")


class Unknown(Struct, frozen=True):
    """A value that is known only after the apply.

    ``references`` are the configuration expressions it will come from, as Terraform writes them
    (``"aws_eip.mail.public_dns"``), empty where the plan does not tell. ``planned_by`` is the address of the
    resource of the same plan that will provide it, ``""`` where there is none or it can't be told.
    """

    references: tuple[str, ...] = ()
    planned_by: str = ""


class Mx(Struct, frozen=True):
    """One MX record's data.

    ``text`` is the value as written at its source, unaltered. ``preference`` is ``None`` where the text holds
    no integer; it may lie outside 0..65535 (a rule says so). ``exchange`` is in normal form where it is a
    host name, ``"."`` for the null MX, else the raw text lower-cased, else :class:`Unknown`.
    ``ttl`` and ``address`` (plan address, ``""`` for a live record no resource of the plan manages) are those
    of the record set it came from. ``automatic``: the provider makes it where a resource enables a service (Cloudflare
    Email Routing), and chooses a preference that is ``None`` until then.
    """

    text: str
    preference: int | None
    exchange: str | Unknown
    ttl: int | None = None
    address: str = ""
    automatic: bool = False

    @property
    def is_null(self) -> bool:
        """Whether this is the null MX's exchange, "." (RFC 7505 section 3)."""
        return self.exchange == "."

    @property
    def unranked(self) -> bool:
        """Whether the provider is yet to choose its preference."""
        return self.automatic and self.preference is None


Value = Mx | str | Unknown
"""One record's data: an :class:`Mx`; an IP address or a host name (CNAME, NS) in normal form, or other text;
or :class:`Unknown`."""


class Zone(Struct, frozen=True):
    """A DNS zone at a provider, as far as it is known.

    ``key`` identifies it within one run: ``"route53:Z123"``, or ``"route53:aws_route53_zone.main"`` for a zone
    that the plan will create, or ``"route53:?ADDRESS"`` when the zone of resource ADDRESS can't be told.
    ``name`` is ``""`` while unknown. ``status`` and ``kind`` are the provider's words (Cloudflare: ``active``,
    ``pending``, ``moved`` ...; ``full``, ``partial``, ``secondary``, ``internal``).
    ``name_servers`` are those the provider assigned, empty while unknown. ``sets`` is the number of its record sets
    where the provider's list of zones tells it, which says beforehand what reading the zone costs.
    """

    key: str
    provider: str
    id: str = ""
    name: str = ""
    address: str = ""
    private: bool = False
    name_servers: tuple[str, ...] = ()
    status: str = ""
    kind: str = ""
    created_by_plan: bool = False
    unknown: Unknown | None = None
    sets: int | None = None

    @property
    def label(self) -> str:
        """What to call it in a report: its name, else its id, else the resource that creates it."""
        known = self.name or self.id
        return known or ("(zone can't be told)" if self.unknown is not None else self.address)


class RecordSet(Struct, frozen=True):
    """The records of one owner and type that one source holds together.

    A Route 53 record set, or a single Cloudflare record (one value, ``record_id``); the world puts the single
    records of one owner and type together again.

    ``zone`` is a :class:`Zone` key. ``owner`` is absolute and in normal form; while ``relative`` is true it is
    as written and the zone's name decides what it means (:func:`iacmx.names.absolute_owner`).
    ``ttl`` is ``None`` for an alias and for a provider's automatic TTL.
    ``variant`` is the Route 53 set identifier, ``""`` for simple routing, and ``routing`` its policy
    (``simple``, ``weighted``, ``latency``, ``failover``, ``geolocation``, ``geoproximity``, ``cidr``,
    ``multivalue``, ``traffic-policy``), with ``routing_detail`` in words (``"weight 10"``).
    ``alias`` is a Route 53 alias target. ``proxied``: Cloudflare answers with its own addresses.
    ``address`` is the plan address that manages it, ``""`` for a live set that this plan does not manage.
    ``locked``: the provider itself keeps it (Cloudflare ``meta.read_only``).
    """

    zone: str
    owner: str | Unknown
    type: str | Unknown
    ttl: int | None = None
    values: tuple[Value, ...] = ()
    relative: bool = False
    variant: str = ""
    routing: str = "simple"
    routing_detail: str = ""
    alias: str | Unknown | None = None
    proxied: bool = False
    record_id: str = ""
    address: str = ""
    locked: bool = False
    sensitive: bool = False

    @property
    def automatic(self) -> bool:
        """Whether the provider makes it, see :class:`Mx`."""
        return any(isinstance(value, Mx) and value.automatic for value in self.values)


class Change(Struct, frozen=True):
    """What the plan will do to one resource that holds DNS records.

    ``actions`` are Terraform's (``create``, ``delete``, ``update``, ``no-op``, ``forget``, ``read``): test
    membership, an unknown combination must keep working. ``before`` and ``after`` hold the record sets, empty
    where the resource does not exist; a resource may hold many (``exclusive``).
    ``overwrite``: whether a create replaces a live set (Route 53 ``allow_overwrite``).
    ``per_record``: one resource per record, so the set is the union of several resources (Cloudflare).
    ``exclusive``: record sets of its zone that it does not list are deleted.
    """

    address: str
    resource_type: str
    provider: str
    actions: tuple[str, ...]
    before: tuple[RecordSet, ...] = ()
    after: tuple[RecordSet, ...] = ()
    previous_address: str = ""
    deposed: str = ""
    importing: bool = False
    overwrite: bool = False
    per_record: bool = False
    exclusive: bool = False

    @property
    def is_noop(self) -> bool:
        """Nothing happens to the records (a no-op, a read, a move or an import without a change)."""
        return not ({"create", "update", "delete", "forget"} & set(self.actions))

    @property
    def creates(self) -> bool:
        return "create" in self.actions

    @property
    def deletes(self) -> bool:
        """The records disappear from DNS at some moment of the apply (also within a replacement)."""
        return "delete" in self.actions

    @property
    def forgets(self) -> bool:
        """The old records stay live but no longer managed (Terraform 1.7 ``removed``, OpenTofu)."""
        return "forget" in self.actions

    @property
    def deletes_first(self) -> bool:
        """A replacement that deletes before it creates: a moment without the record."""
        actions = self.actions
        return "delete" in actions and "create" in actions and actions.index("delete") < actions.index("create")


class ZoneChange(Struct, frozen=True):
    """What the plan will do to a zone itself."""

    address: str
    actions: tuple[str, ...]
    before: Zone | None
    after: Zone | None


class MailFrom(Struct, frozen=True):
    """The MAIL FROM domain of an Amazon SES identity, as the plan sets it or leaves it.

    ``domain``: its own MX record has to be SES's and the only one. ``identity``: the domain that SES sends for, ``""``
    where it can't be told. ``behavior``: what SES does while it can't read that record, in its own word
    (``"RejectMessage"``, ``"USE_DEFAULT_VALUE"`` ...), ``""`` where it can't be told. ``address``: the resource.
    ``ends``: SES no longer uses the domain after the apply. ``changed``: the plan sets the domain or the behavior anew.
    """

    domain: str
    identity: str
    behavior: str
    address: str
    ends: bool = False
    changed: bool = False

    @property
    def rejects(self) -> bool:
        """Whether SES sends nothing while it can't read the record."""
        return self.behavior in ("RejectMessage", "REJECT_MESSAGE")


class Plan(Struct, frozen=True):
    """What iacmx keeps of a Terraform plan: DNS fields only.

    ``zones``: every zone the plan tells about (resources, data sources, prior state), by key.
    ``changes``: every resource holding DNS records, no-ops included, in plan order.
    ``drift``: ``resource_drift`` of the same resource types: what changed outside Terraform.
    ``mail_from``: the MAIL FROM domains of Amazon SES identities, as far as they are known.
    ``not_understood``: resource type -> count, for types that look like DNS records but are not read.
    ``complete`` and ``applyable`` are ``None`` where the plan does not say (OpenTofu, Terraform < 1.8).
    ``secrets`` are texts of DNS fields that the plan marks as sensitive: judged, never printed.
    ``resources`` counts all resource changes of the plan. ``modules``: where each module comes from, as its call says
    (``"./modules/mail"``), by the names of the calls that lead there (``"network.mail"``).
    ``timestamp``: when it was made, as Terraform writes it (1.5 or later), else ``""``.
    """

    format_version: str
    terraform_version: str
    changes: tuple[Change, ...] = ()
    zones: dict[str, Zone] = {}
    zone_changes: tuple[ZoneChange, ...] = ()
    drift: tuple[Change, ...] = ()
    not_understood: dict[str, int] = {}
    complete: bool | None = None
    applyable: bool | None = None
    errored: bool = False
    secrets: frozenset[str] = frozenset()
    resources: int = 0
    mail_from: tuple[MailFrom, ...] = ()
    modules: dict[str, str] = {}
    timestamp: str = ""


class ZoneData(Struct, frozen=True):
    """What a provider (or a snapshot) holds of one zone.

    ``names`` are the owners whose record sets are all in ``records``; ``None`` when that is true of every
    name in the zone. A name outside ``names`` is unknown, not absent. ``requests`` is what it cost.
    """

    zone: Zone
    records: tuple[RecordSet, ...]
    names: frozenset[str] | None = None
    requests: int = 0


class Kind(StrEnum):
    """What kind of answer a world gives."""

    FOUND = "found"
    PLANNED = "planned"  # exists after the apply, its value is known only then
    NO_DATA = "no-data"  # the name exists, the type does not
    NO_NAME = "no-name"  # NXDOMAIN
    UNVERIFIED = "unverified"  # asked, could not be told
    SKIPPED = "skipped"  # not asked on purpose (--offline)
    PENDING = "pending"  # will be asked before the verdict; whatever a rule makes of it is thrown away


class Answer(Struct, frozen=True):
    """A world's answer to ``(name, type)``.

    ``aliases`` is the chain of names followed by CNAME or DNAME to get here, empty where ``name`` is no alias;
    for a chain that ends nowhere, ``kind`` says how it ends. ``source`` tells who says so, in words
    (``"the plan"``, ``"Route 53"``, ``"DNS (192.0.2.53)"``). ``address`` is a plan address where the plan says
    so. ``reason`` is why it is unverified. ``negative_ttl`` is how long a negative answer may be cached.
    ``via``: the provider itself answers with the addresses of this name (Route 53 alias record, Cloudflare's
    flattened or proxied CNAME), so that no alias is seen in DNS. ``secure``: the resolver validated it, every alias
    included (DNSSEC; RFC 4035 section 3.2.3), as far as the way to the resolver can be trusted.
    """

    kind: Kind
    values: tuple[Value, ...] = ()
    ttl: int | None = None
    aliases: tuple[str, ...] = ()
    source: str = ""
    address: str = ""
    reason: str = ""
    proxied: bool = False
    negative_ttl: int | None = None
    via: str = ""
    secure: bool = False

    @property
    def exists(self) -> bool:
        return self.kind in (Kind.FOUND, Kind.PLANNED)

    @property
    def absent(self) -> bool:
        return self.kind in (Kind.NO_DATA, Kind.NO_NAME)

    @property
    def settled(self) -> bool:
        """Whether it says anything: found, planned or absent."""
        return self.exists or self.absent


class Severity(StrEnum):
    ERROR = "error"
    UNVERIFIED = "unverified"
    WARNING = "warning"
    NOTICE = "notice"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Severity).index(self)


class Location(Struct, frozen=True):
    """Where in the configuration something is written.

    ``path`` has forward slashes and is relative to the repository, else to the working directory; it may hold any
    character that a file name may. ``line`` counts from 1, ``end_line`` is the last of the block, 0 where there is
    none. ``within`` is where in a downloaded module the resource itself is written (``PATH:LINE``), if ``path`` and
    ``line`` are those of the module's call.
    """

    path: str
    line: int
    end_line: int = 0
    within: str = ""

    @property
    def label(self) -> str:
        """``PATH:LINE``, as compilers write it."""
        return f"{self.path}:{self.line}"


class Affected(Struct, frozen=True):
    """One owner that a finding with a common cause hits; ``fingerprint`` depends on rule, zone, owner, exchange."""

    zone: str
    owner: str
    address: str
    severity: Severity
    fingerprint: str
    location: Location | UnsetType = UNSET


class Finding(Struct, frozen=True):
    """One thing that is wrong, or could not be told.

    ``exchange`` is ``""`` where the finding is about the whole set or zone; ``address`` is the plan address that
    causes it, ``""`` where none does. ``message`` says what will happen to mail, ``evidence`` what it was seen
    from, ``fix`` what to do. ``fingerprint`` is stable across runs: it depends on rule, zone, owner, exchange.
    ``owners`` are all that the cause hits, ``owner`` first. Where the cause is not the owner's (a host, the plan),
    ``fingerprint`` depends on rule and exchange only, and ``affected`` holds what is each owner's. ``location`` is
    where the resource of ``address`` is written, if that was looked for and found.
    """

    rule: str
    name: str
    severity: Severity
    zone: str
    owner: str
    exchange: str
    address: str
    message: str
    evidence: str
    fix: str
    fingerprint: str
    owners: tuple[str, ...] = ()
    affected: tuple[Affected, ...] = ()
    location: Location | UnsetType = UNSET
