"""``iacmx audit``: whole accounts."""

from __future__ import annotations

from typing import Annotated

import typer

from iacmx.cli._errors import reports_errors
from iacmx.cli._options import Config, Fails, Ignore, Known, Resolver, Select, SoftFail, WriteBaseline, ZoneFiles
from iacmx.cli._write import colour_wanted, pieces_to_file, pieces_to_stdout, refuse_unwritable, stop_writing

TIMEOUT = 6 * 3600.0


@reports_errors
def audit(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...", help="route53[:PROFILE or role ARN], cloudflare[:ACCOUNT] or snapshot:FILE; several."
        ),
    ],
    zone: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Only zones of this name; `*.example.com` for many.")
    ] = None,
    profile: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="As route53:NAME for each route53 without an account.")
    ] = None,
    state: Annotated[
        str, typer.Option(metavar="FILE", help="Compare with a Terraform state (`terraform show -json`, or tfstate).")
    ] = "",
    since: Annotated[str, typer.Option(metavar="SNAPSHOT", help="Tell what changed since an earlier snapshot.")] = "",
    resume: Annotated[
        str, typer.Option(metavar="FILE", help="Keep what is read in this file, and go on from what it has.")
    ] = "",
    rate: Annotated[
        float | None,
        typer.Option(metavar="N", help="Requests a second at most, for each account. [default: its limit]"),
    ] = None,
    offline: Annotated[
        bool | None, typer.Option("--offline/--live", envvar="IACMX_OFFLINE", help="Ask no DNS server.")
    ] = None,
    resolver: Resolver = None,
    dns_zone_files: ZoneFiles = None,
    fail_on: Fails = None,
    soft_fail: SoftFail = None,
    select: Select = None,
    ignore: Ignore = None,
    baseline: Known = None,
    write_baseline: WriteBaseline = "",
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, json, csv or html.")] = "text",
    output: Annotated[
        list[str] | None, typer.Option(metavar="FORMAT=PATH", help="Also write the report to a file; repeatable.")
    ] = None,
    dask: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Judge on this Dask cluster (needs the extra iacmx[dask]).")
    ] = "",
    timeout: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="Whole run's deadline. [default: 6 hours]")
    ] = None,
    config: Config = "",
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Only errors, what is unverified, the verdict; no progress.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Also infos, and all owners of a cause.")] = False,
) -> None:
    """Judge every MX record of whole DNS accounts as they are now.

        iacmx audit route53 cloudflare --output html=audit.html

    Exit codes: 0 clean; 1 findings at or above --fail-on; 2 the input or the usage is wrong; 3 something could not be
    verified; 130 interrupted, after printing what is known by then.
    """
    from iacmx import audit as use_case
    from iacmx import baseline as known
    from iacmx.audit_report import renderer
    from iacmx.cli._accounts import accounts_of, against_of, executor_of, journal_of, sources_of
    from iacmx.cli._progress import shown
    from iacmx.cli._sources import dns_of, first, outputs_of, policy_of, seconds
    from iacmx.model import Severity
    from iacmx.provider import Deadline
    from iacmx.report import Style
    from iacmx.selection import rules_of, severities_of
    from iacmx.settings import load

    settings = load(config)
    render = renderer(format)
    outputs = outputs_of(output or (), renderer)
    refuse_unwritable(filter(None, [write_baseline]))
    deadline = Deadline.after(seconds(first(timeout, None, TIMEOUT)))
    severities, off = severities_of(settings.severity)
    held = first(baseline, settings.baseline, "")
    options = use_case.Options(
        fail_on=Severity(first(fail_on, settings.fail_on, "error")),
        soft_fail=first(soft_fail, settings.soft_fail, False),
        select=rules_of(first(select, settings.select, ())),
        ignore=rules_of(first(ignore, settings.ignore, ()), "to ignore") | off,
        severities=severities,
        waivers=settings.waive,
        policy=policy_of(settings, ()),
        baseline=known.load(held) if held else None,
    )
    wanted = sources_of(sources, profile or ())
    patterns = tuple(zone or ())
    with (
        journal_of(resume, wanted, patterns) as journal,
        executor_of(dask, deadline) as executor,
        shown(quiet) as progress,
    ):
        report = use_case.audit(
            wanted,
            provider_for=accounts_of(deadline, rate),
            dns=dns_of(
                first(dns_zone_files, settings.dns_zone_files, ""),
                first(resolver, settings.resolver, ()),
                first(offline, settings.offline, False),
                deadline,
            ),
            options=options,
            patterns=patterns,
            against=against_of(state, since),
            journal=journal,
            executor=executor,
            deadline=deadline,
            progress=progress,
        )
    if write_baseline:
        pieces_to_file(write_baseline, (known.dump(report.causes, report.known),))
    for path, write in outputs:
        pieces_to_file(path, write(report, Style(verbose=True)))
    try:
        pieces_to_stdout(render(report, Style(colour=colour_wanted(), quiet=quiet, verbose=verbose)))
    except BrokenPipeError:
        stop_writing()
    raise typer.Exit(report.exit_code)
