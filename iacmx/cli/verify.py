"""``iacmx verify``: after the apply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from iacmx.cli._errors import reports_errors
from iacmx.cli._options import Config, Format, NoStepSummary, Output, Quiet
from iacmx.cli._summary import to_step_summary
from iacmx.cli._write import STDOUT, colour_wanted, to_file, to_stdout

if TYPE_CHECKING:
    from iacmx.model import Plan


@reports_errors
def verify(
    plan: Annotated[
        str,
        typer.Argument(metavar="PLAN", help="The plan that was applied: as JSON, `-` for stdin, or tfplan."),
    ],
    wait: Annotated[
        str, typer.Option(metavar="DURATION", help="Look again until all is as promised, for so long: 15m, 2h.")
    ] = "",
    resolver: Annotated[
        list[str] | None,
        typer.Option(
            metavar="IP[:PORT]", envvar="IACMX_RESOLVER", help="A resolver to ask; repeatable. [default: the system's]"
        ),
    ] = None,
    zone: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only what is in this zone; repeatable.")
    ] = None,
    provider: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[:ACCOUNT]", help="Ask only this provider, with this profile or account; repeatable."
        ),
    ] = None,
    snapshot: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="Use a snapshot saved after the apply for its provider.")
    ] = None,
    resolve: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=IP[:PORT]", help="Where a name server is, instead of looking it up; repeatable."),
    ] = None,
    format: Format = None,
    output: Output = None,
    no_step_summary: NoStepSummary = False,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Deadline of one look.")] = 120.0,
    config: Config = "",
    quiet: Quiet = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Also every zone.")] = False,
) -> None:
    """After the apply: is mail as the plan promised, and served?

        terraform apply tfplan && iacmx verify tfplan --wait 15m

    Asks the provider's API, every authoritative server of the zones, and resolvers for all that mail needs of the plan:
    MX sets, the addresses of their hosts, SPF, DKIM, DMARC, MTA-STS, TLSA. What the plan deletes must be gone. Tells
    who may still have the old answer, and until when. Reads only.

    Exit codes: 0 as promised everywhere; 1 a server, a resolver or the provider holds something else (with --wait: when
    the time was over); 2 the input or the usage is wrong; 3 something could not be told, such as a value known only
    after the apply; 130 interrupted, with what is known printed.
    """
    from iacmx.cli._sources import first, outputs_of, seconds
    from iacmx.cli._verified import verified_at
    from iacmx.durations import parse_duration
    from iacmx.plan import read
    from iacmx.provider import Deadline
    from iacmx.report import Style, renderer
    from iacmx.serving.servers import Directory, parse_known
    from iacmx.settings import load
    from iacmx.verify import Verification

    settings = load(config)
    render = renderer(first(format, settings.format, "text"))
    outputs = outputs_of(first(output, settings.output, ()), renderer, with_stdout=True)
    each, limit = seconds(timeout), parse_duration(wait, "--wait") if wait else 0.0
    resolvers = tuple(first(resolver, settings.resolver, ()))
    applied = read(plan)
    verification = Verification(
        applied,
        verified_at(provider or (), snapshot or ()),
        Directory(resolvers, parse_known(resolve or ())),
        only=_zones_of(applied, zone or ()),
        subject="standard input" if plan == "-" else plan,
    )
    interrupted = False
    if wait:
        from iacmx.cli._waiting import shown
        from iacmx.serving.waiting import Ended, wait_until

        with shown(quiet) as tell:
            look, ended = wait_until(
                lambda: verification.look(Deadline.after(each)),
                lambda found: found.is_settled,
                Deadline.after(limit),
                soon=lambda found: found.soon,
                tell=lambda found, pause: tell(found.words, pause, found.lines),
            )
        interrupted = ended is Ended.INTERRUPTED
    else:
        look = verification.look(Deadline.after(each))
    style = Style(quiet=quiet, verbose=verbose)
    for path, write in outputs:
        if path != STDOUT:
            to_file(path, write(look.report, Style()))
    if not no_step_summary:
        to_step_summary(lambda: renderer("markdown")(look.report, style))
    to_stdout(render(look.report, Style(colour=colour_wanted(), quiet=quiet, verbose=verbose)))
    for path, write in outputs:
        if path == STDOUT:
            to_stdout(write(look.report, style))
    raise typer.Exit(130 if interrupted else look.report.exit_code)


def _zones_of(plan: Plan, texts: Sequence[str]) -> tuple[str, ...]:
    """The zones asked for, in normal form. Raises UsageError for one that the plan does not name: nothing of it would
    be looked at, and all pass.
    """
    from iacmx.errors import UsageError
    from iacmx.names import normalize

    wanted = tuple(map(normalize, texts))
    known = sorted({zone.name for zone in plan.zones.values() if zone.name})
    unknown = next((name for name in wanted if name not in known), None)
    if unknown is not None:
        named = f"It names {', '.join(known)}" if known else "It knows its zones by their ids alone"
        raise UsageError(f"The plan names no zone {unknown}.", f"{named}; without --zone all are looked at.")
    return wanted
