"""Real DNS servers on loopback: BIND's named as the authority, unbound as the resolver in front of it.

    with named(folder, {"x.test": zone_file}) as authority, unbound(folder, authority, ["x.test"]) as resolver:
        Engine([resolver], ...)

Each yields ``"127.0.0.1:PORT"``. Both skip the test where the program is missing.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def named(folder: Path, zones: Mapping[str, Path], *, updates: bool = False) -> Iterator[str]:
    """An authoritative server for zone files; ``folder`` holds its configuration and log.

    ``updates``: the zones can be changed while it runs (RFC 2136).
    """
    port = _free_port()
    more = "allow-update { any; };" if updates else ""
    parts = [f'zone "{name}" {{ type primary; file "{path}"; {more} }};' for name, path in zones.items()]
    config = folder / "named.conf"
    config.write_text(
        f"""
options {{
  directory "{folder}"; pid-file none; session-keyfile none; managed-keys-directory "{folder}";
  listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};
  recursion no; allow-query {{ any; }}; notify no; zero-no-soa-ttl no;
  check-names primary ignore; dnssec-validation no; minimal-responses no;
}};
controls {{ }};
"""
        + "\n".join(parts)
    )
    with _running(folder / "named.log", "named", "-g", "-c", str(config), "-n", "1"):
        _wait_for(port, folder / "named.log")
        yield f"127.0.0.1:{port}"


@contextmanager
def unbound(folder: Path, authority: str, zones: Iterable[str], *, trusted: Sequence[Path] = ()) -> Iterator[str]:
    """A resolver that gets ``zones`` from ``authority`` and everything else from nowhere (SERVFAIL at once).

    It validates the zones whose keys are in the files ``trusted``.
    """
    port = _free_port()
    stubs = [
        f'stub-zone:\n  name: "{name}"\n  stub-addr: {authority.replace(":", "@")}\n  stub-prime: no\n'
        for name in (".", *zones)
    ]
    anchors = "\n".join(f'  trust-anchor-file: "{file}"' for file in trusted)
    config = folder / "unbound.conf"
    config.write_text(
        f"""
server:
  interface: 127.0.0.1
  port: {port}
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: ""
  use-syslog: no
  logfile: ""
  module-config: "{"validator iterator" if trusted else "iterator"}"
{anchors}
  do-ip6: no
  do-not-query-localhost: no
  do-not-query-address: 192.0.2.0/24
  do-not-query-address: 198.51.100.0/24
  local-zone: "test." nodefault
remote-control:
  control-enable: no
"""
        + "\n".join(stubs)
    )
    with _running(folder / "unbound.log", "unbound", "-d", "-c", str(config)):
        _wait_for(port, folder / "unbound.log")
        yield f"127.0.0.1:{port}"


def program(name: str) -> str:
    """Where the program is; skips the test where it is missing."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if path is None:
        pytest.skip(f"{name} is not installed (Debian: bind9, unbound)")
    return path


@contextmanager
def _running(log: Path, name: str, *arguments: str) -> Iterator[None]:
    command = [program(name), *arguments]
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, log: Path) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server did not start: {log.read_text()[-2000:]}")
