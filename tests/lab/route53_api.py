"""moto's Route 53 over HTTP, in this process and once per session; ``tests/lab/route53_server.py`` is for programs.

Its account lives in module globals: a test begins with :meth:`Moto.reset`.
"""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3


class Moto:
    """The server; ``sent`` counts the requests of :meth:`iacmx_route53.connect`'s clients."""

    def __init__(self, url: str, counted: list[str]) -> None:
        self.url = url
        self._counted = counted
        self.client: Any = boto3.client(
            "route53",
            "us-east-1",
            endpoint_url=url,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def reset(self) -> None:
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")).close()
        self.reset_count()

    def reset_count(self) -> None:
        self._counted.clear()

    @property
    def sent(self) -> int:
        return sum("iacmx" in agent for agent in self._counted)


@contextmanager
def serving() -> Iterator[Moto]:
    """The server on a loopback port, for as long as the block runs."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    moto = DomainDispatcherApplication(create_backend_app)
    counted: list[str] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        counted.append(environ.get("HTTP_USER_AGENT", ""))
        answer: Iterable[bytes] = moto(environ, start_response)
        return answer

    class Quiet(MotoRequestHandler):
        disable_nagle_algorithm = True  # the head goes out before the body: no waiting for its acknowledgement

        def log_request(self, *args: object) -> None:
            pass

    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Moto(f"http://127.0.0.1:{server.server_port}", counted)
    finally:
        server.shutdown()
        thread.join()
