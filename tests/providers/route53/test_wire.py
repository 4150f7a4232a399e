"""Requests over kept connections, against servers that write what a test says."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import trustme
from httptools import HttpParserError
from urllib3.exceptions import HTTPError

from iacmx.errors import ProviderError
from iacmx.provider import Deadline
from iacmx_route53 import connect
from iacmx_route53.wire import Answer, wire
from tests.lab.route53_scripted import document

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Answers each request with the next of ``answers``; ``seen`` are the requests, by connection.

    An answer that ends with :data:`END` is the last one of its connection. A CONNECT is granted and not counted.
    """

    END = b"<END>"

    def __init__(self, answers: list[bytes], tls: ssl.SSLContext | None, pause: float) -> None:
        self._answers, self._tls, self._pause = iter(answers), tls, pause
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.seen: list[list[str]] = []
        self.connects: list[str] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=(self._listener.accept()[0],), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with suppress(OSError), sock:
            if self._tls and sock.recv(7, socket.MSG_PEEK) == b"CONNECT":
                self.connects.append(_head(sock))
                sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            with self._tls.wrap_socket(sock, server_side=True) if self._tls else sock as line:
                self.seen.append(mine := [])
                while head := _head(line):
                    mine.append(head)
                    answer = next(self._answers)
                    self._write(line, answer.removesuffix(self.END))
                    if answer.endswith(self.END):
                        return

    def _write(self, line: socket.socket, answer: bytes) -> None:
        if not self._pause:
            line.sendall(answer)
            return
        for place in range(len(answer)):
            line.sendall(answer[place : place + 1])
            time.sleep(self._pause)


def _head(sock: socket.socket) -> str:
    data = b""
    while not data.endswith(b"\r\n\r\n"):
        block = sock.recv(65536)
        if not block:
            return ""
        data += block
    return data.decode("latin-1")


@contextmanager
def serving(*answers: bytes, tls: ssl.SSLContext | None = None, pause: float = 0.0) -> Iterator[Server]:
    server = Server(list(answers), tls, pause)
    try:
        yield server
    finally:
        server.close()


def soon(seconds: float = 10) -> Deadline:
    return Deadline.after(seconds)


def asked(server: Server, times: int = 1) -> list[Answer]:
    line = wire(f"http://127.0.0.1:{server.port}", None)
    return [line.get("/a?b=c", {"Host": "h"}, soon()) for _ in range(times)]


def test_a_connection_is_kept() -> None:
    with serving(OK, OK, OK) as server:
        assert asked(server, 3) == [Answer(200, b"ok")] * 3
    assert server.seen == [["GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n"] * 3]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\n\r\nok" + Server.END,
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + Server.END,
    ],
    ids=["close", "HTTP/1.0", "until the end", "gone meanwhile"],
)
def test_a_connection_that_ends_is_made_anew(answer: bytes) -> None:
    with serving(answer, OK) as server:
        line = wire(f"http://127.0.0.1:{server.port}", None)
        assert line.get("/", {"Host": "h"}, soon()) == Answer(200, b"ok")
        time.sleep(0.05)
        assert line.get("/", {"Host": "h"}, soon()) == Answer(200, b"ok")
    assert list(map(len, server.seen)) == [1, 1]


def test_chunks() -> None:
    chunked = b"HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n"
    with serving(chunked, OK) as server:
        assert asked(server, 2) == [Answer(400, b"ok"), Answer(200, b"ok")]
    assert len(server.seen) == 1


