"""Requests to one HTTP endpoint over connections that are kept, each answered by a deadline or not at all.

Connections are urllib3's, set up as botocore sets up its own: proxies, CA bundle, timeouts. What goes over them is
written and read here, by llhttp (httptools), in a tenth of the time that botocore, urllib3 and http.client take
together for it. A read timeout bounds the silence between two bytes only, so each read waits no longer than what is
left of the whole; no thread has to watch over it. Setting up a connection (host names, proxies, TLS) can't be bounded
so, and is done in a thread that may be left behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from botocore.httpsession import ProxyConfiguration, create_urllib3_context, get_cert_path
from botocore.utils import get_environ_proxies
from httptools import HttpResponseParser
from msgspec import Struct
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Timeout, proxy_from_url

from iacmx import parallel
from iacmx.provider import Deadline

if TYPE_CHECKING:
    from socket import socket

CONNECT, READ = 5.0, 15.0
"""Seconds that a server may be silent, while a connection is set up and after a request."""

_BLOCK = 65536


class Answer(Struct, frozen=True):
    """What a server said. Where the connection ended early, ``body`` is what came until then."""

    status: int
    body: bytes


class Wire(HTTPConnectionPool):
    """The connections to an endpoint, shared by all threads; :func:`wire` makes one."""

    def get(self, target: str, headers: Mapping[str, str], deadline: Deadline) -> Answer:
        """The answer to a GET of this path and query, both encoded.

        Raises TimeoutError, OSError or urllib3's HTTPError where there is no answer, HttpParserError for one that is
        not HTTP.
        """
        connection: Any = self._get_conn()  # urllib3's protocol leaves out the socket
        try:
            if connection.is_closed:
                parallel.run(partial(self._open, connection), deadline)
            answer, kept = _exchange(connection.sock, self._request(target, headers), deadline)
        except BaseException:
            connection.close()
            self._put_conn(None)
            raise
        if not kept:
            connection.close()
        self._put_conn(connection)
        return answer

    def _open(self, connection: Any) -> None:
        if self.proxy and self.scheme == "https":
            self._prepare_proxy(connection)
        else:
            connection.connect()

    def _request(self, target: str, headers: Mapping[str, str]) -> bytes:
        if self.proxy and self.scheme == "http":  # goes to the proxy itself, which is told where to
            target, headers = f"http://{headers['Host']}{target}", {**headers, **self.proxy_headers}
        lines = (f"{name}: {value}\r\n" for name, value in headers.items())
        return f"GET {target} HTTP/1.1\r\n{''.join(lines)}\r\n".encode("latin-1")


class _SecureWire(Wire, HTTPSConnectionPool):
    pass


def wire(url: str, ca_bundle: str | None) -> Wire:
    """Connections to the endpoint ``url``; ``ca_bundle`` is a file that goes before the usual certificates.

    Raises OSError where there is no such file, urllib3's HTTPError where the environment's proxy is no URL.
    """
    context = create_urllib3_context()
    context.check_hostname = True  # by OpenSSL, whose error is an OSError, in place of urllib3
    if url.startswith("https:"):
        context.load_verify_locations(ca_bundle or get_cert_path(True))  # once, not for every connection
    timeout = Timeout(connect=CONNECT, read=READ)
    proxies = ProxyConfiguration(get_environ_proxies(url))
    proxy = proxies.proxy_url_for(url)
    manager = (
        proxy_from_url(
            proxy,
            proxy_headers=proxies.proxy_headers_for(proxy),
            ssl_context=context,
            timeout=timeout,
            maxsize=parallel.WIDTH,
        )
        if proxy
        else PoolManager(ssl_context=context, timeout=timeout, maxsize=parallel.WIDTH)
    )
    classes: dict[str, type[HTTPConnectionPool | HTTPSConnectionPool]] = {"http": Wire, "https": _SecureWire}
    manager.pool_classes_by_scheme = classes
    return cast("Wire", manager.connection_from_url(url))


class _Reader:
    """Takes what llhttp finds in an answer."""

    def __init__(self) -> None:
        self.parser = HttpResponseParser(self)
        self.body = list[bytes]()
        self.complete = self.kept = False

    def on_body(self, data: bytes) -> None:
        self.body.append(data)

    def on_message_complete(self) -> None:
        self.complete, self.kept = True, self.parser.should_keep_alive()


def _exchange(sock: socket, request: bytes, deadline: Deadline) -> tuple[Answer, bool]:
    """The answer, and whether another request may follow."""
    reader = _Reader()
    parser = reader.parser
    begun = False
    try:
        _limit(sock, deadline)
        sock.sendall(request)
        while not reader.complete:
            _limit(sock, deadline)
            data = sock.recv(_BLOCK)
            if not data:
                break
            begun = True
            parser.feed_data(data)
    finally:
        del reader.parser  # which holds the reader
    if not begun:
        raise ConnectionResetError
    return Answer(parser.get_status_code(), b"".join(reader.body)), reader.kept


def _limit(sock: socket, deadline: Deadline) -> None:
    left = deadline.remaining
    if not left:
        raise TimeoutError
    sock.settimeout(min(READ, left))
