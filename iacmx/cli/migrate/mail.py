"""``iacmx migrate mail``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iacmx.cli._errors import reports_errors
from iacmx.cli._options import Resolver, ZoneFiles
from iacmx.cli._write import colour_wanted, to_file, to_stdout

if TYPE_CHECKING:
    from iacmx.audit.source import Source
    from iacmx.mail_report import Row
    from iacmx.migrate.mail.change import Code
    from iacmx.migrate.mail.rows import Move
    from iacmx.migrate.sides import Side
    from iacmx.provider import Deadline
    from iacmx.world import Dns


class Stage(StrEnum):
    prepare = "prepare"
    switch = "switch"
    finish = "finish"


@reports_errors
def mail(
    domain: Annotated[str, typer.Argument(metavar="DOMAIN", help="The domain whose mail moves.")],
    target: Annotated[
        str, typer.Option("--to", metavar="HOST", help="google_workspace, microsoft365, fastmail, proton ...")
    ],
    tenant: Annotated[
        str,
        typer.Option(metavar="NAME", help="The MX record's host, or your part of it, as the host's console shows it."),
    ] = "",
    source: Annotated[
        str,
        typer.Option(
            "--from", metavar="SIDE", help="Where its DNS is: route53, cloudflare, snapshot:FILE, zonefile:FILE, dns."
        ),
    ] = "dns",
    zone: Annotated[str, typer.Option(metavar="ID", help="Which of several zones of one name.")] = "",
    dkim: Annotated[
        list[str] | None, typer.Option(metavar="SELECTOR=VALUE", help="A DKIM key of the new host; repeatable.")
    ] = None,
    leaving: Annotated[
        str, typer.Option(metavar="HOST", help="The host that is left. [default: that of the MX records now]")
    ] = "",
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the Terraform code of the next stage to this file.")
    ] = None,
    stage: Annotated[
        Stage | None, typer.Option(help="With --output: write this stage. [default: the one that comes next]")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    cloudflare_v4: Annotated[
        bool, typer.Option("--cloudflare-v4", help="Write cloudflare_record of provider 4, not cloudflare_dns_record.")
    ] = False,
    check: Annotated[str, typer.Option(metavar="PLAN", help="Prove that this Terraform plan makes the move.")] = "",
    snapshot: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="With --check: a snapshot in place of its provider.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask neither DNS nor, with --check, providers.")] = False,
    resolver: Resolver = None,
    dns_zone_files: ZoneFiles = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, markdown or json.")] = "text",
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Whole run's deadline.")] = 120.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only what is to be done, and the verdict.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Also what is there, and the sources.")] = False,
) -> None:
    """Move a domain's mail to another host.

        iacmx migrate mail example.com --to fastmail --from route53

    Holds today's records against what the new host needs, and orders the steps so that no message is lost. With --check
    it proves that a Terraform plan takes the mail there as a whole. Reads only.

    Exit codes: 0 told, or the plan is proven; 1 the plan does not do it; 2 the input or the usage is wrong; 3 something
    could not be told.
    """
    from iacmx.cli._sources import dns_of, providers_of, seconds
    from iacmx.cli.migrate._files import refuse_to_overwrite
    from iacmx.mail_needs import service_named, target_of
    from iacmx.mail_report import renderer
    from iacmx.migrate import mail as moves
    from iacmx.plan import read
    from iacmx.provider import Deadline
    from iacmx.report import Style

    render = renderer(format)
    name, service = moves.domain_named(domain), service_named(target)
    left = service_named(leaving, "--leaving") if leaving else None
    keys = moves.keys_named(dkim or ())
    _refuse(output, stage, check, snapshot)
    refuse_to_overwrite(output, force)
    deadline = Deadline.after(seconds(timeout))
    dns = dns_of(dns_zone_files or "", resolver or (), offline, deadline)
    if check:
        report = moves.prove(
            name,
            service,
            target_of(service, name, tenant) if tenant else None,
            read(check),
            provider_for=providers_of(snapshot or (), offline, deadline),
            dns=dns,
            deadline=deadline,
            subject="standard input" if check == "-" else check,
        )
    else:
        label, side = _side(source, deadline, resolver or (), dns)
        destination = target_of(service, name, tenant)
        move, rows = moves.move_of(
            name, destination, label, side, zone_id=zone, keys=keys, dns=dns, left=left, whole=output is not None
        )
        notes = _write(moves.written, move, rows, output, stage, cloudflare_v4) if output else ()
        report = moves.told(move, rows, label.label, notes)
    to_stdout(render(report, Style(colour=colour_wanted(), quiet=quiet, verbose=verbose)))
    raise typer.Exit(report.exit_code)


def _refuse(output: Path | None, stage: Stage | None, check: str, snapshot: list[str] | None) -> None:
    """Raises UsageError for options that mean nothing together."""
    from iacmx.errors import UsageError

    if stage and output is None:
        raise UsageError("--stage goes with --output.", "Name the file to write.")
    if check and output is not None:
        raise UsageError(
            "--check and --output exclude each other.", "Write the code first, plan it, then check the plan."
        )
    if output is not None and output.is_dir():
        raise UsageError(f"--output {output} is a folder.", "Name a file: mail.tf.")
    if snapshot and not check:
        raise UsageError("--snapshot goes with --check.", "Write --from snapshot:FILE.")


def _side(text: str, deadline: Deadline, resolvers: Sequence[str], dns: Dns | None) -> tuple[Source, Side]:
    """Where the records of today are; ``dns`` is ``None`` where it is not to be asked. Raises UsageError."""
    from iacmx.errors import UsageError
    from iacmx.migrate.sides import DNS, parse, side_of
    from iacmx.world.zonefile import ZoneFiles

    source = parse(text, "--from")
    if source.provider == DNS and dns is None:
        raise UsageError(
            "--offline asks no DNS, and --from names nothing else that holds the domain's records.",
            "Write --from route53, cloudflare, snapshot:FILE or zonefile:FILE.",
        )
    files = dns if isinstance(dns, ZoneFiles) else None
    return source, side_of(source, deadline, resolvers=resolvers, zone_files=files)


def _write(
    write: Callable[..., Code | None],
    move: Move,
    rows: list[Row],
    output: Path,
    stage: Stage | None,
    version_4: bool,
) -> tuple[str, ...]:
    """Write the code, if there is any to write, and what there is to say of it."""
    from iacmx.cli.migrate._files import says_providers
    from iacmx.migrate.mail.change import Stage as Wanted

    wanted = Wanted(stage.value) if stage else None
    found = write(move, rows, wanted, version_4=version_4, providers=not says_providers(output))
    if found is None:
        return ("Nothing was written: the mail is there already. To tidy up, write --stage finish.",)
    to_file(str(output), found.text)
    return (*found.notes, f"Terraform code of the stage {found.stage.value} is in {output}.")
