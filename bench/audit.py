"""How long reading and judging whole accounts takes, against octodns-dump of the same zones in the same run.

Whole processes. The APIs are a stand-in with a latency (:mod:`bench._accounts`); iacmx is given a rate that no limit
holds back. Then what a rate limit makes of it, against the least time that the limit allows, and the memory that many
zones take. octodns-dump is taken from ``OCTODNS`` or PATH, best from a virtual environment of its own
(``python -m venv DIR && DIR/bin/pip install octodns octodns-route53 octodns-cloudflare``); without it, it is left out.

    OCTODNS=DIR/bin/octodns-dump python -m bench.audit [--zones 1000] [--rounds 3] [--many 10000]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench._accounts import CF, SETS
from bench.check_small import compile_all

ROOT = Path(__file__).parents[1]
IACMX = Path(sys.executable).with_name("iacmx")
LATENCY = 0.03  # seconds
UNTHROTTLED = ("--rate", "1000")
BURST, REFILL, PACED_ZONES = 50, 10.0, 1000
PROMISED_WALL, PROMISED_CPU, PROMISED_OVER, PROMISED_MEGABYTES = 1 / 10, 1 / 4, 1.05, 300
CONFIGURATION = """
manager: {{max_workers: 1}}
providers:
  config: {{class: octodns.provider.yaml.YamlProvider, directory: {out}}}
  route53: {{class: octodns_route53.Route53Provider, access_key_id: bench, secret_access_key: bench}}
  cloudflare: {{class: octodns_cloudflare.CloudflareProvider, token: bench, api_url: "{url}"}}
zones:
  "*": {{sources: [{provider}], targets: [config]}}
"""


class Run(NamedTuple):
    """One process: seconds on the clock and of CPU, megabytes at most, and the requests that the server saw."""

    wall: float
    cpu: float
    megabytes: float
    requests: int
    throttled: int


@contextmanager
def serving(*options: str) -> Iterator[str]:
    command = [sys.executable, "-m", "bench._accounts", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def _asked(url: str) -> dict[str, int]:
    with urllib.request.urlopen(f"{url}/stats") as answer:
        asked: dict[str, int] = json.load(answer)
        return asked


def measure(url: str, command: list[str]) -> Run:
    environment = os.environ | {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_DEFAULT_REGION": "us-east-1",
        "CLOUDFLARE_BASE_URL": url + CF.rstrip("/"),
        "CLOUDFLARE_API_TOKEN": "bench-token-0123456789abcdefghijklmnopqrst",
        "NO_PROXY": "127.0.0.1",
    }
    before, started = _asked(url), time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            raise SystemExit(f"{command[0]} failed: {errors.read().decode()[-1000:]}")
    after = _asked(url)
    asked = {name: int(after[name] - before[name]) for name in after}
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, asked["requests"], asked["throttled"])


def audit(provider: str, *options: str) -> list[str]:
    return [str(IACMX), "audit", provider, "--offline", *options]


def dump(octodns: str, provider: str, url: str, folder: Path) -> list[str]:
    out = folder / provider
    out.mkdir(parents=True)
    configuration = folder / f"{provider}.yaml"
    configuration.write_text(CONFIGURATION.format(out=out, url=url + CF.rstrip("/"), provider=provider))
    return [
        octodns,
        "--quiet",
        "--lenient",
        "--config-file",
        str(configuration),
        "--output-dir",
        str(out),
        "*",
        provider,
    ]


def median(runs: list[Run]) -> Run:
    """Of each figure."""
    return Run(*map(statistics.median, zip(*runs, strict=True)))


def told(title: str, run: Run) -> None:
    megabytes = f"{run.megabytes:6.0f} MB  {run.requests:6} requests"
    print(f"  {title:24} {run.wall:8.2f} s  {run.cpu:7.2f} s CPU  {megabytes}", flush=True)


def compare(zones: int, octodns: str | None, rounds: int) -> bool:
    """Both providers, without a limit; medians of some rounds, in which the two take turns."""
    kept = True
    print(f"{zones} zones of {SETS} record sets, latency {LATENCY * 1000:.0f} ms, no limit", flush=True)
    with serving("--zones", str(zones), "--latency", str(LATENCY)) as url, tempfile.TemporaryDirectory() as folder:
        for provider in ("route53", "cloudflare"):
            runs: dict[str, list[Run]] = {"iacmx audit": [], "octodns-dump": []}
            for number in range(rounds):
                commands = {"iacmx audit": audit(provider, *UNTHROTTLED)}
                if octodns:
                    commands["octodns-dump"] = dump(octodns, provider, url, Path(folder, str(number)))
                for name, command in commands.items():
                    runs[name].append(measure(url, command))
                    told(f"{name} {provider}", runs[name][-1])
            if not octodns:
                continue
            own, other = median(runs["iacmx audit"]), median(runs["octodns-dump"])
            print(f"    takes {own.wall / other.wall:.3f} of the time, promised at most {PROMISED_WALL:.3f};")
            print(f"    takes {own.cpu / other.cpu:.3f} of the CPU, promised at most {PROMISED_CPU:.3f}", flush=True)
            kept = kept and own.wall / other.wall <= PROMISED_WALL and own.cpu / other.cpu <= PROMISED_CPU
    return kept


def paced() -> bool:
    """Route 53 with the limits it has: against the least time that they allow."""
    options = ("--zones", str(PACED_ZONES), "--burst", str(BURST), "--refill", str(REFILL))
    with serving(*options, "--latency", str(LATENCY)) as url:
        run = measure(url, audit("route53"))
    floor = (run.requests - BURST) / REFILL
    print(f"{PACED_ZONES} zones, {BURST} requests at once and {REFILL:.0f} a second")
    told("iacmx audit route53", run)
    print(f"    takes {run.wall / floor:.3f} of the least time, promised at most {PROMISED_OVER};", end=" ")
    print(f"{run.throttled} requests throttled", flush=True)
    return run.wall / floor <= PROMISED_OVER and not run.throttled


def many(zones: int) -> bool:
    """How much memory many zones take."""
    kept = True
    print(f"{zones} zones of {SETS} record sets, no latency, no limit; promised at most {PROMISED_MEGABYTES} MB")
    with serving("--zones", str(zones), "--latency", "0") as url:
        for provider in ("route53", "cloudflare"):
            run = measure(url, audit(provider, *UNTHROTTLED))
            told(f"iacmx audit {provider}", run)
            kept = kept and run.megabytes <= PROMISED_MEGABYTES
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zones", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3, help="runs of each without a limit")
    parser.add_argument("--many", type=int, default=10_000, help="zones for the memory; 0 leaves it out")
    parser.add_argument("--unpaced", action="store_true", help="leave out what a rate limit makes of it")
    options = parser.parse_args()
    octodns = os.environ.get("OCTODNS") or shutil.which("octodns-dump")
    compile_all(sys.executable, ROOT / "iacmx", ROOT / "providers")
    if octodns:
        compile_all(Path(octodns).read_text().splitlines()[0].removeprefix("#!"))
    else:
        print("octodns-dump is neither on PATH nor named in OCTODNS: left out")
    kept = compare(options.zones, octodns, options.rounds)
    if not options.unpaced:
        kept = paced() and kept
    if options.many:
        kept = many(options.many) and kept
    print("kept" if kept else "NOT KEPT")
    sys.exit(not kept)


if __name__ == "__main__":
    main()
