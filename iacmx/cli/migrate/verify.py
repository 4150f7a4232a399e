"""``iacmx migrate verify``."""

from __future__ import annotations

from typing import Annotated

import typer

from iacmx.cli._errors import reports_errors
from iacmx.cli._options import Resolver
from iacmx.cli._write import colour_wanted, to_file, to_stdout


@reports_errors
def verify(
    zone: Annotated[
        str, typer.Argument(metavar="ZONE", help="The zone's name, or its id at either side (ID,ID: at both).")
    ],
    source: Annotated[
        str, typer.Option("--from", metavar="SIDE", help="Where the zone comes from; as for `migrate compare`.")
    ],
    target: Annotated[str, typer.Option("--to", metavar="SIDE", help="Where it goes.")],
    resolver: Resolver = None,
    resolve: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=IP[:PORT]", help="Where a name server is, instead of looking it up; repeatable."),
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Look again until the switch is done.")] = False,
    at_most: Annotated[str, typer.Option(metavar="DURATION", help="How long --wait waits: 90m, 36h, 3d.")] = "3d",
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
    output: Annotated[
        list[str] | None, typer.Option(metavar="FORMAT=PATH", help="Also write the report to a file; repeatable.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files of --output.")] = False,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Deadline of one look.")] = 120.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only what is not the same, and the verdict.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Also what differs and is the same.")] = False,
) -> None:
    """Ask name servers and resolvers how far a switch is.

        iacmx migrate verify example.com --from route53 --to cloudflare

        iacmx migrate verify example.com --from route53 --to cloudflare --wait

    Before the switch: do the target's name servers answer as the source's do, in everything that mail needs? After it:
    whom does the parent zone name, whom do resolvers ask, and for how long still? Reads only.

    Exit codes: 0 all answers are the same (with --wait: and the switch is done); 1 they differ, or it is not done in
    the time given; 2 the input or the usage is wrong; 3 something could not be told; 130 interrupted, with what is
    known printed.
    """
    from iacmx.cli._sources import outputs_of, seconds
    from iacmx.cli.migrate._files import refuse_to_overwrite_any
    from iacmx.durations import parse_duration
    from iacmx.migrate.move import read
    from iacmx.migrate.sides import parse_both, side_of
    from iacmx.migrate.switch import Switch, next_change
    from iacmx.provider import Deadline
    from iacmx.report import Style
    from iacmx.serving.servers import Directory, parse_known
    from iacmx.switch_report import renderer

    render = renderer(format)
    outputs = outputs_of(output or (), renderer)
    refuse_to_overwrite_any((path for path, _ in outputs), force)
    here, there = parse_both(source, target)
    each, limit = seconds(timeout), Deadline.after(parse_duration(at_most, "--at-most"))
    deadline = Deadline.after(each)
    known = parse_known(resolve or ())
    move = read(here, there, side_of(here, deadline), side_of(there, deadline), zone)
    switch = Switch(move, Directory(tuple(resolver or ()), known))
    interrupted = False
    if wait:
        from iacmx.cli._waiting import shown
        from iacmx.migrate.switch import in_words
        from iacmx.serving.waiting import Ended, wait_until
        from iacmx.switch_report import Phase

        with shown(quiet) as tell:
            report, ended = wait_until(
                lambda: switch.look(Deadline.after(each), waited=True),
                lambda found: found.phase is Phase.DONE,
                limit,
                soon=next_change,
                tell=lambda found, pause: tell(in_words(found), pause),
            )
        interrupted = ended is Ended.INTERRUPTED
    else:
        report = switch.look(deadline)
    for path, write in outputs:
        to_file(path, write(report, Style(verbose=True)))
    to_stdout(render(report, Style(colour=colour_wanted(), quiet=quiet, verbose=verbose)))
    raise typer.Exit(130 if interrupted else report.exit_code)
