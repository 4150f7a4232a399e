"""A name server on loopback for tests: plain zones, and any misbehaviour a test wants to script.

    with NameServer(ZONE, {"dead.test": rcode("SERVFAIL"), ("big.test", "MX"): truncate()}) as server:
        engine = Engine([server.address], deadline=Deadline.after(10))
        ...
        assert server.counts["dead.test", "A"] == 2

``ZONE`` is master-file text with absolute names, one record a line (``"mail.test. A 192.0.2.1"``; TTL 300 unless
given); each SOA starts a zone. It answers UDP and TCP on the same free port of 127.0.0.1, or on ``port``. Names under
no SOA are NXDOMAIN without an SOA. Aliases are followed while ``follow`` is true; ``recursive`` sets RA,
``authoritative`` AA.

A behaviour is looked up by ``(name, type)``, then by name, then ``"*"``: a function from an :class:`Asked` to the
datagrams to send, see the functions below; tests may write their own. ``counts`` counts the queries by (name, type), by
UDP and TCP together, ``tcp_counts`` those by TCP.
"""

from __future__ import annotations

import heapq
import selectors
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import count
from types import TracebackType
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.rrset
from msgspec import Struct


class Asked:
    """One query: its octets, how often it was asked, and over what; its message, and what a good server answers."""

    def __init__(self, wire: bytes, times: int, tcp: bool, normal: Callable[[], bytes]) -> None:
        self.wire, self.times, self.tcp = wire, times, tcp
        self._normal = normal

    @cached_property
    def message(self) -> dns.message.Message:
        return dns.message.from_wire(self.wire)

    @cached_property
    def normal(self) -> bytes:
        return self.wire[:2] + self._normal()[2:]


class Sent(Struct):
    """One datagram or TCP message to send, after some seconds, perhaps from another port."""

    wire: bytes
    after: float = 0.0
    other_port: bool = False


Behaviour = Callable[[Asked], Sequence[Sent]]


def rcode(text: str, *, header_only: bool = False) -> Behaviour:
    """Answer with an error code (``"SERVFAIL"``), perhaps with the bare header, as servers do that can't parse."""

    def behave(asked: Asked) -> Sequence[Sent]:
        response = dns.message.make_response(asked.message, recursion_available=True)
        response.set_rcode(dns.rcode.from_text(text))
        if header_only:
            response.question.clear()
            response.use_edns(False)
        return [Sent(response.to_wire())]

    return behave


def well(asked: Asked) -> Sequence[Sent]:
    """Answer as the zone says."""
    return [Sent(asked.normal)]


def silence() -> Behaviour:
    """Never answer."""
    return lambda asked: []


def drop_first(n: int) -> Behaviour:
    """Lose the first ``n`` queries of each question."""
    return lambda asked: [Sent(asked.normal)] if asked.times > n else []


def delay(seconds: float) -> Behaviour:
    return lambda asked: [Sent(asked.normal, seconds)]


def truncate(*, tcp: Behaviour | None = None) -> Behaviour:
    """Truncate over UDP; over TCP answer in full, or as ``tcp`` says."""

    def behave(asked: Asked) -> Sequence[Sent]:
        if asked.tcp:
            return tcp(asked) if tcp else [Sent(asked.normal)]
        response = dns.message.make_response(asked.message, recursion_available=True)
        response.flags |= dns.flags.TC
        return [Sent(response.to_wire())]

    return behave


def udp_only(behaviour: Behaviour) -> Behaviour:
    """Misbehave over UDP, answer well over TCP."""
    return lambda asked: [Sent(asked.normal)] if asked.tcp else behaviour(asked)


def garbage(octets: bytes = b"\xff" * 40) -> Behaviour:
    """The right id, then nonsense (made a response by the QR bit)."""
    return lambda asked: [Sent(asked.wire[:2] + b"\x80\x00" + octets)]


def wrong_id(*, then: bool = True) -> Behaviour:
    """An answer with another id first; ``then`` the right one."""
    return lambda asked: _lie(bytes([asked.normal[0] ^ 1]) + asked.normal[1:], asked, then)


