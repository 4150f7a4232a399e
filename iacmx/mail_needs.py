"""What a mail service needs of a domain's zone beside its MX records, and which set of exchanges it gives a customer.

The facts are in ``data/mail_needs.json``, each with its sources and how far they can be trusted, as in
:mod:`iacmx.mail_hosts`. What only the service's own console tells is empty there: it is asked for, never guessed.
"""

from __future__ import annotations

import re
from functools import cache
from os.path import dirname, join

from msgspec import Struct, json

from iacmx.errors import UsageError
from iacmx.mail_hosts import ExpectedSet, MailHost, mail_hosts, recognise
from iacmx.mail_sets import filled, open_parts, parts_of
from iacmx.names import normalize

_SEPARATORS = re.compile(r"[^a-z0-9]")
_ALIASES = {"office365": "microsoft365", "m365": "microsoft365", "exchangeonline": "microsoft365", "gsuite": "google"}


class Wanted(Struct, frozen=True):
    """A record below the domain. ``value`` may hold ``{domain}``; ``""`` where only the console tells it."""

    owner: str
    type: str
    value: str

    def at(self, domain: str) -> str:
        """The owner's name."""
        return f"{self.owner}.{domain}"

    def value_for(self, domain: str) -> str:
        return self.value.replace("{domain}", domain)


class Needs(Struct, frozen=True):
    """What one service needs.

    ``spf`` are terms; ``dkim`` key records; ``clients`` what mail programs look up; ``proof`` how the TXT record begins
    that proves ownership; ``console`` where the service shows the values; ``choose`` what decides which of its sets of
    exchanges a customer gets, ``""`` where the first one is right for all. ``confidence`` as in
    :class:`iacmx.mail_hosts.MailHost`.
    """

    id: str
    confidence: str
    sources: tuple[str, ...]
    console: str
    spf: tuple[str, ...] = ()
    dkim: tuple[Wanted, ...] = ()
    clients: tuple[Wanted, ...] = ()
    proof: str = ""
    choose: str = ""


class Target(Struct, frozen=True):
    """A service as the destination of a domain's mail, with the exchanges that it gives this customer.

    ``records`` are preference and host; a preference is ``None`` where the provider chooses it. ``spf`` are terms.
    """

    service: MailHost
    needs: Needs
    expected: ExpectedSet
    records: tuple[tuple[int | None, str], ...]
    spf: tuple[str, ...]

    @property
    def is_own(self) -> bool:
        """Whether other customers have other exchanges."""
        return bool(self.needs.choose or open_parts(self.expected))

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(host for _, host in self.records)


class _Data(Struct, frozen=True):
    services: tuple[Needs, ...]


@cache
def _by_id() -> dict[str, Needs]:
    with open(join(dirname(__file__), "data", "mail_needs.json"), "rb") as file:
        return {needs.id: needs for needs in json.decode(file.read(), type=_Data).services}


def needs_of(service: MailHost) -> Needs:
    """What is known of the service's needs; of one with nothing known, its console is where to look."""
    nothing = Needs(service.id, "unverified", service.sources, f"the console of {service.name}")
    return _by_id().get(service.id, nothing)


@cache
def movable() -> tuple[MailHost, ...]:
    """The services that mail can be moved to: those with a set of exchanges that takes a domain's mail."""
    return tuple(one for one in mail_hosts() if one.kind != "esp-return-path" and _sets(one))


def service_named(word: str, flag: str = "--to") -> MailHost:
    """The service that ``word`` names: its id or its beginning, whatever stands between words. Raises UsageError."""
    from iacmx.nearest import nearest

    plain = _plain(word)
    plain = _ALIASES.get(plain, plain)
    by_id = {_plain(one.id): one for one in movable()}
    if plain in by_id:
        return by_id[plain]
    begin = [one for one in movable() if plain and _plain(one.id).startswith(plain)]
    if len(begin) == 1:
        return begin[0]
    if begin:
        raise UsageError(f"{flag} {word} names several services.", f"Write one of {_listed(begin)}.")
    meant = nearest(word, (one.id for one in movable()))
    suggestion = f"Did you mean {meant}? " if meant else ""
    raise UsageError(f"No mail service {word!r} is known.", f"{suggestion}Known are {_listed(movable())}.")


def target_of(service: MailHost, domain: str, tenant: str) -> Target:
    """The exchanges that ``service`` gives the customer.

    ``tenant`` is one of them whole, as the console shows it, or the customer's part of its name, or which of several
    sets; ``""`` where all customers have the same. Raises UsageError where that does not tell them.
    """
    needs = needs_of(service)
    expected, parts = _chosen(service, needs, domain, normalize(tenant) if tenant else "")
    records = tuple((preference, filled(name, parts)) for preference, name in expected.records)
    strange = next((host for _, host in records if not _belongs(host, service)), None)
    if strange is not None:
        raise UsageError(f"{strange} is no host of {service.name}.", _hint(service, needs, domain))
    return Target(service, needs, expected, records, tuple(filled(term, parts) for term in needs.spf))


def _chosen(service: MailHost, needs: Needs, domain: str, tenant: str) -> tuple[ExpectedSet, dict[str, str]]:
    sets = _sets(service)
    for expected in sets:
        if tenant == expected.id and not open_parts(expected):
            return expected, {}
        for _, name in expected.records:
            parts = parts_of(name, tenant)
            if tenant and parts is not None and set(open_parts(expected)) <= parts.keys():
                return expected, parts
    first = sets[0]
    missing = open_parts(first)
    if tenant and len(missing) == 1 and "." not in tenant:
        return first, {missing[0]: tenant}
    if tenant or missing or needs.choose:
        given = f"--tenant {tenant} does not tell" if tenant else "It takes --tenant to tell"
        raise UsageError(f"{given} which exchanges {service.name} gives {domain}.", _hint(service, needs, domain))
    return first, {}


def _hint(service: MailHost, needs: Needs, domain: str) -> str:
    sets = _sets(service)
    if any(open_parts(one) for one in sets):
        names = " or ".join(name.replace("{domain_dashed}", domain.replace(".", "-")) for _, name in _firsts(sets))
        return f"Give the MX record's host that the console shows, of the form {names}. Look in {needs.console}."
    if len(sets) == 1 or not needs.choose:
        return "Leave --tenant out."
    told = "; ".join(f"{one.id} ({', '.join(host for _, host in one.records)})" for one in sets)
    return f"Give the {needs.choose}, as the console shows it: {told}."


def _firsts(sets: tuple[ExpectedSet, ...]) -> list[tuple[int | None, str]]:
    return [one.records[0] for one in sets]


def _belongs(host: str, service: MailHost) -> bool:
    known = recognise(host)
    if known is None:
        return False
    return known.id == service.id or any(parts_of(name, host) for one in service.sets for _, name in one.records)


def _sets(service: MailHost) -> tuple[ExpectedSet, ...]:
    """The sets that a new customer may get: none that is outdated, or only a step on the way to another."""
    now = tuple(one for one in service.sets if not one.outdated)
    return tuple(one for one in now if one.complete) or now


def _plain(word: str) -> str:
    return _SEPARATORS.sub("", word.lower())


def _listed(services: tuple[MailHost, ...] | list[MailHost]) -> str:
    return ", ".join(one.id for one in services)
