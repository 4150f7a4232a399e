"""MTA-STS policies, fetched over HTTPS as senders do (RFC 8461 section 3.3).

No redirects, a valid certificate for the policy host, ``text/plain``, at most 64 KB. What certificates are trusted is
the system's choice, or that of ``SSL_CERT_FILE``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Final

from iacmx.model import Answer, Kind, type_of_address
from iacmx.world.served import Asker, Key

if TYPE_CHECKING:
    import ssl
    from http.client import HTTPResponse

    from iacmx.provider import Deadline

PATH: Final = "/.well-known/mta-sts.txt"
LIMIT: Final = 64 * 1024
"""Octets of a policy (section 3.3: senders may limit it to 64 kilobytes)."""
WAIT: Final = 10.0
"""Seconds of silence; the deadline bounds the whole."""


class Policies:
    """Fetches the policy of each mail domain. ``resolver`` finds the policy hosts' addresses.

    A policy is one text value. NO_NAME: the policy host has no address; NO_DATA: it answers, but with nothing that any
    sender takes for a policy; UNVERIFIED: it could not be reached from here.
    """

    def __init__(self, resolver: Asker, *, deadline: Deadline, port: int = 443) -> None:
        self._resolver = resolver
        self._deadline = deadline
        self._port = port
        self._own = 0

    @property
    def sent(self) -> int:
        return self._own + self._resolver.sent

    def ask(self, questions: Iterable[Key]) -> dict[Key, Answer]:
        """The policy of every domain, at the deadline at the latest."""
        from iacmx.parallel import run_all

        keys = list(questions)
        hosts = {key: f"mta-sts.{key[0]}" for key in keys}
        found = self._resolver.ask([(host, rdtype) for host in hosts.values() for rdtype in type_of_address])
        calls = [
            partial(self._one, host, [found[host, rdtype] for rdtype in type_of_address]) for host in hosts.values()
        ]
        answers: dict[Key, Answer] = {}
        for key, outcome in zip(keys, run_all(calls, self._deadline), strict=True):
            try:
                answers[key] = outcome()
            except TimeoutError:
                answers[key] = _answer(Kind.UNVERIFIED, hosts[key], "did not answer in time")
        return answers

    def _one(self, host: str, addresses: list[Answer]) -> Answer:
        known = [str(value) for answer in addresses for value in answer.values]
        if not known:
            failed = next((answer for answer in addresses if not answer.absent), None)
            if failed is None:
                return _answer(Kind.NO_NAME, host, "has no address")
            return _answer(Kind.UNVERIFIED, host, f"could not be looked up: {failed.reason}")
        return self._fetch(host, known[0])

    def _fetch(self, host: str, address: str) -> Answer:
        import http.client
        import socket
        import ssl

        self._own += 1
        connection = http.client.HTTPConnection(host, self._port)
        try:
            plain = socket.create_connection((address, self._port), timeout=min(WAIT, self._deadline.remaining))
            # Closing the connection closes the socket, also where the handshake fails.
            connection.sock = plain
            connection.sock = _context().wrap_socket(plain, server_hostname=host)
            connection.request("GET", PATH, headers={"User-Agent": "iacmx", "Accept": "text/plain"})
            return _read(host, connection.getresponse())
        except ssl.SSLCertVerificationError as error:
            return _answer(Kind.NO_DATA, host, f"has no valid certificate ({error.verify_message})")
        except TimeoutError:
            return _answer(Kind.UNVERIFIED, host, f"did not answer in time at {address}")
        except (OSError, http.client.HTTPException) as error:
            return _answer(Kind.UNVERIFIED, host, f"could not be reached at {address} ({type(error).__name__})")
        finally:
            connection.close()


def _context() -> ssl.SSLContext:
    import ssl

    return ssl.create_default_context()


def _read(host: str, response: HTTPResponse) -> Answer:
    if response.status >= 500:
        return _answer(Kind.UNVERIFIED, host, f"answers with HTTP status {response.status}")
    if response.status != 200:
        # Section 3.3: redirects must not be followed, and any other status is no policy.
        return _answer(Kind.NO_DATA, host, f"answers with HTTP status {response.status}")
    if response.headers.get_content_type() != "text/plain":
        return _answer(Kind.NO_DATA, host, "answers with another media type than text/plain")
    body = response.read(LIMIT + 1)
    if len(body) > LIMIT:
        return _answer(Kind.NO_DATA, host, "answers with more than 64 KB")
    return Answer(Kind.FOUND, (body.decode("utf-8", "replace"),), source=f"https://{host}{PATH}")


def _answer(kind: Kind, host: str, reason: str) -> Answer:
    return Answer(kind, reason=f"{host} {reason}", source=f"https://{host}{PATH}")
