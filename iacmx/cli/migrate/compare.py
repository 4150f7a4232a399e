"""``iacmx migrate compare``."""

from __future__ import annotations

from typing import Annotated

import typer

from iacmx.cli._errors import reports_errors
from iacmx.cli._options import Resolver
from iacmx.cli._write import colour_wanted, to_file, to_stdout


@reports_errors
def compare(
    source: Annotated[
        str, typer.Option("--from", metavar="SIDE", help="route53[:PROFILE], cloudflare[:ACCOUNT], snapshot:FILE ...")
    ],
    target: Annotated[
        str, typer.Option("--to", metavar="SIDE", help="... state:FILE, plan:FILE, zonefile:FILE or dns[:SERVER].")
    ],
    zones: Annotated[
        list[str] | None,
        typer.Argument(metavar="ZONE", help="Zone names, or ids at either side; all of --from if left out."),
    ] = None,
    plan: Annotated[
        str, typer.Option(metavar="PLAN", help="Compare with --to as it will be once this Terraform plan is applied.")
    ] = "",
    resolver: Resolver = None,
    rate: Annotated[
        float | None, typer.Option(metavar="NUMBER", help="Most requests a second to each provider.")
    ] = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
    output: Annotated[
        list[str] | None, typer.Option(metavar="FORMAT=PATH", help="Also write the report to a file; repeatable.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files of --output.")] = False,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Whole run's deadline.")] = 600.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only what is not equal, and the verdict.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Also the values of what is equal.")] = False,
) -> None:
    """Compare everything that mail needs at two sides.

        iacmx migrate compare --from route53 --to cloudflare example.com

    MX records, the addresses of their hosts, SPF, DKIM, DMARC, MTA-STS, TLS reporting, TLSA, and what mail clients look
    up. What the target can't hold is named, with what to do instead. Reads only.

    Exit codes: 0 mail would be the same; 1 it would not; 2 the input or the usage is wrong; 3 something could not be
    told.
    """
    from msgspec.structs import replace

    from iacmx.cli._accounts import rate_of
    from iacmx.cli._sources import outputs_of, seconds
    from iacmx.cli.migrate._files import refuse_to_overwrite_any
    from iacmx.migrate import compare_sides
    from iacmx.migrate.sides import laid_over, parse, parse_both, side_of
    from iacmx.migrate_report import renderer
    from iacmx.provider import Deadline
    from iacmx.report import Style

    render = renderer(format)
    outputs = outputs_of(output or (), renderer)
    refuse_to_overwrite_any((path for path, _ in outputs), force)
    # With a plan, one side is compared with itself as it will be.
    here, there = (parse(source, "--from"), parse(target, "--to")) if plan else parse_both(source, target)
    deadline = Deadline.after(seconds(timeout))
    both = [side_of(one, deadline, rate=rate_of(rate), resolvers=resolver or ()) for one in (here, there)]
    if plan:
        both[1] = laid_over(there, both[1], plan)
    report = compare_sides(here, there, both[0], both[1], tuple(zones or ()))
    if plan:
        report = replace(report, target=f"{report.target} after {plan}")
    for path, write in outputs:
        to_file(path, write(report, Style(verbose=True)))
    to_stdout(render(report, Style(colour=colour_wanted(), quiet=quiet, verbose=verbose)))
    raise typer.Exit(report.exit_code)
