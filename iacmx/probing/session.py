"""One conversation with one mail host: greeting, EHLO, STARTTLS, EHLO again, QUIT. Nothing else is ever said.

SMTP is aiosmtplib's protocol class, which bounds the length of replies and throws away what a server sends between
STARTTLS and the handshake. Certificates are not verified here but kept, so that a bad one can be told about.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
from collections.abc import Sequence
from typing import Any

import aiosmtplib
from aiosmtplib.protocol import SMTPProtocol
from msgspec import Struct

from iacmx.probing import Manner, Starttls, State

_LONGEST = 300
_FAREWELL = 5.0
_DER = 2
_NO_WAY = frozenset({errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPERM, errno.EACCES})
"""What the own machine says, before a packet has left it or from its first router."""


class Session(Struct):
    """What came of it. ``failed`` are the addresses that took no connection, with why; ``chain`` the certificates as
    they were sent, DER; ``is_whole`` is false where Python gives the first of them only. ``detail`` is why ``state`` or
    ``starttls`` is what it is, in words."""

    host: str
    address: str = ""
    state: State = State.NO_CONNECTION
    code: int = 0
    said: str = ""
    starttls: Starttls = Starttls.UNTOLD
    tls: str = ""
    chain: tuple[bytes, ...] = ()
    is_whole: bool = True
    detail: str = ""
    failed: tuple[tuple[str, str], ...] = ()


async def converse(host: str, addresses: Sequence[str], manner: Manner) -> Session:
    """The conversation with ``host`` at the first of ``addresses`` that takes a connection."""
    session = Session(host)
    try:
        async with asyncio.timeout(manner.total):
            connected = await _connect(session, addresses, manner)
    except TimeoutError:
        session.detail = f"no connection within {manner.total:g} s"
        return session
    if connected is not None:
        await _talk(session, connected, manner)
    return session


async def _connect(session: Session, addresses: Sequence[str], manner: Manner) -> socket.socket | None:
    loop = asyncio.get_running_loop()
    ways: list[bool] = []
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            plain = socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:
            session.failed += ((address, _reason(error)),)
            ways.append(False)
            continue
        plain.setblocking(False)
        try:
            async with asyncio.timeout(manner.connect):
                await loop.sock_connect(plain, (address, manner.port))
        except TimeoutError as error:
            plain.close()
            # The kernel's own ETIMEDOUT is one, too.
            waited = "" if error.errno else f" after {manner.connect:g} s"
            session.failed += ((address, f"timed out{waited}"),)
            ways.append(True)
        except ConnectionResetError:
            # There was a connection already when the kernel told of it.
            plain.close()
            session.address, session.state = address, State.NO_SMTP
            session.detail = "resets the connection without a greeting"
            return None
        except OSError as error:
            plain.close()
            session.failed += ((address, _reason(error)),)
            ways.append(error.errno not in _NO_WAY)
        except asyncio.CancelledError:
            plain.close()
            raise
        else:
            session.address = address
            return plain
    session.state = State.NO_CONNECTION if any(ways) else State.NO_WAY
    return None


def _reason(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    return os.strerror(error.errno).lower() if error.errno else type(error).__name__


async def _talk(session: Session, connected: socket.socket, manner: Manner) -> None:
    loop = asyncio.get_running_loop()
    gone = asyncio.Event()
    protocol = SMTPProtocol(loop, connection_lost_callback=lambda _: gone.set())
    helo = manner.helo or own_name(connected)
    await loop.create_connection(lambda: protocol, sock=connected)
    try:
        try:
            async with asyncio.timeout(manner.total):
                if await _greet(session, protocol, helo, manner):
                    await _secure(session, protocol, helo, manner)
        except TimeoutError:
            session.detail = session.detail or f"the conversation took longer than {manner.total:g} s"
        await _farewell(protocol, gone)
    finally:
        if isinstance(protocol.transport, asyncio.WriteTransport):
            protocol.transport.abort()


async def _greet(session: Session, protocol: SMTPProtocol, helo: str, manner: Manner) -> bool:
    """Whether the host greets, and offers STARTTLS."""
    session.state = State.SILENT
    session.detail = f"says nothing within {manner.greeting:g} s"
    if not await _hears(session, protocol, manner.greeting, None):
        return False
    session.state, session.detail = State.SILENT, f"does not answer EHLO within {manner.reply:g} s"
    greeting = session.said
    if not await _hears(session, protocol, manner.reply, helo):
        return False
    lines = session.said.splitlines()
    session.code, session.said = 220, greeting
    offered = {line.split(" ")[0].upper() for line in lines[1:]}
    session.starttls = Starttls.UNTOLD if "STARTTLS" in offered else Starttls.ABSENT
    return "STARTTLS" in offered


async def _hears(session: Session, protocol: SMTPProtocol, seconds: float, helo: str | None) -> bool:
    """Wait for the greeting, or say EHLO; whether the answer lets us go on."""
    after = "" if helo is None else " after EHLO"
    try:
        if helo is None:
            code, text = await protocol.read_response(timeout=seconds)
        else:
            code, text = await protocol.execute_command(b"EHLO", helo.encode("ascii"), timeout=seconds)
    except aiosmtplib.SMTPTimeoutError:
        return False
    except aiosmtplib.SMTPServerDisconnected as error:
        how = "resets" if isinstance(error.__cause__, ConnectionResetError) else "closes"
        session.state, session.detail = State.NO_SMTP, f"{how} the connection{after or ' without a greeting'}"
        return False
    except aiosmtplib.SMTPResponseException as error:
        session.state, session.detail = State.NO_SMTP, f"what it says{after} is no SMTP"
        session.said = error.message.removeprefix("Malformed SMTP response line: ").strip()[:_LONGEST]
        return False
    session.code, session.said = code, text if helo is not None and code == 250 else text[:_LONGEST]
    session.state = _state(code, 220 if helo is None else 250)
    what = "EHLO" if after else "the connection"
    session.detail = "" if session.state is State.GREETS else f"answers {what} with {code}"
    return session.state is State.GREETS


def _state(code: int, good: int) -> State:
    if code == good:
        return State.GREETS
    return {4: State.PUTS_OFF, 5: State.REFUSES}.get(code // 100, State.NO_SMTP)


async def _secure(session: Session, protocol: SMTPProtocol, helo: str, manner: Manner) -> None:
    session.starttls, session.detail = Starttls.BROKEN, f"STARTTLS is offered, and not done within {manner.reply:g} s"
    try:
        await protocol.start_tls(_context(), server_hostname=session.host, timeout=manner.reply)
    except aiosmtplib.SMTPTimeoutError:
        return
    except aiosmtplib.SMTPServerDisconnected:
        session.detail = "STARTTLS is offered, and then the connection breaks off"
        return
    except aiosmtplib.SMTPResponseException as error:
        answer = f"answered with {error.code}" if error.code > 0 else "answered with what is no SMTP"
        session.detail = f"STARTTLS is offered, and {answer}"
        return
    except ssl.SSLError as error:
        reason = (error.reason or "unknown").replace("_", " ").lower()
        session.detail = f"STARTTLS is offered, and the handshake fails ({reason})"
        return
    except OSError as error:
        session.detail = f"STARTTLS is offered, and the handshake fails ({_reason(error)})"
        return
    assert protocol.transport is not None
    secured: ssl.SSLObject = protocol.transport.get_extra_info("ssl_object")
    session.tls = secured.version() or ""
    session.chain, session.is_whole = _chain(secured)
    session.starttls, session.detail = Starttls.OFFERED, ""
    try:
        code, _ = await protocol.execute_command(b"EHLO", helo.encode("ascii"), timeout=manner.reply)
    except (aiosmtplib.SMTPException, OSError):
        code = 0
    if code != 250:
        session.detail = f"after STARTTLS, EHLO is {f'answered with {code}' if code > 0 else 'not answered'}"


def _context() -> ssl.SSLContext:
    """Takes any certificate and any version, to tell what they are."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def _chain(secured: ssl.SSLObject) -> tuple[tuple[bytes, ...], bool]:
    """The certificates as sent, and whether these are all; public since Python 3.13, before by another name."""
    public = getattr(secured, "get_unverified_chain", None)
    if public is not None:
        return tuple(public()), True
    inner: Any = getattr(getattr(secured, "_sslobj", None), "get_unverified_chain", None)
    if inner is not None:
        return tuple(each.public_bytes(_DER) for each in inner() or ()), True
    leaf = secured.getpeercert(binary_form=True)
    return ((leaf,) if leaf else ()), False


async def _farewell(protocol: SMTPProtocol, gone: asyncio.Event) -> None:
    """Say QUIT, where the connection still stands, and let the host close it."""
    try:
        await protocol.execute_command(b"QUIT", timeout=_FAREWELL)
    except (aiosmtplib.SMTPException, OSError):
        return
    if isinstance(protocol.transport, asyncio.WriteTransport):
        protocol.transport.close()
    try:
        async with asyncio.timeout(1):
            await gone.wait()
    except TimeoutError:
        return


def own_name(connected: socket.socket) -> str:
    """This machine's name where it is a whole one, else its address as a literal (RFC 5321 section 4.1.4)."""
    from iacmx.names import is_host_name, normalize

    name = normalize(socket.gethostname())
    if "." in name and is_host_name(name):
        return name
    address = str(connected.getsockname()[0])
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
