"""``iacmx audit`` as a process, against both providers over HTTP: reports, exit codes, and what ends a run midway."""

from __future__ import annotations

import csv
import io
import json
import math
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lab import cli
from tests.lab import cloudflare_faults as faults
from tests.lab.cloudflare_api import CloudflareApi, Fault, Logged
from tests.lab.command import BARE, PROGRAM, iacmx
from tests.lab.nameserver import NameServer
from tests.lab.route53_api import Moto, serving

DNS = """
example.net. SOA ns1.example.net. admin.example.net. 1 3600 600 86400 300
mx1.example.net. A 45.33.48.25
mx2.example.net. A 45.79.64.25
"""
WELL = ["10 mx1.example.net", "20 mx2.example.net"]
DEAD = ["10 dead.example.net"]


class Account(CloudflareApi):
    """An account of so many zones, which after so many requests for records does something else."""

    def __init__(self, zones: int) -> None:
        super().__init__()
        self.after: int | None = None
        self.fault: Fault = faults.silent
        for number in range(zones):
            zone = self.add_zone(f"z{number:03d}.test")
            self.add_mx(zone, f"z{number:03d}.test", 10, "mx1.example.net")
            self.add_mx(zone, f"z{number:03d}.test", 20, "mx2.example.net")

    def take(self, logged: Logged) -> Fault | None:
        super().take(logged)
        return self.fault if self.after is not None and self.asked > self.after else None

    @property
    def asked(self) -> int:
        """How many requests for records came."""
        return sum(path.endswith("/dns_records") for path in self.paths)


