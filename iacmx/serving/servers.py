"""Where servers are: their addresses, looked up or given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from iacmx.errors import UsageError
from iacmx.names import normalize
from iacmx.world.dns.engine import Engine
from iacmx.world.dns.resolvers import parse_resolver, system_resolvers

if TYPE_CHECKING:
    from iacmx.provider import Deadline


class Server(Struct, frozen=True):
    """A server to ask.

    ``name`` is its host name, or what a report calls it. ``addresses`` are as
    :func:`iacmx.world.dns.resolvers.parse_resolver` reads them, to be tried in this order; empty where they are not
    known. ``recursion``: it is a resolver.
    """

    name: str
    addresses: tuple[str, ...]
    recursion: bool = False


class Directory:
    """Finds the addresses of servers, each once in a run.

    ``resolvers`` are asked for them, those of the system where there are none; ``known`` are addresses that are not
    looked up, by name.
    """

    def __init__(
        self, resolvers: Sequence[str] = (), known: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    ) -> None:
        self.resolvers = tuple(resolvers)
        self.known = dict(known)

    def engine(self, deadline: Deadline) -> Engine:
        """A new engine that asks the resolvers, and remembers nothing."""
        return Engine(self.resolvers, deadline=deadline)

    def find(self, names: Iterable[str], deadline: Deadline) -> tuple[Server, ...]:
        """The name servers of these names, in the order of their names."""
        wanted = sorted(set(names))
        missing = [name for name in wanted if name not in self.known]
        questions = [(name, rdtype) for name in missing for rdtype in ("A", "AAAA")]
        answers = self.engine(deadline).ask(questions) if missing else {}
        for name in missing:
            # IPv4 first: fewer networks lack it.
            found = tuple(str(value) for rdtype in ("A", "AAAA") for value in answers[name, rdtype].values)
            if found:
                self.known[name] = found
        return tuple(Server(name, self.known.get(name, ())) for name in wanted)


def resolver_servers(resolvers: Sequence[str]) -> tuple[Server, ...]:
    """The resolvers, each as a server of its own; those of the system where there are none. Raises UsageError."""
    texts = resolvers or system_resolvers()
    return tuple(Server(parse_resolver(text).label, (text,), recursion=True) for text in dict.fromkeys(texts))


def parse_known(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """``NAME=IP[:PORT]`` of the command line, by name. Raises UsageError."""
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, equals, address = text.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--resolve {text!r} names no address.", "Write NAME=IP[:PORT].")
        parse_resolver(address)
        found[normalize(name)] = (*found.get(normalize(name), ()), address)
    return found
