"""A Cloudflare API on loopback: zones and DNS records as API v4 documents them, for the real SDK to read.

What it holds is set from Python; over HTTP it is read only. Every request is logged. It can be told to fail: see
:mod:`tests.lab.cloudflare_faults`. Error codes and envelopes are those of the API reference.
"""

from __future__ import annotations

import itertools
import json
import math
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PREFIX = "/client/v4"
TOKEN = "lab-token-0123456789abcdefghijklmnopqrstu"
KEY = "0123456789abcdef0123456789abcdef01234"
EMAIL = "admin@lab.test"
ZONE_READ, DNS_READ = "Zone.Zone:Read", "Zone.DNS:Read"
Json = dict[str, Any]


@dataclass(frozen=True)
class Grant:
    """What a token may read: the rights, and of which zones (``None``: all)."""

    rights: frozenset[str] = frozenset({ZONE_READ, DNS_READ})
    zones: frozenset[str] | None = None
    from_here: bool = True
    owner: str = "user"
    """Or the id of the account that owns it; each kind is verified at its own address."""
    status: Json = field(default_factory=lambda: {"id": "d" * 32, "status": "active"})


@dataclass(frozen=True)
class Answer:
    status: int
    body: Json
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def wire(self) -> bytes:
        return json.dumps(self.body, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Logged:
    """One request as it came in; ``query`` holds the last value of each parameter."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


Fault = Callable[["Handler", Answer], None]
"""Answers in place of the server, which would have given this answer."""


class CloudflareApi:
    """The server; a context manager that yields itself, listening.

    ``page_cap`` is the largest page of records it gives, whatever is asked for. ``quota`` is how many requests it takes
    in ``window`` seconds before it answers 429 for as long; its answers tell what is left if it ``tells``.
    """

    def __init__(self, page_cap: int = 5_000_000, quota: int | None = None, window: int = 300) -> None:
        self.zones: dict[str, Json] = {}
        self.records: dict[str, list[Json]] = {}
        self.tokens: dict[str, Grant] = {TOKEN: Grant()}
        self.keys = {(EMAIL, KEY)}
        self.log: list[Logged] = []
        self.page_cap, self.quota, self.window = page_cap, quota, window
        self.tells = False
        self.released = threading.Event()
        """Set when the server ends, so that a fault that hangs lets go."""
        self._faults: list[tuple[Fault, str]] = []
        self._serial = itertools.count(1)
        self._lock = threading.Lock()
        self._blocked_until = 0.0
        self._taken = 0
        self._began = time.monotonic()

    def __enter__(self) -> CloudflareApi:
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.api = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{PREFIX}"

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to read from here."""
        return {"CLOUDFLARE_BASE_URL": self.url, "CLOUDFLARE_API_TOKEN": TOKEN}

    @property
    def paths(self) -> list[str]:
        return [logged.path for logged in self.log]

    def add_zone(self, name: str, **fields: Any) -> str:
        """A zone, active and full unless ``fields`` say otherwise; its id."""
        zone_id = fields.pop("id", f"{next(self._serial):032x}")
        self.zones[zone_id] = {
            "id": zone_id,
            "name": name,
            "status": "active",
            "paused": False,
            "type": "full",
            "development_mode": 0,
            "name_servers": ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
            "original_name_servers": None,
            "original_registrar": None,
            "original_dnshost": None,
            "created_on": "2024-01-01T00:00:00.000000Z",
            "modified_on": "2024-01-01T00:00:00.000000Z",
            "activated_on": "2024-01-01T00:00:00.000000Z",
            "meta": {"step": 4, "custom_certificate_quota": 0, "page_rule_quota": 3, "phishing_detected": False},
            "owner": {"id": None, "type": "user", "email": None},
            "account": {"id": "a" * 32, "name": "Lab"},
            "tenant": {"id": None, "name": None},
            "tenant_unit": {"id": None},
            "permissions": ["#dns_records:read", "#zone:read"],
            "plan": {"id": "free", "name": "Free Website", "price": 0, "currency": "USD", "legacy_id": "free"},
            **fields,
        }
        self.records[zone_id] = []
        return zone_id

    def add_record(self, zone_id: str, rdtype: str, name: str, content: str | None, **fields: Any) -> str:
        """A record; its id. A field that is ``...`` is left out."""
        record = {
            "id": f"{next(self._serial):032x}",
            "name": name,
            "type": rdtype,
            "content": content,
            "proxiable": rdtype in ("A", "AAAA", "CNAME"),
            "proxied": False,
            "ttl": 1,
            "settings": {},
            "meta": {},
            "comment": None,
            "tags": [],
            "created_on": "2024-01-01T00:00:00.000000Z",
            "modified_on": "2024-01-01T00:00:00.000000Z",
            **fields,
        }
        self.records[zone_id].append({name: value for name, value in record.items() if value is not ...})
        return str(record["id"])

    def add_mx(self, zone_id: str, name: str, priority: int, target: str, **fields: Any) -> str:
        return self.add_record(zone_id, "MX", name, target, priority=priority, **fields)

    def fail(self, fault: Fault, times: int = 1_000_000, path: str = "") -> None:
        """Let the next ``times`` requests whose path ends in ``path`` meet this fault."""
        with self._lock:
            self._faults += [(fault, path)] * min(times, 10_000)

    def take(self, logged: Logged) -> Fault | None:
        """Log a request, and find the fault that awaits it."""
        with self._lock:
            self.log.append(logged)
            if time.monotonic() >= self._began + self.window:
                self._began, self._taken = time.monotonic(), 0
            self._taken += 1
            index = next((i for i, (_, path) in enumerate(self._faults) if logged.path.endswith(path)), None)
            return None if index is None else self._faults.pop(index)[0]

    def answer(self, logged: Logged) -> Answer:
        refusal = self._over_quota()
        if refusal:
            return refusal
        grant = self._grant(logged.headers)
        if isinstance(grant, Answer):
            return grant
        path = logged.path.removeprefix(PREFIX)
        if path == "/zones":
            return self._list_zones(grant, logged.query)
        if path.endswith("/tokens/verify"):
            own = path == ("/user" if grant.owner == "user" else f"/accounts/{grant.owner}") + "/tokens/verify"
            return success(grant.status) if own else failure(401, 1000, "Invalid API Token")
        match = re.fullmatch(r"/zones/([^/]+)(/dns_records)?", path)
        if not match or not re.fullmatch(r"[0-9a-f]{32}", match[1]):
            return no_route(path)
        zone_id, listing = match.groups()
        if zone_id not in (self.zones if grant.zones is None else grant.zones & self.zones.keys()):
            return no_route(path) if grant.zones is None else denied()
        if (DNS_READ if listing else ZONE_READ) not in grant.rights:
            return denied() if listing else failure(403, 9109, "Unauthorized to access requested resource")
        if listing:
            return self._list_records(self.records[zone_id], logged.query)
        return success(self.zones[zone_id])

    def _grant(self, headers: dict[str, str]) -> Grant | Answer:
        key, email = headers.get("x-auth-key"), headers.get("x-auth-email")
        bearer = headers.get("authorization")
        if bearer is None and (key is None or email is None):
            return failure(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers")
        if bearer is None:
            if not re.fullmatch(r"[0-9a-f]{37,}", str(key)):
                return bad_header(6103, "Invalid format for X-Auth-Key header")
            if (email, key) not in self.keys:
                return failure(403, 9103, "Unknown X-Auth-Key or X-Auth-Email")
            return Grant()
        if not re.fullmatch(r"Bearer [0-9A-Za-z_-]{40,}", bearer):
            return bad_header(6111, "Invalid format for Authorization header")
        grant = self.tokens.get(bearer.removeprefix("Bearer "))
        if grant is None:
            return failure(403, 9109, "Invalid access token")
        if not grant.from_here:
            return failure(403, 9109, "Cannot use the access token from location: 192.0.2.99")
        return grant

    def _over_quota(self) -> Answer | None:
        now = time.monotonic()
        if self.quota is not None and self._taken > self.quota and now >= self._blocked_until:
            self._blocked_until, self._taken = now + self.window, 0
        if now >= self._blocked_until:
            return None
        return rate_limited(math.ceil(self._blocked_until - now))

    @property
    def left(self) -> dict[str, str]:
        """What the headers of an answer tell of the quota."""
        quota = 1200 if self.quota is None else self.quota
        with self._lock:
            renewed = math.ceil(self._began + self.window - time.monotonic())
            left = max(0, quota - self._taken) if self.tells else quota - 1
        return {
            "Ratelimit": f'"default";r={left};t={renewed}',
            "Ratelimit-Policy": f'"default";q={quota};w={self.window}',
        }

    def _list_zones(self, grant: Grant, query: dict[str, str]) -> Answer:
        if ZONE_READ not in grant.rights:
            right = "com.cloudflare.api.account.zone.list"
            return failure(403, 0, f"Actor 'com.cloudflare.api.token.{'b' * 32}' requires permission '{right}'")
        types = query.get("type", "full,partial,secondary").split(",")
        found = [
            zone
            for zone in self.zones.values()
            if zone["type"] in types
            and (grant.zones is None or zone["id"] in grant.zones)
            and _names(query.get("name", ""), zone["name"])
            and query.get("status", zone["status"]) == zone["status"]
            and query.get("account.id", zone["account"]["id"]) == zone["account"]["id"]
            and _names(query.get("account.name", "").casefold(), zone["account"]["name"].casefold())
        ]
        return page(found, query, default=20, cap=50)

    def _list_records(self, records: list[Json], query: dict[str, str]) -> Answer:
        name = query.get("name", query.get("name.exact"))
        found = [
            record
            for record in records
            if query.get("type", record["type"]) == record["type"]
            and name in (None, record.get("name"))
            and query.get("content", record.get("content")) == record.get("content")
        ]
        return page(found, query, default=100, cap=self.page_cap)


def _names(asked: str, name: str) -> bool:
    operator, _, text = asked.rpartition(":")
    tests: dict[str, Callable[[str], bool]] = {
        "not_equal": lambda text: name != text,
        "starts_with": name.startswith,
        "ends_with": name.endswith,
        "contains": lambda text: text in name,
    }
    return not asked or tests.get(operator, lambda text: name == text)(text)


def page(found: list[Json], query: dict[str, str], default: int, cap: int) -> Answer:
    number, size = int(query.get("page", "1")), int(query.get("per_page", default))
    if number < 1 or size < 1:
        return failure(400, 1004, "DNS Validation Error")
    size = min(size, cap)
    shown = found[(number - 1) * size : number * size]
    info = {
        "page": number,
        "per_page": size,
        "count": len(shown),
        "total_count": len(found),
        "total_pages": math.ceil(len(found) / size),
    }
    return success(shown, info)


def success(result: Any, info: Json | None = None) -> Answer:
    body: Json = {"result": result, "success": True, "errors": [], "messages": []}
    return Answer(200, body | ({} if info is None else {"result_info": info}))


def failure(status: int, code: int, message: str, **more: Any) -> Answer:
    errors = [{"code": code, "message": message, **more}]
    return Answer(status, {"success": False, "errors": errors, "messages": [], "result": None})


def denied() -> Answer:
    return failure(403, 10000, "Authentication error")


def no_route(path: str) -> Answer:
    return failure(404, 7003, f"Could not route to {path}, perhaps your object identifier is invalid?")


def bad_header(code: int, message: str) -> Answer:
    return failure(400, 6003, "Invalid request headers", error_chain=[{"code": code, "message": message}])


def rate_limited(seconds: int | str) -> Answer:
    message = "More than 1200 requests per 300 seconds reached. Please wait and consider throttling your request speed"
    return Answer(429, failure(429, 971, message).body, {"Retry-After": str(seconds)})


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    api: CloudflareApi

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up early is part of the tests."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # the head goes out before the body: no waiting for its acknowledgement
    server: Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        logged = Logged(parts.path, query, {name.lower(): value for name, value in self.headers.items()})
        fault = self.server.api.take(logged)
        answer = self.server.api.answer(logged)
        if fault:
            fault(self, answer)
        else:
            self.send(answer.status, answer.wire, self.server.api.left | answer.headers)

    def send(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, kind: str = "application/json"
    ) -> None:
        self.wfile.write(self.head(status, len(body), headers, kind) + body)

    def head(
        self, status: int, length: int, headers: dict[str, str] | None = None, kind: str = "application/json"
    ) -> bytes:
        lines = {"Content-Type": kind, "Content-Length": str(length), **(headers or {})}
        return "".join(
            [f"HTTP/1.1 {status} Lab\r\n", *(f"{name}: {value}\r\n" for name, value in lines.items()), "\r\n"]
        ).encode("latin-1")

    def pieces(self, body: bytes, seconds: float) -> Iterator[bytes]:
        """The bytes of ``body``, one each time ``seconds`` have passed, until the server ends."""
        for byte in body:
            if self.server.api.released.wait(seconds):
                return
            yield bytes([byte])

    def log_message(self, format: str, *args: Any) -> None:
        """The log is :attr:`CloudflareApi.log`."""
