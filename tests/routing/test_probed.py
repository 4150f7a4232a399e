"""``iacmx route --probe``: what is told of hosts, in each format, from real conversations with hosts on loopback."""

from __future__ import annotations

import csv
import io
import json
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import trustme

import iacmx
from iacmx.cli._probed import watched
from iacmx.model import Answer, Kind, Severity
from iacmx.probing import Manner, State
from iacmx.routing import End, MailRoute
from iacmx.world.questions import MTA_STS
from tests.lab import cli
from tests.lab.mail_host import MailHosts
from tests.lab.nameserver import NameServer
from tests.probing.conftest import Authority, authority, trusting  # noqa: F401 - fixtures

ZONE = """
    test. SOA a.test. a.test. 1 1 1 1 300
    test. NS ns.test.
    all.test. MX 10 good.test.
    all.test. MX 20 plain.test.
    all.test. MX 30 busy.test.
    all.test. MX 30 away.test.
    all.test. MX 40 dead.test.
    best.test. MX 10 dead.test.
    best.test. MX 20 good.test.
    also.test. MX 10 good.test.
    lost.test. MX 10 dead.test.
    public.test. MX 10 v4.test.
    _mta-sts.sts.test. TXT "v=STSv1; id=1"
    sts.test. MX 10 good.test.
    mta-sts.sts.test. A 127.0.0.7
    good.test. A 127.0.0.2
    plain.test. A 127.0.0.3
    busy.test. A 127.0.0.4
    away.test. A 127.0.0.5
    dead.test. A 127.0.0.6
"""


@pytest.fixture(scope="module")
def server() -> Iterator[NameServer]:
    with NameServer(ZONE) as running:
        yield running


@pytest.fixture
def hosts(authority: Authority) -> Iterator[MailHosts]:  # noqa: F811
    with MailHosts() as running:
        running.good("127.0.0.2", authority.context("good.test"))
        running.good("127.0.0.3")
        running.scripted("127.0.0.4", "421 4.3.2 \x1b[31m::error::busy <b>\r\n")
        running.scripted("127.0.0.5", "554 5.7.1 no service\r\n")
        yield running


def probed(server: NameServer, hosts: MailHosts, *arguments: str, stdin: str = "") -> Any:
    how = ["--resolver", server.address, "--probe", "--allow-private", "--probe-port", str(hosts.port), "--no-rules"]
    return cli.run("route", *arguments, *how, stdin=stdin)


@pytest.mark.usefixtures("trusting")
def test_what_hosts_answer_stands_beside_them(server: NameServer, hosts: MailHosts) -> None:
    done = probed(server, hosts, "all.test")
    lines = done.stdout.splitlines()
    assert lines[1:7] == [
        "   10 good.test  127.0.0.2; answers with TLSv1.3",
        "   20 plain.test  127.0.0.3; answers without TLS",
        "   30 away.test (50 %)  127.0.0.5; refuses with 554",
        "   30 busy.test (50 %)  127.0.0.4; puts off with 421",
        "   40 dead.test  127.0.0.6; does not answer",
        "   => delivered to good.test",
    ]
    shown = '  good.test [127.0.0.2]: 220 "host 127.0.0.2'
    (good,) = [line for line in lines if line.startswith(shown)]
    assert "TLSv1.3; certificate of good.test, by trustme" in good
    assert "    error no connection to port 25 (127.0.0.6: connection refused)" in lines
    assert "    error answers the connection with 554, to this machine at least: 5.7.1 no service" in lines
    assert (
        "    unverified answers the connection with 421, which means later: 4.3.2 \\u001b[31m::error::busy <b>" in lines
    )
    assert "\x1b" not in done.stdout
    assert done.exit_code == 1


@pytest.mark.usefixtures("trusting")
def test_one_connection_for_all_domains_and_no_mail(server: NameServer, hosts: MailHosts) -> None:
    done = probed(server, hosts, "--from-file", "-", stdin="all.test\nalso.test\nbest.test\nALL.test\n")
    assert "4 of 4 domains delivered" in done.stdout
    assert hosts.connections == {f"127.0.0.{number}": 1 for number in (2, 3, 4, 5)}
    assert hosts.said == {
        "127.0.0.2": ["EHLO", "STARTTLS", "EHLO", "QUIT"],
        "127.0.0.3": ["EHLO", "QUIT"],
        "127.0.0.4": ["QUIT"],
        "127.0.0.5": ["QUIT"],
    }


