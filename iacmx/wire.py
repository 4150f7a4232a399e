"""HTTP for providers: requests to one server over connections that are kept, answered by a deadline or not at all.

Connections are urllib3's, through the proxies of the environment. What goes over them is written and read here, by
llhttp (httptools), in a quarter of the time that urllib3 and ``http.client`` take for it (``docs/adr/0008``). A read
timeout bounds the silence between two bytes only, so each read waits no longer than what is left of the whole; no
thread has to watch over it. Setting up a connection (host names, proxies, TLS) can't be bounded so, and is done in a
thread that may be left behind.
"""

from __future__ import annotations

import re
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPException
from urllib.parse import unquote
from urllib.request import getproxies, proxy_bypass

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser
from msgspec import Struct
from urllib3.connection import HTTPConnection, HTTPSConnection, ProxyConfig, port_by_scheme
from urllib3.exceptions import HTTPError
from urllib3.util import Url, make_headers, parse_url

from iacmx import parallel
from iacmx.errors import ProviderError
from iacmx.printable import printable
from iacmx.provider import Deadline

CONNECT, READ = 5.0, 15.0
"""Seconds that a server may be silent, while a connection is set up and after a request."""
IDLE = 5.0
"""Seconds that a kept connection may wait for the next request: later it may be gone without a word."""
MOST = 64 * 2**20
"""Bytes of an answer, as sent and decompressed: many times of what an API sends."""

_BLOCK = 65536
_NONE: Mapping[str, str] = {}
_GZIP = 16 + zlib.MAX_WBITS
_CUT = "it ended early"
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A header's (RFC 9110 section 5.1)."""


