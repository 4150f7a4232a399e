"""From flags and settings to what the gate asks: providers, DNS, formats. Imported only once a run begins."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from iacmx.cli._write import STDOUT, refuse_unwritable
from iacmx.errors import NotAsked, UsageError
from iacmx.plan.source import ZIP
from iacmx.policy import Policy
from iacmx.provider import Deadline, Provider, connect
from iacmx.report import Render, renderer

if TYPE_CHECKING:
    from iacmx.settings import Settings
    from iacmx.sources import Sources
    from iacmx.world import Dns

T = TypeVar("T")


def first(flag: T | None, setting: T | None, default: T) -> T:
    """The flag, else the setting, else the default."""
    if flag:
        return flag
    return setting if flag is None and setting is not None else default if flag is None else flag


def outputs_of(texts: Sequence[str], writer: Callable[[str], T], *, with_stdout: bool = False) -> list[tuple[str, T]]:
    """``FORMAT=PATH`` each, as path and what ``writer`` makes of the format; a path may be ``-`` ``with_stdout``.

    Raises UsageError, and InputError where a file could not be written.
    """
    found = [(path, writer(name)) for name, path in map(named_file, texts)]
    files = [path for path, _ in found if path != STDOUT]
    if len(files) < len(found) and not with_stdout:
        raise UsageError("--output names no file but standard output.", "Choose with --format what is printed.")
    twice = next((path for path in files if files.count(path) > 1), None)
    if twice is not None:
        raise UsageError(f"--output names {twice} twice.", "Name another file for each format.")
    refuse_unwritable(files)
    return found


def output_of(text: str) -> tuple[str, Render]:
    """``FORMAT=PATH`` as path and renderer. Raises UsageError."""
    name, path = named_file(text)
    return path, renderer(name)


def named_file(text: str) -> tuple[str, str]:
    """``FORMAT=PATH`` as format and path. Raises UsageError."""
    name, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(f"--output {text} names no file.", "Write --output FORMAT=PATH, such as json=iacmx.json.")
    return name, path


def seconds(number: float) -> float:
    """A time that can be waited for. Raises UsageError."""
    if not 0 < number <= 86400:
        raise UsageError(f"--timeout {number} is not a time to wait.", "Give seconds, more than 0.")
    return number


def policy_of(settings: Settings, acknowledged: Sequence[str]) -> Policy:
    """The policy of the house, with what this run acknowledges."""
    return Policy(settings.expect, settings.limits, settings.protected, tuple(acknowledged))


def providers_of(snapshots: Sequence[str], offline: bool, deadline: Deadline) -> Callable[[str], Provider] | None:
    """Who tells the live records of a provider's zones: a snapshot where one is given, else the provider itself."""
    if not snapshots:
        return None if offline else lambda name: connect(name, deadline)
    from iacmx.snapshot import Snapshot

    saved: dict[str, Provider] = {}
    for snapshot in map(Snapshot.load, snapshots):
        saved |= dict.fromkeys(snapshot.providers, snapshot)

    def provider_for(name: str) -> Provider:
        if name in saved:
            return saved[name]
        if offline:
            raise NotAsked(f"{name} was not asked (--offline).")
        return connect(name, deadline)

    return provider_for


def sources_of(root: str, plan: str) -> Sources | None:
    """Where resources are written: in the folder, else in what a binary plan carries. Raises InputError."""
    if not root and not _is_binary(plan):
        return None
    from iacmx.sources import Sources

    return Sources.at(root) if root else Sources.carried_by(plan)


def _is_binary(plan: str) -> bool:
    """Whether it is a binary plan file; a pipe is left alone, what is read of it would be lost."""
    if not os.path.isfile(plan):
        return False
    try:
        with open(plan, "rb") as file:
            return file.read(len(ZIP)) == ZIP
    except OSError:
        return False  # reading the plan will say why


def dns_of(zone_files: str, resolvers: Sequence[str], offline: bool, deadline: Deadline) -> Dns | None:
    """What answers for names that neither the plan nor a provider knows; ``None`` offline."""
    if zone_files:
        if resolvers:
            raise UsageError("--dns-zone-files and --resolver exclude each other.", "Give one of them.")
        from iacmx.world.zonefile import ZoneFiles

        return ZoneFiles.load(zone_files)
    if offline:
        return None
    from iacmx.world.askers import Askers
    from iacmx.world.dns.authority import Authority
    from iacmx.world.dns.engine import Engine
    from iacmx.world.mta_sts import Policies
    from iacmx.world.served import Served

    def engine() -> Engine:
        return Engine(resolvers, deadline=deadline)

    # A resolver that the user names is there to be asked alone: it may be the only one that knows, as in a lab.
    authority = None if resolvers else Authority(engine(), deadline=deadline)
    policies = Policies(engine(), deadline=deadline)
    only = f"only {', '.join(resolvers)} is asked (--resolver)"
    return Served(Askers(engine(), authority, policies, reason=only), unasked={"authority": only} if resolvers else {})
