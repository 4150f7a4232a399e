"""Worlds to hold beside each other: before and after a plan, an account beside DNS, one name server after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from iacmx.case import Actual, MxSet
from iacmx.cases import Live, Situation, cases, situation
from iacmx.check import lay
from iacmx.errors import ProviderError, UsageError, ZoneNotFound
from iacmx.mail_from import with_mail_from
from iacmx.model import Answer, Kind, Plan, Zone
from iacmx.names import ancestors, normalize
from iacmx.provider import Deadline, Provider
from iacmx.routing.ask import Side
from iacmx.titles import title
from iacmx.world import Dns, Nothing, World
from iacmx.world.dns.engine import Engine
from iacmx.world.dns.resolvers import parse_resolver
from iacmx.world.served import Served


class Planned:
    """Before and after a plan, exactly as the gate sees it."""

    def __init__(
        self,
        plan: Plan,
        provider_for: Callable[[str], Provider] | None,
        dns: Dns | None,
        deadline: Deadline,
        subject: str,
    ) -> None:
        """Raises InputError for the plan of a run that failed."""
        self._at: Situation = lay(plan, provider_for, dns, deadline, subject)
        self._cases = {case.owner: case for case in with_mail_from(cases(self._at), self._at)}

    @property
    def owners(self) -> tuple[str, ...]:
        """The owners whose mail the plan touches."""
        return tuple(owner for owner, case in self._cases.items() if case.touched and "(" not in owner)

    def __call__(self, domain: str) -> list[Side]:
        case = self._cases.get(domain)
        before = Side("before", self._at.before, is_judged=False, note=_variants(case.before if case else ()))
        return [before, Side("after", self._at.after, case, note=_variants(case.after if case else ()))]


class Account:
    """What a provider holds of the domain's zone, beside what DNS serves."""

    def __init__(self, provider: Provider, dns: Dns | None) -> None:
        self._provider, self._dns = provider, dns

    def __call__(self, domain: str) -> list[Side]:
        """Raises ProviderError; ZoneNotFound where the account has no zone of the domain."""
        if domain.startswith("["):
            return []
        zone = self._zone(domain)
        data = self._provider.fetch(zone, None)
        live = {data.zone.key: Live(data.zone, Actual.FETCHED, data)}
        at = situation(Plan("", ""), live, self._dns or Nothing("DNS was not asked"))
        case = next((case for case in cases(at) if case.owner == domain), None)
        return [
            Side(title(zone.provider), at.after, case, note=_variants(case.after if case else ())),
            Side("DNS", World([self._dns or Nothing("DNS was not asked")]), is_judged=False),
        ]

    def _zone(self, domain: str) -> Zone:
        for name in (domain, *ancestors(domain)):
            public = [zone for zone in self._provider.zones(name) if not zone.private]
            if len(public) > 1:
                which = ", ".join(zone.id for zone in public)
                raise ProviderError(f"{self._provider.title} has several zones {name}: {which}.", "Delete all but one.")
            if public:
                return public[0]
        raise ZoneNotFound(
            f"{self._provider.title} has no public zone of {domain} that can be seen here.",
            "Check the account that the credentials are of, or leave out --live.",
        )


class Servers:
    """What each of some name servers says, be they authoritative or resolvers.

    Names that a server does not serve are looked up in ``dns``, for mail servers do so too; not the domain itself.
    """

    def __init__(self, servers: Sequence[str], dns: Dns, deadline: Deadline) -> None:
        """``servers`` are names or addresses with a port or without. Raises UsageError for one without address."""
        self._dns = dns
        self._served = {server: Served(Engine(_addresses(server, dns), deadline=deadline)) for server in servers}

    def __call__(self, domain: str) -> list[Side]:
        return [
            Side(f"at {server}", World([_At(served, domain), self._dns]), is_judged=False)
            for server, served in self._served.items()
        ]

    def lookup(self, name: str, rdtype: str) -> Answer | None:
        return self._dns.lookup(name, rdtype)

    def settle(self) -> bool:
        """Ask all servers, and DNS."""
        return any([*(served.settle() for served in self._served.values()), self._dns.settle()])

    @property
    def questions(self) -> int:
        return self._dns.questions + sum(served.questions for served in self._served.values())

    @property
    def unasked(self) -> dict[str, str]:
        return dict(self._dns.unasked)


class _At:
    """One server as a layer."""

    def __init__(self, served: Served, domain: str) -> None:
        self._served, self._domain = served, domain

    def lookup(self, name: str, rdtype: str) -> Answer | None:
        answer = self._served.lookup(name, rdtype)
        return None if answer.kind is Kind.UNVERIFIED and name != self._domain else answer


def _variants(sets: Sequence[MxSet]) -> str:
    """What to say where a routing policy gives different senders different records."""
    return f"{len(sets)} record sets by routing policy, shown as one" if len(sets) > 1 else ""


def _addresses(server: str, dns: Dns) -> tuple[str, ...]:
    try:
        parse_resolver(server)
    except UsageError:
        name, world = normalize(server), World([dns])
        world.addresses(name)
        dns.settle()
        found = tuple(str(value) for answer in World([dns]).addresses(name) for value in answer.values)
        if not found or "." not in name:
            raise UsageError(
                f"The name server {server!r} has no address.", "Give its name, or an IP address with a port or without."
            ) from None
        return found
    return (server,)
