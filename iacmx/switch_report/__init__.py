"""The report of a switch of name servers: who asks which side, and whether it matters. One format per file.

A format is a module, named as the format, with a function ``render(report: SwitchReport, style: Style) -> str``.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from iacmx.collector import module_names
from iacmx.report import Style, Verdict, format_module

SCHEMA = "iacmx.migrate-verify/1"


class Phase(StrEnum):
    """How far the switch is."""

    BEFORE = "before"  # the parent zone names the source's servers
    SWITCHING = "switching"  # servers of the parent zone differ, or name servers of both sides
    AFTER = "after"  # the parent zone names the target's servers, and not everybody has followed
    DONE = "done"
    ELSEWHERE = "elsewhere"  # the parent zone names servers of neither side, or none
    UNTOLD = "untold"


class Follows(StrEnum):
    """Whose servers somebody names."""

    SOURCE = "source"
    TARGET = "target"
    BOTH = "both"
    NEITHER = "neither"
    UNTOLD = "untold"


class Difference(Struct, frozen=True):
    """What one server answers for an owner and type, and what the source's servers answer.

    ``untold`` is why it can't be told whether that is a difference.
    """

    owner: str
    type: str
    source: tuple[str, ...]
    got: tuple[str, ...]
    untold: str = ""


class Parent(Struct, frozen=True):
    """What one server of the parent zone names; ``ttl`` is how many seconds a resolver may keep that."""

    server: str
    follows: Follows
    names: tuple[str, ...]
    ttl: int | None = None
    reason: str = ""


class Server(Struct, frozen=True):
    """One name server of a side: how many questions it answers as the source's servers do, and what not.

    ``silent`` is why it told nothing at all. ``notes`` are what differs and is the same for mail.
    """

    server: str
    side: Follows
    same: int
    differences: tuple[Difference, ...] = ()
    silent: str = ""
    notes: tuple[str, ...] = ()


class Kept(Struct, frozen=True):
    """A record set of the source that a resolver still answers with, for ``seconds`` more at the most."""

    owner: str
    type: str
    seconds: int | None


class Resolver(Struct, frozen=True):
    """Whose servers a resolver asks, for ``seconds`` more at the most; what it ``kept`` that differs at the target."""

    resolver: str
    follows: Follows
    names: tuple[str, ...] = ()
    seconds: int | None = None
    kept: tuple[Kept, ...] = ()
    reason: str = ""


class SwitchReport(Struct, frozen=True):
    """The state of one zone's switch from ``source`` to ``target``, which are named as on the command line.

    ``keeps`` is how many seconds after the switch a resolver may still ask the source's servers, ``None`` where that
    can't be told. ``problems`` are what breaks mail beyond single answers, ``untold`` what could not be told beyond
    single servers and resolvers.
    """

    schema: str
    version: str
    zone: str
    source: str
    target: str
    phase: Phase
    verdict: Verdict
    exit_code: int
    summary: str
    questions: int
    parents: tuple[Parent, ...]
    servers: tuple[Server, ...]
    resolvers: tuple[Resolver, ...]
    keeps: int | None = None
    problems: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


Render = Callable[[SwitchReport, Style], str]


def formats() -> tuple[str, ...]:
    """The names of all output formats."""
    return module_names(__path__)


def renderer(name: str) -> Render:
    """The ``render`` function of a format. Raises UsageError for a format that is not there."""
    render: Render = format_module(__name__, __path__, name, f"A switch has no format {name!r}.").render
    return render
