"""``iacmx serve``: a run task of HCP Terraform and Terraform Enterprise."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from iacmx.cli._errors import reports_errors
from iacmx.cli._options import (
    TIMEOUT,
    Config,
    Fails,
    Ignore,
    Known,
    Offline,
    Resolver,
    Select,
    Snapshot,
    SoftFail,
    Unknown,
    ZoneFiles,
)
from iacmx.errors import InputError, UsageError

if TYPE_CHECKING:
    from iacmx.check import Options
    from iacmx.model import Plan
    from iacmx.report import Report
    from iacmx.serve.desk import Judge
    from iacmx.settings import Settings

KEY = "IACMX_HMAC_KEY"
_MEGABYTE = 1_000_000
_AFTER_TIMEOUT = 30.0
"""Seconds that judging may take beyond what it waits for others: a large plan has to be read, too."""


@reports_errors
def serve(
    listen: Annotated[
        str, typer.Option(metavar="HOST:PORT", envvar="IACMX_LISTEN", help="Where to listen.")
    ] = "127.0.0.1:8080",
    hmac_key_file: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            envvar="IACMX_HMAC_KEY_FILE",
            help=f"The HMAC key of the run task; or the key itself in {KEY}.",
        ),
    ] = "",
    host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOST[:PORT]",
            envvar="IACMX_HOST",
            help="Terraform Enterprise: also take tasks of this host. It may have a private address.",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(metavar="N", min=1, max=64, help="Plans judged at once.")] = 4,
    queue: Annotated[
        int, typer.Option(metavar="N", min=1, max=10_000, help="Tasks accepted at once; others are told to come again.")
    ] = 500,
    max_plan: Annotated[
        int, typer.Option(metavar="MB", min=1, max=4000, help="The largest plan that is fetched.")
    ] = 200,
    grace: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=0, max=3600, help="When stopped: how long to finish what was accepted."),
    ] = 25.0,
    certificate: Annotated[
        str, typer.Option(metavar="FILE", help="Speak TLS with this certificate chain (PEM). [default: plain HTTP]")
    ] = "",
    certificate_key: Annotated[str, typer.Option(metavar="FILE", help="The key of --certificate (PEM).")] = "",
    offline: Offline = None,
    snapshot: Snapshot = None,
    resolver: Resolver = None,
    dns_zone_files: ZoneFiles = None,
    fail_on: Fails = None,
    unknown: Unknown = None,
    soft_fail: SoftFail = None,
    select: Select = None,
    ignore: Ignore = None,
    baseline: Known = None,
    timeout: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", envvar="IACMX_TIMEOUT", help="Deadline for one plan. [default: 120]"),
    ] = None,
    config: Config = "",
) -> None:
    """Judge plans as a run task of HCP Terraform.

    Examples:

        IACMX_HMAC_KEY=... iacmx serve --listen 0.0.0.0:8080

        iacmx serve --hmac-key-file /run/secrets/hmac --host tfe.example.com

    Also of Terraform Enterprise (--host). Takes signed requests at POST /run-task, fetches the plan of each, judges it
    as `iacmx check` does, with the credentials and the settings of this machine, and calls back with passed or failed.
    GET /health tells that it is there. Logs to standard error, one JSON object a line. Needs
    `pip install 'iacmx[serve]'`.

    Repeatable: --host, --snapshot, --resolver, --select, --ignore. Exit codes: 0 stopped by SIGTERM; 2 the input or the
    usage is wrong; 130 interrupted.
    """
    from iacmx.cli._gate import options_of
    from iacmx.cli._sources import first, seconds
    from iacmx.settings import load

    _needs_extra()
    from iacmx.serve import server
    from iacmx.serve.desk import Bounds
    from iacmx.serve.hosts import Hosts

    key = _key(hmac_key_file)
    settings = load(config)
    limit = seconds(first(timeout, settings.timeout, TIMEOUT))
    options = options_of(
        settings,
        fail_on=fail_on,
        unknown=unknown,
        soft_fail=soft_fail,
        select=select,
        ignore=ignore,
        baseline=baseline,
    )
    judge = _judge(settings, options, offline, snapshot, resolver, dns_zone_files, limit)
    _check_certificate(certificate, certificate_key)
    address, _, port = listen.rpartition(":")
    if not port.isdecimal():
        raise UsageError(f"--listen {listen} names no port.", "Give HOST:PORT, such as 0.0.0.0:8080.")
    how = server.Set(
        key=key,
        hosts=Hosts(host or ()),
        judge=judge,
        largest=max_plan * _MEGABYTE,
        bounds=Bounds(width=workers, most=queue, judge=limit + _AFTER_TIMEOUT, grace=grace),
        certificate=certificate,
        certificate_key=certificate_key,
    )
    server.serve(server.listen(address.strip("[]"), int(port)), how)


def _needs_extra() -> None:
    """Raises UsageError where the packages of the extra are not installed."""
    try:
        import httpx
        import starlette
        import structlog
        import uvicorn
    except ModuleNotFoundError as error:
        raise UsageError(
            f"iacmx serve needs packages that are not installed ({error.name}).", "Run: pip install 'iacmx[serve]'"
        ) from error
    del httpx, starlette, structlog, uvicorn


def _key(path: str) -> bytes:
    """The HMAC key, never from the command line, where everybody on the machine could read it."""
    if not path:
        key = os.environ.get(KEY, "").encode()
    else:
        try:
            with open(path, "rb") as file:
                key = file.read().rstrip(b"\r\n")
        except OSError as error:
            raise InputError(f"The HMAC key file {path} can't be read: {error.strerror}.", "Check its path.") from error
    if not key:
        raise UsageError(
            "There is no HMAC key: without one, anybody could send run tasks.",
            f"Put it into {KEY}, or into a file for --hmac-key-file; HCP Terraform gets the same one.",
        )
    return key


def _judge(
    settings: Settings,
    options: Options,
    offline: bool | None,
    snapshots: list[str] | None,
    resolvers: list[str] | None,
    zone_files: str | None,
    limit: float,
) -> Judge:
    """Judges one plan as ``iacmx check`` does: asks anew each time, within a deadline of its own."""
    from iacmx import check as gate
    from iacmx.cli._sources import dns_of, first, providers_of
    from iacmx.provider import Deadline

    no_network = first(offline, settings.offline, False)
    saved = first(snapshots, settings.snapshot, ())
    files = first(zone_files, settings.dns_zone_files, "")
    servers = first(resolvers, settings.resolver, ())

    def judge(plan: Plan, subject: str) -> Report:
        deadline = Deadline.after(limit)
        return gate.check(
            plan,
            provider_for=providers_of(saved, no_network, deadline),
            dns=dns_of(files, servers, no_network, deadline),
            options=options,
            deadline=deadline,
            subject=subject,
        )

    soon = Deadline.after(limit)
    providers_of(saved, no_network, soon)  # a file that can't be read is told now, not with the first task
    dns_of(files, servers, no_network, soon)
    return judge


def _check_certificate(certificate: str, key: str) -> None:
    """Raises UsageError, InputError where TLS could not be spoken."""
    if not certificate and not key:
        return
    import ssl

    if not certificate or not key:
        raise UsageError("--certificate and --certificate-key belong together.", "Give both, or neither.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise InputError(f"The certificate {certificate} or its key can't be used.", "Both are PEM files.") from error
