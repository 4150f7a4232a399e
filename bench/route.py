"""Where does mail go, for 10,000 domains: iacmx route, checkdmarc's MX check, and massdns asking the same questions.

    python -m bench.route [--domains 10000] [--sample 100] [--rounds 3]

All ask a loopback internet with 20 ms of latency (``_internet.c``, built with ``cc``), in the same run. Every domain
has two mail hosts of its own with an IPv4 and an IPv6 address each, so that five questions are asked for each domain
and none can be saved. iacmx and massdns run as processes; iacmx also walks the routes and writes them as text. massdns
is given all five questions without having to find the hosts first, and may have 100 to 10,000 of them in flight; its
best run counts. It is taken from ``MASSDNS`` or the path. ``CHECKDMARC`` is the python of a virtual environment that
holds checkdmarc; it checks a sample, one domain after the other, and asks more than the five questions. What is missing
is left out.

Promised: for each domain at least 50 times faster than checkdmarc; no slower than massdns.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from bench.dns_engine import cpu_seconds

LATENCY = 0.02
FACTOR = 50
IN_FLIGHT = (100, 250, 500, 1000, 2000, 10_000)
_CHECK = """
import sys
from checkdmarc.smtp import check_mx
from dns.nameserver import Do53Nameserver
nameservers = [Do53Nameserver("127.0.0.1", int(sys.argv[1]))]
for domain in sys.stdin.read().split():
    if len(check_mx(domain, nameservers=nameservers)["hosts"]) != 2:
        sys.exit(f"checkdmarc did not find both hosts of {domain}")
"""


class Run(Struct, frozen=True):
    """One run: wall seconds, CPU seconds of the client, and how many of its questions or domains were answered."""

    wall: float
    cpu: float
    answered: int


def measure(ask: Callable[[], int]) -> Run:
    cpu, started = cpu_seconds(), time.perf_counter()
    answered = ask()
    return Run(time.perf_counter() - started, cpu_seconds() - cpu, answered)


@contextmanager
def internet(folder: Path) -> Generator[str, None, None]:
    """The loopback internet; yields its address. It runs as long as the context."""
    program = folder / "internet"
    subprocess.run(["cc", "-O2", "-o", program, Path(__file__).with_name("_internet.c")], check=True)
    with subprocess.Popen([program, f"{LATENCY * 1e6:.0f}"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = f"127.0.0.1:{int(process.stdout.readline())}"
        try:
            yield address
        finally:
            process.terminate()


def iacmx(server: str, listed: Path, out: Path) -> Callable[[], int]:
    command = [
        sys.executable,
        "-m",
        "iacmx",
        "route",
        "--from-file",
        str(listed),
        "--resolver",
        server,
        "--timeout",
        "300",
    ]

    def ask() -> int:
        with out.open("wb") as file:
            subprocess.run(command, stdout=file, check=True)
        return out.read_text().count("=> delivered to mx1.")

    return ask


def massdns(program: str, in_flight: int, server: str, domains: list[str], folder: Path) -> Callable[[], int]:
    resolvers, out = folder / "resolvers", folder / "answers"
    resolvers.write_text(f"{server}\n")
    hosts = [f"{host}.{domain}" for domain in domains for host in ("mx1", "mx2")]
    runs: list[list[str]] = []
    for names, types in ((domains, ["MX"]), (hosts, ["A", "AAAA"])):
        listed = folder / f"names{len(types)}"
        listed.write_text("".join(f"{name}\n" for name in names))
        flags = [flag for rdtype in types for flag in ("-t", rdtype)]
        fixed = [program, "-q", "--root", "-r", str(resolvers), "-s", str(in_flight), "-o", "S", "-w", str(out)]
        runs.append([*fixed, *flags, str(listed)])

    def ask() -> int:
        answered = 0
        for command in runs:
            subprocess.run(command, check=True, capture_output=True)
            answered += len({tuple(line.split(" ")[:2]) for line in out.read_text().splitlines() if line})
        return answered

    return ask


def checkdmarc(python: str, server: str, domains: list[str]) -> Callable[[], int]:
    def ask() -> int:
        port = server.rpartition(":")[2]
        subprocess.run(
            [python, "-c", _CHECK, port], input="\n".join(domains), text=True, check=True, capture_output=True
        )
        return len(domains)

    return ask


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--domains", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    domains = [f"d{number}.example" for number in range(arguments.domains)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with internet(folder) as server:
            return compare(server, domains, arguments.sample, arguments.rounds, folder)


def compare(server: str, domains: list[str], sample: int, rounds: int, folder: Path) -> int:
    listed = folder / "domains"
    listed.write_text("".join(f"{domain}\n" for domain in domains))
    questions = 5 * len(domains)
    clients: dict[str, tuple[int, Callable[[], int]]] = {
        "iacmx route": (len(domains), iacmx(server, listed, folder / "routes"))
    }
    if program := os.environ.get("MASSDNS") or shutil.which("massdns"):
        for in_flight in IN_FLIGHT:
            ask = massdns(program, in_flight, server, domains, folder)
            clients[f"massdns, {in_flight} in flight"] = (questions, ask)
    else:
        print("massdns is not here (set MASSDNS to its path): left out.", file=sys.stderr)
    if python := os.environ.get("CHECKDMARC"):
        clients["checkdmarc"] = (sample, checkdmarc(python, server, domains[:sample]))
    else:
        print("checkdmarc is not here (set CHECKDMARC to its python): left out.", file=sys.stderr)
    runs: dict[str, list[Run]] = {client: [] for client in clients}
    for number in range(rounds):
        for client, (_, ask) in clients.items():
            if client != "checkdmarc" or number == 0:
                runs[client].append(measure(ask))
    return report(runs, {client: total for client, (total, _) in clients.items()}, len(domains), sample)


def report(runs: dict[str, list[Run]], totals: dict[str, int], domains: int, sample: int) -> int:
    walls = {client: statistics.median(run.wall for run in each) for client, each in runs.items()}
    for client, each in runs.items():
        cpu = statistics.median(run.cpu for run in each)
        answered = min(run.answered for run in each)
        print(f"  {client:26} {walls[client]:7.2f} s, {cpu:6.2f} s of CPU, {answered} of {totals[client]} answered")
    mine, failed = walls["iacmx route"], False
    rivals = [wall for client, wall in walls.items() if client.startswith("massdns")]
    if rivals:
        failed |= mine > min(rivals)
        print(f"  iacmx takes {mine / min(rivals):.2f} of the time of massdns (at most 1)")
    if "checkdmarc" in walls:
        factor = walls["checkdmarc"] / sample / (mine / domains)
        failed |= factor < FACTOR
        print(f"  checkdmarc takes {factor:.0f} times as long for each domain (at least {FACTOR})")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
