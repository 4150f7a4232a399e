"""The two sides of a comparison: accounts of providers, files, and DNS, all read in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from iacmx.audit.source import SNAPSHOT, Source
from iacmx.errors import UsageError
from iacmx.model import Zone, ZoneData
from iacmx.provider import Deadline, connect
from iacmx.snapshot import Snapshot

if TYPE_CHECKING:
    from iacmx.world.zonefile import ZoneFiles

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


def parse_both(source: str, target: str) -> tuple[Source, Source]:
    """Both ends of a move, which are two. Raises UsageError."""
    here, there = parse(source, "--from"), parse(target, "--to")
    if here == there:
        raise UsageError(
            f"--from and --to are both {here.label}: nothing would move, and all be the same.",
            "Tell the two apart: route53:PROFILE, cloudflare:ACCOUNT, snapshot:FILE ...",
        )
    return here, there


def side_of(
    source: Source,
    deadline: Deadline,
    *,
    rate: float | None = None,
    resolvers: Sequence[str] = (),
    zone_files: ZoneFiles | None = None,
) -> Side:
    """The side that a source means. Raises InputError, ProviderError, UsageError.

    ``rate`` is how many requests a second a provider is sent at most, ``resolvers`` or ``zone_files`` what answers
    where DNS is the side and names no server; without them each decides for itself.
    """
    if source.provider == SNAPSHOT:
        return Snapshot.load(source.account)
    if source.provider in (STATE, PLAN, ZONE_FILE):
        from iacmx.migrate import files

        return files.opened(source)
    if source.provider == DNS:
        from iacmx.migrate.served import ServedSide

        return ServedSide(source.account, deadline, resolvers, zone_files)
    return connect(source.provider, deadline, account=source.account, rate=rate)


def laid_over(source: Source, side: Side, path: str) -> Side:
    """The side as it will be once the plan in a file is applied. Raises InputError, UsageError."""
    if source.provider in (STATE, PLAN, ZONE_FILE, DNS):
        raise UsageError(
            f"A plan can't be laid over {source.label}.", "Give --to a provider or a snapshot, or --to plan:FILE alone."
        )
    from iacmx.migrate.laid import Laid
    from iacmx.plan import read

    return Laid(side, read(path))
