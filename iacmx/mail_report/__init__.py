"""The report of a mail move: what the new host needs, and in which order; or whether a plan does it.

One output format per file of this package: a module, named as the format, with a function
``render(report: MailReport, style: Style) -> str``.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from iacmx.collector import module_names
from iacmx.report import Style, Verdict, format_module

SCHEMA = "iacmx.migrate-mail/1"


class State(StrEnum):
    """What is to be done about a record set: ``ask``: only the new host's console tells its value."""

    THERE = "there"
    MISSING = "missing"
    CHANGE = "change"
    GOES = "goes"
    ASK = "ask"
    UNTOLD = "untold"


class Row(Struct, frozen=True):
    """One record set: its values ``now`` and ``then``, as DNS writes them, and ``when`` it changes."""

    part: str
    owner: str
    type: str
    state: State
    now: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    when: str = ""
    reason: str = ""


class Step(Struct, frozen=True):
    """One step of the move: what to ``do``, then how many seconds to ``wait``, and ``why``. ``wait`` is ``None`` where
    there is nothing to wait for, or how long can't be told (then ``why`` says so)."""

    title: str
    do: tuple[str, ...]
    wait: int | None = None
    why: str = ""


class Outcome(StrEnum):
    PROVEN = "proven"
    WRONG = "wrong"
    UNTOLD = "untold"
    ADVICE = "advice"


class Point(Struct, frozen=True):
    """One thing that a plan has to get right for the move. ``advice`` does not count."""

    part: str
    outcome: Outcome
    message: str
    fix: str = ""


class MailReport(Struct, frozen=True):
    """A move of the mail of ``domain`` to ``service``.

    ``host`` is the service's name, ``exchanges`` its MX records for this customer; ``confidence`` says how far these
    are to be trusted, ``needs_confidence`` the same of everything else. ``before`` is where mail goes now, in words.
    ``rows`` and ``steps`` are those of a move to be made, ``points`` those of a plan that was checked.
    """

    schema: str
    version: str
    domain: str
    service: str
    host: str
    before: str
    exchanges: tuple[str, ...]
    confidence: str
    needs_confidence: str
    sources: tuple[str, ...]
    subject: str
    verdict: Verdict
    exit_code: int
    summary: str
    rows: tuple[Row, ...] = ()
    steps: tuple[Step, ...] = ()
    points: tuple[Point, ...] = ()
    notes: tuple[str, ...] = ()


Render = Callable[[MailReport, Style], str]


def formats() -> tuple[str, ...]:
    """The names of all output formats."""
    return module_names(__path__)


def renderer(name: str) -> Render:
    """The ``render`` function of a format. Raises UsageError for a format that is not there."""
    render: Render = format_module(__name__, __path__, name, f"A mail move has no format {name!r}.").render
    return render
