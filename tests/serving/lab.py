"""A zone that moves, over real sockets: the parent's servers, both providers' name servers, a resolver.

Each is a server on loopback of its own; ``Lab.known`` says where, as ``--resolve`` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from tests.lab.nameserver import Asked, Behaviour, NameServer, Sent

APEX = "example.test"
OLD = ("ns1.old.test", "ns2.old.test")
NEW = ("ns1.new.test", "ns2.new.test")
PARENTS = ("a.nic.test", "b.nic.test")
SOA = f"{APEX}. 900 SOA ns1.old.test. host.old.test. 1 7200 900 1209600 600\n"
MAIL = f"""{APEX}. 3600 MX 10 mail.{APEX}.
{APEX}. 3600 TXT "v=spf1 mx -all"
mail.{APEX}. 1800 A 192.0.2.25
_dmarc.{APEX}. 300 TXT "v=DMARC1; p=reject"
"""
DS = "12345 13 2 " + "AB" * 32


def ns(names: Sequence[str], ttl: int = 86400) -> str:
    return "".join(f"{APEX}. {ttl} NS {name}.\n" for name in names)


def zone(names: Sequence[str], mail: str = MAIL, *, ttl: int = 172800, more: str = "") -> str:
    """What a name server of ``names`` holds."""
    return SOA + ns(names, ttl) + mail + more


def referring(names: Sequence[str], *, ttl: int = 86400, ds: str = "", ds_ttl: int = 3600) -> Behaviour:
    """A server of the parent zone, which delegates to ``names``."""

    def behave(asked: Asked) -> list[Sent]:
        response = dns.message.make_response(asked.message)
        question = asked.message.question[0]
        if question.rdtype.name == "DS":
            response.flags |= dns.flags.AA
            if ds:
                response.answer.append(dns.rrset.from_text(f"{APEX}.", ds_ttl, "IN", "DS", ds))
            else:
                response.authority.append(dns.rrset.from_text("test.", 900, "IN", "SOA", "a. b. 1 2 3 4 900"))
        elif names:
            response.authority.append(dns.rrset.from_text(f"{APEX}.", ttl, "IN", "NS", *(f"{n}." for n in names)))
        else:
            response.flags |= dns.flags.AA
            response.set_rcode(dns.rcode.NXDOMAIN)
            response.authority.append(dns.rrset.from_text("test.", 900, "IN", "SOA", "a. b. 1 2 3 4 900"))
        return [Sent(response.to_wire())]

    return behave


class Lab:
    """Where all of it is. ``resolver`` also knows the name servers of ``test``."""

    def __init__(self, known: Mapping[str, tuple[str, ...]], resolver: str, servers: Mapping[str, NameServer]) -> None:
        self.known, self.resolver, self.servers = dict(known), resolver, servers

    @property
    def resolve(self) -> list[str]:
        """The flags that say where the servers are."""
        return [f"--resolve={name}={address}" for name, (address, *_) in self.known.items()]


@contextmanager
def lab(
    *,
    parents: Sequence[Behaviour],
    old: Sequence[str | Behaviour] = (),
    new: Sequence[str | Behaviour] = (),
    resolver: str = "",
    behaviours: Mapping[object, Behaviour] | None = None,
) -> Iterator[Lab]:
    """Servers of the parent zone, of both providers (what each holds, or how it behaves), and a resolver's cache."""
    with ExitStack() as stack:
        servers: dict[str, NameServer] = {}
        for name, held in (*zip(PARENTS, parents), *zip(OLD, old), *zip(NEW, new)):  # noqa: B905 - as many as are given
            text, how = (held, {}) if isinstance(held, str) else ("", {"*": held})
            servers[name] = stack.enter_context(NameServer(text, how, recursive=False, authoritative=True))
        top = "test. SOA a.nic.test. h.nic.test. 1 2 3 4 5\n" + "".join(f"test. NS {name}.\n" for name in PARENTS)
        asked = stack.enter_context(NameServer(top + resolver, behaviours))
        known = {name: (server.address,) for name, server in servers.items()}
        yield Lab(known, asked.address, servers)
