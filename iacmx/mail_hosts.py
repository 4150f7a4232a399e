"""The mail services behind well-known exchanges: names for reports, and which single exchange is a whole set.

The facts are in ``data/mail_hosts.json``, each service with its sources and how far they can be trusted
(``confidence``: the vendor's own text, several public configurations, or a host name seen; the last is good for
recognising a service, never for calling a set wrong).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from os.path import dirname, join

from msgspec import Struct, json


class Pattern(Struct, frozen=True):
    """Host names that a service gives out by customer: ``label`` (a regular expression) and then ``suffix``."""

    label: str
    suffix: str


class ExpectedSet(Struct, frozen=True):
    """A set that the service publishes. ``{...}`` in a host is the customer's part.

    ``name`` tells the sets of one service apart (``"legacy set"``), ``""`` where there is only one. ``complete``: the
    service asks for all of it. ``policy`` tells what of the preferences matters: ``exact``, ``order``, ``lowest`` (of
    all there are) or ``any``. ``outdated``: the service publishes another one now.
    """

    id: str
    name: str
    complete: bool
    policy: str
    records: tuple[tuple[int | None, str], ...]
    outdated: bool = False


class MailHost(Struct, frozen=True):
    """A mail service. ``kind``: mailbox, gateway, forwarding, esp-inbound or esp-return-path.

    ``hosts`` are its exchanges by name; ``single`` those that will do alone, ``"*"`` for all of them.
    """

    id: str
    name: str
    kind: str
    confidence: str
    hosts: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    single: tuple[str, ...]
    sets: tuple[ExpectedSet, ...]
    sources: tuple[str, ...]

    @property
    def is_trusted(self) -> bool:
        """Whether what is known of it may lead to a warning: its own text was read, or public sources agree."""
        return self.confidence in ("official", "corroborated")

    def is_whole(self, exchange: str) -> bool:
        """Whether this one exchange will do alone, the redundancy of the service behind its name."""
        return "*" in self.single or exchange in self.single


class Parking(Struct, frozen=True):
    """A host that takes mail for domains that are for sale or unused; ``pattern`` is a regular expression."""

    pattern: str
    name: str
    source: str


class _Data(Struct, frozen=True):
    services: tuple[MailHost, ...]
    parking: tuple[Parking, ...]


@cache
def _data() -> _Data:
    with open(join(dirname(__file__), "data", "mail_hosts.json"), "rb") as file:
        return json.decode(file.read(), type=_Data)


def mail_hosts() -> tuple[MailHost, ...]:
    """Every service known."""
    return _data().services


@cache
def _by_host() -> dict[str, MailHost]:
    return {host: service for service in mail_hosts() for host in service.hosts}


@cache
def _suffixes() -> tuple[str, ...]:
    return tuple({pattern.suffix for service in mail_hosts() for pattern in service.patterns})


@lru_cache(maxsize=20_000)  # hosts of one's own are as many as domains
def recognise(exchange: str) -> MailHost | None:
    """The service that ``exchange`` (normal form) belongs to, ``None`` where it is none that is known."""
    exact = _by_host().get(exchange)
    if exact is not None:
        return exact
    if not exchange.endswith(_suffixes()):
        return None
    return next((service for service in mail_hosts() if any(_fits(exchange, p) for p in service.patterns)), None)


def parking(exchange: str) -> Parking | None:
    """The parking service that ``exchange`` belongs to, ``None`` where it is none that is known."""
    return next((known for known in _data().parking if re.fullmatch(known.pattern, exchange)), None)


def is_proof(exchange: str) -> bool:
    """Whether it is Microsoft's old proof of ownership (``ms12345678.msv1.invalid``), which is no route."""
    return exchange.endswith(".msv1.invalid")


def _fits(exchange: str, pattern: Pattern) -> bool:
    if not exchange.endswith(pattern.suffix):
        return False
    return re.fullmatch(pattern.label, exchange[: -len(pattern.suffix)]) is not None


def similar(exchange: str) -> str:
    """The known exchange that ``exchange`` may be a misspelling of, ``""`` where none is close enough or it is known
    itself."""
    from difflib import get_close_matches

    if recognise(exchange) is not None:
        return ""
    return next(iter(get_close_matches(exchange, _by_host(), n=1, cutoff=0.9)), "")
