"""Where a sending mail server takes the mail for a domain: the attempts that it makes, in order, and how it ends.

:mod:`.facts` holds what DNS says, :mod:`.walk` goes through it as the server would, ``mta`` has what each server does
in its own way, and :mod:`.ask` gets the answers, for one domain or for many at once.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from iacmx.model import Finding
from iacmx.probing import Probe
from iacmx.routes import RouteKind


class Outcome(StrEnum):
    """What becomes of one attempt."""

    TRIED = "tried"  # a connection is made, in its turn
    SOMETIMES = "sometimes"  # within the server's limit of attempts only where chance has it early
    BEYOND_LIMIT = "beyond-limit"  # never tried: the server gives up before
    DOWN = "down"  # tried in vain (--down)
    SELF = "self"  # the server itself, or a host that is no better than itself: left out, for mail would loop
    UNUSABLE = "unusable"  # this server does not connect to such a host or address
    NO_NAME = "no-name"  # the host does not exist
    NO_ADDRESS = "no-address"  # the host has no address, or none of a family that the server can use
    UNRESOLVED = "unresolved"  # its address could not be looked up
    PLANNED = "planned"  # its address is known only after the apply


class End(StrEnum):
    DELIVERED = "delivered"
    DEFERRED = "deferred"  # stays in the queue, tried again later
    FAILED = "failed"  # goes back to the sender
    UNKNOWN = "unknown"  # known only after the apply


class Attempt(Struct, frozen=True):
    """One connection that the server makes or does not make.

    ``preference`` is ``None`` where there is no MX, or where it is known only after the apply. ``share`` is how much of
    the mail that comes to this tier tries it first, in per cent; those of a tier add up to 100. ``address`` is ``""``
    where there is none to try, ``host`` where it is known only after the apply. ``aliases`` is where the host's CNAMEs
    led. ``note`` says in words what is special. ``mail_host`` is the company that runs it, where it is recognised.
    """

    preference: int | None
    host: str
    address: str
    outcome: Outcome
    share: float = 0.0
    aliases: tuple[str, ...] = ()
    note: str = ""
    mail_host: str = ""


class Ending(Struct, frozen=True):
    """How it ends while every host that is not ``down`` takes the mail.

    ``hosts`` are those that take it, all of the best tier that can. ``code`` is the enhanced status code (RFC 3463) of
    a mail that is not delivered, ``reason`` says why in words. ``told`` is false where the answer that decides could
    not be looked up: the server defers, and what happens later can't be told.
    """

    end: End
    hosts: tuple[str, ...] = ()
    code: str = ""
    reason: str = ""
    told: bool = True


class MailRoute(Struct, frozen=True):
    """The route of a domain's mail.

    ``asked`` is what was asked for, ``domain`` what that means in normal form. ``label`` tells routes of one domain
    apart (``before``, ``after``; ``""`` where there is one). ``aliases`` is where a CNAME at the domain itself led.
    ``attempts`` are in order; those of one tier that the server shuffles are in order of their names. ``findings`` are
    what the rules say, where they were asked. ``notes`` are about the domain as a whole. ``probes`` are what the hosts
    answered, in order, where they were probed.
    """

    asked: str
    domain: str
    mta: str
    kind: RouteKind
    attempts: tuple[Attempt, ...]
    ending: Ending
    label: str = ""
    aliases: tuple[str, ...] = ()
    mail_host: str = ""
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    probes: tuple[Probe, ...] = ()


class Sender(Struct, frozen=True):
    """The server that sends.

    ``mta`` is one of :func:`iacmx.routing.mta.names`. ``down`` and ``self`` are hosts (names in normal form, or
    addresses): those that do not answer, and those that the server itself is.
    """

    mta: str = "rfc"
    ipv6: bool = True
    down: frozenset[str] = frozenset()
    myself: frozenset[str] = frozenset()
