"""``iacmx migrate export`` as a command: files, the target as it is, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lab import cli
from tests.lab.cloudflare_api import DNS_READ, CloudflareApi, Grant
from tests.migrate import zones
from tests.migrate.build import APEX

CF4 = "cloudflare_record"
ZONE_FILE = """\
$ORIGIN example.com.
$TTL 300
@ IN SOA ns1 hostmaster 1 2 3 4 5
@ IN NS ns1
@ IN MX 10 mx.example.net.
@ IN TXT "any=text"
www IN A 192.0.2.1
"""


@pytest.fixture
def zone_file(tmp_path: Path) -> str:
    path = tmp_path / "example.com.zone"
    path.write_text(ZONE_FILE)
    return f"zonefile:{path}"


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Any:
    with CloudflareApi() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def run(*arguments: str) -> Any:
    return cli.run("migrate", "export", *arguments)


def test_the_code_goes_to_standard_output_and_the_words_to_standard_error(zone_file: str) -> None:
    done = run("example.com", "--from", zone_file, "--to", "route53", "--no-imports")
    assert done.exit_code == 0
    assert {block.name for block in zones.blocks(done.stdout)} == {
        "example_com_mx",
        "example_com_txt",
        "www_example_com_a",
    }
    assert "Nothing that mail needs is missing." in done.stderr


def test_a_file_is_written_whole_and_never_over_another(zone_file: str, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "of"
    arguments = ("example.com", "--from", zone_file, "--to", "cloudflare", "--no-imports", "--output", str(folder))
    assert run(*arguments).exit_code == 0
    (file,) = folder.iterdir()
    assert file.name == "example.com.tf"
    assert "required_providers" in file.read_text()
    file.write_text("mine")
    again = run(*arguments)
    assert (again.exit_code, file.read_text()) == (2, "mine")
    assert "--force" in again.stderr
    assert run(*arguments, "--force").exit_code == 0
    assert file.read_text() != "mine"


def test_providers_are_required_once_in_a_folder(zone_file: str, tmp_path: Path) -> None:
    (tmp_path / "versions.tf").write_text("terraform {\n  required_providers {\n  }\n}\n")
    output = tmp_path / "zone.tf"
    assert (
        run("example.com", "--from", zone_file, "--to", "route53", "--no-imports", "--output", str(output)).exit_code
        == 0
    )
    assert "required_providers" not in output.read_text()


def test_a_snapshot_keeps_what_mail_needs_and_says_so(api: CloudflareApi, tmp_path: Path) -> None:
    zone_id = api.add_zone(APEX)
    api.add_mx(zone_id, APEX, 10, "mx.example.net")
    api.add_record(zone_id, "TXT", APEX, "any=text")
    api.add_record(zone_id, "CAA", APEX, '0 issue "letsencrypt.org"')
    saved = tmp_path / "saved.json"
    taken = cli.run("snapshot", "cloudflare", "--output", saved)
    assert taken.exit_code == 0, taken.output
    done = run(APEX, "--from", f"snapshot:{saved}", "--to", "route53", "--no-imports")
    assert done.exit_code == 0
    for text in (done.stderr, done.stdout):
        assert "NOT THE WHOLE ZONE" in text
        assert "1 CAA, 1 TXT" in text


def test_what_exists_at_a_live_target_is_imported(zone_file: str, api: CloudflareApi) -> None:
    zone_id = api.add_zone(APEX)
    record = api.add_mx(zone_id, APEX, 10, "mx.example.net")
    done = run(APEX, "--from", zone_file, "--to", "cloudflare", "--cloudflare-v4")
    assert done.exit_code == 0
    assert zones.imports(done.stdout) == {f"{CF4}.example_com_mx_mx_example_net": f"{zone_id}/{record}"}


def two_zones(api: CloudflareApi) -> None:
    api.add_zone(APEX)
    api.add_zone(APEX, status="pending")


def no_rights(api: CloudflareApi) -> None:
    api.add_zone(APEX)
    for token in api.tokens:
        api.tokens[token] = Grant(rights=frozenset({DNS_READ}))


@pytest.mark.parametrize(
    ("prepare", "exit_code", "says"),
    [
        (lambda api: None, 3, "shows no public zone example.com"),
        (two_zones, 2, "holds 2 zones named example.com"),
        (no_rights, 3, "Zone.Zone:Read"),
    ],
    ids=["absent", "two", "no rights"],
)
def test_a_target_that_can_not_be_read(
    zone_file: str, api: CloudflareApi, tmp_path: Path, prepare: Any, exit_code: int, says: str
) -> None:
    prepare(api)
    output = tmp_path / "out.tf"
    done = run(APEX, "--from", zone_file, "--to", "cloudflare", "--output", str(output))
    assert done.exit_code == exit_code
    assert says in done.stderr
    assert not output.exists()


def test_one_of_two_zones_is_chosen_by_its_id(zone_file: str, api: CloudflareApi) -> None:
    two_zones(api)
    chosen = list(api.zones)[1]
    done = run(chosen, "--from", zone_file, "--to", "cloudflare")
    assert done.exit_code == 0
    assert f'"{chosen}"' in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--from", "dns", "--to", "cloudflare"), "can't list a zone"),
        (("--from", "route53", "--to", "dns"), "--to dns is nothing that records are written for"),
        (("--from", "cloudflare", "--to", "route53", "--cloudflare-v4"), "goes with --to cloudflare"),
    ],
)
def test_usage(arguments: tuple[str, ...], says: str) -> None:
    done = run(APEX, *arguments, "--no-imports")
    assert done.exit_code == 2
    assert says in done.stderr
