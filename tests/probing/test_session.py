"""One conversation with each kind of mail host, over real connections."""

from __future__ import annotations

import asyncio
import socket

import pytest

from iacmx.probing import Manner, Starttls, State
from iacmx.probing.run import probe
from iacmx.probing.session import Session
from iacmx.provider import Deadline
from tests.lab.mail_host import MailHosts, Script, answers, resets
from tests.probing.conftest import Authority

HOST = "127.0.0.2"
QUICK = Manner(allow_private=True, connect=2.0, greeting=0.4, reply=0.4, total=3.0)


@pytest.fixture(autouse=True)
def brief_farewell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iacmx.probing.session._FAREWELL", 0.3)


def spoken(hosts: MailHosts, *addresses: str, manner: Manner = QUICK) -> Session:
    from msgspec.structs import replace

    known = addresses or (HOST,)
    (session,) = probe([("mx.test", known)], replace(manner, port=hosts.port), Deadline.after(20))
    return session


def test_a_good_host(hosts: MailHosts, authority: Authority) -> None:
    hosts.good(HOST, authority.context("mx.test"))
    session = spoken(hosts)
    assert (session.state, session.code, session.starttls) == (State.GREETS, 220, Starttls.OFFERED)
    assert session.said == "host 127.0.0.2 Python SMTP 1.4.6" or session.said.startswith("host 127.0.0.2")
    assert (session.tls, len(session.chain), session.is_whole) == ("TLSv1.3", 1, True)
    assert hosts.said[HOST] == ["EHLO", "STARTTLS", "EHLO", "QUIT"]
    assert hosts.connections[HOST] == 1


def test_without_starttls(hosts: MailHosts) -> None:
    hosts.good(HOST)
    session = spoken(hosts)
    assert (session.state, session.starttls, session.tls) == (State.GREETS, Starttls.ABSENT, "")
    assert hosts.said[HOST] == ["EHLO", "QUIT"]


@pytest.mark.parametrize(
    ("greeting", "state", "code", "detail", "said"),
    [
        ("421 4.3.2 busy\r\n", State.PUTS_OFF, 421, "answers the connection with 421", ["QUIT"]),
        ("554 5.7.1 no\r\n", State.REFUSES, 554, "answers the connection with 554", ["QUIT"]),
        ("554-5.7.1 no\r\n554 never\r\n", State.REFUSES, 554, "answers the connection with 554", ["QUIT"]),
        ("354 go on\r\n", State.NO_SMTP, 354, "answers the connection with 354", ["QUIT"]),
        ("HTTP/1.1 400 Bad\r\n", State.NO_SMTP, 0, "what it says is no SMTP", ["QUIT"]),
        (b"\x00\xff\xfe\r\n", State.NO_SMTP, 0, "what it says is no SMTP", ["QUIT"]),
        (b"x" * 100_000, State.NO_SMTP, 0, "what it says is no SMTP", ["QUIT"]),
        (b"220-more\r\n" * 20_000, State.NO_SMTP, 0, "what it says is no SMTP", ["QUIT"]),
        ("", State.SILENT, 0, "says nothing within 0.4 s", ["QUIT"]),
        ("220-not yet", State.SILENT, 0, "says nothing within 0.4 s", ["QUIT"]),
    ],
)
def test_greetings(
    hosts: MailHosts, greeting: str | bytes, state: State, code: int, detail: str, said: list[str]
) -> None:
    hosts.scripted(HOST, greeting)
    session = spoken(hosts)
    assert (session.state, session.code, session.detail) == (state, code, detail)
    assert len(session.said) <= 300
    assert (hosts.connections[HOST], hosts.said[HOST]) == (1, said)


async def _reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    resets(writer)


async def _close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    return


async def _close_later(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()


async def _slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.2)
    writer.write(b"220 at last\r\n")
    await answers(("EHLO", "250 mx\r\n"))(reader, writer)


async def _drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for _ in range(200):
        writer.write(b"220-wait\r\n")
        await asyncio.sleep(0.05)


async def _rubbish_for_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mx\r\n")
    await reader.readline()
    writer.write(b"250-mx\r\n250 STARTTLS\r\n")
    await reader.readline()
    writer.write(b"220 go ahead\r\n")
    await asyncio.sleep(0.05)
    writer.write(b"and now no TLS at all\r\n")
    await asyncio.sleep(2)


GREETING = "220 mx\r\n"
OFFERS = ("EHLO", "250-mx\r\n250-SIZE 1\r\n250 starttls\r\n")


@pytest.mark.parametrize(
    ("greeting", "script", "state", "detail"),
    [
        ("", _reset, State.NO_SMTP, "resets the connection without a greeting"),
        ("", _close, State.NO_SMTP, "closes the connection without a greeting"),
        ("", _slow, State.GREETS, ""),
        ("", _drips, State.SILENT, "says nothing within 0.4 s"),
        (GREETING, _close_later, State.NO_SMTP, "closes the connection after EHLO"),
        (GREETING, answers(("EHLO", "502 no\r\n")), State.REFUSES, "answers EHLO with 502"),
        (GREETING, answers(("EHLO", "421 no\r\n")), State.PUTS_OFF, "answers EHLO with 421"),
        (GREETING, answers(("EHLO", "hello\r\n")), State.NO_SMTP, "what it says after EHLO is no SMTP"),
    ],
)
def test_conversations(hosts: MailHosts, greeting: str, script: Script, state: State, detail: str) -> None:
    hosts.scripted(HOST, greeting, script=script)
    session = spoken(hosts)
    assert (session.state, session.detail) == (state, detail)
    assert hosts.connections[HOST] == 1
    assert {said.split()[0] for said in hosts.said[HOST]} <= {"EHLO", "QUIT"}


