"""``iacmx route`` as a user calls it: worlds, formats, files, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import iacmx
from iacmx.cli import _shares
from iacmx.errors import InputError, ProviderError, UsageError
from iacmx.routing import End
from tests.lab import cli
from tests.lab.nameserver import NameServer, rcode
from tests.plan.build import aws, change, plan_bytes

EXAMPLES = Path(__file__).parents[2] / "examples"
STORY = EXAMPLES / "google-to-microsoft-done-right"
ZONE = """
    test. SOA a.test. a.test. 1 1 1 1 300
    test. NS ns.test.
    ns.test. A 127.0.0.1
    good.test. MX 10 mx1.good.test.
    good.test. MX 10 mx2.good.test.
    good.test. MX 20 mx3.good.test.
    mx1.good.test. A 45.33.1.1
    mx2.good.test. A 45.33.1.2
    mx3.good.test. AAAA 2600:3c00::3
    lost.test. MX 10 gone.good.test.
    null.test. MX 0 .
    half.test. MX 10 mx1.good.test.
    half.test. MX 20 gone.good.test.
    xn--bcher-kva.test. MX 5 mx1.good.test.
"""


@pytest.fixture(scope="module")
def server() -> Iterator[NameServer]:
    with NameServer(ZONE, {"broken.test": rcode("SERVFAIL")}) as running:
        yield running


def run(*arguments: str, stdin: str | bytes | None = None) -> Any:
    return cli.run("route", *arguments, stdin=stdin)


def at(server: NameServer, *arguments: str, stdin: str | bytes | None = None) -> Any:
    return run(*arguments, "--resolver", server.address, stdin=stdin)


def story(*arguments: str, example: str = STORY.name) -> Any:
    folder = EXAMPLES / example
    return run(*arguments, "--dns-zone-files", str(folder / "dns"), "--snapshot", str(folder / "snapshot.json"))


def test_one_domain(server: NameServer) -> None:
    done = at(server, "user@good.test", "--no-rules")
    assert (done.exit_code, done.stdout.splitlines()) == (
        0,
        [
            "good.test  (user@good.test)",
            "   10 mx1.good.test (50 %)  45.33.1.1",
            "   10 mx2.good.test (50 %)  45.33.1.2",
            "   20 mx3.good.test  2600:3c00::3",
            "   => delivered to mx1.good.test, mx2.good.test",
            "",
        ],
    )


def test_what_is_wrong_stands_beside_it(server: NameServer) -> None:
    done = at(server, "half.test")
    assert done.exit_code == 1
    assert "   20 gone.good.test  no such name; MX202 target-nxdomain" in done.stdout.splitlines()
    assert "  error MX202 target-nxdomain: gone.good.test does not exist" in done.stdout
    assert "=> delivered to mx1.good.test" in done.stdout
    without = at(server, "half.test", "--no-rules")
    assert (without.exit_code, "MX202" in without.stdout) == (0, False)


@pytest.mark.parametrize(
    ("arguments", "end", "code"),
    [
        (["good.test", "--down", "mx1.good.test,mx2.good.test"], "=> delivered to mx3.good.test", 0),
        (["good.test", "--down", "mx1.good.test, mx2.good.test, 2600:3c00::3"], "=> defers with 4.4.1", 1),
        (["good.test", "--down", "mx1.good.test,mx2.good.test", "--no-ipv6"], "=> defers with 4.4.1", 1),
        (["good.test", "--self", "mx1.good.test"], "=> fails with 5.4.6", 1),
        (["good.test", "--self", "MX3.good.test."], "=> delivered to mx1.good.test, mx2.good.test", 0),
        (["lost.test"], "=> fails with 5.4.4", 1),
        (["lost.test", "--mta", "exim"], "=> fails with 5.0.0", 1),
        (["null.test"], "fails with 5.1.10", 1),
        (["null.test", "--mta", "postfix"], "fails with 5.1.0", 1),
        (["nobody.test"], "fails with 5.1.2: the domain does not exist", 1),
        (["broken.test"], "defers with 4.4.3: the MX records could not be looked up", 3),
        (["b\u00dccher\u3002test"], "=> delivered to mx1.good.test", 0),
        (["[192.0.2.1]"], "=> delivered to 192.0.2.1", 0),
        (["192.0.2.1"], "mail to one is written as user@[192.0.2.1]", 2),
    ],
)
def test_what_if(server: NameServer, arguments: list[str], end: str, code: int) -> None:
    done = at(server, *arguments, "--no-rules")
    assert end in done.stdout
    assert done.exit_code == code


def test_a_file_of_domains(server: NameServer, tmp_path: Path) -> None:
    listed = tmp_path / "domains.txt"
    listed.write_bytes(
        b"\xef\xbb\xbfgood.test\r\n\r\n# a comment\r\nno domain\r\nbad\xff.test\r\ngood.test\r\nnull.test # x\r\n"
    )
    done = at(server, "half.test", "--from-file", str(listed))
    said = re.findall(r"^(?:\? .*|\S+\.test)", done.stdout, re.MULTILINE)
    assert said == [
        "half.test",
        "good.test",
        "? no domain is not a domain: only letters, digits, hyphens and dots make one.",
        "? Line 5 is not UTF-8 text.",
        "good.test",
        "null.test",
    ]
    last = "3 of 4 domains delivered; 1 failed; 2 lines that are no domain"
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (1, last)
    assert "MX202" not in done.stdout
    assert "MX202" in at(server, "half.test", "--from-file", str(listed), "--rules").stdout


@pytest.mark.parametrize(
    ("lines", "code"),
    [("", 0), ("good.test\n", 0), ("good.test\na b\n", 2), ("broken.test\n", 3), ("broken.test\nnull.test\na b\n", 1)],
)
def test_exit_codes_of_many(server: NameServer, lines: str, code: int) -> None:
    assert at(server, "--from-file", "-", stdin=lines).exit_code == code


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_a_long_file_is_shared_by_processes(
    server: NameServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    names = ["good.test", "null.test", "no domain", "", "# a remark", "half.test", "xn--bcher-kva.test", "[192.0.2.1]"]
    listed, alone, shared = tmp_path / "domains", tmp_path / "alone", tmp_path / "shared"
    listed.write_text("\n".join(names[number % len(names)] for number in range(150)))
    given = ["broken.test", "--from-file", str(listed), "--format", form]
    monkeypatch.setattr(_shares, "TURN", 7)
    first = at(server, *given, "--output", f"csv={alone}")
    monkeypatch.setattr(_shares, "LEAST", 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    assert _shares.processes_for(str(listed)) == (3 if sys.platform == "linux" else 1)
    second = at(server, *given, "--output", f"csv={shared}")
    assert (second.stdout, second.exit_code) == (first.stdout, first.exit_code)
    assert shared.read_text() == alone.read_text()


def test_a_process_that_ends_early_is_told(tmp_path: Path) -> None:
    listed = tmp_path / "domains"
    listed.write_text("".join(f"d{number}.test\n" for number in range(1000)))

    def dies(names: object, emit: object) -> None:
        os._exit(3)

    with (
        _shares.turns(str(listed), (), 2, dies, lambda result, number: [""]) as made,
        pytest.raises(ProviderError, match="ended early"),
    ):
        list(made)


def test_files_appear_whole_or_not_at_all(server: NameServer, tmp_path: Path) -> None:
    assert at(server, "good.test", "null.test", "--output", f"svg={tmp_path / 'a.svg'}").exit_code == 2
    assert list(tmp_path.iterdir()) == []
    assert "can't be written" in at(server, "good.test", "--output", f"csv={tmp_path / 'no' / 'a.csv'}").output


def test_quiet_tells_only_what_is_not_plainly_delivered(server: NameServer) -> None:
    done = at(server, "--from-file", "-", "--quiet", stdin="good.test\nnull.test\n")
    assert [line for line in done.stdout.splitlines() if line.endswith(".test")] == ["null.test"]


def test_json(server: NameServer) -> None:
    done = at(server, "good.test", "a b", "null.test", "--format", "json", "--no-rules")
    document = json.loads(done.stdout)
    assert (document["schema"], document["exit_code"], done.exit_code) == ("iacmx.routes/1", 1, 1)
    good, wrong, null = document["domains"]
    assert [(a["host"], a["address"], a["share"]) for a in good["routes"][0]["attempts"]] == [
        ("mx1.good.test", "45.33.1.1", 50),
        ("mx2.good.test", "45.33.1.2", 50),
        ("mx3.good.test", "2600:3c00::3", 100),
    ]
    assert ("a b is not a domain" in wrong["problem"], wrong["routes"]) == (True, [])
    assert null["routes"][0]["ending"]["code"] == "5.1.10"
    assert document["summary"] == {"delivered": 1, "deferred": 0, "failed": 1, "untold": 0, "errors": 0, "wrong": 1}


def test_json_follows_its_schema(server: NameServer) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((EXAMPLES.parent / "docs" / "schema" / "routes-1.json").read_text())
    jsonschema.validate(json.loads(at(server, "half.test", "x y", "--format", "json").stdout), schema)


def test_csv(server: NameServer) -> None:
    done = at(server, "good.test", "null.test", "=x y", "--format", "csv", "--no-rules")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["asked"], row["attempt"], row["host"], row["end"]) for row in rows] == [
        ("good.test", "1", "mx1.good.test", "delivered"),
        ("good.test", "2", "mx2.good.test", "delivered"),
        ("good.test", "3", "mx3.good.test", "delivered"),
        ("null.test", "", "", "failed"),
        ("'=x y", "", "", "not-a-domain"),
    ]


def test_pictures(server: NameServer, tmp_path: Path) -> None:
    page, chart = tmp_path / "routes.html", tmp_path / "route.mmd"
    done = at(server, "half.test", "--format", "svg", "--output", f"html={page}", "--output", f"mermaid={chart}")
    shown = {element.text for element in ElementTree.fromstring(done.stdout).iter()}
    assert {"Mail for half.test", "mx1.good.test", "gone.good.test", "delivered to mx1.good.test"} <= shown
    assert chart.read_text().startswith("flowchart TB\n")
    html = page.read_text()
    assert html.rstrip().endswith("</html>")
    assert html.count("<svg") == 1
    assert "gone.good.test does not exist" in html


def test_a_picture_holds_one_domain(server: NameServer) -> None:
    done = at(server, "good.test", "null.test", "--format", "svg")
    assert (done.exit_code, "draws one domain" in done.stderr) == (2, True)


def test_before_and_after_a_plan() -> None:
    done = story("example.com", "--plan", str(STORY / "plan.json"))
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[:2] == ["example.com", "  before  Google Workspace, legacy set"]
    assert "  after  Microsoft 365 / Exchange Online, mail.protection.outlook.com" in lines
    assert "     => delivered to example-com.mail.protection.outlook.com" in lines


def test_an_error_counts_where_the_route_can_not_be_told(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_bytes(plan_bytes(change("aws_route53_record.b", after=aws(records=["10 mx.nowhere.invalid"]))))
    (tmp_path / "com.zone").write_text("$ORIGIN com.\n$TTL 300\n@ SOA a b 1 2 3 4 5\n@ NS a\n")
    snapshot = tmp_path / "s.json"
    snapshot.write_text('{"schema": "iacmx.snapshot/1", "taken_at": "2026-01-05T09:00:00Z", "zones": []}')
    given = ("--plan", str(plan), "--snapshot", str(snapshot), "--dns-zone-files", str(tmp_path), "--format", "json")
    done = cli.run("route", *given)
    summary = json.loads(done.stdout)["summary"]
    assert (summary["untold"], summary["errors"], done.exit_code) == (1, 1, 1)


def test_the_domains_of_a_plan_need_not_be_named() -> None:
    name = "target-destroyed-in-the-same-plan"
    done = story("--plan", str(EXAMPLES / name / "plan.json"), example=name)
    assert done.exit_code == 1
    assert "removed by this plan" in done.stdout
    for rule in json.loads((EXAMPLES / name / "expected.json").read_text())["error"]:
        assert f"error {rule}" in done.stdout


def test_an_account_beside_dns() -> None:
    done = story("example.com", "other.invalid", "--live", "route53")
    lines = done.stdout.splitlines()
    assert lines[:2] == ["example.com", "  Route 53  Google Workspace, legacy set"]
    assert "  DNS  Google Workspace, legacy set" in lines
    assert done.exit_code == 3
    assert "has no public zone of other.invalid" in done.stdout


def test_what_one_name_server_says(server: NameServer) -> None:
    newer = ZONE.replace("lost.test. MX 10 gone", "lost.test. MX 10 mx1")
    with NameServer(newer, recursive=False, authoritative=True) as master:
        done = at(server, "lost.test", "--at", master.address, "--at", server.address)
        assert f"  at {master.address}" == done.stdout.splitlines()[1]
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert "     => delivered to mx1.good.test" in lines
    assert "     => fails with 5.4.4: no host of the MX records has a usable address" in lines


def test_a_server_that_refuses_is_not_told(server: NameServer) -> None:
    with NameServer("", {"*": rcode("REFUSED")}, recursive=False) as refusing:
        done = at(server, "good.test", "--at", refusing.address)
    assert done.exit_code == 3
    assert "REFUSED" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "No domain is given."),
        (["a.test", "--plan", "x", "--live", "route53"], "exclude each other"),
        (["a.test", "--snapshot", "x"], "--snapshot is for --plan and --live"),
        (["a.test", "--format", "xml"], "There is no format 'xml' for routes."),
        (["--from-file", "/nowhere/at/all"], "can't be read"),
        (["a.test", "--down", "a b"], "a b is not a domain"),
        (["a.test", "--timeout", "0"], "is not a time to wait"),
        (["a.test", "--mta", "sendmail"], "sendmail"),
    ],
)
def test_wrong_usage(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, said in done.stderr) == (2, True)


def test_as_a_library(server: NameServer) -> None:
    found = iacmx.route("user@half.test", resolvers=[server.address], judged=True)
    assert (found.ending.end, found.ending.hosts) == (End.DELIVERED, ("mx1.good.test",))
    assert "MX202" in [finding.rule for finding in found.findings]
    with pytest.raises(InputError, match="is not a domain"):
        iacmx.route("a b")
    with pytest.raises(UsageError, match="no mail server"):
        iacmx.route("good.test", resolvers=[server.address], mta="x")
    with pytest.raises(AttributeError):
        _ = iacmx.no_such_thing  # type: ignore[attr-defined]
