"""DNS as a side: what is served of the names that are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from iacmx.errors import ProviderError, UsageError
from iacmx.migrate.contents import part_of_name
from iacmx.model import Answer, Mx, RecordSet, Zone, ZoneData
from iacmx.names import is_mail_service, is_mail_tlsa, is_within, normalize
from iacmx.provider import Deadline
from iacmx.serving.answers import values_of
from iacmx.world.dns.engine import Engine
from iacmx.world.dns.query import Key
from iacmx.world.dns.resolvers import parse_resolver
from iacmx.world.zonefile import ZoneFiles

_HOSTS = ("CNAME", "A", "AAAA")


class ServedSide:
    """DNS as the system's resolvers tell it, or ``resolvers``, or one ``server`` (an IP address with a port or without,
    or a name), or zone files where there is no ``server``.
    """

    def __init__(
        self, server: str, deadline: Deadline, resolvers: Sequence[str] = (), files: ZoneFiles | None = None
    ) -> None:
        servers = _addresses(server, deadline) if server else tuple(resolvers)
        self._files = None if server else files
        self._engine = Engine(servers, deadline=deadline)

    def zones(self, name: str = "") -> list[Zone]:
        """The zone of that name, whether DNS has it or not; none without a name."""
        return [Zone(f"dns:{name}", "dns", name=name)] if name else []

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        """What is served of ``names``, and of the hosts in the zone that their records name.

        A name of which one answer could not be told is not among the ``names`` of the result. Raises ProviderError
        where none could.
        """
        answers = self._ask(zone, names or frozenset())
        hosts = {host for answer in answers.values() for host in _hosts(answer) if is_within(host, zone.name)}
        answers |= self._ask(zone, hosts - {name for name, _ in answers})
        unclear = {name: answer.reason for (name, _), answer in answers.items() if not answer.settled}
        told = {name for name, _ in answers} - unclear.keys()
        if not told:
            why = next(iter(unclear.values()), "no name was asked for")
            hint = "Check the server and the network." if self._files is None else "Add the file of its zone."
            raise ProviderError(f"DNS tells nothing of {zone.name}: {why}.", hint)
        records = [
            RecordSet(zone.key, name, rdtype, answer.ttl, values_of(name, rdtype, answer))
            for (name, rdtype), answer in answers.items()
            if answer.exists and name in told and not answer.aliases and _is_own(name, rdtype, answers)
        ]
        return ZoneData(zone, tuple(records), frozenset(told))

    def _ask(self, zone: Zone, names: Iterable[str]) -> dict[Key, Answer]:
        keys = [(name, rdtype) for name in sorted(names) for rdtype in types_of(name, zone.name)]
        return self._engine.ask(keys) if self._files is None else {key: self._files.resolve(*key) for key in keys}


def _is_own(name: str, rdtype: str, answers: Mapping[Key, Answer]) -> bool:
    """Whether the answer is of the name itself, and not of where its CNAME leads."""
    alias = answers.get((name, "CNAME"))
    return rdtype == "CNAME" or alias is None or not alias.exists


def types_of(name: str, apex: str) -> tuple[str, ...]:
    """The types to ask for at a name that mail may need."""
    if is_mail_tlsa(name):
        return "CNAME", "TLSA"
    if is_mail_service(name):
        return "CNAME", "SRV"
    if part_of_name(name) is not None:
        return (*_HOSTS, "TXT")
    return (*_HOSTS, "MX", "TXT") if name == apex else (*_HOSTS, "MX", "TXT", "NS")


def _hosts(answer: Answer) -> Iterable[str]:
    for value in answer.values:
        if isinstance(value, Mx) and isinstance(value.exchange, str):
            yield value.exchange


def _addresses(server: str, deadline: Deadline) -> tuple[str, ...]:
    """The addresses of a server given by name, else the server itself. Raises UsageError."""
    try:
        parse_resolver(server)
    except UsageError:
        host = normalize(server)
        answers = Engine(deadline=deadline).ask([(host, "A"), (host, "AAAA")]) if "." in host else {}
        found = tuple(str(value) for answer in answers.values() for value in answer.values)
        if not found:
            raise
        return found
    return (server,)
