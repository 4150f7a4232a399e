"""How fast, and in how much memory, a big plan is judged: json.load and a filter, jq, and `iacmx check --offline`.

Each is a whole process, run alternately, and the best of the runs counts. Own memory is what the process holds beyond
the mapped file: the highest anonymous memory (``RssAnon``) seen while it ran. Linux only.

    python bench/plan_reading.py [--megabytes 300] [--runs 3] [--keep DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

DNS_SHARE = 50  # one change in so many is a DNS record
POLL = 0.005  # seconds between two looks at a process's memory
KINDS = ("aws_instance", "aws_iam_policy", "aws_security_group", "aws_lambda_function")

JSON_LOAD = """
import json, sys
plan = json.load(open(sys.argv[1], encoding="utf-8"))
print(sum(change["type"] == "aws_route53_record" for change in plan["resource_changes"]))
"""
IACMX = Path(sys.executable).with_name("iacmx")
IMPORT_TYPER = "import typer"
JQ = '[.resource_changes[] | select(.type == "aws_route53_record")] | length'


def values(number: int) -> dict[str, object]:
    """The attributes of some resource that is no DNS record, 2 KB."""
    return {
        "arn": f"arn:aws:something:eu-west-1:123456789012:thing/{number}",
        "id": f"i-{number:017x}",
        "enabled": True,
        "size": number,
        "tags": {f"key-{i}": f"value-{number}-{i}" for i in range(20)},
        "policy": json.dumps(
            {"Statement": [{"Effect": "Allow", "Action": f"s3:{i}", "Id": number} for i in range(12)]}
        ),
        "rules": [
            {"from": i, "to": i + 1, "blocks": ["10.0.0.0/8"], "text": f"rule {i} of {number}"} for i in range(6)
        ],
    }


def record(number: int) -> dict[str, object]:
    """The attributes of an aws_route53_record, an MX record every other time."""
    is_mx = number // DNS_SHARE % 2
    return {
        "alias": [],
        "allow_overwrite": None,
        "fqdn": f"host{number}.example.com",
        "health_check_id": "",
        "id": f"Z0123456789_host{number}_A",
        "name": f"host{number}",
        "records": ["10 mx1.example.net", "20 mx2.example.net"] if is_mx else ["192.0.2.1"],
        "set_identifier": "",
        "ttl": 300,
        "type": "MX" if is_mx else "A",
        "weighted_routing_policy": [],
        "zone_id": "Z0123456789",
    }


def resource(number: int) -> dict[str, object]:
    kind = KINDS[number % len(KINDS)] if number % DNS_SHARE else "aws_route53_record"
    return {
        "address": f"module.part{number % 40}.{kind}.r{number}",
        "module_address": f"module.part{number % 40}",
        "mode": "managed",
        "type": kind,
        "name": f"r{number}",
        "provider_name": "registry.terraform.io/hashicorp/aws",
    }


def resource_changes(count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        before = values(number) if number % DNS_SHARE else record(number)
        after = {**before, "tags": {"changed": "yes"}} if number % 3 == 0 else before
        yield {
            **resource(number),
            "change": {
                "actions": ["update" if number % 3 == 0 else "no-op"],
                "before": before,
                "after": after,
                "after_unknown": {},
                "before_sensitive": {"tags": {}},
                "after_sensitive": {"tags": {}},
            },
        }


def states(count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        yield {**resource(number), "values": values(number) if number % DNS_SHARE else record(number)}
    zone = {"address": "data.aws_route53_zone.main", "mode": "data", "type": "aws_route53_zone", "name": "main"}
    yield {**zone, "values": {"zone_id": "Z0123456789", "name": "example.com", "private_zone": False}}


def configured(count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        expression = {"references": [f"var.thing_{number}"]}
        yield {**resource(number), "expressions": dict.fromkeys(("name", "policy", "rules", "tags"), expression)}


def write(path: Path, megabytes: int) -> None:
    """Write a plan of about that size, piece by piece, the keys in Terraform's order."""
    count = max(1, megabytes * 1000 // 9)

    def array(items: Iterator[dict[str, object]]) -> Iterator[str]:
        for index, item in enumerate(items):
            yield ("," if index else "") + json.dumps(item, separators=(",", ":"))

    with path.open("w", encoding="utf-8") as file:
        file.write(
            '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"resources":['
        )
        file.writelines(array(states(count)))
        file.write(']}},"resource_changes":[')
        file.writelines(array(resource_changes(count)))
        file.write('],"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[')
        file.writelines(array(states(count)))
        file.write(']}}},"configuration":{"root_module":{"resources":[')
        file.writelines(array(configured(count)))
        file.write(']}},"applyable":true,"complete":true,"errored":false}\n')


def run(command: list[str]) -> tuple[float, int]:
    """Seconds and the highest anonymous memory in bytes of one process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    highest = 0
    while process.poll() is None:
        highest = max(highest, anonymous(process.pid))
        time.sleep(POLL)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"{command[0]} failed")
    return seconds, highest


def anonymous(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("RssAnon")), 0)


def measure(path: Path, runs: int) -> dict[str, tuple[float, int]]:
    commands = {
        "json.load and a filter": [sys.executable, "-c", JSON_LOAD, str(path)],
        "jq": [shutil.which("jq") or "", JQ, str(path)],
        "iacmx check --offline": [str(IACMX), "check", "--offline", str(path)],
        "python -c 'import typer'": [sys.executable, "-c", IMPORT_TYPER],
    }
    best: dict[str, tuple[float, int]] = {}
    for _ in range(runs):
        for name, command in commands.items():
            if command[0]:
                seconds, memory = run(command)
                best[name] = min(best.get(name, (seconds, memory)), (seconds, memory))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "iacmx-bench", metavar="DIR")
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    path = options.keep / f"plan-{options.megabytes}.json"
    if not path.exists():
        partial = path.with_suffix(f".{os.getpid()}")
        write(partial, options.megabytes)
        partial.rename(path)
    print(f"plan of {path.stat().st_size / 1e6:.0f} MB; best of {options.runs} runs")
    best = measure(path, options.runs)
    reference = best["iacmx check --offline"][0]
    for name, (seconds, memory) in best.items():
        print(f"{name:26} {seconds:7.2f} s  {memory / 1e6:7.0f} MB own  iacmx takes {reference / seconds:.3f} of it")


if __name__ == "__main__":
    main()