def wrong_question(*, then: bool = True) -> Behaviour:
    """An answer about another name first; ``then`` the right one."""

    def behave(asked: Asked) -> Sequence[Sent]:
        message = dns.message.make_query("evil.test", "A", id=asked.message.id)
        response = dns.message.make_response(message, recursion_available=True)
        response.answer = [dns.rrset.from_text("evil.test.", 300, "IN", "A", "203.0.113.66")]
        return _lie(response.to_wire(), asked, then)

    return behave


def other_port(*, then: bool = True) -> Behaviour:
    """An answer from another port first, with another address in it; ``then`` the right one."""

    def behave(asked: Asked) -> Sequence[Sent]:
        if asked.tcp:
            return [Sent(asked.normal)] if then else []
        response = dns.message.make_response(asked.message, recursion_available=True)
        response.answer = [dns.rrset.from_text(asked.message.question[0].name, 300, "IN", "A", "203.0.113.66")]
        return [Sent(response.to_wire(), other_port=True), *([Sent(asked.normal, 0.05)] if then else [])]

    return behave


def no_edns() -> Behaviour:
    """Answer FORMERR to queries with EDNS, as servers older than RFC 6891 do."""
    formerr = rcode("FORMERR", header_only=True)
    return lambda asked: formerr(asked) if asked.message.edns >= 0 else [Sent(asked.normal)]


def _lie(wire: bytes, asked: Asked, then: bool) -> Sequence[Sent]:
    return [Sent(wire), *([Sent(asked.normal, 0.05)] if then else [])]


class NameServer:
    """See the module's docstring. A context manager; ``address`` is ``"127.0.0.1:PORT"``."""

    def __init__(
        self,
        zone: str = "",
        behaviours: Mapping[Any, Behaviour] | None = None,
        *,
        follow: bool = True,
        recursive: bool = True,
        authoritative: bool = False,
        port: int = 0,
    ) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.tcp_counts: Counter[tuple[str, str]] = Counter()
        self._behaviours = dict(behaviours or {})
        self._follow, self._recursive, self._authoritative = follow, recursive, authoritative
        self._rrsets = _rrsets(zone)
        self._names = {above for name, _ in self._rrsets for above in _upwards(name)}
        self._rendered: dict[bytes, bytes] = {}
        self._later: list[tuple[float, int, Callable[[], object]]] = []
        self._serial = count()
        self._udp, self._listener, self._other = _sockets(port)
        self._stop_reader, self._stop_writer = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        return int(self._udp.getsockname()[1])

    def __enter__(self) -> NameServer:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stop_writer.send(b"x")
        self._thread.join()
        for each in (self._udp, self._listener, self._other, self._stop_reader, self._stop_writer):
            each.close()

    def _serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            for each in (self._udp, self._listener, self._stop_reader):
                selector.register(each, selectors.EVENT_READ)
            connections: dict[socket.socket, bytes] = {}
            while True:
                timeout = max(0.0, self._later[0][0] - time.monotonic()) if self._later else None
                for key, _ in selector.select(timeout):
                    if key.fileobj is self._stop_reader:
                        for connection in connections:
                            connection.close()
                        return
                    if key.fileobj is self._udp:
                        self._datagrams()
                    elif key.fileobj is self._listener:
                        connection, _ = self._listener.accept()
                        connection.setblocking(False)
                        connections[connection] = b""
                        selector.register(connection, selectors.EVENT_READ)
                    elif isinstance(key.fileobj, socket.socket):
                        self._stream(key.fileobj, connections, selector)
                while self._later and self._later[0][0] <= time.monotonic():
                    heapq.heappop(self._later)[2]()

    def _datagrams(self) -> None:
        while True:
            try:
                wire, client = self._udp.recvfrom(4096)
            except BlockingIOError:
                return

            def send(octets: bytes, other: bool, client: Any = client) -> None:
                (self._other if other else self._udp).sendto(octets, client)

            self._answer(wire, False, send)

    def _stream(
        self, connection: socket.socket, connections: dict[socket.socket, bytes], selector: selectors.BaseSelector
    ) -> None:
        try:
            chunk = connection.recv(4096)
        except ConnectionError:
            chunk = b""
        if not chunk:
            selector.unregister(connection)
            connections.pop(connection)
            connection.close()
            return
        data = connections[connection] + chunk
        while len(data) >= 2 and len(data) >= 2 + (size := int.from_bytes(data[:2], "big")):

            def send(octets: bytes, other: bool) -> None:
                # In two pieces: whoever reads must put them together.
                connection.send(len(octets).to_bytes(2, "big") + octets[:5])
                time.sleep(0.001)
                connection.send(octets[5:])

            self._answer(data[2 : 2 + size], True, send)
            data = data[2 + size :]
        connections[connection] = data

    def _answer(self, wire: bytes, tcp: bool, send: Callable[[bytes, bool], None]) -> None:
        end = 12
        while wire[end]:
            end += 1 + wire[end]
        question = wire[12 : end + 5]
        name, _ = dns.name.from_wire(question, 0)
        rdtype = dns.rdatatype.to_text(dns.rdatatype.RdataType(int.from_bytes(question[-4:-2], "big")))
        key = name.to_text(omit_final_dot=True).lower(), rdtype
        self.counts[key] += 1
        self.tcp_counts[key] += tcp

        def normal() -> bytes:
            rendered = self._rendered.get(wire[2:])
            if rendered is None:
                rendered = self._rendered[wire[2:]] = self._render(asked.message)
            return rendered

        asked = Asked(wire, self.counts[key], tcp, normal)
        behaviour = self._behaviours.get(key) or self._behaviours.get(key[0]) or self._behaviours.get("*") or well
        for sent in behaviour(asked):
            if sent.after:
                job = (time.monotonic() + sent.after, next(self._serial), _bound(send, sent))
                heapq.heappush(self._later, job)
            else:
                _bound(send, sent)()

    def _render(self, query: dns.message.Message) -> bytes:
        response = dns.message.make_response(query, recursion_available=self._recursive)
        if self._authoritative:
            response.flags |= dns.flags.AA
        name, rdtype = query.question[0].name, query.question[0].rdtype
        seen: set[dns.name.Name] = set()
        while (name, rdtype) not in self._rrsets and name not in seen:
            seen.add(name)
            alias = self._rrsets.get((name, dns.rdatatype.CNAME))
            if alias is None:
                break
            response.answer.append(alias)
            name = alias[0].target
            if not self._follow:
                return response.to_wire(max_size=65535)
        if found := self._rrsets.get((name, rdtype)):
            response.answer.append(found)
        elif name not in seen or not response.answer or name not in {rrset.name for rrset in response.answer}:
            if name not in self._names:
                response.set_rcode(dns.rcode.NXDOMAIN)
            soas = (self._rrsets.get((above, dns.rdatatype.SOA)) for above in _upwards(name))
            response.authority.extend([soa for soa in soas if soa][:1])
        return response.to_wire(max_size=65535)


