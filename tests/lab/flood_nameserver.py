"""A name server for benchmarks: a process of its own that answers any MX, A or AAAA question, and nothing else, fast.

    with flood(latency=0.02) as address: ...

An answer is the question's octets and ready-made records that point back to its name, so that no client waits for this
server: a query costs it some microseconds. ``latency`` is in seconds. Names that begin with ``nx`` do not exist.
"""

from __future__ import annotations

import select
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

_HEAD = b"\xc0\x0c%b\x00\x01\x00\x00\x01\x2c%b"
_EDNS = b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00"


def _record(rdtype: int, data: bytes) -> bytes:
    return _HEAD % (rdtype.to_bytes(2, "big"), len(data).to_bytes(2, "big") + data)


_ANSWERS = {
    b"\x00\x0f": (2, _record(15, b"\x00\x0a\x03mx1\xc0\x0c") + _record(15, b"\x00\x14\x03mx2\xc0\x0c")),
    b"\x00\x01": (1, _record(1, b"\xc0\x00\x02\x01")),
    b"\x00\x1c": (1, _record(28, b"\x20\x01\x0d\xb8" + b"\x00" * 11 + b"\x01")),
}


def respond(query: bytes) -> bytes:
    """The answer to a query in wire format."""
    edns = query[11]
    question = query[12:-11] if edns else query[12:]
    tail = _EDNS if edns else b""
    if question[1:3] == b"nx":
        return query[:2] + b"\x85\x83\x00\x01\x00\x00\x00\x00\x00" + query[11:12] + question + tail
    count, records = _ANSWERS.get(question[-4:-2], (0, b""))
    head = query[:2] + b"\x85\x80\x00\x01" + count.to_bytes(2, "big") + b"\x00\x00\x00" + query[11:12]
    return head + question + records + tail


@contextmanager
def flood(latency: float = 0.0) -> Iterator[str]:
    """Run the server; yields its ``"127.0.0.1:PORT"``."""
    with subprocess.Popen([sys.executable, __file__, str(latency)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def _serve(latency: float) -> None:
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    udp.bind(("127.0.0.1", 0))
    udp.setblocking(False)
    print(udp.getsockname()[1], flush=True)
    later: deque[tuple[float, bytes, object]] = deque()
    while True:
        wait = max(0.0, later[0][0] - time.monotonic()) if later else None
        select.select([udp], [], [], wait)
        due = time.monotonic() + latency
        for _ in range(64):
            try:
                query, client = udp.recvfrom(512)
            except BlockingIOError:
                break
            if latency:
                later.append((due, respond(query), client))
            else:
                udp.sendto(respond(query), client)
        now = time.monotonic()
        while later and later[0][0] <= now:
            _, answer, client = later.popleft()
            udp.sendto(answer, client)  # type: ignore[arg-type]  # an address as recvfrom gave it


if __name__ == "__main__":
    _serve(float(sys.argv[1]))
