"""From flags to what `iacmx verify` asks the providers through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from iacmx.cli._sources import providers_of
from iacmx.errors import NotAsked, UsageError
from iacmx.nearest import did_you_mean
from iacmx.provider import Deadline, Provider, connect, installed


def verified_at(selected: Sequence[str], snapshots: Sequence[str]) -> Callable[[str, Deadline], Provider]:
    """Who tells what providers hold, by name and until a deadline; of those ``selected`` (``NAME[:ACCOUNT]``) if any.

    Raises UsageError for a provider that is not installed.
    """
    accounts = {name: account for name, _, account in (text.partition(":") for text in selected)}
    for name in accounts:
        if name not in installed():
            known = ", ".join(installed()) or "none"
            raise UsageError(f"There is no provider {name!r}.", did_you_mean(name, installed(), f"There are: {known}."))

    def connected(name: str, deadline: Deadline) -> Provider:
        if accounts and name not in accounts:
            raise NotAsked(f"{name} was not asked (--provider).")
        return connect(name, deadline, account=accounts.get(name, ""))

    def provider_for(name: str, deadline: Deadline) -> Provider:
        stands_in = providers_of(snapshots, True, deadline) if snapshots else None
        if stands_in is not None:
            with suppress(NotAsked):
                return stands_in(name)
        return connected(name, deadline)

    return provider_for
