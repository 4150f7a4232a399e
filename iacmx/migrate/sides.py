"""The two sides of a comparison: accounts of providers, files, and DNS, all read in the same way."""

from __future__ import annotations

from typing import Protocol

from iacmx.audit.source import SNAPSHOT, Source
from iacmx.errors import UsageError
from iacmx.model import Zone, ZoneData
from iacmx.provider import Deadline, connect
from iacmx.snapshot import Snapshot

STATE, PLAN, ZONE_FILE, DNS = "state", "plan", "zonefile", "dns"
_FILES = (SNAPSHOT, STATE, PLAN, ZONE_FILE)
_HINT = (
    "Write route53[:PROFILE], cloudflare[:ACCOUNT], snapshot:FILE, state:FILE, plan:FILE, zonefile:FILE "
    "or dns[:SERVER]."
)


class Side(Protocol):
    """What holds zones: a provider's account (:class:`iacmx.provider.Provider`), or what stands for one."""

    def zones(self, name: str = "") -> list[Zone]:
        """All zones, or those of exactly that name. Raises ProviderError."""
        ...

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        """The record sets of a zone of :meth:`zones`; ``names`` are those to ask for where a side can't list them.

        Raises ZoneNotFound, ProviderError.
        """
        ...


def parse(text: str, flag: str) -> Source:
    """A side as the command line names it. Raises UsageError."""
    kind, colon, rest = text.partition(":")
    if not kind or (colon and not rest) or (kind in _FILES and not rest):
        raise UsageError(f"{flag} {text!r} is nothing to compare.", _HINT)
    return Source(kind, rest)


def side_of(source: Source, deadline: Deadline) -> Side:
    """The side that a source means. Raises InputError, ProviderError, UsageError."""
    if source.provider == SNAPSHOT:
        return Snapshot.load(source.account)
    if source.provider in (STATE, PLAN, ZONE_FILE):
        from iacmx.migrate import files

        return files.opened(source)
    if source.provider == DNS:
        from iacmx.migrate.served import ServedSide

        return ServedSide(source.account, deadline)
    return connect(source.provider, deadline, account=source.account)
