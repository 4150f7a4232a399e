"""What an audit reads: accounts of providers, and snapshots."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from msgspec import Struct

from iacmx.errors import UsageError
from iacmx.model import Zone
from iacmx.names import ancestors, normalize

SNAPSHOT = "snapshot"


class Source(Struct, frozen=True, order=True):
    """One account: the provider's name, and which of its accounts (``""``: that of the credentials in use). Or a
    snapshot: ``account`` is its file."""

    provider: str
    account: str = ""

    @property
    def label(self) -> str:
        """What to call it, also on the command line: ``route53``, ``route53:production``, ``snapshot:FILE``."""
        return f"{self.provider}:{self.account}" if self.account else self.provider


def parse(text: str) -> Source:
    """A source as the command line names it. Raises UsageError."""
    provider, colon, account = text.partition(":")
    if not provider or (colon and not account) or (provider == SNAPSHOT and not account):
        raise UsageError(
            f"{text!r} is nothing to audit.", "Write route53, route53:PROFILE, cloudflare:ACCOUNT or snapshot:FILE."
        )
    return Source(provider, account)


def exact(patterns: Iterable[str]) -> tuple[str, ...]:
    """The patterns as names, in normal form, where all of them are names; else none."""
    names = tuple(normalize(pattern) for pattern in patterns)
    return () if any(set(name) & set("*?[") for name in names) else names


def wanted(zone: Zone, patterns: Iterable[str]) -> bool:
    """Whether the zone's name fits one of the shell patterns; no patterns: any."""
    shapes = [normalize(pattern) for pattern in patterns]
    return not shapes or any(fnmatchcase(zone.name, shape) for shape in shapes)


class Family:
    """The zones of a run by name, to find those of, above and below a name."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        self._named: dict[str, list[Zone]] = {}
        self._below: dict[str, list[Zone]] = {}
        for zone in zones:
            self._named.setdefault(zone.name, []).append(zone)
            for name in ancestors(zone.name):
                self._below.setdefault(name, []).append(zone)

    def relatives(self, zone: Zone) -> tuple[Zone, ...]:
        """All others of its name, of one above and of one below."""
        above = [other for name in (zone.name, *ancestors(zone.name)) for other in self._named.get(name, ())]
        return tuple(other for other in (*above, *self._below.get(zone.name, ())) if other.key != zone.key)
