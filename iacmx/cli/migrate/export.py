"""``iacmx migrate export``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iacmx.cli._errors import reports_errors
from iacmx.cli._write import to_file, to_stdout

if TYPE_CHECKING:
    from iacmx.migrate.export import Export


@reports_errors
def export(
    zone: Annotated[
        str, typer.Argument(metavar="ZONE", help="The zone's name, or its id at either side (ID,ID: at both).")
    ],
    source: Annotated[
        str, typer.Option("--from", metavar="SIDE", help="route53[:PROFILE], cloudflare[:ACCOUNT], zonefile:FILE ...")
    ],
    target: Annotated[str, typer.Option("--to", metavar="SIDE", help="route53[:PROFILE] or cloudflare[:ACCOUNT].")],
    output: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write to this .tf file, or to ZONE.tf in this folder.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    cloudflare_v4: Annotated[
        bool, typer.Option("--cloudflare-v4", help="Write cloudflare_record of provider 4, not cloudflare_dns_record.")
    ] = False,
    imports: Annotated[
        bool, typer.Option("--imports/--no-imports", help="Look at the target, and import what exists there.")
    ] = True,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Whole run's deadline.")] = 600.0,
) -> None:
    """Write a zone as Terraform code for another provider.

        iacmx migrate export example.com --from route53 --to cloudflare

    One resource per record set (Route 53) or record (Cloudflare), import blocks for those that the target has already,
    and a variable for the zone's id. What the target can't hold is named at the head of the file and here, with what to
    do instead. Reads only, and writes the file whole or not at all.

    Exit codes: 0 nothing that mail needs is missing; 1 something is, or the target's own records would take mail;
    2 the input or the usage is wrong; 3 something could not be told.
    """
    from iacmx.cli._sources import seconds
    from iacmx.cli.migrate._files import refuse_to_overwrite, says_providers
    from iacmx.migrate import export as exports
    from iacmx.migrate.export_text import code
    from iacmx.migrate.sides import parse, side_of
    from iacmx.provider import Deadline

    here, there = parse(source, "--from"), parse(target, "--to")
    of = exports.target_of(there, version_4=cloudflare_v4)
    refuse_to_overwrite(output, force)
    deadline = Deadline.after(seconds(timeout))
    to_side = side_of(there, deadline) if imports else None
    found = exports.export(here, side_of(here, deadline), there, of, to_side, zone)
    path = _path(output, found.zone)
    text = code(found, providers=path is None or not says_providers(path))
    if path is None:
        to_stdout(text)
    else:
        refuse_to_overwrite(path, force)
        to_file(str(path), text)
    _tell(found, path)
    raise typer.Exit(found.exit_code)


def _path(output: Path | None, zone: str) -> Path | None:
    """The file to write; a path that does not end in ``.tf`` is a folder, made where it is missing."""
    from iacmx.errors import InputError

    if output is None or output.suffix == ".tf":
        return output
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"The folder {output} can't be made: {error.strerror}.", "Name a file NAME.tf.") from error
    return output / f"{re.sub('[^a-z0-9._-]', '_', zone)}.tf"


def _tell(found: Export, path: Path | None) -> None:
    """On standard output, unless the code is there."""
    from iacmx.migrate.export_text import verdict, words
    from iacmx.printable import printable

    lines = [*words(found), "", verdict(found), *([f"Written to {path}."] if path else [])]
    text = "".join(f"{printable(line)}\n" for line in lines)
    if path is None:
        sys.stderr.write(text)
    else:
        to_stdout(text)
