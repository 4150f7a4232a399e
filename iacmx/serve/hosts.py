"""Which hosts are spoken to: those allowed by name, and whoever they redirect to where its address is a public one."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterable, Sequence

import httpx

from iacmx.errors import IacmxError, UsageError
from iacmx.printable import printable
from iacmx.rules._addresses import not_global

HCP = ("app.terraform.io", "app.eu.terraform.io")
HTTPS = 443
_HOST = re.compile(rb"[a-z0-9._:-]+")


class NotAllowed(IacmxError):
    """A URL that is not to be opened."""


class Hosts:
    """HCP Terraform's own hosts, and those ``named`` by whoever runs the server, as ``HOST`` or ``HOST:PORT``.

    Only the latter may have private addresses. Raises UsageError for a name that is none.
    """

    def __init__(self, named: Iterable[str] = ()) -> None:
        self._named = {_place(name) for name in named}
        self._allowed = self._named | {(host, HTTPS) for host in HCP}

    def allow(self, text: str | None) -> httpx.URL:
        """The URL of an allowed host. Raises NotAllowed."""
        url = to_open(text or "")
        if place(url) not in self._allowed:
            raise NotAllowed(f"The host {printable(url.host)} is not allowed.", "Name it with --host if it is yours.")
        return url

    async def addresses(self, url: httpx.URL) -> Sequence[str]:
        """The addresses to connect to, never asked for again for the same request.

        Raises NotAllowed where one is not public and the host is none of those named; OSError where it has none.
        """
        host, port = place(url)
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise NotAllowed(f"{printable(host)} is not a host name.") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if (host, port) not in self._named:
            for address in addresses:
                if kind := not_global(address.partition("%")[0]):
                    raise NotAllowed(f"{printable(host)} has an address that is not public ({kind}).")
        return addresses


def to_open(text: str) -> httpx.URL:
    """The URL, if it is one that could be opened at all. Raises NotAllowed."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise NotAllowed("That is not a URL.") from error
    if url.scheme != "https" or not _HOST.fullmatch(url.raw_host):
        raise NotAllowed("Only https URLs are opened.")
    if url.userinfo:
        raise NotAllowed("URLs with a user name are not opened.")
    return url


def place(url: httpx.URL) -> tuple[str, int]:
    """Whom a URL speaks to: host and port."""
    return url.host.lower(), url.port or HTTPS


def _place(name: str) -> tuple[str, int]:
    try:
        url = to_open(f"https://{name}")
    except NotAllowed as error:
        raise UsageError(f"--host {name} is not a host.", "Give HOST or HOST:PORT, without https://.") from error
    if url.raw_path != b"/" or url.fragment:
        raise UsageError(f"--host {name} is not a host.", "Give HOST or HOST:PORT, without a path.")
    return place(url)