@contextmanager
def begun(*arguments: str | Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The command, under way."""
    with subprocess.Popen(
        [PROGRAM, *arguments], env=BARE | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it never was")


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


@pytest.fixture(scope="module")
def moto() -> Iterator[Moto]:
    with serving() as moto:
        yield moto


def zone_in(moto: Moto, name: str, mx: list[str], hosts: int = 0) -> None:
    made = moto.client.create_hosted_zone(Name=name, CallerReference=name)
    sets = [(name, "MX", mx)] if mx else []
    sets += [(f"h{number}.{name}", "A", ["192.0.2.1"]) for number in range(hosts)]
    changes = [
        {
            "Action": "CREATE",
            "ResourceRecordSet": {
                "Name": owner, "Type": rdtype, "TTL": 300, "ResourceRecords": [{"Value": value} for value in values]
            },
        }
        for owner, rdtype, values in sets
    ]  # fmt: skip
    if changes:
        zone_id = made["HostedZone"]["Id"].removeprefix("/hostedzone/")
        moto.client.change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": changes})


def aws(moto: Moto) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL_ROUTE_53": moto.url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def test_two_providers_in_one_run_with_the_fewest_requests(moto: Moto, tmp_path: Path) -> None:
    moto.reset()
    zone_in(moto, "well.test", WELL)
    zone_in(moto, "broken.test", DEAD, hosts=320)  # 323 record sets with the apex: two pages
    for number in range(3):
        zone_in(moto, f"empty{number}.test", [])
    moto.reset_count()
    with Account(60) as cloudflare, NameServer(DNS) as dns:
        broken = cloudflare.add_zone("broken2.test")
        cloudflare.add_mx(broken, "broken2.test", 10, "dead.example.net")
        table, page = tmp_path / "a.csv", tmp_path / "a.html"
        done = iacmx(
            "audit", "route53", "cloudflare", "--resolver", dns.address, "--format", "json", "--quiet",
            "--output", f"csv={table}", "--output", f"html={page}", "--output", f"text={tmp_path / 'a.txt'}",
            environment=aws(moto) | cloudflare.environment,
        )  # fmt: skip
        assert (done.code, done.err) == (1, "")
        report = done.report
        assert moto.sent == 1 + 1 + 2
        assert len(cloudflare.log) == math.ceil(61 / 50) + 61
        assert report["api_requests"] == moto.sent + len(cloudflare.log)
        hosts = {name for name, rdtype in dns.counts if rdtype == "A" and name.endswith("example.net")}
        assert hosts == {"mx1.example.net", "mx2.example.net", "dead.example.net"}
        assert {dns.counts[host, rdtype] for host in hosts for rdtype in ("A", "AAAA")} == {1}
    assert report["unverified"] == []
    assert {account["label"]: account["zones"] for account in report["accounts"]} == {"route53": 5, "cloudflare": 61}
    dead = [cause for cause in report["causes"] if cause["rule"] == "MX202"]
    assert [sorted(cause["owners"]) for cause in dead] == [["broken.test", "broken2.test"]]
    rows = list(csv.DictReader(io.StringIO(table.read_text())))
    assert len(rows) == len(report["domains"]) == report["totals"]["domains"] == 66
    assert {row["domain"] for row in rows if row["status"] == "error"} == {"broken.test", "broken2.test"}
    assert "broken2.test" in page.read_text()
    assert "dead.example.net" in (tmp_path / "a.txt").read_text()


def test_a_clean_account_exits_0_and_text_says_so(tmp_path: Path) -> None:
    with Account(3) as cloudflare:
        done = iacmx("audit", "cloudflare", "--offline", environment=cloudflare.environment)
    assert done.code == 0
    assert "3 domains judged" in done.out
    assert done.err == "iacmx: 3 zones to read: 3 requests.\n"


def test_a_zone_by_its_name_costs_two_requests() -> None:
    with Account(60) as cloudflare:
        done = iacmx("audit", "cloudflare", "--zone", "z007.test", "--offline", environment=cloudflare.environment)
        assert (done.code, len(cloudflare.log)) == (0, 2)
        missing = iacmx("audit", "cloudflare", "--zone", "z777.test", "--offline", environment=cloudflare.environment)
    assert (missing.code, missing.out) == (3, "")
    assert "--zone z777.test" in missing.err


@pytest.mark.parametrize(
    "arguments", [("nowhere",), ("cloudflare:",), ("cloudflare", "--rate", "0"), ("snapshot:missing",)]
)
def test_what_makes_no_sense_exits_2(arguments: tuple[str, ...]) -> None:
    with Account(1) as cloudflare:
        done = iacmx("audit", *arguments, "--offline", environment=cloudflare.environment)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    assert "Internal error" not in done.err


def test_an_interrupt_prints_what_is_known_and_resume_asks_for_the_rest(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    arguments = ("audit", "cloudflare", "--offline", "--format", "json", "--quiet", "--resume", journal)
    with Account(60) as cloudflare:
        cloudflare.after = 40
        with begun(*arguments, environment=cloudflare.environment) as process:
            wait_for(lambda: lines(journal) == 2 + 40)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        assert process.returncode == 130, err
        assert err == b""
        report = json.loads(out)
        assert report["interrupted"] is True
        assert report["totals"]["domains"] + len(report["unverified"]) == 60
        cloudflare.after = None
        cloudflare.log.clear()
        done = iacmx(*arguments, environment=cloudflare.environment)
        assert (done.code, done.report["totals"]["domains"], done.report["unverified"]) == (0, 60, [])
        assert len(cloudflare.log) == cloudflare.asked == 20, "neither the list nor what was read is asked for again"
        assert done.report["accounts"][0]["resumed"] == 40


def test_a_crash_loses_nothing_that_was_read(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    arguments = ("audit", "cloudflare", "--offline", "--format", "json", "--quiet", "--resume", journal)
    with Account(60) as cloudflare:
        cloudflare.after = 40
        with begun(*arguments, environment=cloudflare.environment) as process:
            wait_for(lambda: lines(journal) == 2 + 40)
            process.kill()
            process.wait(30)
        with journal.open("ab") as file:
            file.write(b'{"type":"read","source":"cloudf')  # as if it were killed while writing
        cloudflare.after = None
        cloudflare.log.clear()
        done = iacmx(*arguments, environment=cloudflare.environment)
        assert (done.code, done.report["totals"]["domains"]) == (0, 60)
        assert len(cloudflare.log) == 20


def test_credentials_that_expire_midway_lose_nothing(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    arguments = ("audit", "cloudflare", "--offline", "--format", "json", "--quiet", "--resume", journal)
    with Account(60) as cloudflare:
        cloudflare.after, cloudflare.fault = 40, faults.expired
        done = iacmx(*arguments, environment=cloudflare.environment)
        assert done.code == 3
        assert (done.report["totals"]["domains"], len(done.report["unverified"])) == (40, 20)
        assert all("token" in zone["reason"] or "credentials" in zone["reason"] for zone in done.report["unverified"])
        cloudflare.after = None
        cloudflare.log.clear()
        again = iacmx(*arguments, environment=cloudflare.environment)
        assert (again.code, again.report["totals"]["domains"], again.report["unverified"]) == (0, 60, [])
        assert len(cloudflare.log) == 20


@pytest.mark.slow
def test_no_dask_scheduler_is_one_sentence() -> None:
    with Account(1) as cloudflare:
        done = iacmx(
            "audit", "cloudflare", "--offline", "--dask", "tcp://127.0.0.1:1", environment=cloudflare.environment
        )
    assert (done.code, done.out) == (2, "")
    assert "No Dask scheduler answers at tcp://127.0.0.1:1." in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("address", ["scheduler", "tcp://scheduler", "8786"])
def test_what_is_no_address_of_a_dask_scheduler_is_told_at_once(address: str) -> None:
    done = cli.run("audit", "cloudflare", "--dask", address)
    assert (done.exit_code, f"--dask {address} is no address." in done.output) == (2, True)


def test_the_settings_file_counts(tmp_path: Path) -> None:
    with Account(3) as cloudflare:
        arguments = ("audit", "cloudflare", "--offline", "--quiet", "--format", "json")
        settings = tmp_path / ".iacmx.toml"
        settings.write_text('[[expect]]\nowner = "z00[12].test"\nmail = "google_workspace"\n')
        held = iacmx(*arguments, "--write-baseline", tmp_path / "b", cwd=tmp_path, environment=cloudflare.environment)
        found = [cause for cause in held.report["causes"] if cause["severity"] == "error"]
        assert (held.code, [cause["owner"] for cause in found]) == (1, ["z001.test", "z002.test"])
        rule = found[0]["rule"]
        expected = settings.read_text()

        settings.write_text(f'{expected}\n[[waive]]\nrule = "{rule}"\nowner = "z001.test"\nreason = "it moves"\n')
        waived = iacmx(*arguments, cwd=tmp_path, environment=cloudflare.environment)
        assert (waived.code, len(waived.report["waived"])) == (1, 1)

        settings.write_text(f'severity = {{ {rule} = "notice" }}\n{expected}')
        assert iacmx(*arguments, cwd=tmp_path, environment=cloudflare.environment).code == 0

        settings.write_text(f'baseline = "{tmp_path / "b"}"\n{expected}')
        known = iacmx(*arguments, cwd=tmp_path, environment=cloudflare.environment)
        assert (known.code, len(known.report["known"])) == (0, 2)


def test_an_interrupt_before_the_zones_are_known_says_so() -> None:
    with CloudflareApi() as cloudflare:
        cloudflare.fail(faults.silent)
        arguments = ("audit", "cloudflare", "--offline", "--quiet")
        with begun(*arguments, environment=cloudflare.environment) as process:
            wait_for(lambda: len(cloudflare.log) == 1)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, b"")
    assert b"Interrupted." in err
