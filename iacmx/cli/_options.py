"""Options that several commands take, so that each means the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

TIMEOUT = 120.0


class FailOn(StrEnum):
    error = "error"
    warning = "warning"
    notice = "notice"


class OnUnknown(StrEnum):
    fail = "fail"
    warn = "warn"


Offline = Annotated[
    bool | None,
    typer.Option("--offline/--live", envvar="IACMX_OFFLINE", help="Ask neither providers nor DNS servers."),
]
Snapshot = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE", envvar="IACMX_SNAPSHOT", help="Use a saved snapshot in place of its provider."),
]
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
Unknown = Annotated[
    OnUnknown | None,
    typer.Option(envvar="IACMX_UNKNOWN", help="MX values known only after the apply. [default: fail]"),
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
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        envvar="IACMX_FORMAT",
        help="text, json, sarif, junit, github, gitlab, markdown, csv or html.",
    ),
]
Output = Annotated[
    list[str] | None,
    typer.Option(metavar="FORMAT=PATH", envvar="IACMX_OUTPUT", help="Also write the report to a file, `-` for stdout."),
]
NoStepSummary = Annotated[
    bool, typer.Option("--no-step-summary", help="In GitHub Actions: leave the summary of the job alone.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only errors, what is unverified, and the verdict.")]
Config = Annotated[str, typer.Option(metavar="FILE", help="Settings file. [default: .iacmx.toml upward]")]