@pytest.mark.parametrize(
    ("script", "detail"),
    [
        (answers(OFFERS, ("STARTTLS", "454 not now\r\n")), "STARTTLS is offered, and answered with 454"),
        (answers(OFFERS, ("STARTTLS", "x\r\n")), "STARTTLS is offered, and answered with what is no SMTP"),
        (answers(OFFERS, ("STARTTLS", "")), "STARTTLS is offered, and then the connection breaks off"),
        (_rubbish_for_tls, "STARTTLS is offered, and the handshake fails (wrong version number)"),
    ],
)
def test_broken_starttls(hosts: MailHosts, script: Script, detail: str) -> None:
    hosts.scripted(HOST, "" if script is _rubbish_for_tls else GREETING, script=script)
    session = spoken(hosts)
    assert (session.state, session.starttls, session.detail) == (State.GREETS, Starttls.BROKEN, detail)


def test_starttls_without_an_end(hosts: MailHosts) -> None:
    hosts.scripted(HOST, GREETING, script=answers(OFFERS, ("STARTTLS", "220-")))
    session = spoken(hosts)
    assert session.starttls is Starttls.BROKEN
    assert session.detail == "STARTTLS is offered, and not done within 0.4 s"


def test_a_host_that_never_answers_quit(hosts: MailHosts) -> None:
    hosts.scripted(HOST, GREETING, script=answers(("EHLO", "250 mx\r\n"), ("QUIT", " ")))
    session = spoken(hosts, manner=Manner(allow_private=True, total=1.0))
    assert (session.state, session.starttls, session.detail) == (State.GREETS, Starttls.ABSENT, "")
    assert [said.split()[0] for said in hosts.said[HOST]] == ["EHLO", "QUIT"]


def test_the_next_address_only_where_the_first_takes_no_connection(hosts: MailHosts) -> None:
    hosts.good("127.0.0.3")
    hosts.good("127.0.0.4")
    session = spoken(hosts, HOST, "127.0.0.3", "127.0.0.4")
    assert (session.address, session.failed) == ("127.0.0.3", ((HOST, "connection refused"),))
    assert hosts.connections == {"127.0.0.3": 1}


def test_no_connection_at_all(hosts: MailHosts) -> None:
    session = spoken(hosts, HOST, "127.0.0.3")
    assert (session.state, session.address) == (State.NO_CONNECTION, "")
    assert session.failed == ((HOST, "connection refused"), ("127.0.0.3", "connection refused"))


def test_an_address_that_swallows_everything(hosts: MailHosts) -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind((HOST, hosts.port))
        full.listen(0)
        for each in (first, second):
            each.setblocking(False)
            each.connect_ex((HOST, hosts.port))
        session = spoken(hosts, manner=Manner(allow_private=True, connect=0.3))
    assert (session.state, session.failed) == (State.NO_CONNECTION, ((HOST, "timed out after 0.3 s"),))


def test_private_addresses_are_refused_unless_allowed(hosts: MailHosts) -> None:
    hosts.good(HOST)
    session = spoken(hosts, manner=Manner())
    assert (session.state, session.detail) == (State.NOT_ALLOWED, "127.0.0.2: loopback, RFC 1122")
    assert not hosts.connections


def test_the_deadline_of_the_run(hosts: MailHosts) -> None:
    hosts.scripted(HOST)
    (session,) = probe([("mx.test", (HOST,))], Manner(allow_private=True, port=hosts.port), Deadline.after(0.3))
    assert session.state is State.NO_TIME


@pytest.mark.parametrize(("helo", "said"), [("Probe.example.com", "EHLO PROBE.EXAMPLE.COM"), ("", "EHLO ")])
def test_the_name_that_is_given(hosts: MailHosts, helo: str, said: str) -> None:
    hosts.scripted(HOST, GREETING, script=answers(("EHLO", "250 mx\r\n")))
    spoken(hosts, manner=Manner(helo, allow_private=True))
    first = hosts.said[HOST][0]
    assert first.startswith(said)
    assert "." in first  # a whole name, or an address literal


def test_many_hosts_at_once_and_each_once(hosts: MailHosts) -> None:
    names = [f"127.0.1.{number}" for number in range(1, 31)]
    for address in names:
        hosts.good(address)
    wanted = [(f"mx{address}.test", (address,)) for address in names]
    sessions = probe(wanted, Manner(allow_private=True, port=hosts.port, width=4), Deadline.after(30))
    assert {session.state for session in sessions} == {State.GREETS}
    assert hosts.connections == dict.fromkeys(names, 1)
    assert all(said == ["EHLO", "QUIT"] for said in hosts.said.values())
