"""Where the real Exim and Postfix connect to, in order, when they deliver: in a network that reaches nobody else.

    said = mail_deliveries(ZONE, [["a.d.test"], ["b.d.test"]], {"b.d.test"}, own="45.9.9.9")
    said.postfix["a.d.test"].connected      # ("45.1.0.1", "2600:1::1")
    said.postfix["a.d.test"].status         # "deferred"

One host answers at all addresses of 45.0.0.0/8 and at those IPv6 addresses that the zone has. It puts off whoever
connects, with its greeting, or for the ``late`` domains when a sender is named. See :mod:`tests.lab.mail_servers`.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import re
import shutil
import smtplib
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tests.lab.mail_servers import (
    EXIM_CONFIG,
    GROUP,
    LIBRARIES,
    PASSWD,
    Missing,
    _in_place_of,
    _loopback_up,
    _program,
    _run,
)
from tests.lab.nameserver import NameServer
from tests.lab.postfix import QUEUES

MAIN = """
compatibility_level = 3.6
myhostname = sender.d.test
queue_directory = {folder}/queue
data_directory = {folder}/data
daemon_directory = {root}/usr/lib/postfix/sbin
meta_directory = {root}/etc/postfix
shlib_directory = {root}/usr/lib/postfix
inet_interfaces = 127.0.0.1
proxy_interfaces = {own}
inet_protocols = all
mydestination =
alias_maps =
smtpd_recipient_limit = 10000
smtp_connection_cache_on_demand = no
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
import_environment = MAIL_CONFIG LD_LIBRARY_PATH
"""
MASTER = """
127.0.0.1:2525 inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
_AAAA = re.compile(r" AAAA (\S+)")
_SIOCSIFADDR = 0x8916
_EXIM_STATUS = re.compile(r"(\S+) (==|\*\*) somebody@(\S+)")
_FROZEN = re.compile(r"(\S+) Frozen$", re.MULTILINE)
_POSTFIX_STATUS = re.compile(r"to=<somebody@(\S+)>,.* status=(\w+)")


class Delivery(NamedTuple):
    """What one program did with mail to one domain."""

    connected: tuple[str, ...]
    status: str


class Delivered(NamedTuple):
    """By program, then by domain."""

    exim: dict[str, Delivery]
    postfix: dict[str, Delivery]


def mail_deliveries(zone: str, messages: Sequence[Sequence[str]], late: Collection[str], own: str) -> Delivered:
    """Have both deliver each message to its domains; they take ``own`` for an address of theirs. Raises Missing."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        raise Missing("namespaces of their own and leaving root take root and unshare (util-linux)")
    exim, root = _program("exim4"), str(Path(_program("posttls-finger")).parents[2])
    task = {
        "zone": zone,
        "messages": list(map(list, messages)),
        "late": sorted(late),
        "own": own,
        "exim": exim,
        "root": root,
    }
    alone = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"]
    with TemporaryDirectory() as folder:
        (Path(folder) / "task").write_text(json.dumps(task))
        with open(f"{folder}/said", "w+") as said:  # no pipe: what is left running would hold it open
            ran = subprocess.run(
                [*alone, sys.executable, "-m", __name__, folder],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                timeout=120,
                check=False,
                cwd=Path(__file__).parents[2],
            )
            said.seek(0)
            text = said.read()
    if "unshare:" in text:
        raise Missing(f"no namespaces of its own: {text.strip()}")
    if ran.returncode:
        raise RuntimeError(text)
    told = json.loads(text.splitlines()[-1])
    return Delivered(*({name: Delivery(tuple(at), status) for name, (at, status) in each.items()} for each in told))


class _Host:
    """It takes every connection, and remembers to which address, in order."""

    def __init__(self, late: Collection[str]) -> None:
        self.connected: list[str] = []
        self._late = late
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self._serve, args=(started,), daemon=True).start()
        started.wait()

    def _serve(self, started: threading.Event) -> None:
        any_socket = socket.create_server(("::", 25), family=socket.AF_INET6, dualstack_ipv6=True, backlog=1000)
        self._loop.run_until_complete(asyncio.start_server(self._talk, sock=any_socket))
        started.set()
        self._loop.run_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = writer.get_extra_info("sockname")[0].removeprefix("::ffff:")
        self.connected.append(address)
        is_late = address in self._late
        with suppress(ConnectionError):
            writer.write(b"220 mx.d.test\r\n" if is_late else b"421 4.3.2 later\r\n")
            while is_late and (line := await reader.readline()):
                writer.write(b"451 4.3.2 later\r\n" if line[:4].upper() == b"MAIL" else b"250 mx.d.test\r\n")
            await writer.drain()
        writer.close()


def _inside(folder: Path) -> None:
    task = json.loads((folder / "task").read_text())
    folder.chmod(0o755)
    _loopback_up()
    _in_place_of("/etc/resolv.conf", folder, "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n")
    _in_place_of("/etc/passwd", folder, PASSWD)
    _in_place_of("/etc/group", folder, GROUP)
    _addresses(task["zone"])
    records: dict[str, list[str]] = {}
    for line in task["zone"].splitlines():
        owner, kind, *rest = line.split()
        if kind in ("A", "AAAA"):
            records.setdefault(owner.split(".", 1)[1].rstrip("."), []).append(rest[0])
    whose = {address: domain for domain, addresses in records.items() for address in addresses}
    with NameServer(task["zone"], port=53):
        host = _Host({address for domain in task["late"] for address in records[domain]})
        both: list[dict[str, tuple[list[str], str]]] = []
        for program in (_exim, _postfix):
            host.connected.clear()
            statuses = program(folder, task)
            both.append(
                {
                    domain: ([each for each in host.connected if whose[each] == domain], status)
                    for domain, status in statuses.items()
                }
            )
    print(f"\n{json.dumps(both)}", flush=True)


def _addresses(zone: str) -> None:
    """Give the loopback interface all of 45.0.0.0/8, the class of its first address, and each IPv6 address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(
            any_socket,
            _SIOCSIFADDR,
            struct.pack("16sH2s4s8s", b"lo:1", socket.AF_INET, b"", socket.inet_aton("45.0.0.1"), b""),
        )
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as any_socket:
        for address in set(_AAAA.findall(zone)):
            packed = socket.inet_pton(socket.AF_INET6, address)
            fcntl.ioctl(any_socket, _SIOCSIFADDR, struct.pack("16sIi", packed, 128, socket.if_nametoindex("lo")))


