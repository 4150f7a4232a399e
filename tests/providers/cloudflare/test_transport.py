"""Connections: used again, over TLS, through a proxy; over real HTTP."""

from __future__ import annotations

import gzip
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from iacmx.errors import ProviderError
from iacmx_cloudflare import transport
from iacmx_cloudflare.credentials import access_from_environment
from iacmx_cloudflare.failures import TryAgain
from iacmx_cloudflare.transport import Transport
from tests.lab.cloudflare_api import TOKEN

BODY = b'{"success": true}'
Environment = pytest.MonkeyPatch


class Web(ThreadingHTTPServer):
    """Answers every GET in the same way, and is a proxy for CONNECT."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.port = self.server_address[1]
        self.asked: list[tuple[int, str, dict[str, str]]] = []
        """Of each request the client's port, its target, and its headers in lower case."""
        self.tunnels: list[tuple[str, str]] = []
        """To where, and the credentials for the proxy."""
        self.headers = b""
        self.body = BODY
        self.hangs_up = False
        self.opens = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust the certificate hangs up."""

    @property
    def connections(self) -> int:
        return len({port for port, _, _ in self.asked})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Web

    def do_GET(self) -> None:
        server = self.server
        server.asked.append((self.client_address[1], self.path, {k.lower(): v for k, v in self.headers.items()}))
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n" % (len(server.body), server.headers) + server.body
        )
        self.close_connection = server.hangs_up

    def do_CONNECT(self) -> None:
        self.server.tunnels.append((self.path, self.headers.get("Proxy-Authorization", "")))
        self.close_connection = True
        if not self.server.opens:
            self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        host, _, port = self.path.partition(":")
        with socket.create_connection((host, int(port))) as there:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            ends = {there: self.connection, self.connection: there}
            while True:
                for end in select.select(list(ends), [], [], 5)[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    ends[end].sendall(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def serve() -> Iterator[Callable[..., Web]]:
    servers: list[Web] = []

    def serve(context: ssl.SSLContext | None = None) -> Web:
        server = Web()
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return server

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def web(serve: Callable[..., Web], bare: Environment) -> Web:
    server = serve()
    bare.setenv("CLOUDFLARE_API_TOKEN", TOKEN)
    bare.setenv("CLOUDFLARE_BASE_URL", f"http://127.0.0.1:{server.port}/client/v4/")
    return server


@pytest.fixture
def secure(serve: Callable[..., Web], bare: Environment, tmp_path: Path) -> Web:
    """As ``web``, over TLS with a certificate that SSL_CERT_FILE trusts."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    server = serve(context)
    bare.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    bare.setenv("CLOUDFLARE_API_TOKEN", TOKEN)
    bare.setenv("CLOUDFLARE_BASE_URL", f"https://localhost:{server.port}/client/v4")
    bare.setenv("NO_PROXY", "localhost")
    return server


def connected() -> Transport:
    return Transport(access_from_environment())


def test_what_is_sent(web: Web) -> None:
    answer = connected().get("/zones", {"name": "a b&c.ü.test", "page": 2})
    assert (answer.status, answer.body) == (200, BODY)
    _, target, headers = web.asked[0]
    assert target == "/client/v4/zones?name=a%20b%26c.%C3%BC.test&page=2"
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["accept-encoding"] == "gzip"
    assert not any(name.startswith("x-stainless") for name in headers)


def test_a_connection_is_used_again(web: Web) -> None:
    api = connected()
    for _ in range(3):
        api.get("/zones", {})
    assert web.connections == 1


@pytest.mark.parametrize("headers", [b"Connection: close\r\n", b""])
def test_a_server_that_hangs_up(web: Web, headers: bytes) -> None:
    """Where it does so without a word, the request after it breaks, and may be sent again."""
    web.hangs_up, web.headers = True, headers
    api, answered, broken = connected(), 0, 0
    while answered < 3:
        try:
            api.get("/zones", {})
            answered += 1
        except TryAgain:
            broken += 1
    assert web.connections == 3
    assert broken == (0 if headers else 2)


def test_a_connection_that_was_idle_for_long_is_not_used_again(web: Web, monkeypatch: Environment) -> None:
    monkeypatch.setattr(transport, "IDLE_SECONDS", 0.0)
    api = connected()
    for _ in range(3):
        api.get("/zones", {})
    assert web.connections == 3


