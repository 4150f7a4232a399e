"""``iacmx migrate plan``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from iacmx.cli._errors import reports_errors
from iacmx.cli._options import Resolver, ZoneFiles
from iacmx.cli._write import colour_wanted, to_file, to_stdout

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from iacmx.migrate.cutover.asked import Asked
    from iacmx.provider import Deadline


@reports_errors
def plan(
    zone: Annotated[
        str, typer.Argument(metavar="ZONE", help="The zone's name, or its id at either side (ID,ID: at both).")
    ],
    source: Annotated[
        str, typer.Option("--from", metavar="SIDE", help="Where the zone comes from; as for `migrate compare`.")
    ],
    target: Annotated[str, typer.Option("--to", metavar="SIDE", help="Where it goes.")],
    at: Annotated[
        str, typer.Option(metavar="TIME", help="When it begins: 2026-03-01T09:00+01:00. [default: now]")
    ] = "",
    resolver: Resolver = None,
    resolve: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=IP[:PORT]", help="Where a name server is, instead of looking it up; repeatable."),
    ] = None,
    dns_zone_files: ZoneFiles = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, markdown or json.")] = "text",
    output: Annotated[
        list[str] | None, typer.Option(metavar="FORMAT=PATH", help="Also write the plan to a file; repeatable.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files of --output.")] = False,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Whole run's deadline.")] = 600.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Without the reasons for the waits.")] = False,
) -> None:
    """Lay out a zone's move as a checklist with times.

        iacmx migrate plan example.com --from route53 --to cloudflare

        iacmx migrate plan example.com --from cloudflare --to route53:prod

        iacmx migrate plan Z0123456789ABC --from route53 --to cloudflare

    How long to wait follows from real TTLs: those of the records at the source's own name servers, of the delegation
    and the DS records at the parent zone's, of what is not there. Warns of DNSSEC, Email Routing, MTA-STS, glue, and of
    what the target can't hold or has not yet. Reads only.

    Exit codes: 0 nothing stands in the way; 1 something is to be settled first; 2 the input or the usage is wrong; 3
    something could not be told, and is not guessed.
    """
    from iacmx.cli._sources import outputs_of, seconds
    from iacmx.cli.migrate._files import refuse_to_overwrite_any
    from iacmx.cutover_report import renderer
    from iacmx.migrate.cutover import gather, plan_of
    from iacmx.migrate.move import read
    from iacmx.migrate.sides import parse_both, side_of
    from iacmx.provider import Deadline
    from iacmx.report import Style

    render = renderer(format)
    outputs = outputs_of(output or (), renderer)
    refuse_to_overwrite_any((path for path, _ in outputs), force)
    (here, there), start = parse_both(source, target), _start(at)
    deadline = Deadline.after(seconds(timeout))
    asked = _asked(dns_zone_files or "", resolver or (), resolve or (), deadline)
    move = read(here, there, side_of(here, deadline), side_of(there, deadline), zone)
    report = plan_of(gather(move, asked), start)
    for path, write in outputs:
        to_file(path, write(report, Style(verbose=True)))
    to_stdout(render(report, Style(colour=colour_wanted(), quiet=quiet)))
    raise typer.Exit(report.exit_code)


def _asked(zone_files: str, resolvers: Sequence[str], known: Sequence[str], deadline: Deadline) -> Asked:
    """Who is asked for TTLs. Raises InputError, UsageError."""
    from iacmx.migrate.cutover.asked import Files, Network

    if not zone_files:
        from iacmx.serving.servers import Directory, parse_known

        return Network(Directory(tuple(resolvers), parse_known(known)), deadline)
    from iacmx.errors import UsageError
    from iacmx.world.zonefile import ZoneFiles as Masters

    if resolvers or known:
        raise UsageError("--dns-zone-files stands in for the network.", "Leave --resolver and --resolve out.")
    return Files(Masters.load(zone_files))


def _start(text: str) -> datetime:
    """The moment that ``text`` means, UTC where it does not say otherwise. Raises UsageError."""
    from datetime import UTC, datetime

    from iacmx.errors import UsageError

    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
        if not 1970 < moment.year < 3000:
            raise ValueError("years beyond what a calendar that adds TTLs can hold")
    except ValueError as error:
        raise UsageError(f"--at {text!r} is no time.", "Write 2026-03-01T09:00, or with a zone +01:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
