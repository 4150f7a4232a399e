"""From the flags of an audit to the accounts it reads, what it compares them with, and where it judges them."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, cast

from iacmx import parallel
from iacmx.audit import Against, Journal
from iacmx.audit.source import SNAPSHOT, Source, parse
from iacmx.errors import UsageError
from iacmx.provider import Deadline, Provider, connect
from iacmx.snapshot import Snapshot

ROUTE53 = "route53"
DASK_SECONDS = 10.0
"""For a scheduler to answer, and to be told that nothing more comes."""


def sources_of(texts: Sequence[str], profiles: Sequence[str]) -> tuple[Source, ...]:
    """The sources, ``route53`` alone meaning each of the ``profiles``. Raises UsageError."""
    found = [parse(text) for text in texts]
    bare = Source(ROUTE53)
    if profiles and bare not in found:
        raise UsageError("--profile is given without route53.", "Write `iacmx audit route53 --profile NAME`.")
    named = [Source(ROUTE53, profile) for profile in profiles]
    return tuple(dict.fromkeys(one for source in found for one in (named if named and source == bare else [source])))


def rate_of(rate: float | None) -> float | None:
    """Requests a second. Raises UsageError for a number that is none."""
    if rate is not None and not 0 < rate <= 1000:
        raise UsageError(f"--rate {rate} is no rate.", "Give requests a second, such as 5.")
    return rate


def accounts_of(deadline: Deadline, rate: float | None) -> Callable[[Source], Provider]:
    """What connects to a source. Raises UsageError for a rate that is none."""
    rate_of(rate)

    def provider_for(source: Source) -> Provider:
        if source.provider == SNAPSHOT:
            return Snapshot.load(source.account)
        return connect(source.provider, deadline, account=source.account, rate=rate)

    return provider_for


def against_of(state: str, since: str) -> Against:
    """What the live records are compared with. Raises InputError."""
    planned = None
    if state:
        from iacmx.plan.state import read_state

        planned = read_state(state)
    return Against(planned, Snapshot.load(since) if since else None)


@contextmanager
def journal_of(
    path: str, sources: tuple[Source, ...], patterns: tuple[str, ...]
) -> Generator[Journal | None, None, None]:
    """The journal that keeps what is read, ``None`` where none is wanted. Raises InputError, UsageError."""
    if not path:
        yield None
        return
    journal = Journal.open(path, sources, patterns)
    try:
        yield journal
    finally:
        journal.close()


@contextmanager
def executor_of(dask: str, deadline: Deadline) -> Generator[Executor | None, None, None]:
    """The executor of a Dask cluster, ``None`` where none is wanted. Raises UsageError.

    A scheduler that takes a connection and says nothing is waited for by Dask without end, whatever its time-outs.
    """
    if not dask:
        yield None
        return
    # Dask leaves half a client behind for what is no address, which hangs at exit.
    if not re.fullmatch(r"([a-z]+://)?[^/\s]+:\d+/?", dask):
        raise UsageError(f"--dask {dask} is no address.", "Give the scheduler's, such as tcp://host:8786.")
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError("Dask is not installed.", "Install it with `pip install iacmx[dask]`.") from error
    within = Deadline(min(deadline.at, Deadline.after(DASK_SECONDS).at))
    connecting = partial(cast("Any", Client), dask, timeout=DASK_SECONDS, set_as_default=False)
    try:
        client: Any = parallel.run(connecting, within)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"No Dask scheduler answers at {dask}.", "Give its address, such as tcp://host:8786."
        ) from error
    try:
        yield client.get_executor(pure=False)
    finally:
        with suppress(Exception):  # whatever a cluster that is gone, or hangs, makes of it: the work is done
            parallel.run(partial(client.close, DASK_SECONDS), Deadline.after(DASK_SECONDS))
