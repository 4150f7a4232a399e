"""A server that writes what a test says, byte by byte, over TLS or not; and a proxy over TLS."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import trustme

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def answering(headers: str, body: bytes) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


class Authority:
    """Whose certificates a client may trust, by ``file``."""

    def __init__(self, file: Path) -> None:
        self._ca, self.file = trustme.CA(), file
        self._ca.cert_pem.write_to_path(str(file))

    def trusting(self) -> ssl.SSLContext:
        """For a client."""
        return ssl.create_default_context(cafile=self.file)

    def server(self, name: str) -> ssl.SSLContext:
        """For a server of that name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(name).configure_cert(context)
        return context


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
        self.opens = True
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
                sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n" if self.opens else b"HTTP/1.1 407 No\r\n\r\n")
                if not self.opens:
                    return
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


@contextmanager
def relaying(tls: ssl.SSLContext, to: int) -> Iterator[tuple[int, list[str]]]:
    """A proxy over TLS whose tunnels all lead to that port; its own port, and the heads of what it was asked."""
    connects: list[str] = []

    def serve() -> None:
        with suppress(OSError), tls.wrap_socket(listener.accept()[0], server_side=True) as line:
            connects.append(_head(line))
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            with socket.create_connection(("127.0.0.1", to)) as there:
                line.settimeout(0.01)
                there.settimeout(0.01)
                while not ended.is_set():
                    for here, other in ((line, there), (there, line)):
                        with suppress(TimeoutError):
                            other.sendall(here.recv(65536))

    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1], connects
        ended.set()
        thread.join(5)
