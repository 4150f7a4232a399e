"""An export as a file of Terraform code, and as lines for people, which stand at the file's head too. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.migrate.existing import Beside
from iacmx.migrate.export import Export
from iacmx.migrate.translate import LeftOut
from iacmx.terraform_code import hcl, lines_of, requirements, variable
from iacmx.terraform_code.naming import of_owner
from iacmx.titles import title
from iacmx.words import counted

IMPORTS_SINCE = ">= 1.5"
_MAIL = "MAIL NEEDS IT. "
_TEXTS = "TXT records other than SPF, DMARC, DKIM, MTA-STS and TLS-RPT"


def code(export: Export, *, providers: bool = True) -> str:
    """The file; ``providers``: with the block that says which provider is needed, which a module has once."""
    lines = [hcl.comment(line) for line in words(export)]
    if providers:
        lines += ["", *requirements(export.of, IMPORTS_SINCE if export.imports else "")]
    if export.resources:
        about = f"Id of the zone {export.zone} at {title(export.of.provider)}."
        lines += ["", *variable(f"{of_owner(export.zone)}_zone_id", about, export.zone_id)]
    for resource in export.resources:
        lines += ["", *lines_of(resource)]
    return "\n".join(lines) + "\n"


def words(export: Export) -> Iterator[str]:
    """What is written, and everything that is not, with what to do instead."""
    yield f"{export.zone} from {export.source} for {export.target}, written by iacmx."
    sets = f"{counted(export.sets, 'record set')} as {counted(len(export.resources), 'resource')}"
    yield f"{sets}; {export.imports} of them imported, being at the target already." if export.imports else f"{sets}."
    yield from _coverage(export)
    if export.left_out:
        yield ""
        yield f"Not written ({len(export.left_out)}):"
        for left in export.left_out:
            yield from _left(left)
    if export.beside:
        yield ""
        yield f"At the target, and not managed by this file ({len(export.beside)}):"
        for beside in export.beside:
            yield from _beside(beside)
    if export.others:
        yield f"The target holds {counted(export.others, 'other record set')}, of no use to mail, left as they are."


def verdict(export: Export) -> str:
    """One sentence for the end."""
    if export.exit_code == 1:
        return "Mail would not be the same after the apply: see what mail needs above."
    if export.exit_code:
        return "Whether mail would be the same after the apply could not be told: see above."
    return "Nothing that mail needs is missing. Plan it, check the plan, apply, then compare both sides."


def _coverage(export: Export) -> Iterator[str]:
    if export.complete:
        return
    yield ""
    yield f"NOT THE WHOLE ZONE: {export.source} keeps only what mail needs."
    dropped = ", ".join(f"{number} {rdtype}" for rdtype, number in export.dropped)
    yield f"Record sets known to be left out: {dropped or 'none'}. {_TEXTS} may be missing as well."
    yield "Export from the provider itself, or from a zone file, before you move the name servers."


def _left(left: LeftOut) -> Iterator[str]:
    yield f"  {left.owner} {left.type}: {_MAIL if left.mail else ''}{left.what}"
    yield from (f"      {value}" for value in left.values)
    yield f"      -> {left.instead}"


def _beside(beside: Beside) -> Iterator[str]:
    yield f"  {beside.owner} {beside.type}: {_MAIL_GOES if beside.mail else ''}{beside.what}"
    yield from (f"      {value}" for value in beside.values)


_MAIL_GOES = "MAIL IS NOT THE SAME. "
