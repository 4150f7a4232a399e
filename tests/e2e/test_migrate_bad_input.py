"""What goes wrong with every subcommand of ``iacmx migrate``: a clear sentence, the right exit code, nothing half."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from tests.lab import cli
from tests.lab.cloudflare_api import TOKEN, ZONE_READ, CloudflareApi, Grant

COMPARE, EXPORT, PLAN, VERIFY, MAIL = "compare", "export", "plan", "verify", "mail"
SIDES = (COMPARE, EXPORT, PLAN, VERIFY)
MX = {"owner": "example.com", "type": "MX", "ttl": 300, "values": ["10 mx.example.net"]}


@pytest.fixture(autouse=True)
def no_account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("AWS_", "CLOUDFLARE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    snapshot("source", zone("route53", "Z1"))
    snapshot("twice", zone("route53", "Z1"), zone("route53", "Z2"))
    snapshot("target", zone("cloudflare", "c1"))
    snapshot("twins", zone("cloudflare", "c1"), zone("cloudflare", "c2"))
    snapshot("other", zone("route53", "Z3", "example.org"))
    Path("dns").mkdir()
    Path("dns/com.zone").write_text(
        "$ORIGIN com.\n$TTL 300\n@ SOA a b 1 2 3 4 5\n@ NS a\nexample NS ns1.route53.test.\n"
    )
    Path("dns/example.com.zone").write_text(
        "$ORIGIN example.com.\n$TTL 300\n@ SOA a b 1 2 3 4 5\n@ NS ns1.route53.test.\n"
    )


@pytest.fixture
def cloudflare(monkeypatch: pytest.MonkeyPatch) -> Iterator[CloudflareApi]:
    with CloudflareApi() as api:
        for name, value in api.environment.items():
            monkeypatch.setenv(name, value)
        yield api


def zone(provider: str, identity: str, name: str = "example.com") -> dict[str, Any]:
    servers = [f"ns1.{provider}.test"]
    return {
        "provider": provider,
        "id": identity,
        "name": name,
        "name_servers": servers,
        "records": [{**MX, "owner": name}],
    }


def snapshot(name: str, *zones: dict[str, Any]) -> None:
    document = {"schema": "iacmx.snapshot/1", "taken_at": "2026-01-05T09:00:00Z", "zones": zones}
    Path(f"{name}.json").write_text(json.dumps(document))


def migrate(command: str, source: str, target: str, word: str = "example.com", *more: str) -> Result:
    """The command as it is asked of a zone at two sides; of mail the target is not asked."""
    sides = ["--from", source, "--to", "fastmail" if command == MAIL else target]
    asked = {
        PLAN: ["--dns-zone-files", "dns"],
        MAIL: ["--dns-zone-files", "dns"],
        VERIFY: ["--resolver", "127.0.0.1:1", "--timeout", "2"],
    }
    return cli.run("migrate", command, word, *sides, *asked.get(command, []), *more)


def said(done: Result) -> str:
    return " ".join((done.stdout + done.stderr).split())


ONE, TARGET = "snapshot:source.json", "snapshot:target.json"
NO_ZONE = "shows no public zone"
BY_ID = "holds 2 zones named example.com"


@pytest.mark.parametrize(
    ("commands", "source", "target", "code", "says"),
    [
        ((COMPARE, PLAN, VERIFY), ONE, "snapshot:other.json", 3, NO_ZONE),
        ((COMPARE, EXPORT, VERIFY, MAIL), "snapshot:other.json", "cloudflare", 3, NO_ZONE),
        ((PLAN,), "snapshot:other.json", TARGET, 3, NO_ZONE),
        ((*SIDES, MAIL), "snapshot:twice.json", "cloudflare", 2, f"{BY_ID}: Z1, Z2."),
        ((COMPARE, PLAN, VERIFY), ONE, "snapshot:twins.json", 2, f"{BY_ID}: c1, c2."),
        ((EXPORT,), ONE, "cloudflare", 2, f"cloudflare {BY_ID}: "),
        ((COMPARE, PLAN, VERIFY), ONE, ONE, 2, "nothing would move"),
        ((*SIDES, MAIL), "rout53", "cloudflare", 2, "Did you mean 'route53'?"),
        (SIDES, ONE, "cloudflair", 2, "Did you mean 'cloudflare'?"),
        ((*SIDES, MAIL), "route53:", "cloudflare", 2, "Write route53[:PROFILE]"),
        ((*SIDES, MAIL), "snapshot:none.json", "cloudflare", 2, "none.json can't be read"),
    ],
)
def test_a_wrong_side(
    cloudflare: CloudflareApi, commands: Sequence[str], source: str, target: str, code: int, says: str
) -> None:
    for _ in range(2 if BY_ID in says else 1):
        cloudflare.add_zone("example.com")
    for command in commands:
        done = migrate(command, source, target)
        assert (done.exit_code, says in said(done)) == (code, True), (command, done.output)
        assert command != VERIFY or "Traceback" not in done.output


@pytest.mark.parametrize("command", [COMPARE, PLAN, VERIFY])
def test_the_zones_that_are_meant_are_named_by_their_ids(command: str) -> None:
    words = ("Z2", "c1") if command == COMPARE else ("Z2,c1",)
    done = migrate(command, "snapshot:twice.json", "snapshot:twins.json", *words)
    assert done.exit_code != 2, done.output
    wrong = migrate(command, "snapshot:twice.json", "snapshot:twins.json", "Z2,c9")
    assert (wrong.exit_code, "has the id c9" in said(wrong)) == (2, True), wrong.output


@pytest.mark.parametrize("command", SIDES)
@pytest.mark.parametrize("word", ["http://example.com/", "example..com", "exam ple.com", f"{'a' * 64}.example"])
def test_what_is_no_name_of_a_zone(cloudflare: CloudflareApi, command: str, word: str) -> None:
    done = migrate(command, ONE, "cloudflare" if command == EXPORT else TARGET, word)
    assert (done.exit_code, "is not the name of a zone" in said(done)) == (2, True), done.output


def test_a_mail_move_says_how_to_choose_a_zone() -> None:
    assert "--zone" in said(migrate(MAIL, "snapshot:twice.json", ""))
    assert migrate(MAIL, "snapshot:twice.json", "", "example.com", "--zone", "Z2").exit_code == 0


@pytest.mark.parametrize("command", [*SIDES, MAIL])
@pytest.mark.parametrize(
    ("source", "says"), [("route53", "no AWS credentials"), ("cloudflare", "no Cloudflare credentials")]
)
def test_missing_credentials(command: str, source: str, says: str) -> None:
    target = "cloudflare" if source == "route53" else "route53"
    done = migrate(command, source, target, "example.com", *(["--no-imports"] if command == EXPORT else []))
    assert (done.exit_code, says in said(done)) == (3, True), done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("command", [*SIDES, MAIL])
@pytest.mark.parametrize("rights", [frozenset[str](), frozenset({ZONE_READ})])
def test_no_rights_to_list(cloudflare: CloudflareApi, command: str, rights: frozenset[str]) -> None:
    cloudflare.add_zone("example.com")
    cloudflare.tokens[TOKEN] = Grant(rights)
    output = ["--no-imports", "--output", "out.tf"] if command == EXPORT else []
    done = migrate(command, "cloudflare", "route53" if command == EXPORT else TARGET, "example.com", *output)
    assert done.exit_code == 3, done.output
    assert any(word in said(done) for word in (NO_ZONE, "Zone.DNS:Read", "Zone.Zone:Read")), done.output
    assert not Path("out.tf").exists()


def test_what_the_target_can_not_hold_is_named(cloudflare: CloudflareApi) -> None:
    cloudflare.add_zone("example.com")
    weighted = [
        {**MX, "variant": name, "routing": "weighted", "routing_detail": "1", "values": [f"10 {name}.example.net"]}
        for name in ("a", "b")
    ]
    snapshot("weighted", {**zone("route53", "Z1"), "records": weighted})
    for command, output in ((COMPARE, []), (EXPORT, ["--output", "out.tf"]), (PLAN, [])):
        done = migrate(command, "snapshot:weighted.json", "cloudflare", "example.com", *output)
        assert (done.exit_code, "routing policy (weighted)" in said(done)) == (1, True), (command, done.output)
    assert "MAIL NEEDS IT" in Path("out.tf").read_text()


def test_other_mail_records_at_the_target(cloudflare: CloudflareApi) -> None:
    cloudflare.add_mx(cloudflare.add_zone("example.com"), "example.com", 10, "mx.elsewhere.example")
    expected = {
        COMPARE: "other mail records here already",
        EXPORT: "The apply changes what the target holds now: 10 mx.elsewhere.example",
        PLAN: "cloudflare has 1 record set that the source has not, or otherwise: example.com MX",
    }
    for command, says in expected.items():
        done = migrate(command, ONE, "cloudflare")
        assert says in said(done), (command, done.output)
        assert done.exit_code == (0 if command == EXPORT else 1)


def written(command: str, path: str) -> list[str]:
    return ["--output", path if command in (EXPORT, MAIL) else f"json={path}"]


@pytest.mark.parametrize("command", [*SIDES, MAIL])
class TestFiles:
    def run(self, command: str, path: str, *more: str) -> Result:
        more = (*(["--no-imports"] if command == EXPORT else []), *written(command, path), *more)
        return migrate(command, ONE, "cloudflare" if command == EXPORT else TARGET, "example.com", *more)

    def test_one_that_is_there_is_kept(self, command: str) -> None:
        Path("out.tf").write_text("mine")
        done = self.run(command, "out.tf")
        assert (done.exit_code, done.stdout) == (2, "")
        assert "Name another file, or overwrite it with --force." in said(done)
        assert Path("out.tf").read_text() == "mine"
        assert self.run(command, "out.tf", "--force").exit_code != 2
        assert Path("out.tf").read_text() != "mine"

    def test_one_that_can_not_be_written(self, command: str) -> None:
        Path("file").write_text("")
        done = self.run(command, "file/out.tf")
        assert (done.exit_code, "file/out.tf" in said(done)) == (2, True), done.output
        assert "Traceback" not in done.output

    def test_a_folder_in_its_place(self, command: str) -> None:
        Path("folder.tf").mkdir()
        done = self.run(command, "folder.tf")
        assert (done.exit_code, "folder.tf" in said(done)) == (2, True), done.output
        assert [path.name for path in Path().iterdir() if path.name.startswith(".iacmx")] == []

    def test_an_interrupted_run_writes_nothing(self, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        before = sorted(Path().iterdir())
        monkeypatch.setattr(Path, "replace", stop)
        done = self.run(command, "out.tf")
        assert (done.exit_code, "Interrupted." in said(done)) == (130, True), done.output
        assert sorted(Path().iterdir()) == before
