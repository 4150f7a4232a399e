"""The server as a process: as it is started, and as it is stopped."""

from __future__ import annotations

import http.client
import json
import re
import signal
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.lab.cloudflare_api import CloudflareApi
from tests.lab.command import BARE, PROGRAM, iacmx
from tests.lab.hcp_terraform import ARCHIVE_SECRET, KEY, TOKEN, HcpTerraform, sign, trust_file
from tests.lab.nameserver import NameServer
from tests.serve.conftest import FAILING

pytestmark = pytest.mark.slow
DNS = """
example.org. SOA ns1.example.org. admin.example.org. 1 3600 600 86400 300
example.org. NS ns1.example.org.
example.net. SOA ns1.example.net. admin.example.net. 1 3600 600 86400 300
mx1.example.net. A 45.33.48.25
mx2.example.net. A 45.79.64.25
"""


class Process:
    def __init__(self, process: subprocess.Popen[str], context: ssl.SSLContext | None) -> None:
        assert process.stderr is not None
        self.process = process
        self.lines = [process.stderr.readline()]
        self._context = context
        # A pipe that nobody reads is full after a while, and then whoever writes to it waits.
        self._reading = threading.Thread(target=self.lines.extend, args=(process.stderr,), daemon=True)
        self._reading.start()

    def send(self, body: bytes) -> int:
        port = json.loads(self.lines[0])["port"]
        context = self._context
        connection = (
            http.client.HTTPSConnection("localhost", port, timeout=30, context=context)
            if context
            else http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        )
        headers = {"Content-Type": "application/json", "X-TFC-Task-Signature": sign(body)}
        connection.request("POST", "/run-task", body, headers)
        status = connection.getresponse().status
        connection.close()
        return status

    def end(self, number: signal.Signals, seconds: float = 60) -> int:
        """Send a signal and wait; what it logged since is kept."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=seconds)
        self._reading.join()
        return code

    @property
    def logged(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]

    def events(self) -> list[str]:
        return [line["event"] for line in self.logged]


OFFLINE = {"IACMX_OFFLINE": "true"}


@contextmanager
def serving(
    hcp: HcpTerraform,
    authority: trustme.CA,
    folder: Path,
    *options: str,
    context: ssl.SSLContext | None = None,
    given: Mapping[str, str] = OFFLINE,
) -> Iterator[Process]:
    environment = BARE | {
        "IACMX_HMAC_KEY": KEY.decode(),
        "SSL_CERT_FILE": str(trust_file(authority, folder)),
        "IACMX_HOST": f"localhost:{hcp.port} 127.0.0.1:{hcp.port}",
    }
    command = [PROGRAM, "serve", "--listen", "127.0.0.1:0", *options]
    process = subprocess.Popen(command, cwd=folder, env=environment | given, stderr=subprocess.PIPE, text=True)
    try:
        yield Process(process, context)
    finally:
        process.kill()
        process.wait()


def test_sigterm_finishes_what_was_accepted(hcp: HcpTerraform, authority: trustme.CA, tmp_path: Path) -> None:
    hcp.plan = FAILING
    with serving(hcp, authority, tmp_path) as server:
        assert [server.send(hcp.payload(number)) for number in range(1, 21)] == [200] * 20
        assert server.end(signal.SIGTERM) == 0
    assert hcp.statuses() == {"failed": 20}
    assert all(hcp.final(number).message.startswith("Do not apply: ") for number in range(1, 21))
    assert [len(hcp.finals(number)) for number in range(1, 21)] == [1] * 20
    assert server.events()[-1] == "stopped"


def test_sigterm_calls_back_what_can_t_be_finished(hcp: HcpTerraform, authority: trustme.CA, tmp_path: Path) -> None:
    hcp.faults["GET"] = [503] * 1000  # the plans never come
    with serving(hcp, authority, tmp_path, "--grace", "0.5") as server:
        assert [server.send(hcp.payload(number)) for number in range(1, 11)] == [200] * 10
        assert server.end(signal.SIGTERM) == 0
    assert hcp.statuses() == {"failed": 10}
    assert "iacmx was stopped" in hcp.final(1).message


def test_sigint_ends_like_any_command(hcp: HcpTerraform, authority: trustme.CA, tmp_path: Path) -> None:
    with serving(hcp, authority, tmp_path) as server:
        assert server.send(hcp.payload()) == 200
        assert server.end(signal.SIGINT) == 130
    assert hcp.final().status == "passed"


def test_every_line_of_the_log_is_json_without_secrets(
    hcp: HcpTerraform, authority: trustme.CA, tmp_path: Path
) -> None:
    hcp.faults["GET"] = [503]
    with serving(hcp, authority, tmp_path) as server:
        server.send(hcp.payload(workspace_name="two\nlines \x1b[31m"))
        hcp.final()
        server.end(signal.SIGTERM)
    assert {"listening", "accepted", "judged", "called back", "stopping", "stopped"} <= set(server.events())
    assert all({"timestamp", "level"} <= line.keys() for line in server.logged)
    written = "".join(server.lines)
    assert not re.search("|".join(map(re.escape, (TOKEN, ARCHIVE_SECRET, KEY.decode(), "archive", "\x1b"))), written)


def test_it_speaks_tls(hcp: HcpTerraform, authority: trustme.CA, trust: ssl.SSLContext, tmp_path: Path) -> None:
    own = authority.issue_cert("localhost")
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    own.cert_chain_pems[0].write_to_path(str(chain))
    own.private_key_pem.write_to_path(str(key))
    options = ("--certificate", str(chain), "--certificate-key", str(key))
    with serving(hcp, authority, tmp_path, *options, context=trust) as server:
        assert server.send(hcp.payload()) == 200
        assert hcp.final().status == "passed"
        assert server.end(signal.SIGTERM) == 0


def test_it_judges_as_check_does_with_the_credentials_of_the_server(
    hcp: HcpTerraform, authority: trustme.CA, tmp_path: Path
) -> None:
    with CloudflareApi() as cloudflare, NameServer(DNS) as dns:
        zone = cloudflare.add_zone("example.org", name_servers=["ns1.example.org", "ns2.example.org"])
        first = cloudflare.add_mx(zone, "example.org", 10, "mx1.example.net")
        cloudflare.add_mx(zone, "example.org", 20, "mx2.example.net")
        plan = tmp_path / "plan.json"
        plan.write_text(json.dumps(moving(zone, first)))
        hcp.plan = plan.read_bytes()
        options = ("--resolver", dns.address)
        checked = iacmx("check", plan, *options, "--format", "json", environment=cloudflare.environment)
        with serving(hcp, authority, tmp_path, *options, given=cloudflare.environment) as server:
            assert [server.send(hcp.payload(number)) for number in range(1, 13)] == [200] * 12
            told = [hcp.final(number) for number in range(1, 13)]
    assert checked.code == 1
    assert {(one.status, one.message) for one in told} == {("failed", checked.report["summary"])}
    rules = {finding["rule"] for finding in checked.report["findings"]}
    for one in told:
        assert {outcome["description"].split()[0] for outcome in one.outcomes[:-1]} == rules
        assert "mx2.example.net" in one.outcomes[-1]["body"]  # which only the provider tells


def moving(zone: str, record: str) -> dict[str, Any]:
    """A plan that gives one record of a set another host, which does not exist."""
    held = {"zone_id": zone, "type": "MX", "ttl": 1, "priority": 10, "id": record, "name": "example.org"}
    before, after = held | {"content": "mx1.example.net"}, held | {"content": "gone.example.net"}
    change = {"actions": ["update"], "before": before, "after": after, "after_unknown": {}}
    resource = {"address": "cloudflare_dns_record.first", "mode": "managed", "type": "cloudflare_dns_record"}
    changes = [resource | {"name": "first", "change": change}]
    return {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes}
