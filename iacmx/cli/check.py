"""``iacmx check``: the gate."""

from __future__ import annotations

from typing import Annotated

import typer

from iacmx.cli._errors import reports_errors
from iacmx.cli._options import (
    TIMEOUT,
    Config,
    Fails,
    Format,
    Ignore,
    Known,
    NoStepSummary,
    Offline,
    Output,
    Quiet,
    Resolver,
    Select,
    Snapshot,
    SoftFail,
    Unknown,
    WriteBaseline,
    ZoneFiles,
)
from iacmx.cli._summary import to_step_summary
from iacmx.cli._write import STDOUT, colour_wanted, refuse_unwritable, stop_writing, to_file, to_stdout


@reports_errors
def check(
    plan: Annotated[
        str,
        typer.Argument(metavar="PLAN", help="Plan as JSON (`terraform show -json tfplan`), `-` for stdin, or tfplan."),
    ],
    offline: Offline = None,
    snapshot: Snapshot = None,
    resolver: Resolver = None,
    dns_zone_files: ZoneFiles = None,
    source_root: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            envvar="IACMX_SOURCE_ROOT",
            help="Name file and line, and heed comments: the folder of the plan's root module.",
        ),
    ] = None,
    fail_on: Fails = None,
    unknown: Unknown = None,
    soft_fail: SoftFail = None,
    select: Select = None,
    ignore: Ignore = None,
    acknowledge: Annotated[
        list[str] | None, typer.Option(metavar="OWNER", help="The change of this protected owner is meant.")
    ] = None,
    baseline: Known = None,
    write_baseline: WriteBaseline = "",
    format: Format = None,
    output: Output = None,
    no_step_summary: NoStepSummary = False,
    timeout: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", envvar="IACMX_TIMEOUT", help="Whole run's deadline. [default: 120]"),
    ] = None,
    config: Config = "",
    quiet: Quiet = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Also infos, every zone, and rules not judged.")
    ] = False,
) -> None:
    """Judge a plan's mail before it is applied.

        terraform show -json tfplan | iacmx check -

        iacmx check tfplan --output sarif=iacmx.sarif --output junit=iacmx.xml

        iacmx check plan.json --source-root infra --offline --fail-on warning

    Lays the plan over what the provider holds and DNS serves, and judges every MX set that it touches, or whose hosts
    it touches, as it will be after the apply. Reads only.

    Repeatable: --snapshot, --resolver, --select, --ignore, --acknowledge, --output. Exit codes: 0 clean; 1 findings at
    or above --fail-on; 2 the input or the usage is wrong; 3 something needed could not be verified; 130 interrupted.
    """
    from iacmx import baseline as known
    from iacmx import check as gate
    from iacmx.cli._gate import options_of
    from iacmx.cli._sources import dns_of, first, outputs_of, providers_of, seconds, sources_of
    from iacmx.plan import read
    from iacmx.provider import Deadline
    from iacmx.report import Style, renderer
    from iacmx.settings import load

    settings = load(config)
    render = renderer(first(format, settings.format, "text"))
    outputs = outputs_of(first(output, settings.output, ()), renderer, with_stdout=True)
    refuse_unwritable(filter(None, [write_baseline]))
    deadline = Deadline.after(seconds(first(timeout, settings.timeout, TIMEOUT)))
    no_network = first(offline, settings.offline, False)
    options = options_of(
        settings,
        fail_on=fail_on,
        unknown=unknown,
        soft_fail=soft_fail,
        select=select,
        ignore=ignore,
        baseline=baseline,
        acknowledge=acknowledge or (),
    )
    sources = sources_of(first(source_root, settings.source_root, ""), plan)
    report = gate.check(
        read(plan),
        provider_for=providers_of(first(snapshot, settings.snapshot, ()), no_network, deadline),
        dns=dns_of(
            first(dns_zone_files, settings.dns_zone_files, ""),
            first(resolver, settings.resolver, ()),
            no_network,
            deadline,
        ),
        options=options,
        deadline=deadline,
        subject="standard input" if plan == "-" else plan,
        sources=sources,
    )
    if write_baseline:
        to_file(write_baseline, known.dump(report.findings, report.known))
    style = Style(quiet=quiet, verbose=verbose)
    for path, write in outputs:
        if path != STDOUT:
            to_file(path, write(report, Style()))
    if not no_step_summary:
        to_step_summary(lambda: renderer("markdown")(report, style))
    try:
        to_stdout(render(report, Style(colour=colour_wanted(), quiet=quiet, verbose=verbose)))
        for path, write in outputs:
            if path == STDOUT:
                to_stdout(write(report, style))
    except BrokenPipeError:
        stop_writing()
    raise typer.Exit(report.exit_code)
