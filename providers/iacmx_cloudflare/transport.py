"""Requests with the credentials and to the address that the SDK knows, over the standard library's HTTP.

The SDK builds URL, headers and models of each request anew and sends it through an HTTP implementation in pure Python:
that is seven times the processor's time that this takes. What the SDK knows of the environment is asked of it once.
"""

from __future__ import annotations

import base64
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, quote, unquote, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from msgspec import Struct

from iacmx.errors import ProviderError
from iacmx_cloudflare import failures
from iacmx_cloudflare.credentials import Access

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
"""Without a single byte; then the request is sent again."""
IDLE_SECONDS = 5.0
"""How long an open connection waits for the next request; the server would close it soon after."""

Parameters = Mapping[str, str | int]


class Answer(Struct, frozen=True):
    """A whole answer; the names of its ``headers`` are in lower case, its ``body`` is not compressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """Open connections to the API, used again; safe to use from several threads at once."""

    def __init__(self, access: Access) -> None:
        """Raises ProviderError where the environment's proxy can't be used."""
        self._access = access
        self._headers = {"Accept-Encoding": "gzip"} | dict(access.headers)
        self._proxy = _proxy(access)
        self._trusted = httpx.create_ssl_context() if access.secure else None
        self._idle: list[tuple[float, HTTPConnection]] = []

    def get(self, path: str, parameters: Parameters) -> Answer:
        """The answer, whatever its status; no redirect is followed, with which a key would go to any host.

        Raises TryAgain.
        """
        query = f"?{urlencode(parameters, quote_via=quote)}" if parameters else ""
        connection = self._connection()
        try:
            connection.request("GET", self._access.path + path + query, headers=self._headers)
            answer = _answer(connection)
        except (OSError, HTTPException, zlib.error) as error:
            connection.close()
            raise failures.broken_off(self._access.host, error) from error
        if connection.sock is not None:  # else the server wants no more requests on it
            self._idle.append((time.monotonic() + IDLE_SECONDS, connection))
        return answer

    def _connection(self) -> HTTPConnection:
        while self._idle:
            try:
                until, connection = self._idle.pop()
            except IndexError:  # another thread took it
                break
            if time.monotonic() < until:
                return connection
            connection.close()
        return self._connected()

    def _connected(self) -> HTTPConnection:
        access, proxy = self._access, self._proxy
        host, port = (proxy.hostname or "", proxy.port or 80) if proxy else (access.host, access.port)
        connection = (
            HTTPSConnection(host, port, timeout=CONNECT_SECONDS, context=self._trusted)
            if self._trusted
            else HTTPConnection(host, port, timeout=CONNECT_SECONDS)
        )
        if proxy:
            connection.set_tunnel(access.host, access.port, _proxy_credentials(proxy))
        try:
            connection.connect()
        except (OSError, HTTPException) as error:
            connection.close()
            raise failures.no_connection(access.host, error) from error
        connection.sock.settimeout(READ_SECONDS)
        return connection


def _answer(connection: HTTPConnection) -> Answer:
    response = connection.getresponse()
    headers: dict[str, str] = {}
    for written, value in response.getheaders():
        name = written.lower()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    body = response.read()
    if headers.get("content-encoding") == "gzip":
        body = zlib.decompress(body, wbits=16 + zlib.MAX_WBITS)
    return Answer(response.status, headers, body)


def _proxy(access: Access) -> SplitResult | None:
    """The proxy that the environment names (``HTTPS_PROXY``, ``ALL_PROXY``), unless ``NO_PROXY`` has the host."""
    proxies = getproxies()
    address = proxies.get("https" if access.secure else "http") or proxies.get("all")
    if not address or proxy_bypass(access.host):
        return None
    with suppress(ValueError):  # of the port, or of brackets
        proxy = urlsplit(address if "://" in address else f"http://{address}")
        if proxy.scheme == "http" and proxy.hostname and proxy.port != 0:
            return proxy
    raise ProviderError(
        "The proxy that the environment names for Cloudflare's API is none that iacmx can use.",
        "Set HTTPS_PROXY to an address that begins with http://, or add the API's host to NO_PROXY.",
    )


def _proxy_credentials(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    secret = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
