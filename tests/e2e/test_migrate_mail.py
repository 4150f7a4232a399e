"""``iacmx migrate mail`` as a command: what it takes and refuses, and a move with real terraform from end to end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import Result

from tests.lab import cli, route53_server, terraform
from tests.lab.command import iacmx

EXAMPLES = Path(__file__).parents[2] / "examples"
RIGHT, WRONG = EXAMPLES / "google-to-microsoft-done-right", EXAMPLES / "google-to-microsoft-done-wrong"
DNS = ("--dns-zone-files", str(RIGHT / "dns"))
SNAPSHOT = f"snapshot:{RIGHT / 'snapshot.json'}"


def run(*arguments: str | Path) -> Result:
    return cli.run("migrate", "mail", *arguments)


@pytest.mark.parametrize(("story", "code"), [(RIGHT, 0), (WRONG, 1)])
def test_a_plan_is_proven_or_not(story: Path, code: int) -> None:
    done = run(
        "example.com",
        "--to",
        "microsoft365",
        "--check",
        story / "plan.json",
        "--snapshot",
        story / "snapshot.json",
        *DNS,
    )
    assert done.exit_code == code, done.output
    assert ("PASS  The plan takes the mail" in done.output) == (code == 0)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["example.com", "--to", "fastmial"], 2, "Did you mean fastmail?"),
        (["example.com", "--to", "microsoft365", "--from", SNAPSHOT], 2, "example-com.mail.protection.outlook.com"),
        (["example.com", "--to", "zoho", "--from", SNAPSHOT], 2, "zoho_eu"),
        (["example.org", "--to", "fastmail", "--from", SNAPSHOT], 3, "no public zone that holds example.org"),
        (["com", "--to", "fastmail", "--from", SNAPSHOT], 2, "no domain that takes mail"),
        (["example.com", "--to", "fastmail", "--from", "snapshot"], 2, "--from 'snapshot'"),
        (["example.com", "--to", "fastmail", "--from", SNAPSHOT, "--format", "yaml"], 2, "no format 'yaml'"),
        (["example.com", "--to", "fastmail", "--from", SNAPSHOT, "--stage", "switch"], 2, "--output"),
        (["example.com", "--to", "fastmail", "--check", "x.json", "--output", "y.tf"], 2, "exclude each other"),
        (["example.com", "--to", "fastmail", "--from", SNAPSHOT, "--dkim", "x"], 2, "SELECTOR=VALUE"),
        (["example.com", "--to", "fastmail", "--from", SNAPSHOT, *DNS], 0, "10 in1-smtp.messagingengine.com"),
        (["example.com", "--to", "google", "--from", SNAPSHOT, *DNS], 0, "already"),
        (["example.com", "--to", "fastmail", "--offline"], 2, "--from names nothing else"),
        (["example.com", "--to", "fastmail", *DNS], 0, "from  Google Workspace, legacy set (dns)"),
        (["example.org", "--to", "fastmail", *DNS], 3, "no zone file holds"),
    ],
)
def test_what_it_says(arguments: list[str], code: int, says: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, says in done.output) == (code, True), done.output


def test_a_file_is_written_once_and_nothing_where_the_mail_is_there(tmp_path: Path) -> None:
    path = tmp_path / "mail.tf"
    move = ("example.com", "--from", SNAPSHOT, *DNS, "--output", path)
    assert run(*move, "--to", "google").exit_code == 0
    assert not path.exists()
    assert run(*move, "--to", "fastmail").exit_code == 0
    before = path.read_text()
    again = run(*move, "--to", "proton")
    assert (again.exit_code, path.read_text()) == (2, before)
    assert "--force" in again.output
    assert run(*move, "--to", "proton", "--force", "--stage", "switch").exit_code == 0
    assert "mailsec.protonmail.ch" in path.read_text()
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture(scope="module")
def tools() -> terraform.Toolchain:
    try:
        return terraform.find()
    except terraform.Unavailable as missing:
        pytest.skip(str(missing))


@pytest.fixture
def url() -> Iterator[str]:
    with route53_server.serving() as served:
        yield served


TOKEN = '"google-site-verification=abc"'


@pytest.mark.slow
@pytest.mark.xdist_group("terraform")
def test_a_move_stage_by_stage_with_terraform(tools: terraform.Toolchain, url: str, tmp_path: Path) -> None:
    client = route53_server.client(url)
    made = client.create_hosted_zone(Name="example.com", CallerReference="x")
    zone = made["HostedZone"]["Id"].rpartition("/")[2]
    route53_server.put(url, zone, "example.com", "MX", ["1 smtp.google.com"])
    route53_server.put(url, zone, "example.com", "TXT", ['"v=spf1 include:_spf.google.com -all"', TOKEN])
    work = terraform.Workspace(tools, tmp_path / "code", url)
    environment = {name: value for name, value in work.environment.items() if name.startswith("AWS")}
    path = work.folder / "mail.tf"
    dns = tmp_path / "dns"
    shutil.copytree(RIGHT / "dns", dns)
    servers = "".join(f"@ NS {name}.\n" for name in made["DelegationSet"]["NameServers"])
    (dns / "example.com.zone").write_text(f"$ORIGIN example.com.\n$TTL 300\n@ SOA ns root 1 2 3 4 5\n{servers}")
    (dns / "messagingengine.com.zone").write_text(
        "$ORIGIN messagingengine.com.\n@ 300 SOA ns root 1 2 3 4 5\n@ NS ns\nns A 103.168.172.1\n"
        'in1-smtp A 103.168.172.45\nin2-smtp A 103.168.172.46\nspf TXT "v=spf1 ip4:103.168.172.0/24 -all"\n'
    )

    def mail(*more: str | Path) -> tuple[int, str]:
        done = iacmx("migrate", "mail", "example.com", "--to", "fastmail", *more, environment=environment)
        return done.code, done.out + done.err

    def planned(stage: str, expected: int) -> Path:
        """The plan of a stage, which the command proves or does not."""
        written = mail("--from", "route53", "--offline", "--output", path, "--force", "--stage", stage)
        assert written[0] in (0, 3), written
        plan = work.plan()
        (tmp_path / "plan.json").write_bytes(work.show(plan))
        code, text = mail("--check", tmp_path / "plan.json", "--dns-zone-files", dns)
        assert code == expected, text
        return plan

    mail("--from", "route53", "--offline", "--output", path)
    work.init()
    work.apply(planned("prepare", 1))
    switch = json.loads(work.show(planned("switch", 0)))
    actions = {one["address"].partition(".")[2]: one["change"]["actions"] for one in switch["resource_changes"]}
    assert {name: one for name, one in actions.items() if one != ["no-op"]} == {
        "example_com_mx": ["update"],
        "_imaps__tcp_example_com_srv": ["create"],
        "_jmap__tcp_example_com_srv": ["create"],
        "_submissions__tcp_example_com_srv": ["create"],
    }
    live = {
        (one["Name"], one["Type"]): sorted(value["Value"] for value in one["ResourceRecords"])
        for one in client.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    }
    both = '"v=spf1 include:_spf.google.com include:spf.messagingengine.com -all"'
    assert live["example.com.", "TXT"] == sorted([TOKEN, both])
    assert live["example.com.", "MX"] == ["1 smtp.google.com."]
    assert live["fm1._domainkey.example.com.", "CNAME"] == ["fm1.example.com.dkim.fmhosted.com."]
