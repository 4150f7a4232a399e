"""Authoritative servers asked themselves: one server's answer, or the delegation as the parent zone tells it.

A resolver may hold an old answer, or one made for the inside of a network; what counts for senders elsewhere is what
the authoritative servers say. They are asked without recursion, and two of a parent zone's servers at the most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

from iacmx.model import Answer, Kind, Value
from iacmx.mx import mx
from iacmx.names import ancestors
from iacmx.world.dns.resolvers import PORT, parse_resolver
from iacmx.world.questions import AT_PARENT, NOT_AUTHORITATIVE, REFUSES, is_at_parent
from iacmx.world.served import Asker, Key

if TYPE_CHECKING:
    import dns.message
    from dns.rdatatype import RdataType

    from iacmx.provider import Deadline

WAIT: Final = 2.0
"""Seconds for one server's answer, TCP included."""
PARENTS: Final = 2
"""Servers of a parent zone that are asked before the delegation counts as not told."""


class Authority:
    """Asks ``NS@parent``, ``NS@parent:SERVER`` and ``TYPE@SERVER``. ``resolver`` finds the servers and their addresses.

    ``known`` are addresses of servers that are not looked up, each with a port or without.
    """

    def __init__(
        self,
        resolver: Asker,
        *,
        deadline: Deadline,
        port: int = PORT,
        known: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        self._resolver = resolver
        self._known = known
        self._deadline = deadline
        self._port = port
        self._own = 0

    @property
    def sent(self) -> int:
        return self._own + self._resolver.sent

    def ask(self, questions: Iterable[Key]) -> dict[Key, Answer]:
        """The answer to every question, at the deadline at the latest."""
        from iacmx.parallel import run_all

        keys = list(questions)
        servers = self._servers(keys)
        addresses = self._addresses({name for names in servers.values() for name in names})
        calls = [partial(self._one, key, [(name, addresses[name]) for name in servers[key]]) for key in keys]
        answers: dict[Key, Answer] = {}
        for key, outcome in zip(keys, run_all(calls, self._deadline), strict=True):
            try:
                answers[key] = outcome()
            except TimeoutError:
                answers[key] = _untold("the time for DNS was over")
        return answers

    def parents(self, name: str) -> tuple[str, ...]:
        """All servers of the zone above ``name``, in the order of their names; none where they can't be told."""
        above = (*ancestors(name), ".")
        return tuple(sorted(_nearest(above, self._resolver.ask([(one, "NS") for one in above]))))

    # ------------------------------------------------------------------ whom to ask

    def _servers(self, keys: Sequence[Key]) -> dict[Key, tuple[str, ...]]:
        above = {name: (*ancestors(name), ".") for name, rdtype in keys if rdtype == AT_PARENT}
        wanted = dict.fromkeys(name for names in above.values() for name in names)
        found = self._resolver.ask([(name, "NS") for name in wanted]) if wanted else {}
        return {
            (name, rdtype): _nearest(above[name], found)[:PARENTS] if rdtype == AT_PARENT else (_server(rdtype),)
            for name, rdtype in keys
        }

    def _addresses(self, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The addresses of each server, IPv4 first: fewer networks lack it."""
        names = sorted(name for name in names if name not in self._known)
        found = self._resolver.ask([(name, rdtype) for name in names for rdtype in ("A", "AAAA")]) if names else {}
        return {name: tuple(addresses) for name, addresses in self._known.items()} | {
            name: tuple(str(value) for rdtype in ("A", "AAAA") for value in found[name, rdtype].values)
            for name in names
        }

    # ------------------------------------------------------------------ asking

    def _one(self, key: Key, servers: Sequence[tuple[str, tuple[str, ...]]]) -> Answer:
        """The first answer that tells; else what each server did."""
        name, rdtype = key
        failed: list[Answer] = []
        for server, addresses in servers:
            if not addresses:
                failed.append(_untold("its address is not known", server))
                continue
            answer = self._ask(name, rdtype.partition("@")[0], server, addresses[0], parent=is_at_parent(rdtype))
            if answer.settled:
                return answer
            failed.append(answer)
        if len(failed) == 1:
            return failed[0]
        told = "; ".join(f"{answer.source} {answer.reason}" for answer in failed)
        return _untold(told or "no server of the parent zone is known")

    def _ask(self, name: str, rdtype: str, server: str, address: str, *, parent: bool) -> Answer:
        import dns.exception
        import dns.message
        import dns.query
        import dns.rdatatype

        source = f"{server} ({address})"
        number = dns.rdatatype.from_text(rdtype)
        timeout = min(WAIT, self._deadline.remaining)
        try:
            query = dns.message.make_query(name, number, flags=0)
            self._own += 1
            host, port = parse_resolver(address).sockaddr[:2]
            port = self._port if port == PORT else port
            reply, _ = dns.query.udp_with_fallback(query, host, timeout=timeout, port=port)
        except dns.exception.Timeout:
            return _untold("did not answer", source)
        except (dns.exception.DNSException, OSError, EOFError) as error:
            return _untold(f"could not be asked ({type(error).__name__})", source)
        return _read(reply, name, number, source, parent=parent)


def _nearest(above: Sequence[str], found: dict[Key, Answer]) -> tuple[str, ...]:
    """Servers of the nearest zone above: the first ancestor that is a zone of its own."""
    for name in above:
        answer = found[name, "NS"]
        if answer.kind is Kind.FOUND and not answer.aliases:
            return tuple(str(value) for value in answer.values)
        if not answer.absent:
            break  # a nearer zone may hide behind a failure
    return ()


def _read(reply: dns.message.Message, name: str, number: RdataType, source: str, *, parent: bool) -> Answer:
    import dns.flags
    import dns.rcode
    import dns.rdatatype

    rcode = reply.rcode()
    authoritative = bool(reply.flags & dns.flags.AA)
    if rcode == dns.rcode.REFUSED:
        return _untold(REFUSES, source)
    if rcode not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return _untold(f"answers {dns.rcode.to_text(rcode)}", source)
    if parent and not authoritative:
        referral = _values(reply.authority, name, dns.rdatatype.NS)
        ttl = _ttl(reply.authority, name, dns.rdatatype.NS)
        return Answer(Kind.FOUND, referral, ttl, source=source) if referral else _untold(NOT_AUTHORITATIVE, source)
    if not authoritative:
        return _untold(NOT_AUTHORITATIVE, source)
    values = _values(reply.answer, name, number)
    if values:
        return Answer(Kind.FOUND, values, _ttl(reply.answer, name, number), source=source)
    if reply.answer:
        return _untold("answers with an alias", source)
    return Answer(Kind.NO_NAME if rcode == dns.rcode.NXDOMAIN else Kind.NO_DATA, source=source)


def _values(section: Sequence[Any], name: str, number: int) -> tuple[Value, ...]:
    """The records of the name and type, in an order that does not depend on the server's."""
    from iacmx.world.dns.complete import rdata_value

    rdatas = [
        (rrset.ttl, rdata)
        for rrset in section
        if rrset.rdtype == number and _owner(rrset) == name
        for rdata in cast("Iterable[Any]", rrset)
    ]
    values: list[Value] = []
    for ttl, rdata in rdatas:
        value = rdata_value(rdata, int(number))
        values.append(value if isinstance(value, str) else mx(value[0], value[1], ttl=int(ttl)))
    return tuple(sorted(values, key=str))


def _ttl(section: Sequence[Any], name: str, number: int) -> int | None:
    ttls = [int(rrset.ttl) for rrset in section if rrset.rdtype == number and _owner(rrset) == name]
    return min(ttls, default=None)


def _owner(rrset: Any) -> str:
    return str(rrset.name.to_text(omit_final_dot=True).lower())


def _server(rdtype: str) -> str:
    return rdtype.partition("@")[2].removeprefix("parent:")


def _untold(reason: str, source: str = "DNS") -> Answer:
    return Answer(Kind.UNVERIFIED, reason=reason, source=source)