def test_an_answer_cut_off_is_what_came() -> None:
    with serving(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nok" + Server.END) as server:
        assert asked(server) == [Answer(200, b"ok")]


def test_no_answer() -> None:
    with serving(Server.END) as server, pytest.raises(ConnectionResetError):
        asked(server)


@pytest.mark.parametrize("answer", [b"220 mail.test ESMTP\r\n", OK + b"junk"])
def test_no_http(answer: bytes) -> None:
    with serving(answer) as server, pytest.raises(HttpParserError):
        asked(server)


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(HTTPError):
        wire(f"http://127.0.0.1:{port}", None).get("/", {"Host": "h"}, soon())


@pytest.mark.parametrize("answer", [OK, b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000])
def test_a_dripping_answer_ends_at_the_deadline(answer: bytes) -> None:
    with serving(answer, pause=0.05) as server:
        line = wire(f"http://127.0.0.1:{server.port}", None)
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            line.get("/", {"Host": "h"}, soon(0.3))
    assert time.monotonic() - begun < 2


def test_after_a_failure_others_are_asked_over_new_connections() -> None:
    with serving(b"junk", OK) as server:
        line = wire(f"http://127.0.0.1:{server.port}", None)
        with pytest.raises(HttpParserError):
            line.get("/", {"Host": "h"}, soon())
        assert line.get("/", {"Host": "h"}, soon()).body == b"ok"
    assert len(server.seen) == 2


class TestProxies:
    @pytest.fixture(autouse=True)
    def none_else(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("NO_PROXY", "no_proxy", "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.delenv(name, raising=False)

    def test_one_for_http_is_told_where_to(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(OK) as server:
            monkeypatch.setenv("http_proxy", f"http://user:pass@127.0.0.1:{server.port}")
            assert wire("http://r53.test", None).get("/a?b", {"Host": "r53.test"}, soon()).body == b"ok"
        ((request,),) = server.seen
        assert request.startswith("GET http://r53.test/a?b HTTP/1.1\r\n")
        assert "authorization: basic dxnlcjpwyxnz\r\n" in request.lower()

    def test_one_is_passed_by(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with serving(OK) as server:
            assert asked(server) == [Answer(200, b"ok")]

    def test_one_for_https_is_a_tunnel(self, monkeypatch: pytest.MonkeyPatch, authority: Authority) -> None:
        with serving(OK, tls=authority.server("r53.test")) as server:
            monkeypatch.setenv("https_proxy", f"http://user:pass@127.0.0.1:{server.port}")
            line = wire("https://r53.test", str(authority.file))
            assert line.get("/a", {"Host": "r53.test"}, soon()).body == b"ok"
        assert [connect.split()[:2] for connect in server.connects] == [["CONNECT", "r53.test:443"]]
        assert "authorization: basic dxnlcjpwyxnz\r\n" in server.connects[0].lower()
        assert server.seen == [["GET /a HTTP/1.1\r\nHost: r53.test\r\n\r\n"]]


class Authority:
    def __init__(self, file: Path) -> None:
        self._ca, self.file = trustme.CA(), file
        self._ca.cert_pem.write_to_path(str(file))

    def server(self, name: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(name).configure_cert(context)
        return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls") / "ca.pem")


class TestTls:
    def test_a_bundle_of_the_user_s(self, authority: Authority) -> None:
        with serving(OK, OK, tls=authority.server("localhost")) as server:
            line = wire(f"https://localhost:{server.port}", str(authority.file))
            assert [line.get("/", {"Host": "h"}, soon()).body for _ in range(2)] == [b"ok"] * 2
        assert len(server.seen) == 1

    @pytest.mark.parametrize(("name", "known"), [("localhost", False), ("other.test", True)])
    def test_a_certificate_that_does_not_fit(self, authority: Authority, name: str, known: bool) -> None:
        with serving(OK, tls=authority.server(name)) as server:
            line = wire(f"https://localhost:{server.port}", str(authority.file) if known else None)
            with pytest.raises(ssl.SSLError):
                line.get("/", {"Host": "h"}, soon())
        assert server.seen == []

    @pytest.mark.usefixtures("aws")
    @pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
    def test_a_bundle_of_the_environment(
        self, monkeypatch: pytest.MonkeyPatch, authority: Authority, variable: str
    ) -> None:
        body = document("ListHostedZonesResponse", "<HostedZones/><IsTruncated>false</IsTruncated>").encode()
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
        for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
            monkeypatch.delenv(name, raising=False)
        with serving(answer, tls=authority.server("localhost")) as server:
            monkeypatch.setenv("AWS_ENDPOINT_URL_ROUTE_53", f"https://localhost:{server.port}")
            with pytest.raises(ProviderError, match=r"can't be reached .*\(SSLCertVerificationError\)"):
                connect(soon()).zones()
            monkeypatch.setenv(variable, str(authority.file))
            assert connect(soon()).zones() == []
            monkeypatch.setenv(variable, "/nowhere/ca.pem")
            with pytest.raises(ProviderError, match="can't be set up"):
                connect(soon())

    def test_a_bundle_that_is_not_there(self) -> None:
        with pytest.raises(OSError, match="No such file"):
            wire("https://localhost", "/nowhere/ca.pem")
