"""What is not accepted, and what is not opened."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable

import pytest
from msgspec import structs

from iacmx.errors import UsageError
from iacmx.serve import app, server
from iacmx.serve.hcp import Pace
from iacmx.serve.hosts import Hosts, NotAllowed
from iacmx.serve.task import Refused, is_signed, parse
from tests.lab.hcp_terraform import ENDLESS, TOKEN, HcpTerraform, sign
from tests.serve.conftest import QUICK, Running, Start


def test_the_ping_of_a_registration_is_answered_and_nothing_more(server: Running, hcp: HcpTerraform) -> None:
    ping = {"payload_version": 1, "access_token": "test-token", "stage": "test", "run_id": None}
    assert server.send(json.dumps(ping).encode()).status == 200
    assert server.send(hcp.payload(access_token="test-token")).status == 200
    assert "accepted" not in server.log.events()
    assert not hcp.told


def test_the_ping_must_be_signed_too(server: Running) -> None:
    assert server.send(b'{"access_token": "test-token"}', key=b"another").status == 401


@pytest.mark.parametrize(
    "signature",
    [None, "", "00", "ü", sign(b"something else"), sign(b"", b""), "a" * 5000],
    ids=lambda text: str(text)[:9],
)
def test_what_is_not_signed_is_refused(signature: str | None, server: Running, hcp: HcpTerraform) -> None:
    headers = {"Content-Type": "application/json"}
    if signature is not None:
        headers["X-TFC-Task-Signature"] = signature.encode().decode("latin-1")
    answer = server.ask("POST", "/run-task", hcp.payload(), headers)
    assert answer.status == 401
    assert "HMAC key" in answer.text


def test_a_signature_holds_for_the_whole_body_and_the_key_only(hcp: HcpTerraform) -> None:
    body = hcp.payload()
    assert is_signed(b"key", body, sign(body, b"key"))
    assert is_signed(b"key", body, sign(body, b"key").upper())
    assert not is_signed(b"key", body + b" ", sign(body, b"key"))
    assert not is_signed(b"Key", body, sign(body, b"key"))


@pytest.mark.parametrize("field", ["task_result_callback_url", "plan_json_api_url"])
@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/api/v2/task-results/1/callback",
        "https://app.terraform.io.evil.example/",
        "https://app.terraform.io:8443/",
        "https://app.terraform.io@evil.example/",
        "https://someone@app.terraform.io/",
        "http://app.terraform.io/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "file:///etc/passwd",
        "https://",
        "",
        "no URL",
        "https://app.terraform.io\r\nHost: evil/",
    ],
)
def test_forged_urls_are_refused(field: str, url: str, server: Running, hcp: HcpTerraform) -> None:
    answer = server.send(hcp.payload(**{field: url}))
    assert answer.status == 403
    assert answer.text.startswith(field)
    assert "accepted" not in server.log.events()


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/x-www-form-urlencoded"])
def test_another_content_type_is_refused(content_type: str, server: Running, hcp: HcpTerraform) -> None:
    answer = server.send(hcp.payload(), **{"Content-Type": content_type})
    assert (answer.status, answer.text) == (400, "The content type is not application/json.\n")


def test_a_content_type_with_a_charset_is_taken(server: Running, hcp: HcpTerraform) -> None:
    assert server.send(hcp.payload(), **{"Content-Type": "application/json; charset=utf-8"}).status == 200


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not"),
        (b"[]", "not that of a run task"),
        (b"{}", "not that of a run task"),
        (b'{"payload_version": "1"}', "not that of a run task"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_what_is_no_payload_is_refused_in_a_sentence(body: bytes, why: str, server: Running) -> None:
    answer = server.send(body)
    assert answer.status == 400
    assert why in answer.text
    assert answer.text.count("\n") == 1


def test_another_version_of_the_payload_is_refused(server: Running, hcp: HcpTerraform) -> None:
    assert "Only version 1" in server.send(hcp.payload(payload_version=2)).text


@pytest.mark.parametrize("token", ["", "two\r\nlines", "ümlaut"])
def test_a_token_that_is_none_is_refused(token: str, hcp: HcpTerraform) -> None:
    with pytest.raises(Refused) as refused:
        parse(hcp.payload(access_token=token))
    assert refused.value.status == 400


def test_a_task_does_not_print_its_token(hcp: HcpTerraform) -> None:
    assert TOKEN not in repr(parse(hcp.payload()))


def test_a_large_body_is_refused_before_it_is_sent(server: Running) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        client.sendall(b"POST /run-task HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n")
        assert b"413" in client.recv(100)


def test_a_large_body_of_unknown_length_is_refused(server: Running) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        client.sendall(b"POST /run-task HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        for _ in range(4):
            client.sendall(chunk)
        client.sendall(b"1\r\nx\r\n")
        assert b"413" in client.recv(100)


@pytest.mark.parametrize("sent", [b"", b"POST /run-task HT", b"POST /run-task HTTP/1.1\r\nHost: x\r\nX-A: "])
def test_a_slow_head_ends_the_connection(sent: bytes, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LONGEST", 0.3)
    with start() as running, socket.create_connection(("127.0.0.1", running.port), timeout=20) as client:
        client.sendall(sent)
        assert _ended(client, lambda: client.sendall(b"a"))


def test_a_slow_body_is_refused(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "PATIENCE", 0.3)
    with start() as running, socket.create_connection(("127.0.0.1", running.port), timeout=20) as client:
        client.sendall(b"POST /run-task HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        assert b"408" in client.recv(100)


def test_slow_clients_keep_nobody_else_waiting(server: Running, hcp: HcpTerraform) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(100)]
    for client in slow:
        client.sendall(b"POST /run-task HTTP/1.1\r\nContent-Length: 100\r\n")
    assert server.send(hcp.payload()).status == 200
    assert hcp.final().status == "passed"
    for client in slow:
        client.close()


def test_a_replay_is_answered_and_not_done_again(server: Running, hcp: HcpTerraform) -> None:
    body = hcp.payload()
    server.send(body)
    hcp.final()
    replayed = server.send(body)
    assert (replayed.status, replayed.text) == (200, "Accepted before; it is not done again.\n")
    server.stop()
    server.join()
    assert len(hcp.finals()) == 1
    assert server.log.events().count("accepted") == 1


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "https://10.0.0.1/plan",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://someone:secret@example.com/",
        "file:///etc/passwd",
        f"https://{'a' * 70}.example/",
    ],
)
def test_redirects_to_private_addresses_are_not_followed(location: str, server: Running, hcp: HcpTerraform) -> None:
    hcp.location = location
    server.send(hcp.payload())
    told = hcp.final()
    assert told.status == "failed"
    assert told.message.startswith("Nothing was judged: ")
    assert "internal error" not in told.message
    assert len(hcp.asked) == 1


def test_endless_redirects_end(server: Running, hcp: HcpTerraform) -> None:
    hcp.location = "/api/v2/again"
    server.send(hcp.payload())
    assert "redirects more than 3 times" in hcp.final().message
    assert len(hcp.asked) == 4


@pytest.mark.parametrize("packed", ["br", "zstd", "gzip, zstd"])
def test_what_may_unpack_to_any_size_is_not_unpacked(packed: str, server: Running, hcp: HcpTerraform) -> None:
    hcp.packed = packed
    server.send(hcp.payload())
    assert "packed in a way" in hcp.final().message


def test_an_answer_without_an_end_is_not_waited_for(start: Start, hcp: HcpTerraform) -> None:
    hcp.faults["PATCH"] = [ENDLESS]
    with start(pace=structs.replace(QUICK, one=0.3)) as server:
        server.send(hcp.payload())
        assert hcp.final().status == "passed"


def test_only_the_hosts_named_may_have_private_addresses(hcp: HcpTerraform, start: Start) -> None:
    with start(hosts=Hosts([f"localhost:{hcp.port}"])) as server:
        server.send(hcp.payload())  # redirected to 127.0.0.1, which nobody named
        assert "not public (loopback" in hcp.final().message


def test_a_certificate_of_somebody_else_is_not_believed(start: Start, hcp: HcpTerraform) -> None:
    with start(trust=None, pace=Pace(fetch=0.2, tell=0.2, first=0.01, most=0.05)) as server:
        server.send(hcp.payload())
        server.stop()
        server.join()
        assert not hcp.told
        assert "not called back" in server.log.events()


@pytest.mark.parametrize("name", ["", "https://tfe.example.com", "tfe.example.com/app", "a b", "me@tfe.example.com"])
def test_what_is_no_host_can_t_be_named(name: str) -> None:
    with pytest.raises(UsageError):
        Hosts([name])


def test_hosts_of_hcp_terraform_are_allowed_by_default() -> None:
    for host in ("app.terraform.io", "APP.terraform.io", "app.eu.terraform.io"):
        Hosts().allow(f"https://{host}/api/v2/x")
    Hosts(["tfe.example.com"]).allow("https://tfe.example.com:443/x")
    with pytest.raises(NotAllowed):
        Hosts().allow("https://tfe.example.com/x")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/run-task"), ("PUT", "/run-task"), ("POST", "/"), ("GET", "/docs")]
)
def test_there_is_nothing_else(method: str, path: str, server: Running) -> None:
    assert server.ask(method, path).status in (404, 405)


def test_health(server: Running) -> None:
    answer = server.ask("GET", "/health")
    assert (answer.status, json.loads(answer.text)) == (200, {"status": "ok", "open": 0})


def _ended(client: socket.socket, drip: Callable[[], None]) -> bool:
    """Whether the server hangs up on somebody who sends a byte now and then."""
    client.settimeout(0.1)
    for _ in range(100):
        try:
            if client.recv(100) == b"":
                return True
            drip()
        except TimeoutError:
            time.sleep(0)
        except OSError:
            return True
    return False
