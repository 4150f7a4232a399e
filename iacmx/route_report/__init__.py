"""The routes of domains as they become known. One output format per file of this package.

A format is a module, named as the format, with ``head()``, ``one(result, style, number)`` for each domain from number 0
on, and ``tail(summary, style)``; printed one after the other they are a whole document. ``ONE_ONLY`` is true where it
has room for one domain.
"""

from __future__ import annotations

from typing import Protocol, cast

from msgspec import Struct
from msgspec.structs import astuple

from iacmx.collector import module_names
from iacmx.model import Severity
from iacmx.report import Style, format_module
from iacmx.routing import End, MailRoute
from iacmx.routing.names import Asked
from iacmx.words import counted

SCHEMA = "iacmx.routes/1"


class Result(Struct, frozen=True):
    """What was found for one line of the input: the routes, one for each world that was looked at; none where it is no
    domain, or its worlds can't be told, and ``asked.problem`` says why."""

    asked: Asked
    routes: tuple[MailRoute, ...] = ()


class Summary(Struct, frozen=True):
    """How many domains ended in which way; the worst route of each counts.

    ``errors`` are those, delivered or untold, that a rule calls wrong, ``wrong`` lines that are no domain.
    """

    delivered: int = 0
    deferred: int = 0
    failed: int = 0
    untold: int = 0
    errors: int = 0
    wrong: int = 0

    @property
    def exit_code(self) -> int:
        """1 where mail does not arrive or a rule says so, else 2 for wrong input, else 3 for what can't be told."""
        if self.failed or self.deferred or self.errors:
            return 1
        return 2 if self.wrong else 3 if self.untold else 0

    def __str__(self) -> str:
        told = [
            f"{self.delivered} of {counted(self.domains, 'domain')} delivered",
            f"{self.failed} failed" if self.failed else "",
            f"{self.deferred} deferred" if self.deferred else "",
            f"{self.untold} could not be told" if self.untold else "",
            f"{self.errors} with an error" if self.errors else "",
            f"{counted(self.wrong, 'line')} that {'is' if self.wrong == 1 else 'are'} no domain" if self.wrong else "",
        ]
        return "; ".join(part for part in told if part)

    @property
    def domains(self) -> int:
        return self.delivered + self.deferred + self.failed + self.untold

    def and_(self, other: Summary) -> Summary:
        """Both together."""
        return Summary(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    def plus(self, result: Result) -> Summary:
        """With one more result."""
        if result.asked.problem:
            return _add(self, "untold" if result.asked.domain else "wrong")
        # Before an apply is past: what counts is how it will be, which stands last.
        last = result.routes[-1:] if "after" in [route.label for route in result.routes] else result.routes
        found = [_way(route) for route in last]
        way = next(way for way in ("failed", "deferred", "untold", "delivered") if way in found)
        has_error = Severity.ERROR in [severity for route in last for severity in _severities(route)]
        told = _add(self, way)
        return _add(told, "errors") if has_error and way in ("delivered", "untold") else told


def _way(route: MailRoute) -> str:
    ending = route.ending
    if ending.end is End.UNKNOWN or not ending.told:
        return "untold"
    told = _severities(route)
    if ending.end is End.DELIVERED and Severity.UNVERIFIED in told and Severity.ERROR not in told:
        return "untold"
    return ending.end


def _severities(route: MailRoute) -> list[Severity]:
    """Of all that is said of the route, by the rules and by the hosts themselves."""
    told = [finding.severity for finding in route.findings]
    for probe in route.probes:
        told += [probe.worst, *[remark.severity for remark in probe.remarks]]
    return told


def _add(summary: Summary, field: str) -> Summary:
    from msgspec.structs import replace

    return replace(summary, **{field: getattr(summary, field) + 1})


class Format(Protocol):
    ONE_ONLY: bool

    def head(self) -> str: ...

    def one(self, result: Result, style: Style, number: int) -> str: ...

    def tail(self, summary: Summary, style: Style) -> str: ...


def formats() -> tuple[str, ...]:
    """The names of all output formats."""
    return module_names(__path__)


def writer(name: str) -> Format:
    """A format. Raises UsageError for one that is not there."""
    return cast("Format", format_module(__name__, __path__, name, f"There is no format {name!r} for routes."))
