"""What a DNS provider must be able to do, and how providers are found.

A provider is a package with an entry point in the group ``iacmx.providers`` whose value is a function ``connect``
(:class:`Connect`); its name is the entry point's name. See ``providers/README.md``.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from msgspec import Struct

from iacmx.errors import NoAdapter
from iacmx.model import Zone, ZoneData
from iacmx.nearest import did_you_mean

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "iacmx.providers"


class Deadline(Struct, frozen=True):
    """A moment after which nothing more is waited for; ``at`` is in ``time.monotonic()`` seconds."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    @property
    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.at - time.monotonic())


class Provider(Protocol):
    """One account of a DNS provider. Reads only. Safe to use from several threads at once."""

    name: str
    """As in the entry point: ``route53``."""
    title: str
    """For people: ``Route 53``."""

    @property
    def requests(self) -> int:
        """How many API requests were sent so far, retries included."""
        ...

    def zones(self, name: str = "") -> list[Zone]:
        """All zones, or those of exactly that name (there may be several). Raises ProviderError."""
        ...

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        """The live record sets of a zone with the fewest requests.

        ``zone`` has an id or a name; the zone returned is completed with what the answer tells for free, and its
        ``name`` is always known. ``names`` are the owners (absolute, normal form; before the zone's name is known
        they may be empty) whose record sets of every type are needed, ``None`` for all of the zone; what comes back
        may hold more, and ``ZoneData.names`` says what it covers. Raises ZoneNotFound, ProviderError: a throttled,
        denied, broken or truncated answer is an error, never an empty zone.
        """
        ...


class Right(Struct, frozen=True):
    """Whether the credentials in use may call one action of the provider's API.

    ``action`` is as the provider's own permissions call it (``route53:ListHostedZones``), ``what_for`` says when iacmx
    calls it. ``granted`` is ``None`` where that could not be told, and ``detail`` says why, or what is denied.
    """

    action: str
    what_for: str
    granted: bool | None
    detail: str = ""


@runtime_checkable
class Checks(Protocol):
    """A provider that can tell what its credentials may do. Optional."""

    def rights(self) -> tuple[Right, ...]:
        """Try each action that iacmx ever calls, reading only. Raises ProviderError where nothing can be asked."""
        ...

    def identity(self) -> str:
        """Whom the credentials belong to, in the provider's words and without a secret; ``""`` if it does not tell."""
        ...


@runtime_checkable
class Global(Protocol):
    """A provider whose zone ids are never those of zones of another account. Optional."""

    has_global_ids: bool
    """True: a zone listed for two accounts is one zone, so that both are the same account, or share it."""


@runtime_checkable
class Estimates(Protocol):
    """A provider that knows beforehand what reading costs. Optional."""

    def estimate(self, zones: Sequence[Zone]) -> tuple[int, float]:
        """How many requests reading all of these zones takes, and about how many seconds its rate limit makes of it."""
        ...


@runtime_checkable
class Whole(Protocol):
    """A provider that tells all that a zone holds, of every type and whatever it is for. Optional."""

    def whole(self, zone: Zone) -> ZoneData:
        """Every record set of a zone of :meth:`Provider.zones`, for a copy of it. Raises ZoneNotFound, ProviderError.

        Their values are texts as a zone file writes them (RFC 1035 section 5.1): those of MX records too, and TXT
        records in quoted strings. Names in them are absolute, with a dot at their end or without.
        """
        ...


class Connect(Protocol):
    """The function behind an entry point."""

    def __call__(self, deadline: Deadline, *, account: str = "", rate: float | None = None) -> Provider:
        """Connect to one account. Sends no request to the DNS API. Raises ProviderError.

        ``account`` says which of several in the provider's own terms (an AWS profile or role ARN, a Cloudflare account
        id), ``""`` is the one that the credentials in use belong to. ``rate`` is how many requests a second to send at
        most, ``None`` leaves it to the provider's own knowledge of its limits.
        """
        ...


def installed() -> dict[str, EntryPoint]:
    """The providers installed, by name; loading one imports its SDK."""
    from importlib.metadata import entry_points

    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def connect(name: str, deadline: Deadline, *, account: str = "", rate: float | None = None) -> Provider:
    """Connect to the provider of that name (:class:`Connect`).

    Raises NoAdapter for a name that is not installed, ProviderError.
    """
    providers = installed()
    if name not in providers:
        otherwise = f"Installed are: {', '.join(providers) or 'none'}; check the spelling."
        raise NoAdapter(f"There is no provider {name!r}.", did_you_mean(name, providers, otherwise))
    load: Connect = providers[name].load()
    return load(deadline, account=account, rate=rate)