def test_mail_goes_around_a_dead_host(server: NameServer, hosts: MailHosts) -> None:
    done = probed(server, hosts, "best.test")
    assert "   => delivered to good.test" in done.stdout.splitlines()
    assert done.exit_code == 1


def test_a_port_that_is_blocked_is_not_a_dead_host(server: NameServer, hosts: MailHosts) -> None:
    done = probed(server, hosts, "lost.test")
    assert "lost.test  port 25 seems to be blocked from here: no host could be reached" in done.stdout
    assert "unverified no connection to port 25 (127.0.0.6: connection refused)" in done.stdout
    assert "=> delivered to dead.test" in done.stdout
    assert done.exit_code == 3


def test_a_port_is_blocked_only_if_no_later_host_is_reached(
    server: NameServer, hosts: MailHosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iacmx.cli._routes.BATCH", 1)
    done = probed(server, hosts, "--from-file", "-", stdin="lost.test\nlost.test\nalso.test\nbest.test\n")
    assert "blocked" not in done.stdout
    assert done.stdout.count("error no connection to port 25 (127.0.0.6: connection refused)") == 3
    assert [line for line in done.stdout.splitlines() if "lost.test" in line] == ["lost.test", "lost.test"]
    monkeypatch.setattr("iacmx.cli._routes.MOST_HELD", 1)
    done = probed(server, hosts, "--from-file", "-", stdin="lost.test\nalso.test\n")
    assert "port 25 seems to be blocked from here" in done.stdout


def test_how_far_it_is_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    with watched(2) as done:
        done()
        time.sleep(0.2)  # the display is drawn a few times a second
    assert isinstance(sys.stderr, Terminal)
    assert "probed 1 of 2 hosts" in sys.stderr.getvalue()


def test_private_addresses_are_not_connected_to(server: NameServer, hosts: MailHosts) -> None:
    done = cli.run("route", "also.test", "--probe", "--resolver", server.address, "--probe-port", str(hosts.port))
    assert "not probed: its addresses are not public (127.0.0.2: loopback, RFC 1122)" in done.stdout
    assert not hosts.connections


def test_without_probe_nobody_is_connected_to(server: NameServer, hosts: MailHosts) -> None:
    cli.run("route", "all.test", "--resolver", server.address, "--probe-port", str(hosts.port))
    assert not hosts.connections


def test_what_the_user_calls_down_is_not_probed(server: NameServer, hosts: MailHosts) -> None:
    probed(server, hosts, "best.test", "--down", "good.test")
    assert not hosts.connections


def test_a_policy_that_was_not_fetched_is_told(server: NameServer, hosts: MailHosts) -> None:
    done = probed(server, hosts, "sts.test")
    assert "the MTA-STS policy is not known: mta-sts.sts.test could not be reached" in done.stdout
    assert ("MTA-STS untold" in done.stdout, done.exit_code) == (True, 3)


@pytest.mark.usefixtures("trusting")
def test_other_formats(server: NameServer, hosts: MailHosts, tmp_path: Path) -> None:
    page, table, chart, drawing = (tmp_path / name for name in ("page.html", "t.csv", "c.mmd", "d.svg"))
    files = [
        f"--output={name}={path}"
        for name, path in zip(("html", "csv", "mermaid", "svg"), (page, table, chart, drawing), strict=True)
    ]
    done = probed(server, hosts, "all.test", "--format", "json", *files)
    document = json.loads(done.stdout)
    jsonschema = pytest.importorskip("jsonschema")
    schema = Path(__file__).parents[2] / "docs" / "schema" / "routes-1.json"
    jsonschema.validate(document, json.loads(schema.read_text()))
    probes = {probe["host"]: probe for probe in document["domains"][0]["routes"][0]["probes"]}
    assert list(probes) == ["good.test", "plain.test", "away.test", "busy.test", "dead.test"]
    assert (probes["good.test"]["tls"], probes["good.test"]["certificate"]["names"]) == ("TLSv1.3", ["good.test"])
    assert (probes["away.test"]["state"], probes["away.test"]["code"]) == ("refuses", 554)
    rows = {row["host"]: row for row in csv.DictReader(io.StringIO(table.read_text()))}
    assert rows["plain.test"]["probe"] == "answers without TLS"
    assert rows["dead.test"]["probe_remarks"] == "error: no connection to port 25 (127.0.0.6: connection refused)"
    assert "busy &lt;b&gt;" in page.read_text()
    assert "answers with TLSv1.3" in drawing.read_text()
    assert "answers with TLSv1.3" in chart.read_text()
    assert hosts.connections["127.0.0.2"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--helo", "x"], "are for --probe"), (["--probe", "--helo", "a b"], "--helo a b is no host name.")],
)
def test_wrong_usage(server: NameServer, arguments: list[str], said: str) -> None:
    done = cli.run("route", "all.test", "--resolver", server.address, *arguments)
    assert (done.exit_code, said in done.stderr) == (2, True)


class Dns:
    """Answers that are there at once, all validated; what is not there does not exist."""

    questions = 0
    unasked: dict[str, str] = {}  # noqa: RUF012

    def __init__(self, answers: dict[tuple[str, str], Answer]) -> None:
        self._answers = answers

    def lookup(self, name: str, rdtype: str) -> Answer:
        return self._answers.get((name, rdtype), Answer(Kind.NO_DATA, secure=True))

    def settle(self) -> bool:
        return False


POLICY = "version: STSv1\nmode: enforce\nmax_age: 86400\nmx: *.d.test\n"


def promised(hosts: MailHosts, tlsa: Answer, policy: str = POLICY, *, secure: bool = True) -> MailRoute:
    from iacmx.mx import parse_mx

    def found(text: Any, **how: Any) -> Answer:
        return Answer(Kind.FOUND, (text,), **{"secure": secure, **how})

    dns = Dns(
        {
            ("d.test", "MX"): found(parse_mx("10 mx.d.test.")),
            ("mx.d.test", "A"): found("127.0.0.9"),
            ("_25._tcp.mx.d.test", "TLSA"): tlsa,
            ("_mta-sts.d.test", "TXT"): found("v=STSv1; id=1"),
            ("d.test", MTA_STS): found(policy),
        }
    )
    return iacmx.route("d.test", dns=dns, probe=Manner(allow_private=True, port=hosts.port))


@pytest.mark.usefixtures("trusting")
def test_promises_of_the_domain(hosts: MailHosts, authority: Authority) -> None:  # noqa: F811
    import ssl

    from iacmx.probing.certificates import public_key

    issued = authority.ca.issue_cert("mx.d.test")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    hosts.good("127.0.0.9", context)
    key = public_key(ssl.PEM_cert_to_DER_cert(issued.cert_chain_pems[0].bytes().decode()))
    right = Answer(Kind.FOUND, (f"3 1 1 {sha256(key).hexdigest()}",), secure=True)
    wrong = Answer(Kind.FOUND, ("3 1 1 " + "00" * 32,), secure=True)
    unsigned = Answer(Kind.FOUND, wrong.values)

    def verdicts(route: MailRoute) -> tuple[str, str, Severity]:
        (probe,) = route.probes
        assert (route.ending.end, probe.state) == (End.DELIVERED, State.GREETS)
        return probe.mta_sts, probe.dane, probe.worst

    assert verdicts(promised(hosts, right)) == ("holds", "holds", Severity.INFO)
    assert verdicts(promised(hosts, wrong)) == ("holds", "fails", Severity.ERROR)
    # Only what DNSSEC vouches for counts (RFC 7672 section 2.2).
    assert verdicts(promised(hosts, unsigned)) == ("holds", "", Severity.INFO)
    assert verdicts(promised(hosts, wrong, secure=False)) == ("holds", "", Severity.INFO)
    failing = Answer(Kind.UNVERIFIED, reason="SERVFAIL")
    assert verdicts(promised(hosts, failing)) == ("holds", "untold", Severity.UNVERIFIED)
    elsewhere = POLICY.replace("*.d.test", "*.e.test")
    assert verdicts(promised(hosts, right, elsewhere)) == ("fails", "holds", Severity.ERROR)
    assert verdicts(promised(hosts, right, "no policy")) == ("", "holds", Severity.INFO)


def test_certificates_of_an_unknown_authority(hosts: MailHosts) -> None:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("mx.d.test").configure_cert(context)
    hosts.good("127.0.0.9", context)
    (probe,) = promised(hosts, Answer(Kind.NO_DATA)).probes
    assert [(remark.severity, remark.text) for remark in probe.remarks] == [
        (
            Severity.ERROR,
            "MTA-STS (enforce) fails: its certificate is not accepted: "
            "its chain does not lead to an authority that is trusted here",
        )
    ]
