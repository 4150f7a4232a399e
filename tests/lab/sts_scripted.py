"""An STS API that lets every role be assumed, or none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


class Sts:
    """``assumed``: the ARNs of the roles asked for; ``lifetime``: of credentials; ``refusal``: an error code."""

    def __init__(self) -> None:
        self.assumed: list[str] = []
        self.lifetime = timedelta(hours=1)
        self.refusal = ""
        self.caller = "arn:aws:iam::123456789012:user/ci"
        self.url = ""

    def answer(self, query: dict[str, list[str]]) -> tuple[int, str]:
        if self.refusal:
            fault = f"<Error><Type>Sender</Type><Code>{self.refusal}</Code><Message>no</Message></Error>"
            return 403, _document("ErrorResponse", fault)
        if query["Action"] == ["GetCallerIdentity"]:
            told = f"<Arn>{self.caller}</Arn><UserId>AIDAX</UserId><Account>123456789012</Account>"
            return 200, _document(
                "GetCallerIdentityResponse", f"<GetCallerIdentityResult>{told}</GetCallerIdentityResult>"
            )
        self.assumed += query["RoleArn"]
        expiration = (datetime.now(UTC) + self.lifetime).strftime("%Y-%m-%dT%H:%M:%SZ")
        given = (
            f"<AccessKeyId>ASIAROLE{len(self.assumed)}</AccessKeyId><SecretAccessKey>s3cr3t-of-the-role</SecretAccessKey>"
            f"<SessionToken>t0ken-of-the-role</SessionToken><Expiration>{expiration}</Expiration>"
        )
        return 200, _document(
            "AssumeRoleResponse", f"<AssumeRoleResult><Credentials>{given}</Credentials></AssumeRoleResult>"
        )


def _document(root: str, content: str) -> str:
    return f'<{root} xmlns="{NAMESPACE}">{content}</{root}>'


@contextmanager
def serving() -> Iterator[Sts]:
    """The API on a loopback port, for as long as the block runs."""
    sts = Sts()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, body = sts.answer(parse_qs(query))
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    sts.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield sts
    finally:
        server.shutdown()
        server.server_close()
