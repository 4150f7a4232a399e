"""What mail hosts answer on port 25: who is there, what TLS they offer, and what senders make of it.

:mod:`.session` has one conversation with one host, :mod:`.certificates` and :mod:`.dane` read what it showed,
:mod:`.verdict` holds that against what the domain promises, and :mod:`.run` probes many hosts at a time. No mail is
ever sent, nor is a sender or a recipient named.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from iacmx.model import Severity

PORT = 25
HOLDS, FAILS, UNTOLD = "holds", "fails", "untold"


class State(StrEnum):
    """How far a host let us come."""

    GREETS = "greets"  # 220, and EHLO
    PUTS_OFF = "puts-off"  # 4xx instead of a greeting or to EHLO
    REFUSES = "refuses"  # 5xx instead of a greeting or to EHLO
    NO_SMTP = "no-smtp"  # what it says is no SMTP, or it breaks off
    SILENT = "silent"  # takes the connection and says nothing in time
    NO_CONNECTION = "no-connection"  # refused, or timed out, at every address
    NO_WAY = "no-way"  # this machine has no way there, such as no IPv6
    NOT_ALLOWED = "not-allowed"  # private and reserved addresses only
    NO_TIME = "no-time"  # the run's deadline came before


class Starttls(StrEnum):
    OFFERED = "offered"  # and the handshake was done
    ABSENT = "absent"
    BROKEN = "broken"  # offered, and then it fails
    UNTOLD = "untold"


class Certificate(Struct, frozen=True):
    """The certificate of a host. ``names`` are its DNS names (subject alternative names), ``issuer`` who signed it in
    words; ``begins`` and ``expires`` are UTC, ISO 8601. ``problem`` says why senders that verify certificates do not
    take it for the host's (RFC 8461 section 4.2), ``""`` where they do."""

    names: tuple[str, ...]
    issuer: str
    begins: str
    expires: str
    problem: str = ""


class Remark(Struct, frozen=True):
    """Something to say of a host; ``severity`` as findings have it."""

    severity: Severity
    text: str


class Probe(Struct, frozen=True):
    """What one host answered, and what the domain's senders make of it.

    ``address`` is the one that was connected to, ``""`` where none was. ``code`` and ``said`` are the reply that ended
    or began the conversation, 0 and ``""`` where there was none; the text is the host's own and not to be trusted.
    ``tls`` is the version spoken (``"TLSv1.3"``). ``mta_sts`` and ``dane`` are verdicts in a word: ``holds``,
    ``fails``, ``untold``, ``""`` where the domain promises nothing. ``note`` is all in a few words.
    """

    host: str
    address: str
    state: State
    code: int = 0
    said: str = ""
    starttls: Starttls = Starttls.UNTOLD
    tls: str = ""
    certificate: Certificate | None = None
    mta_sts: str = ""
    dane: str = ""
    note: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def worst(self) -> Severity:
        """Of all that there is to say of it."""
        untold = (Severity.UNVERIFIED,) if UNTOLD in (self.mta_sts, self.dane) else ()
        found = (*untold, *(remark.severity for remark in self.remarks))
        return min(found, key=lambda severity: severity.rank, default=Severity.INFO)


class Manner(Struct, frozen=True):
    """How to probe.

    Times are in seconds: of each connection attempt, of the greeting, of each further reply; ``total`` of all attempts,
    and of the conversation that follows. ``helo`` is the name to give, ``""`` for this machine's own. ``width`` hosts
    are probed at once.
    """

    helo: str = ""
    allow_private: bool = False
    port: int = PORT
    connect: float = 10.0
    greeting: float = 30.0
    reply: float = 15.0
    total: float = 75.0
    width: int = 20
