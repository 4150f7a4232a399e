"""The other side of a run task: an HCP Terraform over HTTPS that serves plans, and writes down what it is told.

It speaks TLS with a certificate of its own authority, for ``localhost`` and ``127.0.0.1``; the one is its API, the
other the archive that plans are redirected to, so that the two are different hosts.
"""

from __future__ import annotations

import hmac
import json
import ssl
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme

ENDLESS = -1
"""As a fault: an answer that goes on and on, byte by byte."""
KEY = b"the key that both sides know"
TOKEN = "t0ken-of-the-run.atlasv1.s3cr3t"
ARCHIVE_SECRET = "s3cr3t-of-the-archive"


class Told:
    """One callback."""

    def __init__(self, token: str, media_type: str, document: dict[str, Any]) -> None:
        self.token = token
        self.media_type = media_type
        self.attributes: dict[str, str] = document["data"]["attributes"]
        outcomes = document["data"].get("relationships", {}).get("outcomes", {}).get("data", [])
        self.outcomes: list[dict[str, Any]] = [outcome["attributes"] for outcome in outcomes]

    @property
    def status(self) -> str:
        return self.attributes["status"]

    @property
    def message(self) -> str:
        return self.attributes["message"]


class HcpTerraform:
    """``plan`` is what the archive gives; ``faults`` are answered first, by method, one after the other.

    ``location`` says where plans are redirected to instead of the archive.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"https://localhost:{port}"
        self.archive = f"https://127.0.0.1:{port}"
        self.plan = b""
        self.location: str | None = None
        self.packed = ""
        """The Content-Encoding of plans."""
        self.faults: defaultdict[str, list[int]] = defaultdict(list)
        self.asked: list[tuple[str, str, str]] = []
        """Method, path and Authorization of every GET."""
        self.told: defaultdict[str, list[Told]] = defaultdict(list)
        """Callbacks by id of the task's result."""
        self.refuses_outcomes = False
        self.changed = threading.Condition()

    def payload(self, number: int = 1, **fields: Any) -> bytes:
        """What a run task is sent, as the documentation has it."""
        run = f"run-{number}"
        held: dict[str, Any] = {
            "payload_version": 1,
            "stage": "post_plan",
            "access_token": TOKEN,
            "capabilities": {"outcomes": True},
            "configuration_version_download_url": f"{self.url}/api/v2/configuration-versions/cv-1/download",
            "configuration_version_id": "cv-1",
            "is_speculative": False,
            "organization_name": "example",
            "plan_json_api_url": f"{self.url}/api/v2/plans/plan-{number}/json-output",
            "run_app_url": f"{self.url}/app/example/dns/runs/{run}",
            "run_created_at": "2026-01-02T14:47:13.036Z",
            "run_created_by": "someone",
            "run_id": run,
            "run_message": "Triggered via UI",
            "task_result_callback_url": f"{self.url}/api/v2/task-results/{number}/callback",
            "task_result_enforcement_level": "mandatory",
            "task_result_id": f"taskrs-{number}",
            "vcs_branch": None,
            "vcs_commit_url": None,
            "vcs_pull_request_url": None,
            "vcs_repo_url": None,
            "workspace_app_url": f"{self.url}/app/example/dns",
            "workspace_id": "ws-1",
            "workspace_name": "dns",
            "workspace_working_directory": None,
        }
        return json.dumps(held | fields).encode()

    def finals(self, number: int = 1) -> list[Told]:
        """The callbacks of a task that are no updates."""
        return [told for told in self.told[str(number)] if told.status != "running"]

    def final(self, number: int = 1, seconds: float = 60) -> Told:
        """The result of a task, waited for."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.finals(number), seconds), f"task {number} was not called back"
            return self.finals(number)[0]

    def statuses(self) -> Counter[str]:
        """How many results there are of each status."""
        with self.changed:
            return Counter(told.status for number in list(self.told) for told in self.finals(int(number)))


def sign(body: bytes, key: bytes = KEY) -> str:
    return hmac.new(key, body, "sha512").hexdigest()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.hcp = HcpTerraform(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # whoever asks may hang up


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        hcp = self.server.hcp
        with hcp.changed:
            hcp.asked.append((self.command, self.path, self.headers.get("Authorization", "")))
            fault = hcp.faults["GET"].pop(0) if hcp.faults["GET"] else 0
        if fault:
            self.answer(fault)
        elif self.path.startswith("/api/"):
            secret = f"{hcp.archive}/v1/object/{ARCHIVE_SECRET}"
            self.answer(307, location=hcp.location if hcp.location is not None else secret)
        else:
            self.answer(200, hcp.plan, packed=hcp.packed)

    def do_PATCH(self) -> None:
        hcp = self.server.hcp
        document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        told = Told(self.headers.get("Authorization", ""), self.headers.get("Content-Type", ""), document)
        with hcp.changed:
            fault = hcp.faults["PATCH"].pop(0) if hcp.faults["PATCH"] and told.status != "running" else 0
            if not fault and hcp.refuses_outcomes and told.outcomes:
                fault = 422
            if not fault:
                hcp.told[self.path.split("/")[4]].append(told)
                hcp.changed.notify_all()
        if fault == ENDLESS:
            self.drip()
        else:
            self.answer(fault or 200)

    def drip(self) -> None:
        try:
            self.wfile.write(b"HTTP/1.1 200 ")
            while True:
                self.wfile.write(b"O")
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def answer(self, status: int, body: bytes = b"", location: str = "", packed: str = "") -> None:
        self.send_response(status)
        if packed:
            self.send_header("Content-Encoding", packed)
        if location:
            self.send_header("Location", location)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def hcp_terraform(authority: trustme.CA) -> Iterator[HcpTerraform]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    server = _Server(context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.hcp
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def trust_file(authority: trustme.CA, folder: Path) -> Path:
    """A file for ``SSL_CERT_FILE``."""
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return path