def test_a_compressed_answer(web: Web) -> None:
    web.headers, web.body = b"Content-Encoding: gzip\r\n", gzip.compress(BODY)
    assert connected().get("/zones", {}).body == BODY


def test_an_answer_whose_compression_is_broken(web: Web) -> None:
    web.headers = b"Content-Encoding: gzip\r\n"
    with pytest.raises(TryAgain, match="the connection broke"):
        connected().get("/zones", {})


def test_a_header_on_several_lines(web: Web) -> None:
    web.headers = b'Ratelimit: "a";r=5;t=9\r\nRATELIMIT: "b";r=3;t=9\r\n'
    assert connected().get("/zones", {}).headers["ratelimit"] == '"a";r=5;t=9, "b";r=3;t=9'


def test_over_tls(secure: Web) -> None:
    api = connected()
    assert api.get("/zones", {}).body == api.get("/zones", {}).body == BODY
    assert secure.connections == 1
    assert secure.asked[0][2]["host"] == f"localhost:{secure.port}"


def test_a_certificate_that_is_not_trusted(secure: Web, bare: Environment, one_certificate: Path) -> None:
    bare.setenv("SSL_CERT_FILE", str(one_certificate))
    with pytest.raises(TryAgain, match=r"localhost can't be reached: no connection .*certificate verify failed"):
        connected().get("/zones", {})
    assert not secure.asked


@pytest.mark.parametrize("written", ["http://us%40er:s3cret@127.0.0.1:{}", "us%40er:s3cret@127.0.0.1:{}"])
def test_through_a_proxy(secure: Web, serve: Callable[..., Web], bare: Environment, written: str) -> None:
    """The proxy sees its own credentials, and nothing of those for the API."""
    proxy = serve()
    bare.setenv("HTTPS_PROXY", written.format(proxy.port))
    bare.setenv("NO_PROXY", "example.net")
    api = connected()
    assert api.get("/zones", {}).body == api.get("/zones", {}).body == BODY
    assert proxy.tunnels == [(f"localhost:{secure.port}", "Basic dXNAZXI6czNjcmV0")]
    assert proxy.asked == []
    assert "proxy-authorization" not in secure.asked[0][2]


def test_a_proxy_that_refuses(secure: Web, serve: Callable[..., Web], bare: Environment) -> None:
    proxy = serve()
    proxy.opens = False
    bare.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy.port}")
    bare.delenv("NO_PROXY")
    with pytest.raises(TryAgain, match=r"no connection \(Tunnel connection failed: 407"):
        connected().get("/zones", {})
    assert not secure.asked


def test_hosts_without_a_proxy(secure: Web, serve: Callable[..., Web], bare: Environment) -> None:
    proxy = serve()
    bare.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    assert connected().get("/zones", {}).body == BODY
    assert proxy.tunnels == []


@pytest.mark.parametrize(
    "address",
    [
        "socks5://u:s3cret@127.0.0.1:1",
        "https://u:s3cret@127.0.0.1:1",
        "http://u:s3cret@127.0.0.1:port",
        "http://u:s3cret@[127",
        "http://",
    ],
)
def test_a_proxy_that_is_none(secure: Web, bare: Environment, address: str) -> None:
    bare.setenv("HTTPS_PROXY", address)
    bare.delenv("NO_PROXY")
    with pytest.raises(ProviderError, match="proxy") as error:
        connected()
    assert "s3cret" not in str(error.value)


def test_headers_of_the_environment(web: Web, bare: Environment) -> None:
    bare.setenv("CLOUDFLARE_CUSTOM_HEADERS", "X-Team: mail\nX-Other: a b")
    connected().get("/zones", {})
    assert web.asked[0][2]["x-team"] == "mail"


@pytest.mark.parametrize("headers", ["X Team: s3cret", "X-Team: s3cr\u20ac", "X-Team: s3\rcret"])
def test_headers_that_are_none(web: Web, bare: Environment, headers: str) -> None:
    bare.setenv("CLOUDFLARE_CUSTOM_HEADERS", headers)
    with pytest.raises(ProviderError, match="CLOUDFLARE_CUSTOM_HEADERS") as error:
        connected()
    assert "s3" not in str(error.value)
