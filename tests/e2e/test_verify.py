"""``iacmx verify`` as a process: what a terminal, a pipeline and an interrupt see of a wait. After a real apply, with
BIND and unbound on the way to serve it: test_pipeline.py."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
from pathlib import Path

import dns.message
import dns.rrset
import pytest

from tests.lab import cli
from tests.lab.command import BARE, PROGRAM, iacmx
from tests.lab.nameserver import Asked, Sent
from tests.plan.build import aws, change, plan_bytes
from tests.serving.lab import APEX, MAIL, NEW, Lab, lab, referring, zone

VALUES = {(APEX, "MX"): ["10 mail.example.test"], (f"mail.{APEX}", "A"): ["192.0.2.25"]}


@pytest.fixture
def applied(tmp_path: Path) -> list[str]:
    """A plan that was applied, and a snapshot of its zone afterwards, as arguments."""
    served = [{"owner": o, "type": t, "ttl": 1800 if t == "A" else 3600, "values": v} for (o, t), v in VALUES.items()]
    held = {"provider": "route53", "id": "Z1", "name": APEX, "name_servers": list(NEW), "records": served}
    document = {"schema": "iacmx.snapshot/1", "taken_at": "2026-01-05T09:00:00Z", "zones": [held]}
    (tmp_path / "after.json").write_text(json.dumps(document))
    before = {"zone_id": "Z1", "name": APEX, "type": "MX", "ttl": 3600, "records": [f"10 old.{APEX}"]}
    host = {"zone_id": "Z1", "name": f"mail.{APEX}", "type": "A", "ttl": 1800, "records": ["192.0.2.25"]}
    changes = [
        changed("mx", ["update"], before, before | {"records": [f"10 mail.{APEX}"]}),
        changed("mail", ["create"], None, host),
    ]
    plan = {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes}
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    return [str(tmp_path / "plan.json"), "--snapshot", str(tmp_path / "after.json")]


def changed(
    name: str, actions: list[str], before: dict[str, object] | None, after: dict[str, object] | None
) -> dict[str, object]:
    change = {"actions": actions, "before": before, "after": after, "after_unknown": {}}
    return {
        "address": f"aws_route53_record.{name}",
        "mode": "managed",
        "type": "aws_route53_record",
        "name": name,
        "change": change,
    }


def command(applied: list[str], where: Lab, *more: str) -> list[str]:
    return ["verify", *applied, *where.resolve, "--resolver", where.resolver, *more]


def old_at_first(asked: Asked) -> list[Sent]:
    """A resolver that has the old answer for a second when it is asked first."""
    response = dns.message.make_response(asked.message, recursion_available=True)
    name, ttl = ("old", 1) if asked.times == 1 else ("mail", 3600)
    response.answer.append(dns.rrset.from_text(f"{APEX}.", ttl, "IN", "MX", f"10 {name}.{APEX}."))
    return [Sent(response.to_wire())]


def keeps_the_old(asked: Asked) -> list[Sent]:
    response = dns.message.make_response(asked.message, recursion_available=True)
    response.answer.append(dns.rrset.from_text(f"{APEX}.", 3412, "IN", "MX", f"10 old.{APEX}."))
    return [Sent(response.to_wire())]


def test_as_promised(applied: list[str], tmp_path: Path) -> None:
    with lab(parents=[referring(NEW)] * 2, new=[zone(NEW)] * 2, resolver=zone(NEW)) as where:
        done = iacmx(*command(applied, where, "--output", f"junit={tmp_path / 'junit.xml'}"))
    assert (done.code, done.err) == (0, ""), done.out
    assert "PASS  As promised: 2 record sets, at Route 53, 2 name servers and 1 resolver." in done.out
    assert (tmp_path / "junit.xml").read_text().startswith("<?xml")


@pytest.mark.slow
def test_a_wait_ends_when_the_resolver_follows(applied: list[str]) -> None:
    with lab(
        parents=[referring(NEW)] * 2, new=[zone(NEW)] * 2, resolver=zone(NEW), behaviours={(APEX, "MX"): old_at_first}
    ) as where:
        done = iacmx(*command(applied, where, "--wait", "1m"))
    assert done.code == 0, done.out
    assert done.err == f"iacmx: 3 of 4 as promised; not yet: resolver {where.resolver}\n"
    assert "PASS  As promised" in done.out


@pytest.mark.slow
def test_an_interrupted_wait_tells_what_is_known(applied: list[str]) -> None:
    with lab(
        parents=[referring(NEW)] * 2, new=[zone(NEW)] * 2, resolver=zone(NEW), behaviours={(APEX, "MX"): keeps_the_old}
    ) as where:
        process = subprocess.Popen(
            [str(PROGRAM), *command(applied, where, "--wait", "15m")],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=BARE,
            text=True,
        )
        assert process.stderr is not None
        line = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert "not yet: resolver" in line
    assert process.returncode == 130
    assert "and may for 56 min 52 s more" in out


@pytest.mark.slow
def test_a_wait_that_was_too_short(applied: list[str]) -> None:
    with lab(
        parents=[referring(NEW)] * 2, new=[zone(NEW)] * 2, resolver=zone(NEW), behaviours={(APEX, "MX"): keeps_the_old}
    ) as where:
        done = iacmx(*command(applied, where, "--wait", "1s", "--quiet"))
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("example.test")


@pytest.mark.slow
def test_a_terminal_shows_a_line_for_each_server(applied: list[str]) -> None:
    old = MAIL.replace(f"10 mail.{APEX}", f"10 old.{APEX}")
    with lab(
        parents=[referring(NEW)] * 2,
        new=[zone(NEW), zone(NEW, old)],
        resolver=zone(NEW),
        behaviours={(APEX, "MX"): keeps_the_old},
    ) as where:
        seen = on_a_terminal([str(PROGRAM), *command(applied, where, "--wait", "2s")])
    assert "as promised; not yet: ns2.new.test" in seen
    assert "ns2.new.test              what was there before for example.test MX" in seen
    assert "for at most 56 min 52 s more" in seen


def on_a_terminal(arguments: list[str]) -> str:
    """All that a terminal of 160 columns gets of a command."""
    inside, outside = pty.openpty()
    environment = BARE | {"TERM": "xterm", "COLUMNS": "160", "LINES": "40"}
    process = subprocess.Popen(arguments, stdout=outside, stderr=outside, stdin=outside, env=environment)
    os.close(outside)
    got = b""
    try:
        while chunk := os.read(inside, 65536):
            got += chunk
    except OSError:
        pass  # Linux says so where the other end is closed
    process.wait(timeout=30)
    os.close(inside)
    return got.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--wait", "soon"), "--wait 'soon' is no time to wait."),
        (("--provider", "rute53"), "Did you mean 'route53'?"),
        (("--resolve", "ns1.new.test"), "names no address"),
        (("--format", "jsn"), "Did you mean 'json'?"),
    ],
)
@pytest.mark.slow
def test_a_slip_exits_2_and_is_named(applied: list[str], more: tuple[str, ...], says: str) -> None:
    done = iacmx("verify", *applied, *more)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_a_zone_that_the_plan_does_not_name_is_no_pass(tmp_path: Path) -> None:
    named = Path(__file__).parents[2] / "examples" / "cname-target" / "plan.json"
    by_id = tmp_path / "plan.json"
    by_id.write_bytes(plan_bytes(change("aws_route53_record.a", after=aws())))
    for plan, hint in (named, "It names example.com;"), (by_id, "It knows its zones by their ids alone;"):
        done = cli.run("verify", plan, "--zone", "Example.org.")
        assert (done.exit_code, "The plan names no zone example.org." in done.output) == (2, True)
        assert f"{hint} without --zone all are looked at." in done.output
