"""Where Exim and Postfix would send mail, by the real programs, in a network of their own that reaches nobody.

    asked = mail_servers({"healthy": ZONE, ...}, "example.com")
    asked.exim["healthy"]      # "mx1.example.com > mx2.example.com,mx3.example.com"

Each zone is what :class:`tests.lab.nameserver.NameServer` takes. Both programs ask the resolver of /etc/resolv.conf at
port 53, so this runs itself again inside new network and mount namespaces, which hold a loopback interface and nothing
else: no query and no connection leaves. Hosts are in the order in which they would be tried, those of one preference
joined by commas, for both programs shuffle them.

The Debian packages conflict with each other and would start services, so they are best unpacked and not installed:
``IACMX_MAIL_SERVERS=DIR`` names what ``dpkg -x`` made of exim4-daemon-light, postfix and the libraries they need.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.lab.nameserver import NameServer, rcode

EXIM_CONFIG = """
keep_environment =
add_environment =
spool_directory = {folder}
log_file_path = {folder}/%slog
begin routers
mx:
  driver = dnslookup
  transport = smtp
  ignore_target_hosts = 0.0.0.0 : 127.0.0.0/8
  no_more
begin transports
smtp:
  driver = smtp
"""
PASSWD = "root:x:0:0::/:/bin/sh\nDebian-exim:x:101:101::/:/bin/sh\npostfix:x:102:102::/:/bin/sh\n"
GROUP = "root:x:0:\nadm:x:4:\nDebian-exim:x:101:\npostfix:x:102:\npostdrop:x:103:\n"
LIBRARIES = ("usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "usr/lib/postfix")
_EXIM_HOST = re.compile(r"^  host (\S+)\s+\[[0-9a-fA-F:.]+\](?:\s+MX=(\d+))?", re.MULTILINE)
_POSTFIX_HOST = re.compile(r"^posttls-finger: .*?\bconnect to ([^\[\s]+)\[", re.MULTILINE)
_MX = re.compile(r"\sMX\s+(\d+)\s+(\S+?)\.?$", re.MULTILINE)
_SIOCSIFFLAGS, _IFF_UP, _MS_BIND = 0x8914, 1, 4096


class Asked(NamedTuple):
    """What each program does with mail to the domain, by name of the zone."""

    exim: dict[str, str]
    postfix: dict[str, str]


class Missing(Exception):
    """Why the programs can't be asked here."""


def mail_servers(zones: Mapping[str, str], domain: str, failing: tuple[str, ...] = ()) -> Asked:
    """Ask both about mail to the domain in each of these zones; ``failing`` names get SERVFAIL. Raises Missing."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        raise Missing("namespaces of their own and leaving root take root and unshare (util-linux)")
    exim, postfix = _program("exim4"), _program("posttls-finger")
    task = {"zones": zones, "domain": domain, "failing": failing, "exim": exim, "postfix": postfix}
    with TemporaryDirectory() as folder:
        ran = subprocess.run(
            ["unshare", "--net", "--mount", sys.executable, "-m", __name__, folder],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            cwd=Path(__file__).parents[2],
        )
    if "unshare:" in ran.stderr:
        raise Missing(f"no namespaces of its own: {ran.stderr.strip()}")
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    return Asked(**json.loads(ran.stdout))


def _program(name: str) -> str:
    root = os.environ.get("IACMX_MAIL_SERVERS", "")
    found = shutil.which(name, path=f"{root}/usr/sbin" if root else "/usr/sbin:/usr/bin")
    if not found:
        raise Missing(f"{name} is not in {root or '/usr/sbin'} (Debian: exim4-daemon-light, postfix)")
    return found


def _inside(folder: Path) -> None:
    """Within the namespaces: be the resolver, ask both programs about each zone, print what they said as JSON."""
    task = json.load(sys.stdin)
    folder.chmod(0o755)  # both programs leave root
    _loopback_up()
    _in_place_of("/etc/resolv.conf", folder, "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n")
    _in_place_of("/etc/passwd", folder, PASSWD)
    _in_place_of("/etc/group", folder, GROUP)
    (folder / "exim.conf").write_text(EXIM_CONFIG.format(folder=folder))
    (folder / "main.cf").write_text("compatibility_level = 3.6\ninet_protocols = all\n")
    exim: dict[str, str] = {}
    postfix: dict[str, str] = {}
    failing = {name: rcode("SERVFAIL") for name in task["failing"]}
    for name, zone in task["zones"].items():
        with NameServer(zone, failing, port=53):
            exim[name] = _exim(task["exim"], folder, task["domain"])
            postfix[name] = _postfix(task["postfix"], folder, task["domain"], zone)
    print(json.dumps({"exim": exim, "postfix": postfix}))


def _loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", _IFF_UP, b""))


def _in_place_of(path: str, folder: Path, text: str) -> None:
    """Lay a file over one of the system's, in this mount namespace only."""
    mine = folder / Path(path).name
    mine.write_text(text)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(str(mine).encode(), path.encode(), None, _MS_BIND, None):
        raise OSError(ctypes.get_errno(), f"bind mount over {path}")


def _exim(program: str, folder: Path, domain: str) -> str:
    said = _run(program, "-C", f"{folder}/exim.conf", "-bt", f"somebody@{domain}")
    hosts = [(int(preference or 0), host) for host, preference in _EXIM_HOST.findall(said)]
    if hosts:
        return _tiers(hosts)
    return _outcome(said, defers="cannot be resolved at this time", bounces="is undeliverable")


def _postfix(program: str, folder: Path, domain: str, zone: str) -> str:
    said = _run(program, "-c", domain, MAIL_CONFIG=str(folder))
    preferences: dict[str, int] = {}
    for preference, host in sorted((int(number), host.lower()) for number, host in _MX.findall(zone)):
        preferences.setdefault(host, preference)
    hosts = [(preferences.get(host.lower(), 0), host) for host in _POSTFIX_HOST.findall(said)]
    if hosts:
        return _tiers(hosts)
    return _outcome(said, defers="try again", bounces="Destination address lookup failed")


def _outcome(said: str, *, defers: str, bounces: str) -> str:
    if defers in said:
        return "defers"
    if bounces in said:
        return "bounces"
    raise RuntimeError(said)


def _tiers(hosts: Iterable[tuple[int, str]]) -> str:
    """Hosts with their preferences, in words."""
    tiers: dict[int, set[str]] = {}
    for preference, host in hosts:
        tiers.setdefault(preference, set()).add(host.lower())
    return " > ".join(",".join(sorted(tiers[preference])) for preference in sorted(tiers))


def _run(program: str, *arguments: str, **environment: str) -> str:
    root = Path(program).parents[2]
    libraries = ":".join(str(root / where) for where in LIBRARIES)
    ran = subprocess.run(
        [program, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LD_LIBRARY_PATH": libraries, **environment},
    )
    return ran.stdout + ran.stderr


if __name__ == "__main__":
    _inside(Path(sys.argv[1]))
