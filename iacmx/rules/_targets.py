"""The hosts that mail will be sent to, as the world after the apply knows them: shared by all rules about targets.

Each rule asks here which hosts it may judge at all, and who else already reports one, so that a broken exchange is
named once.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

from msgspec import Struct

from iacmx.case import Case, once
from iacmx.model import Answer, Kind, Mx, Unknown
from iacmx.names import is_within
from iacmx.rules._hostnames import lookable
from iacmx.rules._suffix import appended
from iacmx.words import NO_MAIL, OTHERS_LEFT

__all__ = [
    "Target",
    "aliased_by_plan",
    "effect",
    "is_swapped",
    "lookable",
    "records_after",
    "removed_by_plan",
    "special_use",
    "target",
    "targets",
]

SPECIAL_USE = (
    "test", "example", "invalid", "local", "localhost", "onion", "internal", "home.arpa", "alt",
)  # fmt: skip
"""Names that public DNS never serves (RFC 6761 section 6, RFC 6762, RFC 7686, RFC 8375, RFC 9476; ICANN for
``internal``)."""


class Target(Struct, frozen=True, dict=True):  # dict: for what is cached
    """An exchange and its A and AAAA answers."""

    host: str
    ipv4: Answer
    ipv6: Answer

    @property
    def answers(self) -> tuple[Answer, Answer]:
        return self.ipv4, self.ipv6

    @property
    def exists(self) -> bool:
        """Some address is there, or will be."""
        return self.ipv4.exists or self.ipv6.exists

    @property
    def aliases(self) -> tuple[str, ...]:
        """The chain of aliases that the look-up goes through, empty where the host is none."""
        return self.ipv4.aliases or self.ipv6.aliases

    @cached_property
    def no_name(self) -> bool:
        """The name does not exist; one NXDOMAIN holds for every type (RFC 8020 section 2)."""
        kinds = {answer.kind for answer in self.answers}
        return Kind.NO_NAME in kinds and not self.exists and Kind.NO_DATA not in kinds

    @cached_property
    def no_address(self) -> bool:
        """The name exists, or did for one of the types, and has neither kind of address."""
        return self.ipv4.absent and self.ipv6.absent and not self.no_name

    @cached_property
    def unverified(self) -> Answer | None:
        """The answer that could not be told, where it leaves open whether there is any address."""
        if self.exists or self.no_name:
            return None
        return next((answer for answer in self.answers if answer.kind is Kind.UNVERIFIED), None)

    @property
    def proxied(self) -> bool:
        return self.ipv4.proxied or self.ipv6.proxied

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Those that are known, IPv4 first."""
        return tuple(value for answer in self.answers for value in answer.values if isinstance(value, str))

    @cached_property
    def partly_unknown(self) -> bool:
        """Some address is known only after the apply."""
        planned = any(answer.kind is Kind.PLANNED for answer in self.answers)
        return planned or any(isinstance(value, Unknown) for answer in self.answers for value in answer.values)


@once
def records_after(case: Case) -> tuple[Mx, ...]:
    """The MX records after the apply, the first one of each exchange, the null MX left out."""
    first: dict[str, Mx] = {}
    for mx in (mx for mx_set in case.after for mx in mx_set.by_preference):
        first.setdefault(str(mx.exchange), mx)
    return tuple(mx for host, mx in first.items() if host != ".")


def is_swapped(mx: Mx) -> bool:
    """Whether the preference was written after the exchange (``"mx1.example.net 10"``)."""
    return mx.preference is None and str(mx.exchange).isdigit()


def target(case: Case, host: str) -> Target:
    """``host`` as the world after the apply knows it."""
    return Target(host, *case.after_world.addresses(host))


@once
def targets(case: Case) -> tuple[Target, ...]:
    """The exchanges after the apply that can be judged by looking them up, best preference first.

    Left out: what is no host name, a name with the zone's name once too often, names that public DNS never serves
    (rules of their own), and all of a private zone, whose names are not looked up by senders elsewhere (MX607).
    """
    if case.zone.private:
        return ()
    return tuple(
        target(case, host)
        for host in case.hosts_after
        if lookable(host) and not special_use(case, host) and not appended(case, host)
    )


def special_use(case: Case, host: str) -> str:
    """The special-use domain that ``host`` lies in; ``""`` where in none, where the owner itself lies in it (a lab),
    and where somebody answers for it all the same."""
    domain = next((name for name in _special_above(host) if not is_within(case.owner, name)), "")
    return "" if domain and target(case, host).exists else domain


@lru_cache(maxsize=4096)
def _special_above(host: str) -> tuple[str, ...]:
    """The special-use domains that the host lies in."""
    return tuple(name for name in SPECIAL_USE if is_within(host, name))


def removed_by_plan(case: Case, host: str) -> Answer | None:
    """The answer after the apply, where the plan takes the last address away from a host that has one now.

    ``Answer.address`` names the resource. MX605 tells it; the rules about absent targets stay silent.
    """
    if not lookable(host):
        return None
    after = case.after_world.addresses(host)
    gone = next((answer for answer in after if answer.absent and _by_plan(answer)), None)
    if gone is None or any(a.exists or a.aliases or a.kind in (Kind.UNVERIFIED, Kind.PENDING) for a in after):
        return None
    if not any(answer.exists or _led_on(answer) for answer in case.before_world.addresses(host)):
        return None
    return gone


def aliased_by_plan(case: Case, host: str) -> Answer | None:
    """The address answer after the apply, where the plan turns a host with addresses of its own into an alias.

    ``Answer.address`` names the resource, ``Answer.aliases`` the chain. MX606 tells it; MX201 stays silent.
    """
    if not lookable(host):
        return None
    alias = next((answer for answer in case.after_world.addresses(host) if answer.aliases), None)
    if alias is None or not alias.address or not _by_plan(case.after_world.lookup(host, "CNAME")):
        return None
    before = case.before_world.addresses(host)
    had_own = any(answer.exists for answer in before) and not any(answer.aliases for answer in before)
    return alias if had_own else None


def _led_on(answer: Answer) -> bool:
    """Whether the host was an alias whose end nobody looked up, so that it may well have had addresses."""
    return bool(answer.aliases) and answer.kind is Kind.SKIPPED


def _by_plan(answer: Answer) -> bool:
    return answer.source == "the plan" and bool(answer.address)


def effect(case: Case, host: str) -> str:
    """What an exchange that can't be used means to senders."""
    lost = {other.host for other in targets(case) if other.no_name or other.no_address}
    others = any(other != host and other not in lost for other in case.hosts_after)
    return OTHERS_LEFT if others else NO_MAIL
