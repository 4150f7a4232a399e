"""Requests over kept connections, through proxies and over TLS, against servers that write what a test says."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time

import pytest

from iacmx import wire
from iacmx.errors import ProviderError
from iacmx.provider import Deadline
from iacmx.wire import Answer, BadAnswer, NoAnswer, Wire
from tests.lab.scripted_http import OK, Authority, Server, answering, relaying, serving

SECRET = "s3cret"


def soon(seconds: float = 10) -> Deadline:
    return Deadline.after(seconds)


def line_to(server: Server) -> Wire:
    return Wire(f"http://127.0.0.1:{server.port}", {})


def asked(server: Server, times: int = 1) -> list[tuple[int, bytes]]:
    line = line_to(server)
    answers = [line.get("/a?b=c", soon()) for _ in range(times)]
    return [(answer.status, answer.body) for answer in answers]


def request(host: str, *lines: str, target: str = "/") -> str:
    all_lines = (f"GET {target} HTTP/1.1", f"Host: {host}", "Accept-Encoding: gzip", *lines)
    return "".join(f"{line}\r\n" for line in all_lines) + "\r\n"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_what_is_sent() -> None:
    with serving(OK) as server:
        line = Wire(f"http://User:Pass@LocalHost:{server.port}/path", {"User-Agent": "tests/1"})
        assert line.get("/a?b=%20", soon(), {"X-Key": "k"}).body == b"ok"
    assert line.host == f"localhost:{server.port}"
    assert server.seen == [[request(line.host, "User-Agent: tests/1", "X-Key: k", target="/a?b=%20")]]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Api.test/v4", "api.test"),
        ("https://api.test:443", "api.test"),
        ("http://user:pass@api.test:80", "api.test"),
        ("https://api.test:80", "api.test:80"),
        ("http://[::1]:443/", "[::1]:443"),
        ("https://[::1]", "[::1]"),
    ],
)
def test_how_a_host_is_called(url: str, host: str) -> None:
    assert Wire(url, {}).host == host


@pytest.mark.parametrize("url", ["", "api.test", "ftp://api.test", "http://", "http://[1", "http://a:b"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of urllib3, too
        Wire(url, {})


@pytest.mark.parametrize("value", ["s3cret\r\nX: y", "s3cret\n", "s3\x00cret", "s3cr\u20act", "s3cr\xe9t"])
def test_a_header_that_can_t_be_sent_is_never_shown(value: str) -> None:
    with serving(OK) as server:
        line = line_to(server)
        for send in (
            lambda: Wire("http://api.test", {"X-Key": value}),
            lambda: line.get("/", soon(), {"X-Key": value}),
        ):
            with pytest.raises(ValueError, match="X-Key") as error:
                send()
            assert "s3" not in str(error.value)
    assert server.seen == []


@pytest.mark.parametrize("name", ["X: y\r\nX-Key", "X-Key:", "X Key", "", "\xe9"])
def test_a_name_of_a_header_that_can_t_be_sent(name: str) -> None:
    with serving(OK) as server:
        with pytest.raises(ValueError, match="name of a header"):
            line_to(server).get("/", soon(), {name: SECRET})
        assert server.seen == []


@pytest.mark.parametrize("target", ["/a b", "/a\r\nX: y", "/\u20ac", "", "@other.test/", ".other.test/"])
def test_a_target_that_can_t_be_sent(target: str) -> None:
    with serving(OK) as server, pytest.raises(ValueError, match="target"):
        line_to(server).get(target, soon())
    assert server.seen == []


def test_a_connection_is_kept() -> None:
    with serving(OK, OK, OK) as server:
        assert asked(server, 3) == [(200, b"ok")] * 3
    assert list(map(len, server.seen)) == [3]


def test_a_connection_that_was_idle_for_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "IDLE", 0.0)
    with serving(OK, OK) as server:
        assert asked(server, 2) == [(200, b"ok")] * 2
    assert list(map(len, server.seen)) == [1, 1]


def test_threads_have_connections_of_their_own() -> None:
    with serving(*[OK] * 40, pause=0.001) as server:
        line = line_to(server)
        found: list[Answer] = []
        threads = [
            threading.Thread(target=lambda: found.extend(line.get("/", soon()) for _ in range(5))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [answer.body for answer in found] == [b"ok"] * 40
    assert len(server.seen) <= 8


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
        line = line_to(server)
        assert line.get("/", soon()).body == b"ok"
        time.sleep(0.05)
        assert line.get("/", soon()).body == b"ok"
    assert list(map(len, server.seen)) == [1, 1]


def test_chunks() -> None:
    chunked = b"HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n"
    with serving(chunked, OK) as server:
        assert asked(server, 2) == [(400, b"ok"), (200, b"ok")]
    assert len(server.seen) == 1


def test_headers() -> None:
    with serving(answering('Ratelimit: "a";r=5\r\nRATELIMIT: "b";r=3\r\nX: \xe9\r\n', b"ok")) as server:
        answer = line_to(server).get("/", soon())
    assert answer.headers == {"content-length": "2", "ratelimit": '"a";r=5, "b";r=3', "x": "\xc3\xa9"}


def test_an_answer_announced_by_another() -> None:
    with serving(b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" + OK, OK) as server:
        assert asked(server, 2) == [(200, b"ok")] * 2
    assert len(server.seen) == 1


def test_no_redirect_is_followed() -> None:
    with serving(b"HTTP/1.1 302 Found\r\nLocation: http://other.test/\r\nContent-Length: 0\r\n\r\n") as server:
        assert asked(server) == [(302, b"")]


class TestCompression:
    GZIP = "Content-Encoding: gzip\r\n"

    def test_an_answer(self) -> None:
        with serving(answering(self.GZIP, gzip.compress(b"ok")), answering(self.GZIP, b"")) as server:
            assert asked(server, 2) == [(200, b"ok"), (200, b"")]

    @pytest.mark.parametrize(
        ("headers", "body", "why"),
        [
            (GZIP, b"ok", "compression is broken"),
            (GZIP, gzip.compress(b"ok" * 99)[:-9], "ended early"),
            (GZIP, gzip.compress(b"ok") + gzip.compress(b"more"), "compression is broken"),
            ("Content-Encoding: br\r\n", b"ok", "not asked for"),
        ],
        ids=["not gzip", "cut off", "more than one", "another"],
    )
    def test_one_that_is_none(self, headers: str, body: bytes, why: str) -> None:
        with serving(answering(headers, body), OK) as server, pytest.raises(BadAnswer, match=why):
            asked(server)

    def test_one_that_is_a_bomb(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(wire, "MOST", 10_000)
        bomb = answering(self.GZIP, gzip.compress(bytes(10_001)))
        with serving(bomb) as server, pytest.raises(BadAnswer, match="does not end"):
            asked(server)


@pytest.mark.parametrize("part", [b"X: y\r\n", b"\r\n12345678"])
def test_an_answer_without_end(monkeypatch: pytest.MonkeyPatch, part: bytes) -> None:
    monkeypatch.setattr(wire, "MOST", 100_000)
    with serving(b"HTTP/1.1 200 OK\r\n" + part * 20_000) as server, pytest.raises(BadAnswer, match="does not end"):
        asked(server)


@pytest.mark.parametrize("length", [b"Content-Length: 200", b"Transfer-Encoding: chunked"])
def test_an_answer_cut_off(length: bytes) -> None:
    answer = b"HTTP/1.1 200 OK\r\n" + length + b"\r\n\r\n3\r\nok" + Server.END
    with serving(answer) as server, pytest.raises(BadAnswer, match="ended early"):
        asked(server)


@pytest.mark.parametrize("part", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", b"HTTP/1.1 103 Early Hints\r\n\r\n"])
def test_no_answer(part: bytes) -> None:
    with serving(part + Server.END) as server, pytest.raises(NoAnswer, match="broke before the answer"):
        asked(server)


def test_a_trailer_says_nothing_of_the_answer() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nContent-Encoding: gzip\r\n\r\n"
    with serving(chunked) as server:
        assert asked(server) == [(200, b"ok")]


_UPGRADE = b"Connection: upgrade\r\nUpgrade: h2c\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [b"220 mail.test ESMTP\r\n", OK + b"junk", OK + OK, b"HTTP/1.1 101 Switching Protocols\r\n" + _UPGRADE],
    ids=["another protocol", "more than an answer", "two answers", "an upgrade"],
)
def test_no_http(answer: bytes) -> None:
    with serving(answer) as server, pytest.raises(BadAnswer, match="not HTTP"):
        asked(server)


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NoAnswer, match=r"^no connection \(.*Connection refused\)$"):
        Wire(f"http://127.0.0.1:{port}", {}).get("/", soon())


def test_a_host_that_nobody_knows() -> None:
    with pytest.raises(NoAnswer, match="no connection"):
        Wire("http://nowhere.invalid", {}).get("/", soon())


@pytest.mark.parametrize("answer", [OK, b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000])
def test_a_dripping_answer_ends_at_the_deadline(answer: bytes) -> None:
    with serving(answer, pause=0.05) as server:
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            line_to(server).get("/", soon(0.3))
    assert time.monotonic() - begun < 2


def test_a_server_that_is_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "READ", 0.05)
    with serving(OK, pause=1) as server, pytest.raises(NoAnswer, match="nothing came"):
        asked(server)


def test_nothing_is_sent_after_the_deadline() -> None:
    with serving(OK) as server, pytest.raises(TimeoutError):
        line_to(server).get("/", soon(0))
    assert server.seen == []


def test_after_a_failure_others_are_asked_over_new_connections() -> None:
    with serving(b"junk", OK) as server:
        line = line_to(server)
        with pytest.raises(BadAnswer):
            line.get("/", soon())
        assert line.get("/", soon()).body == b"ok"
    assert len(server.seen) == 2


class TestTls:
    def test_a_certificate_that_is_trusted(self, authority: Authority) -> None:
        with serving(OK, OK, tls=authority.server("localhost")) as server:
            line = Wire(f"https://localhost:{server.port}", {}, authority.trusting)
            assert [line.get("/", soon()).body for _ in range(2)] == [b"ok"] * 2
        assert server.seen == [[request(f"localhost:{server.port}")] * 2]

    @pytest.mark.parametrize(("name", "known"), [("localhost", False), ("other.test", True)])
    def test_one_that_does_not_fit(self, authority: Authority, name: str, known: bool) -> None:
        with serving(OK, tls=authority.server(name)) as server:
            line = Wire(f"https://localhost:{server.port}", {}, *[authority.trusting] if known else [])
            with pytest.raises(NoAnswer, match="certificate verify failed"):
                line.get("/", soon())
        assert server.seen == []

    def test_trust_is_asked_for_where_it_is_needed(self) -> None:
        def trust() -> ssl.SSLContext:
            raise FileNotFoundError

        with serving(OK) as server:
            assert Wire(f"http://127.0.0.1:{server.port}", {}, trust).get("/", soon()).body == b"ok"
        with pytest.raises(FileNotFoundError):
            Wire("https://localhost", {}, trust)


class TestProxies:
    PROOF = "authorization: basic dxnlcjpwyxnz\r\n"

    def test_one_for_http_is_told_where_to(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(OK, OK) as server:
            monkeypatch.setenv("http_proxy", f"http://user:pass@127.0.0.1:{server.port}")
            line = Wire("http://api.test", {})
            assert [line.get("/a?b", soon()).body for _ in range(2)] == [b"ok"] * 2
        ((first, second),) = server.seen
        assert first == second
        assert first.startswith("GET http://api.test/a?b HTTP/1.1\r\nHost: api.test\r\n")
        assert self.PROOF in first.lower()

    @pytest.mark.parametrize("exception", ["127.0.0.1", "*", "0.0.1,127.0.0.1:{}"])
    def test_one_is_passed_by(self, monkeypatch: pytest.MonkeyPatch, exception: str) -> None:
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
        with serving(OK) as server:
            monkeypatch.setenv("no_proxy", exception.format(server.port))
            assert asked(server) == [(200, b"ok")]

    @pytest.mark.parametrize("variable", ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"])
    @pytest.mark.parametrize("written", ["http://us%40er:pass@127.0.0.1:{}", "us%40er:pass@127.0.0.1:{}/"])
    def test_one_for_https_is_a_tunnel(
        self, monkeypatch: pytest.MonkeyPatch, authority: Authority, variable: str, written: str
    ) -> None:
        """The proxy sees its own credentials, and nothing of what is sent."""
        with serving(OK, OK, tls=authority.server("api.test")) as server:
            monkeypatch.setenv(variable, written.format(server.port))
            line = Wire("https://api.test", {"X-Key": "k"}, authority.trusting)
            assert [line.get("/", soon()).body for _ in range(2)] == [b"ok"] * 2
        (connect,) = server.connects
        assert connect.split()[:2] == ["CONNECT", "api.test:443"]
        assert "Authorization: Basic dXNAZXI6cGFzcw==\r\n".lower() in connect.lower()
        assert server.seen == [[request("api.test", "X-Key: k")] * 2]

    def test_one_over_tls_that_is_told_where_to(self, monkeypatch: pytest.MonkeyPatch, authority: Authority) -> None:
        with serving(OK, tls=authority.server("localhost")) as server:
            monkeypatch.setenv("http_proxy", f"https://localhost:{server.port}")
            assert Wire("http://api.test", {}, authority.trusting).get("/a", soon()).body == b"ok"
        assert server.seen == [[request("api.test", target="http://api.test/a")]]

    def test_a_tunnel_over_tls(self, monkeypatch: pytest.MonkeyPatch, authority: Authority) -> None:
        with (
            serving(OK, OK, tls=authority.server("api.test")) as server,
            relaying(authority.server("localhost"), server.port) as (port, connects),
        ):
            monkeypatch.setenv("https_proxy", f"https://user:pass@localhost:{port}")
            line = Wire("https://api.test", {}, authority.trusting)
            assert [line.get("/", soon()).body for _ in range(2)] == [b"ok"] * 2
        assert server.seen == [[request("api.test")] * 2]
        assert len(connects) == 1
        assert self.PROOF in connects[0].lower()

    def test_a_proxy_s_certificate_is_checked(self, monkeypatch: pytest.MonkeyPatch, authority: Authority) -> None:
        with relaying(authority.server("other.test"), 1) as (port, connects):
            monkeypatch.setenv("https_proxy", f"https://localhost:{port}")
            with pytest.raises(NoAnswer, match="certificate verify failed"):
                Wire("https://api.test", {}, authority.trusting).get("/", soon())
        assert connects == []

    def test_one_that_refuses(self, monkeypatch: pytest.MonkeyPatch, authority: Authority) -> None:
        with serving(OK, tls=authority.server("api.test")) as server:
            server.opens = False
            monkeypatch.setenv("https_proxy", f"http://user:{SECRET}@127.0.0.1:{server.port}")
            with pytest.raises(NoAnswer, match=r"no connection \(Tunnel connection failed: 407") as error:
                Wire("https://api.test", {}, authority.trusting).get("/", soon())
        assert SECRET not in str(error.value)

    @pytest.mark.parametrize(
        "address",
        [
            f"socks5://u:{SECRET}@127.0.0.1:1",
            f"ftp://u:{SECRET}@127.0.0.1:1",
            f"http://u:{SECRET}@127.0.0.1:port",
            f"http://u:{SECRET}@[127",
            f"http://\u20ac:{SECRET}@127.0.0.1:1",
            "http://",
        ],
    )
    def test_one_that_is_none(self, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
        monkeypatch.setenv("HTTPS_PROXY", address)
        with pytest.raises(ProviderError, match="proxy") as error:
            Wire("https://api.test", {})
        assert "NO_PROXY" in error.value.hint
        assert SECRET not in str(error.value)
        assert error.value.__cause__ is None
        assert error.value.__context__ is None