def _exim(folder: Path, task: dict[str, Any]) -> dict[str, str]:
    spool = folder / "exim"
    spool.mkdir()
    os.chown(spool, 101, 101)  # Debian-exim, as PASSWD has it
    more = f"exim_path = {task['exim']}\nlocal_interfaces = 127.0.0.1\nextra_local_interfaces = {task['own']}\n"
    config = EXIM_CONFIG.format(folder=spool).replace("keep_environment =", "keep_environment = LD_LIBRARY_PATH")
    (folder / "exim.conf").write_text(f"{more}{config}begin retry\n* * F,1h,1m\n")
    for domains in task["messages"]:
        recipients = [f"somebody@{domain}" for domain in domains]
        _run(task["exim"], "-C", f"{folder}/exim.conf", "-odi", "-f", "me@d.test", *recipients)
    log = (spool / "mainlog").read_text()
    frozen = set(_FROZEN.findall(log))
    return {
        domain: "frozen" if message in frozen else {"==": "deferred", "**": "bounced"}[sign]
        for message, sign, domain in _EXIM_STATUS.findall(log)
    }


def _postfix(folder: Path, task: dict[str, Any]) -> dict[str, str]:
    root = task["root"]
    for place in (folder / "data", *(folder / "queue" / name for name in QUEUES.split())):
        place.mkdir(parents=True)
        if place.name != "pid":
            os.chown(place, 102, 102)  # postfix, as PASSWD has it
    (folder / "main.cf").write_text(MAIN.format(folder=folder, root=root, own=task["own"]))
    (folder / "master.cf").write_text(MASTER)
    libraries = ":".join(f"{root}/{where}" for where in LIBRARIES)
    environment = {"PATH": "/usr/bin:/bin", "LD_LIBRARY_PATH": libraries, "MAIL_CONFIG": str(folder)}
    subprocess.Popen([f"{root}/usr/lib/postfix/sbin/master", "-c", str(folder), "-d"], env=environment)
    domains = list(chain.from_iterable(task["messages"]))
    _submit([f"somebody@{domain}" for domain in domains])
    found: dict[str, str] = {}
    end = time.monotonic() + 60
    while len(found) < len(domains) and time.monotonic() < end:
        time.sleep(0.2)
        log = (folder / "log").read_text()
        for domain, status in _POSTFIX_STATUS.findall(log):
            found.setdefault(domain, status)
    if len(found) < len(domains):
        raise RuntimeError((folder / "log").read_text()[-5000:])
    return found


def _submit(recipients: Sequence[str]) -> None:
    for _ in range(100):  # until it listens
        with suppress(ConnectionError, smtplib.SMTPServerDisconnected), smtplib.SMTP("127.0.0.1", 2525) as client:
            client.sendmail("me@d.test", recipients, "Subject: x\r\n\r\nx\r\n")
            return
        time.sleep(0.1)
    raise RuntimeError("Postfix takes no mail")


if __name__ == "__main__":
    _inside(Path(sys.argv[1]))
