"""``iacmx route``: where the mail of domains goes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from iacmx.cli._errors import reports_errors
from iacmx.cli._options import Resolver, ZoneFiles
from iacmx.cli._write import stop_writing

TIMEOUT = 3600.0
TIMEOUT_OF_PROBES = 180.0
TIMEOUT_OF_ONE = 60.0


class Mta(StrEnum):
    rfc = "rfc"
    postfix = "postfix"
    exim = "exim"


@reports_errors
def route(
    domains: Annotated[
        list[str] | None, typer.Argument(metavar="[DOMAIN...]", help="Domains or mail addresses; several.")
    ] = None,
    from_file: Annotated[
        str, typer.Option(metavar="FILE", help="Also those of a file, one a line; - for standard input.")
    ] = "",
    mta: Annotated[Mta, typer.Option(help="Whose ways to follow: the RFC's, Postfix's or Exim's.")] = Mta.rfc,
    down: Annotated[
        str, typer.Option(metavar="HOST[,HOST]", help="What happens while these hosts or addresses do not answer.")
    ] = "",
    no_ipv6: Annotated[bool, typer.Option("--no-ipv6", help="The sending server has IPv4 only.")] = False,
    myself: Annotated[
        str, typer.Option("--self", metavar="HOST[,HOST]", help="The sending server is this host: mail must not loop.")
    ] = "",
    plan: Annotated[
        str, typer.Option(metavar="PLAN", help="The route before and after this plan is applied; - for standard input.")
    ] = "",
    snapshot: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="For --plan and --live: use a saved snapshot, not the provider."),
    ] = None,
    live: Annotated[
        str, typer.Option(metavar="PROVIDER", help="What route53 or cloudflare holds, beside what DNS serves.")
    ] = "",
    at: Annotated[
        list[str] | None,
        typer.Option(metavar="SERVER", help="What this name server says; several stand beside each other."),
    ] = None,
    probe: Annotated[
        bool, typer.Option("--probe", help="Connect to each host on port 25, once, and say what it answers; no mail.")
    ] = False,
    helo: Annotated[
        str, typer.Option(metavar="NAME", help="For --probe: the name to greet with. [default: this machine's]")
    ] = "",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="For --probe: connect to private and reserved addresses, too.")
    ] = False,
    probe_port: Annotated[int, typer.Option(hidden=True)] = 25,
    judged: Annotated[
        bool | None,
        typer.Option("--rules/--no-rules", help="What the rules say. [default: of DOMAINs, not of those of a file]"),
    ] = None,
    resolver: Resolver = None,
    dns_zone_files: ZoneFiles = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, json, csv, mermaid, svg or html.")
    ] = "text",
    output: Annotated[
        list[str] | None, typer.Option(metavar="FORMAT=PATH", help="Also write the routes to a file.")
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS", help="Whole run's deadline. [default: 60; 180 with --probe; 3600 with --from-file]"
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only what is not plainly delivered.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Also infos of the rules.")] = False,
) -> None:
    """Show where mail for a domain goes, as mail servers find it.

        iacmx route example.com

        iacmx route example.com --down mx1.example.com --mta postfix

        terraform show -json tfplan | iacmx route --plan -

        iacmx route example.com --probe

    Repeatable: --at, --snapshot, --resolver, --output. Exit codes: 0 mail is accepted somewhere; 1 a domain's mail
    fails or waits in vain, or has an error finding; 2 the input or the usage is wrong; 3 something could not be told;
    130 interrupted.
    """
    from iacmx.cli._routes import Request, run
    from iacmx.errors import UsageError
    from iacmx.probing import Manner

    if not domains and not from_file and not plan:
        raise UsageError("No domain is given.", "Write iacmx route example.com, or --from-file FILE.")
    if sum(map(bool, (plan, live, at))) > 1:
        raise UsageError("--plan, --live and --at exclude each other.", "Give one of them.")
    if snapshot and not (plan or live):
        raise UsageError("--snapshot is for --plan and --live.", "Add --live with the provider that it stands for.")
    if plan == "-" and from_file == "-":
        raise UsageError("--plan and --from-file can't both be standard input.", "Save one of them to a file.")
    if (helo or allow_private) and not probe:
        raise UsageError("--helo and --allow-private are for --probe.", "Add --probe.")
    usual = TIMEOUT if from_file else TIMEOUT_OF_PROBES if probe else TIMEOUT_OF_ONE
    limit = timeout if timeout is not None else usual
    request = Request(
        domains=tuple(domains or ()),
        from_file=from_file,
        mta=mta.value,
        down=tuple(filter(None, map(str.strip, down.split(",")))),
        myself=tuple(filter(None, map(str.strip, myself.split(",")))),
        ipv6=not no_ipv6,
        plan=plan,
        snapshots=tuple(snapshot or ()),
        live=live,
        at=tuple(at or ()),
        judged=judged,
        resolvers=tuple(resolver or ()),
        zone_files=dns_zone_files or "",
        format=format,
        outputs=tuple(output or ()),
        timeout=limit,
        quiet=quiet,
        verbose=verbose,
        probe=probe,
        manner=Manner(helo, allow_private, probe_port),
    )
    try:
        code = run(request)
    except BrokenPipeError:
        stop_writing()
        code = 3
    raise typer.Exit(code)