def _bound(send: Callable[[bytes, bool], None], sent: Sent) -> Callable[[], None]:
    def run() -> None:
        try:
            send(sent.wire, sent.other_port)
        except OSError:
            return  # whoever asked has gone

    return run


def _rrsets(zone: str) -> dict[tuple[dns.name.Name, int], dns.rrset.RRset]:
    found: dict[tuple[dns.name.Name, int], dns.rrset.RRset] = {}
    for line in filter(None, map(str.strip, zone.splitlines())):
        owner, rest = line.split(maxsplit=1)
        first, after = rest.split(maxsplit=1)
        ttl, rest = (int(first), after) if first.isdigit() else (300, rest)
        rdtype, data = rest.split(maxsplit=1)
        rdata = dns.rdata.from_text("IN", rdtype, data, origin=dns.name.root, relativize=False)
        name = dns.name.from_text(owner)
        found.setdefault((name, rdata.rdtype), dns.rrset.RRset(name, rdata.rdclass, rdata.rdtype)).add(rdata, ttl)
    return found


def _upwards(name: dns.name.Name) -> list[dns.name.Name]:
    return [dns.name.Name(name.labels[i:]) for i in range(len(name.labels) - 1)]


def _sockets(port: int) -> tuple[socket.socket, socket.socket, socket.socket]:
    """UDP and TCP on the same port, and UDP on another."""
    while True:
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        udp.bind(("127.0.0.1", port))
        try:
            listener.bind(udp.getsockname())
        except OSError:
            udp.close()
            listener.close()
            continue
        listener.listen(128)
        other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        other.bind(("127.0.0.1", 0))
        for each in (udp, listener):
            each.setblocking(False)
        return udp, listener, other
