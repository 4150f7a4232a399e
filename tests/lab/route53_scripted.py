"""A Route 53 API that answers as the API reference says, and fails on command.

moto differs where it matters to a reader (names unescaped, pages uncapped, zones by name filtered, identifiers
ignored in paging) and never fails; this one keeps to the reference for the four read actions.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape as xml

from tests.lab.faults import Fault, Faults

NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/"
MAX_SETS, MAX_ZONES = 300, 100


@dataclass(frozen=True)
class Held:
    """A record set: ``name`` escaped and absolute; ``extra`` are further XML members."""

    name: str
    type: str
    values: tuple[str, ...] = ()
    ttl: int | None = 300
    identifier: str = ""
    extra: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return reversed_name(self.name), self.type, self.identifier

    def xml(self) -> str:
        identifier = f"<SetIdentifier>{xml(self.identifier)}</SetIdentifier>" if self.identifier else ""
        ttl = "" if self.ttl is None else f"<TTL>{self.ttl}</TTL>"
        values = "".join(f"<ResourceRecord><Value>{xml(value)}</Value></ResourceRecord>" for value in self.values)
        records = f"<ResourceRecords>{values}</ResourceRecords>" if values else ""
        return (
            f"<ResourceRecordSet><Name>{xml(self.name)}</Name><Type>{self.type}</Type>"
            f"{identifier}{self.extra}{ttl}{records}</ResourceRecordSet>"
        )


class Bucket:
    """The tokens of an account: ``burst`` at most, ``rate`` more each second."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst, self._left = rate, burst, burst
        self._at = time.monotonic()
        self._lock = threading.Lock()
        self.refused = 0

    def take(self) -> bool:
        with self._lock:
            now = time.monotonic()
            self._left = min(self._burst, self._left + (now - self._at) * self._rate)
            self._at = now
            granted = self._left >= 1
            self._left -= granted
            self.refused += not granted
            return granted


@dataclass
class Zone:
    id: str
    name: str
    private: bool = False
    sets: list[Held] = field(default_factory=list)
    name_servers: tuple[str, ...] = ()

    def xml(self) -> str:
        return (
            f"<HostedZone><Id>/hostedzone/{self.id}</Id><Name>{xml(self.name)}</Name><CallerReference>x"
            f"</CallerReference><Config><PrivateZone>{str(self.private).lower()}</PrivateZone></Config>"
            f"<ResourceRecordSetCount>{len(self.sets)}</ResourceRecordSetCount></HostedZone>"
        )


def escaped(name: str) -> str:
    """A plain name as the API writes it: escaped, with the trailing dot."""
    return re.sub(r"[^a-z0-9_.-]", lambda match: f"\\{ord(match.group()):03o}", name.lower().rstrip(".")) + "."


asterisk_sorts_escaped = True
"""The reference does not tell whether a wildcard sorts as ``*`` or as ``\\052``: tests try both."""


def reversed_name(name: str) -> str:
    written = name if asterisk_sorts_escaped else name.replace(r"\052", "*")
    return ".".join(reversed(written.removesuffix(".").split("."))) + "."


class Refused(Exception):
    def __init__(self, status: int, code: str, message: str = "no") -> None:
        super().__init__(code)
        self.status, self.body = status, error(code, message)


def error(code: str, message: str = "no") -> str:
    return (
        f'<?xml version="1.0"?><ErrorResponse xmlns="{NAMESPACE}"><Error><Type>Sender</Type>'
        f"<Code>{code}</Code><Message>{xml(message)}</Message></Error><RequestId>r</RequestId></ErrorResponse>"
    )


