"""MTA-STS policies fetched from a real HTTPS server on loopback, whose authority SSL_CERT_FILE makes known."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from iacmx.model import Answer, Kind
from iacmx.mta_sts import parse_policy
from iacmx.provider import Deadline
from iacmx.world.mta_sts import Policies
from iacmx.world.served import Key

POLICY = "version: STSv1\r\nmode: enforce\r\nmx: mx.example.test\r\nmax_age: 86400\r\n"


class Here:
    """A resolver that finds every policy host on loopback, and none of ``nowhere.test``."""

    sent = 0

    def ask(self, questions: Iterable[Key]) -> dict[Key, Answer]:
        found = Answer(Kind.FOUND, ("127.0.0.1",))
        return {key: found if key[1] == "A" and "nowhere" not in key[0] else Answer(Kind.NO_NAME) for key in questions}


class Handler(BaseHTTPRequestHandler):
    """Answers by the domain that is asked for."""

    def do_GET(self) -> None:
        domain = (self.headers["Host"] or "").partition(":")[0].removeprefix("mta-sts.")
        assert self.path == "/.well-known/mta-sts.txt"
        status = {"moved.test": 301, "missing.test": 404, "broken.test": 503}.get(domain, 200)
        body = "x" * 70_000 if domain == "big.test" else POLICY
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if domain == "html.test" else "text/plain; charset=utf-8")
        if status == 301:
            self.send_header("Location", "https://mta-sts.example.test/.well-known/mta-sts.txt")
        self.end_headers()
        try:
            self.wfile.write(body.encode())
        except OSError:
            return  # whoever asked has read enough

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


NAMES = [f"mta-sts.{name}.test" for name in ("example", "moved", "missing", "broken", "big", "html")]


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    authority = trustme.CA()
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*NAMES).configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]  # refused handshakes
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def fetch(domain: str, port: int) -> Answer:
    key = (domain, "MTA-STS")
    return Policies(Here(), deadline=Deadline.after(20), port=port).ask([key])[key]


def test_a_policy(port: int) -> None:
    answer = fetch("example.test", port)
    assert answer.kind is Kind.FOUND
    assert answer.source == "https://mta-sts.example.test/.well-known/mta-sts.txt"
    policy = parse_policy(str(answer.values[0]))
    assert policy is not None
    assert (policy.mode, policy.max_age, policy.mx) == ("enforce", 86400, ("mx.example.test",))


@pytest.mark.parametrize(
    ("domain", "kind", "reason"),
    [
        ("moved.test", Kind.NO_DATA, "HTTP status 301"),
        ("missing.test", Kind.NO_DATA, "HTTP status 404"),
        ("broken.test", Kind.UNVERIFIED, "HTTP status 503"),
        ("big.test", Kind.NO_DATA, "more than 64 KB"),
        ("html.test", Kind.NO_DATA, "media type"),
        ("stranger.test", Kind.NO_DATA, "no valid certificate"),
        ("nowhere.test", Kind.NO_NAME, "has no address"),
    ],
)
def test_what_is_no_policy(domain: str, kind: Kind, reason: str, port: int) -> None:
    answer = fetch(domain, port)
    assert answer.kind is kind
    assert f"mta-sts.{domain}" in answer.reason
    assert reason in answer.reason


def test_a_certificate_of_an_unknown_authority(port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    assert fetch("example.test", port).kind is Kind.NO_DATA


def test_nobody_listens() -> None:
    import socket

    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        answer = fetch("example.test", unused.getsockname()[1])
    assert answer.kind is Kind.UNVERIFIED
    assert "could not be reached at 127.0.0.1" in answer.reason
