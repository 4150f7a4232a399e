"""From the flags of ``iacmx route`` to routes: which worlds, how many at once, where they are written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, nullcontext
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from iacmx.cli._routes_out import Out, opened
from iacmx.cli._shares import processes_for, turns
from iacmx.cli._sources import dns_of, outputs_of, providers_of, seconds
from iacmx.cli._write import colour_wanted
from iacmx.errors import InputError, ProviderError
from iacmx.probing import Manner
from iacmx.provider import Deadline
from iacmx.report import Style
from iacmx.route_report import Format, Result, Summary, writer
from iacmx.routing import Sender
from iacmx.routing.ask import Rules, Side, Wanted, hosts, routes, rules_for
from iacmx.routing.many import Many
from iacmx.routing.names import Asked, from_lines, parse
from iacmx.world import Dns, World

if TYPE_CHECKING:
    from iacmx.routing import MailRoute
    from iacmx.routing.probed import Probing

BATCH = 200
"""Domains that are judged together."""
MOST_HELD = 25
"""Batches that wait until a host is reached, at the most."""


class Request(Struct, frozen=True):
    """What the command line asks for."""

    domains: tuple[str, ...]
    from_file: str
    mta: str
    down: tuple[str, ...]
    myself: tuple[str, ...]
    ipv6: bool
    plan: str
    snapshots: tuple[str, ...]
    live: str
    at: tuple[str, ...]
    judged: bool | None
    resolvers: tuple[str, ...]
    zone_files: str
    format: str
    outputs: tuple[str, ...]
    timeout: float
    quiet: bool
    verbose: bool
    probe: bool
    manner: Manner


def run(request: Request) -> int:
    """Print the routes; the exit code. Raises IacmxError."""
    sender = Sender(request.mta, request.ipv6, hosts(request.down), hosts(request.myself))
    deadline = Deadline.after(seconds(request.timeout))
    formats: list[tuple[str | None, Format]] = [(None, writer(request.format))]
    formats += outputs_of(request.outputs, writer)
    style = Style(colour=colour_wanted(), quiet=request.quiet, verbose=request.verbose)
    with _lines_of(request.from_file) as lines, opened(formats, style) as out:
        typed = tuple(map(parse, request.domains))
        if _is_plain(request, bool(lines)):
            _plainly(request, sender, deadline, typed, lines, out)
        else:
            _in_worlds(request, sender, deadline, chain(typed, from_lines(lines)), out)
        return out.end()


def _plainly(
    request: Request, sender: Sender, deadline: Deadline, typed: tuple[Asked, ...], lines: Iterable[bytes], out: Out
) -> None:
    """Ask nothing but DNS, for all domains at the same time; of a long file by several processes."""
    from iacmx.world.dns.engine import Engine

    engine = Engine(request.resolvers, deadline=deadline)

    def route(names: Iterable[Asked], emit: Callable[[Result], None]) -> None:
        Many(sender, lambda result: emit(_result(result))).run(names, engine)

    processes = processes_for(request.from_file) if out.has_room_for_many else 1
    if processes == 1:
        with _progress(request.from_file) as seen:
            route(chain(typed, from_lines(lines)), lambda result: seen(out.add(result)))
        return
    with (
        turns(request.from_file, typed, processes, route, out.told) as made,
        _progress(request.from_file) as seen,
    ):
        for turn in made:
            seen(out.write(turn.texts, turn.summary))


def _result(result: MailRoute | Asked) -> Result:
    if isinstance(result, Asked):
        return Result(result)
    return Result(Asked(result.asked, result.domain), (result,))


def _is_plain(request: Request, has_lines: bool) -> bool:
    """Whether MX records and addresses are all that is asked for, of DNS itself."""
    is_judged = request.judged if request.judged is not None else not has_lines
    return not (request.probe or request.plan or request.live or request.at or request.zone_files or is_judged)


def _in_worlds(request: Request, sender: Sender, deadline: Deadline, names: Iterable[Asked], out: Out) -> None:
    dns = dns_of(request.zone_files, request.resolvers, False, deadline)
    assert dns is not None  # only offline there is none
    is_judged = request.judged if request.judged is not None else not request.from_file
    sides_of, dns, names = _worlds(request, dns, deadline, names, is_judged)
    rules = rules_for(dns) if is_judged else ()
    walk = _Walk(request, sender, dns, rules, deadline)
    rest, held = iter(names), list[_Batch]()
    with _progress("" if request.probe else request.from_file) as seen:
        while batch := list(islice(rest, BATCH)):
            held.append(_batch(batch, sides_of))
            if walk.can_tell(held[-1].wanted) or len(held) == MOST_HELD:
                _tell(held, walk, out, seen)
        _tell(held, walk, out, seen)


class _Batch(NamedTuple):
    """Domains that are judged together, and their worlds; what is no domain has none."""

    asked: list[Asked]
    wanted: list[Wanted]


def _batch(batch: list[Asked], sides_of: Callable[[str], list[Side]]) -> _Batch:
    wanted: list[Wanted] = []
    for number, asked in enumerate(batch):
        try:
            wanted += [(asked, sides_of(asked.domain))] if asked.domain else []
        except ProviderError as error:
            batch[number] = replace(asked, problem=str(error))
    return _Batch(batch, wanted)


def _tell(held: list[_Batch], walk: _Walk, out: Out, seen: Callable[[Summary], None]) -> None:
    for batch in held:
        found = iter(walk(batch.wanted))
        for asked in batch.asked:
            seen(out.add(Result(asked) if asked.problem else Result(asked, tuple(next(found)))))
    held.clear()


class _Walk:
    """What gives the routes of some domains, probed where that is asked for."""

    def __init__(self, request: Request, sender: Sender, dns: Dns, rules: Rules, deadline: Deadline) -> None:
        self._sender, self._dns, self._rules = sender, dns, rules
        self._probing: Probing | None = None
        if request.probe:
            from iacmx.cli._probed import watched
            from iacmx.routing.probed import Probing

            self._probing = Probing(dns, deadline, request.manner, watched)

    def can_tell(self, wanted: list[Wanted]) -> bool:
        """Whether these can be told before others are known: a probe that reaches nobody says nothing of a host."""
        if self._probing is None:
            return True
        self._probing.ask(chain.from_iterable(routes(wanted, self._sender, self._dns, ())))
        return self._probing.has_reached

    def __call__(self, wanted: list[Wanted]) -> list[list[MailRoute]]:
        if self._probing is None:
            return routes(wanted, self._sender, self._dns, self._rules)
        from iacmx.routing.probed import probed

        return probed(wanted, self._sender, self._dns, self._rules, self._probing)


def _worlds(
    request: Request, dns: Dns, deadline: Deadline, names: Iterable[Asked], is_judged: bool
) -> tuple[Callable[[str], list[Side]], Dns, Iterable[Asked]]:
    """What gives the worlds of a domain, who is asked for all of them, and the domains."""
    if not (request.plan or request.live or request.at):
        world = World([dns])
        return lambda domain: [Side("", world, is_judged=is_judged)], dns, names
    from iacmx.routing import sides

    providers = providers_of(request.snapshots, False, deadline)
    if request.at:
        servers = sides.Servers(request.at, dns, deadline)
        return servers, servers, names
    if request.live:
        assert providers is not None  # only offline there are none
        return sides.Account(providers(request.live), dns), dns, names
    from iacmx.plan import read

    subject = "standard input" if request.plan == "-" else request.plan
    planned = sides.Planned(read(request.plan), providers, dns, deadline, subject)
    if not request.domains and not request.from_file:
        names = map(parse, planned.owners)
        if not planned.owners:
            raise InputError("The plan changes the mail of no domain.", "Name the domains: iacmx route DOMAIN --plan.")
    return planned, dns, names


@contextmanager
def _lines_of(path: str) -> Generator[Iterable[bytes], None, None]:
    """The lines of a file or of standard input, none where there is no path. Raises InputError."""
    if not path:
        yield ()
        return
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        file: BinaryIO = open(path, "rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}.", "Check the path.") from error
    with file:
        yield file


@contextmanager
def _progress(is_many: str) -> Generator[Callable[[Summary], None], None, None]:
    """How far it is, on a terminal that does not show the routes themselves."""
    if not is_many or not sys.stderr.isatty() or sys.stdout.isatty():
        with nullcontext():
            yield lambda summary: None
        return
    from rich.console import Console

    with Console(stderr=True).status("routing") as status:

        def tell(summary: Summary) -> None:
            if not (summary.domains + summary.wrong) % 100:
                status.update(str(summary))

        yield tell