class Api:
    """The account: ``zones`` by id, ``page`` the most sets in an answer, ``bucket`` what limits the requests.

    ``seen`` are the paths and queries asked for, ``keys`` the access keys they were signed with.
    """

    def __init__(self) -> None:
        self.zones: dict[str, Zone] = {}
        self.seen: list[str] = []
        self.keys: list[str] = []
        self.faults = Faults()
        self.bucket: Bucket | None = None
        self.url = ""
        self.page = MAX_SETS
        self._numbers = 0

    def add_zone(self, name: str, sets: tuple[Held, ...] = (), *, private: bool = False, bare: bool = False) -> Zone:
        """A zone with these sets, and with NS and SOA sets at its apex unless it is to be ``bare``."""
        self._numbers += 1
        servers = () if private else ("ns-1.awsdns-01.org", "ns-2.awsdns-02.co.uk")
        apex = escaped(name)
        own = (
            Held(apex, "NS", tuple(f"{server}." for server in servers) or ("ns-0.awsdns-00.com.",), 172800),
            Held(
                apex, "SOA", (f"{servers[0] if servers else apex} hostmaster.example. 1 7200 900 1209600 86400",), 900
            ),
        )
        held = sorted((*sets, *(() if bare else own)), key=lambda one: one.key)
        zone = Zone(f"Z{self._numbers:012d}", apex, private, held, servers)
        self.zones[zone.id] = zone
        return zone

    def answer(self, path: str, query: dict[str, str]) -> str:
        if path.endswith("/hostedzone"):
            return self._list(query)
        if path.endswith("/hostedzonesbyname"):
            return self._by_name(query)
        match = re.fullmatch(r"/2013-04-01/hostedzone/([^/]+)(/rrset)?", path)
        if not match:
            raise Refused(404, "UnknownOperationException")
        zone = self.zones.get(match[1])
        if zone is None:
            raise Refused(404, "NoSuchHostedZone", f"No hosted zone found with ID: {match[1]}")
        return _sets(zone, query, self.page) if match[2] else _describe(zone)

    def _list(self, query: dict[str, str]) -> str:
        limit = min(int(query.get("maxitems", MAX_ZONES)), MAX_ZONES)
        zones = sorted(self.zones.values(), key=lambda zone: zone.id)
        rest = [zone for zone in zones if zone.id >= query.get("marker", "")]
        more = f"<NextMarker>{rest[limit].id}</NextMarker>" if len(rest) > limit else ""
        return document(
            "ListHostedZonesResponse",
            f"<HostedZones>{''.join(zone.xml() for zone in rest[:limit])}</HostedZones>"
            f"<IsTruncated>{str(bool(more)).lower()}</IsTruncated>{more}<MaxItems>{limit}</MaxItems>",
        )

    def _by_name(self, query: dict[str, str]) -> str:
        limit = min(int(query.get("maxitems", MAX_ZONES)), MAX_ZONES)
        start = (reversed_name(query.get("dnsname", "")), query.get("hostedzoneid", ""))
        zones = sorted(self.zones.values(), key=lambda zone: (reversed_name(zone.name), zone.id))
        rest = [zone for zone in zones if (reversed_name(zone.name), zone.id) >= start]
        more = ""
        if len(rest) > limit:
            more = f"<NextDNSName>{rest[limit].name}</NextDNSName><NextHostedZoneId>{rest[limit].id}</NextHostedZoneId>"
        return document(
            "ListHostedZonesByNameResponse",
            f"<HostedZones>{''.join(zone.xml() for zone in rest[:limit])}</HostedZones>"
            f"<IsTruncated>{str(bool(more)).lower()}</IsTruncated>{more}<MaxItems>{limit}</MaxItems>",
        )


def _sets(zone: Zone, query: dict[str, str], most: int) -> str:
    limit = min(int(query.get("maxitems", most)), most)
    if ("type" in query and "name" not in query) or ("identifier" in query and "type" not in query):
        raise Refused(400, "InvalidInput")
    name = query.get("name", "")
    start = (reversed_name(name.replace("*", r"\052")) if name else "", query.get("type", ""))
    rest = [one for one in zone.sets if one.key >= (*start, query.get("identifier", ""))]
    more = ""
    if len(rest) > limit:
        first = rest[limit]
        more = f"<NextRecordName>{first.name}</NextRecordName><NextRecordType>{first.type}</NextRecordType>"
        more += f"<NextRecordIdentifier>{first.identifier}</NextRecordIdentifier>" if first.identifier else ""
    return document(
        "ListResourceRecordSetsResponse",
        f"<ResourceRecordSets>{''.join(one.xml() for one in rest[:limit])}</ResourceRecordSets>"
        f"<IsTruncated>{str(bool(more)).lower()}</IsTruncated>{more}<MaxItems>{limit}</MaxItems>",
    )


def _describe(zone: Zone) -> str:
    servers = "".join(f"<NameServer>{server}</NameServer>" for server in zone.name_servers)
    delegation = f"<DelegationSet><NameServers>{servers}</NameServers></DelegationSet>" if servers else ""
    return document("GetHostedZoneResponse", zone.xml() + delegation)


def document(root: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{NAMESPACE}">{content}</{root}>'


DENIAL = "User: arn:aws:iam::123456789012:user/ci is not authorized to perform this action"
SIGNATURE = "The Canonical String for this request should have been 'x-amz-security-token:{token}'"


@contextmanager
def serving() -> Iterator[Api]:
    """The API on a loopback port, for as long as the block runs."""
    api = Api()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # the head goes out before the body: no waiting for its acknowledgement

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            api.seen.append(self.path)
            api.keys.append(self.headers.get("Authorization", "").partition("Credential=")[2].partition("/")[0])
            query = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
            try:
                if api.bucket and not api.bucket.take():
                    raise Refused(400, "Throttling", "Rate exceeded")
                status, body = 200, api.answer(unquote(url.path), query)
            except Refused as refused:
                status, body = refused.status, refused.body
            fault = api.faults.next()
            token = self.headers.get("x-amz-security-token", "")
            if fault in _REFUSALS:
                status, code, message = _REFUSALS[fault]
                fault, body = None, error(code, message.format(token=token))
            api.faults.send(self, fault, status, "text/xml", body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    api.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield api
    finally:
        api.faults.stop()
        server.shutdown()
        server.server_close()


_REFUSALS: dict[Fault | None, tuple[int, str, str]] = {
    Fault.THROTTLED: (400, "Throttling", "Rate exceeded"),
    Fault.DENIED: (403, "AccessDenied", DENIAL),
    Fault.EXPIRED: (403, "SignatureDoesNotMatch", SIGNATURE),
}