class Answer(Struct, frozen=True):
    """A whole answer; the names of its ``headers`` are in lower case, its ``body`` is not compressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NoAnswer(Exception):
    """There is no connection, or it broke before all of the answer was there. The text is fit for a message."""


class BadAnswer(Exception):
    """What came is not HTTP, or not whole, or too much. The text is fit for a message."""


class Wire:
    """Connections to one server; safe to use from several threads at once."""

    def __init__(
        self, url: str, headers: Mapping[str, str], trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    ) -> None:
        """To the scheme, host and port of ``url``; ``headers`` go with every request. Sends nothing.

        ``trust`` is asked for the certificates to trust where there is TLS. Raises ProviderError where the proxy
        that the environment names can't be used, ValueError where ``url`` is none or a header can't be sent, and
        what ``trust`` raises.
        """
        self._there = there = parse_url(url)
        if there.scheme not in port_by_scheme or not there.host:
            raise ValueError("no http or https address")
        self._proxy = proxy = _proxy(there)
        self._tunnels = bool(proxy) and there.scheme == "https"
        forwards = bool(proxy) and not self._tunnels  # the proxy itself is asked, and told of whom
        self._context = trust() if "https" in (there.scheme, proxy and proxy.scheme) else None
        usual = there.port in (None, port_by_scheme[there.scheme])
        self.host = there.host if usual else f"{there.host}:{there.port}"
        """As requests name it: in lower case, with a port unless it is the usual one."""
        self._before = f"http://{self.host}" if forwards else ""
        fixed = {"Host": self.host, "Accept-Encoding": "gzip", **headers}
        self._fixed = _lines(fixed | _proof(proxy) if proxy and forwards else fixed)
        self._kept: list[tuple[float, HTTPConnection]] = []

    def get(self, target: str, deadline: Deadline, headers: Mapping[str, str] = _NONE) -> Answer:
        """The answer to a GET of this path and query, both encoded, whatever its status. No redirect is followed.

        Raises TimeoutError at the deadline, NoAnswer and BadAnswer, after which the same may be asked again, and
        ValueError where the target or a header can't be sent.
        """
        if not _fits(target) or " " in target or target[:1] != "/":  # which a proxy would take for another host
            raise ValueError("The target of a request holds what no URL can hold.")
        lines = self._fixed + _lines(headers)
        request = f"GET {self._before}{target} HTTP/1.1\r\n{lines}\r\n".encode("ascii")
        connection = self._idle() or parallel.run(self._open, deadline)
        lasts = False
        try:
            answer, lasts = _exchange(connection, request, deadline)
        finally:
            if lasts:
                self._kept.append((time.monotonic() + IDLE, connection))
            else:
                connection.close()
        return _decompressed(answer)

    def _idle(self) -> HTTPConnection | None:
        while self._kept:
            try:
                until, connection = self._kept.pop()
            except IndexError:  # another thread took it
                break
            if time.monotonic() < until and connection.is_connected:
                return connection
            connection.close()
        return None

    def _open(self) -> HTTPConnection:
        connection = self._connection()
        try:
            connection.connect()
        except (HTTPError, HTTPException, OSError) as error:
            connection.close()
            cause = error.__cause__ or error  # urllib3's own text names objects
            raise NoAnswer(f"no connection ({printable(str(cause), 200)})") from error
        return connection

    def _connection(self) -> HTTPConnection:
        host, port = _place(self._proxy or self._there)
        if not self._context:
            return HTTPConnection(host, port, timeout=CONNECT)
        if not self._proxy or not self._tunnels:
            return HTTPSConnection(host, port, timeout=CONNECT, ssl_context=self._context)
        trusted = ProxyConfig(self._context, False, None, None)
        connection = HTTPSConnection(
            host, port, timeout=CONNECT, ssl_context=self._context, proxy=self._proxy, proxy_config=trusted
        )
        connection.set_tunnel(*_place(self._there), _proof(self._proxy), self._proxy.scheme or "http")
        return connection


class _Reader:
    """Takes what llhttp finds in an answer."""

    def __init__(self) -> None:
        self.parser = HttpResponseParser(self)
        self.headers = dict[str, str]()
        self.body = list[bytes]()
        self.begun = self.complete = self.lasts = False

    def on_message_begin(self) -> None:
        if self.complete:
            raise ValueError("an answer that nobody asked for follows")

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.begun:  # a trailer, which says nothing of what came before it (RFC 9110 section 6.5.1)
            return
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers else text

    def on_headers_complete(self) -> None:
        self.begun = True

    def on_body(self, data: bytes) -> None:
        self.body.append(data)

    def on_message_complete(self) -> None:
        if self.parser.get_status_code() < 200:  # the answer is still to come (RFC 9110 section 15.2)
            self.headers.clear()
            self.begun = False
        else:
            self.complete, self.lasts = True, self.parser.should_keep_alive()

    def ended(self) -> None:
        """The server hung up. Raises NoAnswer, BadAnswer unless that is how it ends the answer."""
        if not self.begun:
            raise NoAnswer("the connection broke before the answer")
        if "content-length" in self.headers or "transfer-encoding" in self.headers:
            raise BadAnswer(_CUT)
        self.complete = True


def _exchange(connection: HTTPConnection, request: bytes, deadline: Deadline) -> tuple[Answer, bool]:
    """The answer, and whether another request may follow."""
    reader = _Reader()
    try:
        _transfer(connection, request, reader, deadline)
        return Answer(reader.parser.get_status_code(), reader.headers, b"".join(reader.body)), reader.lasts
    except TimeoutError as error:
        if deadline.remaining:
            raise NoAnswer(f"nothing came for {READ:.0f} s") from error
        raise
    except (HttpParserError, HttpParserUpgrade) as error:
        raise BadAnswer("it is not HTTP") from error
    except OSError as error:
        raise NoAnswer(f"the connection broke ({type(error).__name__})") from error
    finally:
        del reader.parser  # which holds the reader


def _transfer(connection: HTTPConnection, request: bytes, reader: _Reader, deadline: Deadline) -> None:
    sock, size = connection.sock, 0
    assert sock
    sock.settimeout(_patience(deadline))
    sock.sendall(request)
    while not reader.complete:
        sock.settimeout(_patience(deadline))
        data = sock.recv(_BLOCK)
        if not data:
            reader.ended()
        size += len(data)
        if size > MOST:
            raise BadAnswer("it does not end")
        reader.parser.feed_data(data)


def _patience(deadline: Deadline) -> float:
    left = deadline.remaining
    if not left:
        raise TimeoutError
    return min(READ, left)


def _decompressed(answer: Answer) -> Answer:
    coding = answer.headers.get("content-encoding", "identity").lower()
    if coding == "identity" or not answer.body:
        return answer
    if coding != "gzip":
        raise BadAnswer("it is compressed in a way that was not asked for")
    stream = zlib.decompressobj(_GZIP)
    try:
        body = stream.decompress(answer.body, MOST)
    except zlib.error as error:
        raise BadAnswer("its compression is broken") from error
    if not stream.eof:
        raise BadAnswer("it does not end" if stream.unconsumed_tail else _CUT)
    if stream.unused_data:
        raise BadAnswer("its compression is broken")
    return Answer(answer.status, answer.headers, body)


def _fits(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _lines(headers: Mapping[str, str]) -> str:
    for name, value in headers.items():
        if not _NAME.fullmatch(name):
            raise ValueError("The name of a header holds what none can hold.")
        if not _fits(value):  # a line break would end the header, and begin another one
            raise ValueError(f"The header {name} holds what no header can hold.")
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())


def _proxy(there: Url) -> Url | None:
    """The proxy that the environment names (``HTTPS_PROXY``, ``ALL_PROXY``), unless ``NO_PROXY`` has the host."""
    proxies = getproxies()
    address = proxies.get(there.scheme or "") or proxies.get("all")
    if not address or proxy_bypass(there.netloc or ""):
        return None
    with suppress(ValueError):  # it is no URL, or the credentials in it can't be sent
        proxy = parse_url(address if "://" in address else f"http://{address}")
        if proxy.scheme in port_by_scheme and proxy.host:
            _proof(proxy)
            return proxy
    raise ProviderError(
        f"The proxy that the environment names for {there.host} is none that iacmx can use.",
        "Set HTTPS_PROXY to an address that begins with http:// or https://, or add the host to NO_PROXY.",
    )


def _proof(proxy: Url) -> dict[str, str]:
    """The header with the credentials for a proxy, where its address has some."""
    return make_headers(proxy_basic_auth=unquote(proxy.auth)) if proxy.auth else {}


def _place(url: Url) -> tuple[str, int]:
    host = (url.host or "").removeprefix("[").removesuffix("]")
    return host, url.port or port_by_scheme[url.scheme or "http"]
