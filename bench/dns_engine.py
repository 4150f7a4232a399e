"""Queries a second: iacmx's DNS engine, dnspython's async resolver, massdns; the same questions in the same run.

    python -m bench.dns_engine [--names 5000] [--rounds 3] [--server 127.0.0.1:5353]

Asks MX and A of every name of a name server on loopback (``tests/lab/flood_nameserver.py``), without and with 20 ms of
latency. massdns is taken from ``MASSDNS`` or the path, and left out where there is none; it is run with 100 and 500
lookups in flight and the better run counts. Trust the ratios, not the seconds.

Promised: at least 5 times the async resolver, at least a third of massdns.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import dns.asyncresolver
from msgspec import Struct

from iacmx.provider import Deadline
from iacmx.world.dns.engine import Engine
from tests.lab.flood_nameserver import flood

IN_FLIGHT = 100
TYPES = ("MX", "A")


class Run(Struct, frozen=True):
    """One run: wall and CPU seconds (of the client alone), and how many questions were answered."""

    wall: float
    cpu: float
    answered: int


def ask_engine(server: str, names: list[str]) -> int:
    engine = Engine([server], deadline=Deadline.after(300))
    answers = engine.ask((name, rdtype) for rdtype in TYPES for name in names)
    return sum(answer.settled for answer in answers.values())


def ask_dnspython(server: str, names: list[str]) -> int:
    host, port = server.split(":")
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [host], int(port)

    async def ask_all() -> int:
        gate = asyncio.Semaphore(IN_FLIGHT)

        async def ask(name: str, rdtype: str) -> bool:
            async with gate:
                return len(await resolver.resolve(name + ".", rdtype)) > 0

        return sum(await asyncio.gather(*(ask(name, rdtype) for rdtype in TYPES for name in names)))

    return asyncio.run(ask_all())


def ask_massdns(program: str, in_flight: int) -> Callable[[str, list[str]], int]:
    def ask(server: str, names: list[str]) -> int:
        answered = 0
        with tempfile.TemporaryDirectory() as folder:
            resolvers, listed, out = Path(folder, "resolvers"), Path(folder, "names"), Path(folder, "out")
            resolvers.write_text(server + "\n")
            listed.write_text("".join(f"{name}\n" for name in names))
            for rdtype in TYPES:
                command = [program, "-q", "--root", "-r", str(resolvers), "-t", rdtype, "-s", str(in_flight)]
                subprocess.run([*command, "-o", "S", "-w", str(out), str(listed)], check=True, capture_output=True)
                answered += len({line.partition(" ")[0] for line in out.read_text().splitlines()})
        return answered

    return ask


def measure(ask: Callable[[str, list[str]], int], server: str, names: list[str]) -> Run:
    cpu, started = cpu_seconds(), time.perf_counter()
    answered = ask(server, names)
    return Run(time.perf_counter() - started, cpu_seconds() - cpu, answered)


def cpu_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def compare(server: str, names: list[str], rounds: int, massdns: str | None) -> None:
    clients: dict[str, Callable[[str, list[str]], int]] = {
        "iacmx engine": ask_engine,
        "dnspython async, 100 in flight": ask_dnspython,
    }
    if massdns:
        for in_flight in (100, 500):
            clients[f"massdns, {in_flight} in flight"] = ask_massdns(massdns, in_flight)
    runs: dict[str, list[Run]] = {client: [] for client in clients}
    for _ in range(rounds):
        for client, ask in clients.items():
            runs[client].append(measure(ask, server, names))
    total = len(names) * len(TYPES)
    rates = {client: total / statistics.median(run.wall for run in each) for client, each in runs.items()}
    for client, each in runs.items():
        micros = statistics.median(run.cpu for run in each) / total * 1e6
        answered = min(run.answered for run in each)
        print(f"  {client:32} {rates[client]:8.0f}/s  {micros:6.1f} us CPU each  {answered} of {total} answered")
    engine = rates["iacmx engine"]
    print(f"  {'engine / dnspython async':32} {engine / rates['dnspython async, 100 in flight']:8.2f}  (at least 5)")
    if massdns:
        best = max(rate for client, rate in rates.items() if client.startswith("massdns"))
        print(f"  {'engine / massdns':32} {engine / best:8.2f}  (at least 0.33)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--server", help="ask this server instead (it must know nN.test, any N)")
    arguments = parser.parse_args()
    names = [f"n{number}.test" for number in range(arguments.names)]
    massdns = os.environ.get("MASSDNS") or shutil.which("massdns")
    if massdns is None:
        print("massdns is not here (set MASSDNS to its path): left out.", file=sys.stderr)
    for latency in (0.0, 0.02):
        with nullcontext(arguments.server) if arguments.server else flood(latency) as server:
            where = "the given server" if arguments.server else f"latency {latency * 1000:.0f} ms"
            print(f"{len(names)} names, MX and A, {where}:")
            compare(server, names, arguments.rounds, massdns)
        if arguments.server:
            break


if __name__ == "__main__":
    main()
