"""What the providers hold now, of all zones at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from iacmx.errors import ProviderError
from iacmx.model import Zone, ZoneData
from iacmx.titles import title

if TYPE_CHECKING:
    from iacmx import parallel
    from iacmx.provider import Deadline, Provider


class Want(Struct, frozen=True):
    """A zone to read, and the owners wanted of it; ``None``: all."""

    zone: Zone
    names: frozenset[str] | None


def fetch_all(
    wants: Sequence[Want], provider_for: Callable[[str], Provider], deadline: Deadline | None = None
) -> dict[str, ZoneData | ProviderError]:
    """What each zone holds, or why that can't be told, by zone key in the order of ``wants``.

    Zones are read at the same time and fail alone. ``provider_for`` is asked once per provider name; where it raises a
    ProviderError, that is the result of every zone of it. With a deadline nothing is waited for beyond it; without,
    the providers are trusted to hold their own. Raises UsageError where ``provider_for`` does.
    """
    from iacmx import parallel  # threads: only a run that asks pays for their import

    names = list(dict.fromkeys(want.zone.provider for want in wants))
    connections = parallel.run_all([partial(provider_for, name) for name in names], deadline)
    connected = {name: _settled(title(name), connection) for name, connection in zip(names, connections, strict=True)}
    reads = parallel.run_all([partial(_read, connected[want.zone.provider], want) for want in wants], deadline)
    return {want.zone.key: _settled(_title(connected, want), read) for want, read in zip(wants, reads, strict=True)}


def _read(provider: Provider | ProviderError, want: Want) -> ZoneData:
    if isinstance(provider, ProviderError):
        raise provider
    return provider.fetch(want.zone, want.names)


def _settled(who: str, outcome: parallel.Outcome[parallel.T]) -> parallel.T | ProviderError:
    try:
        return outcome()
    except ProviderError as failed:
        error = failed
    except TimeoutError:
        error = ProviderError(f"{who} did not answer in time.", "Try again, or allow the run more time.")
    error.asked = error.asked or who
    return error


def _title(connected: dict[str, Provider | ProviderError], want: Want) -> str:
    provider = connected[want.zone.provider]
    return title(want.zone.provider) if isinstance(provider, ProviderError) else provider.title
