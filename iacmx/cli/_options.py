"""Options that several commands take, so that each means the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class FailOn(StrEnum):
    error = "error"
    warning = "warning"
    notice = "notice"


Resolver = Annotated[
    list[str] | None,
    typer.Option(metavar="IP[:PORT]", envvar="IACMX_RESOLVER", help="Ask this resolver, not the system's."),
]
ZoneFiles = Annotated[
    str | None,
    typer.Option(metavar="DIR", envvar="IACMX_DNS_ZONE_FILES", help="Use master files in place of DNS servers."),
]
Fails = Annotated[
    FailOn | None, typer.Option(envvar="IACMX_FAIL_ON", help="The mildest severity that fails. [default: error]")
]
SoftFail = Annotated[
    bool | None, typer.Option("--soft-fail/--no-soft-fail", envvar="IACMX_SOFT_FAIL", help="Exit 0 instead of 1.")
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RULES",
        envvar="IACMX_SELECT",
        help="Judge these only: an id, a name, MX3, a family, a severity, `default` or `all`.",
    ),
]
Ignore = Annotated[
    list[str] | None, typer.Option(metavar="RULES", envvar="IACMX_IGNORE", help="Do not judge these; as --select.")
]
Known = Annotated[
    str | None,
    typer.Option(metavar="FILE", envvar="IACMX_BASELINE", help="Findings in this file are known, do not count."),
]
WriteBaseline = Annotated[str, typer.Option(metavar="FILE", help="Write the findings of this run as a baseline.")]
Config = Annotated[str, typer.Option(metavar="FILE", help="Settings file. [default: .iacmx.toml upward]")]
