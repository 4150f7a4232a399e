"""``iacmx snapshot``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from iacmx.cli._errors import reports_errors


@reports_errors
def snapshot(
    provider: Annotated[str, typer.Argument(metavar="PROVIDER", help="route53, cloudflare, or another installed one.")],
    zones: Annotated[
        list[str] | None, typer.Argument(metavar="[ZONE...]", help="Zone names or ids; all zones if left out.")
    ] = None,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to write it.")] = "snapshot.json",
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Give up after this time.")] = 600,
) -> None:
    """Save the DNS records of a provider's zones in a file.

        iacmx snapshot route53 example.com --output live.json

    `check --snapshot` and others use it in place of the provider.

    Holds names, types, TTLs, MX, addresses, CNAME, NS, SPF, DMARC, MTA-STS and TLS reporting policies, DKIM keys, and
    the SRV and TLSA records of mail; no other TXT content and no credentials.

    Exit codes: 0 written; 2 the input or the usage is wrong, or the file can't be written; 3 the provider could not be
    read as a whole, and nothing was written; 130 interrupted.
    """
    from iacmx.provider import Deadline, connect
    from iacmx.snapshot import take, write

    account = connect(provider, Deadline.after(timeout))
    count = write(output, provider, take(account, zones or []))
    sys.stderr.write(f"iacmx: {count} zone{'' if count == 1 else 's'} of {account.title} saved in {output}.\n")
