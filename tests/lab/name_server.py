"""BIND and unbound on a high port of loopback, unprivileged, serving a folder of master files."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

SECONDS_TO_START = 10


class Unavailable(Exception):
    """The program is not here; the text is a reason to skip with."""


@contextmanager
def bind(zones: Path, folder: Path) -> Iterator[str]:
    """BIND as the authority of every zone; what is outside is refused. Yields ``127.0.0.1:PORT``."""
    program = _program("named")

    def configure(port: int) -> list[str]:
        settings = [
            "options {",
            f'  directory "{folder}"; pid-file none; session-keyfile "{folder}/session.key";',
            f"  listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};",
            "  recursion no; check-integrity no; dnssec-validation no;",
            "};",
            "controls { };",
        ]
        settings += [
            f'zone "{file.stem}" {{ type primary; file "{file.resolve()}"; }};' for file in zones.glob("*.zone")
        ]
        (folder / "named.conf").write_text("\n".join(settings) + "\n")
        return [program, "-g", "-n", "1", "-c", str(folder / "named.conf")]

    with _running(configure, folder) as address:
        yield address


@contextmanager
def unbound(zones: Path, folder: Path) -> Iterator[str]:
    """Unbound as a resolver that knows only these zones. Yields ``127.0.0.1:PORT``."""
    program = _program("unbound")

    def configure(port: int) -> list[str]:
        # The only root server is one that unbound may not ask, so that nothing leaves the machine.
        (folder / "root.hints").write_text(". 3600 NS root.invalid.\nroot.invalid. 3600 A 127.0.0.1\n")
        settings = [
            f'server:\n  root-hints: "{folder}/root.hints"',
            f'  interface: 127.0.0.1\n  port: {port}\n  username: ""\n  chroot: ""\n  directory: "{folder}"',
            '  pidfile: ""\n  use-syslog: no\n  module-config: "iterator"\n  do-ip6: no\n  num-threads: 1',
            "remote-control:\n  control-enable: no",
        ]
        for file in zones.glob("*.zone"):
            settings.append(f'auth-zone:\n  name: "{file.stem}"\n  zonefile: "{file.resolve()}"')
            settings.append("  for-downstream: no\n  for-upstream: yes\n  fallback-enabled: no")
        (folder / "unbound.conf").write_text("\n".join(settings) + "\n")
        return [program, "-d", "-p", "-c", str(folder / "unbound.conf")]

    with _running(configure, folder) as address:
        yield address


SERVERS = {"bind": bind, "unbound": unbound}


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")  # sbin is not on users' PATH
    if found is None:
        raise Unavailable(f"{name} is not installed")
    return found


@contextmanager
def _running(configure: Callable[[int], list[str]], folder: Path) -> Iterator[str]:
    port = _free_port()
    log = folder / "log"
    with log.open("w") as out, subprocess.Popen(configure(port), stdout=out, stderr=out) as server:
        try:
            end = time.monotonic() + SECONDS_TO_START
            while not _accepts(port):
                if server.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"the name server did not start: {log.read_text()[-2000:]}")
                time.sleep(0.05)
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _accepts(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
