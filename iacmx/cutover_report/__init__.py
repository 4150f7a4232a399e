"""The runbook of a cut-over: steps with the times that follow from TTLs, and what to know before. One format per file.

A format is a module, named as the format, with a function ``render(report: CutoverPlan, style: Style) -> str``.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from iacmx.collector import module_names
from iacmx.report import Style, Verdict, format_module

SCHEMA = "iacmx.migrate-plan/1"


class Topic(StrEnum):
    """What a caution is about."""

    TARGET = "Target"
    NOT_CARRIED = "Not carried over"
    EMAIL_ROUTING = "Email Routing"
    DNSSEC = "DNSSEC"
    MTA_STS = "MTA-STS"
    NAME_SERVERS = "Name servers"


class Caution(Struct, frozen=True):
    """What to know before the cut-over, and what to do. ``blocks``: it has to be settled first."""

    topic: Topic
    text: str
    do: str
    blocks: bool = False


class Untold(Struct, frozen=True):
    """What could not be told, why, and how to find it out."""

    what: str
    reason: str
    do: str


class Ttl(Struct, frozen=True):
    """One record set's TTL in seconds at the source, ``None`` where it could not be told."""

    owner: str
    type: str
    seconds: int | None


class Step(Struct, frozen=True):
    """One step. ``after`` is when it can begin at the earliest, in seconds from the start, and ``at`` that moment.

    Both are ``None`` and ``""`` where a wait before it could not be told. ``wait`` is how many seconds to wait in it,
    0 where there is nothing to wait for, ``None`` where that could not be told. ``why`` explains the wait, ``do`` is
    what to do, ``commands`` what to run.
    """

    id: str
    title: str
    after: int | None
    at: str
    wait: int | None = 0
    do: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


class CutoverPlan(Struct, frozen=True):
    """The cut-over of one zone from ``source`` to ``target``, which are named as on the command line.

    ``start`` is when it begins. ``ttls`` are the record sets of mail at the source. ``takes`` is how many seconds the
    waits take together, ``None`` where one could not be told.
    """

    schema: str
    version: str
    zone: str
    source: str
    target: str
    start: str
    verdict: Verdict
    exit_code: int
    summary: str
    takes: int | None
    steps: tuple[Step, ...]
    cautions: tuple[Caution, ...] = ()
    untold: tuple[Untold, ...] = ()
    ttls: tuple[Ttl, ...] = ()


Render = Callable[[CutoverPlan, Style], str]


def formats() -> tuple[str, ...]:
    """The names of all output formats."""
    return module_names(__path__)


def renderer(name: str) -> Render:
    """The ``render`` function of a format. Raises UsageError for a format that is not there."""
    render: Render = format_module(__name__, __path__, name, f"A cut-over has no format {name!r}.").render
    return render
