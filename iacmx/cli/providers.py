"""``iacmx providers``: which there are, and what the credentials in use may do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from iacmx.cli._errors import reports_errors
from iacmx.cli._write import to_stdout

if TYPE_CHECKING:
    from iacmx.provider import Provider, Right

providers = typer.Typer(invoke_without_command=True)
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")]


@providers.callback()
@reports_errors
def listed(context: typer.Context, format: Format = "text") -> None:
    """List the providers, or check what the credentials may do.

        iacmx providers

        iacmx providers check route53

    The list has their names, and the distribution and version that each came with.

    Exit codes: 0 listed; 2 the usage is wrong.
    """
    if context.invoked_subcommand is not None:
        return
    from iacmx.provider import installed

    found = [
        {
            "name": point.name,
            "distribution": point.dist.name if point.dist else "",
            "version": point.dist.version if point.dist else "",
        }
        for point in installed().values()
    ]
    if _is_json(format):
        _print_json(found)
        return
    width = max((len(one["name"]) for one in found), default=0)
    rows = (f"{one['name']:{width}}  {one['distribution']} {one['version']}".rstrip() for one in found)
    _print_lines(rows if found else ("No provider is installed.",))


@providers.command()
@reports_errors
def check(
    provider: Annotated[
        str, typer.Argument(metavar="NAME[:ACCOUNT]", help="As for audit: route53:PROFILE, cloudflare ...")
    ],
    format: Format = "text",
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Give up after this time.")] = 60,
) -> None:
    """Tell whose the credentials are, and what they may do.

        iacmx providers check route53:production

    Tells whether they work, and which of the rights that iacmx uses they have. Reads only. Exit codes: 0 all are
    granted; 2 there is no such provider; 3 one is denied, or could not be told; 130 interrupted.
    """
    from iacmx.audit.source import parse
    from iacmx.cli._sources import seconds
    from iacmx.provider import Checks, Deadline, connect

    as_json = _is_json(format)
    source = parse(provider)
    account = connect(source.provider, Deadline.after(seconds(timeout)), account=source.account)
    rights = account.rights() if isinstance(account, Checks) else _tried(account)
    identity = account.identity() if isinstance(account, Checks) else ""
    granted = bool(rights) and all(right.granted for right in rights)
    if as_json:
        from msgspec import to_builtins

        _print_json(
            {
                "provider": source.provider,
                "account": source.account,
                "title": account.title,
                "identity": identity,
                "ok": granted,
                "rights": to_builtins(rights),
            }
        )
    else:
        _print_lines((f"{account.title} ({source.label})", *_told(identity, rights), _verdict(rights)))
    raise typer.Exit(0 if granted else 3)


def _tried(account: Provider) -> tuple[Right, ...]:
    """What is known of a provider that does not tell: whether its zones, and the first one's records, can be read."""
    from iacmx.errors import ProviderError
    from iacmx.provider import Right

    list_zones, read_zone = ("list zones", "find the zones of an account"), ("read a zone", "read the live records")
    try:
        zones = account.zones()
    except ProviderError as error:
        return Right(*list_zones, False, str(error)), Right(*read_zone, None, "No zone is known to try it with.")
    listed = Right(*list_zones, True)
    if not zones:
        return listed, Right(*read_zone, None, "There is no zone to try it with.")
    try:
        account.fetch(zones[0], None)
    except ProviderError as error:
        return listed, Right(*read_zone, False, str(error))
    return listed, Right(*read_zone, True)


def _told(identity: str, rights: tuple[Right, ...]) -> Iterator[str]:
    yield f"  credentials of {identity}" if identity else "  whose credentials they are could not be told"
    width = max((len(right.action) for right in rights), default=0)
    for right in rights:
        yield f"  {_word(right):8}  {right.action:{width}}  {right.what_for}".rstrip()
        if right.detail:
            yield f"            {right.detail}"


def _word(right: Right) -> str:
    return {True: "granted", False: "denied", None: "not told"}[right.granted]


def _verdict(rights: tuple[Right, ...]) -> str:
    denied = sum(right.granted is False for right in rights)
    untold = sum(right.granted is None for right in rights)
    if denied:
        return f"FAIL  {denied} of {len(rights)} rights that iacmx uses {'is' if denied == 1 else 'are'} denied."
    if untold or not rights:
        return "UNVERIFIED  Whether all rights that iacmx uses are granted could not be told."
    return "OK  All rights that iacmx uses are granted."


def _is_json(format: str) -> bool:
    if format not in ("text", "json"):
        from iacmx.errors import UsageError

        raise UsageError(f"There is no format {format!r} for providers.", "Use text or json.")
    return format == "json"


def _print_json(document: object) -> None:
    import json

    to_stdout(json.dumps(document, indent=2) + "\n")


def _print_lines(lines: Iterator[str] | tuple[str, ...]) -> None:
    from iacmx.report._safe import printable

    to_stdout("".join(f"{printable(line)}\n" for line in lines))
