"""Which name servers the parent zone names, as each of its servers tells it: not all change at the same moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from iacmx.model import Answer, Kind
from iacmx.serving.asking import ask_each
from iacmx.world.dns.authority import Authority
from iacmx.world.questions import at_parent

if TYPE_CHECKING:
    from iacmx.provider import Deadline
    from iacmx.serving.servers import Directory

MOST: Final = 13
"""Servers of the parent zone that are asked: all that a top-level domain has."""


class Delegation(Struct, frozen=True):
    """What one server of the parent zone says of a zone.

    ``names`` are the name servers that it names; ``ttl`` is how long a resolver may keep that, in seconds. ``ds`` are
    its DS records (the zone is signed for whoever validates) and ``ds_ttl`` how long they may be kept; ``ds_negative``
    how long it may be remembered that there are none. ``reason`` is why the name servers could not be told, and
    ``ds_reason`` why the DS records could not.
    """

    server: str
    names: tuple[str, ...]
    ttl: int | None = None
    ds: tuple[str, ...] = ()
    ds_ttl: int | None = None
    ds_negative: int | None = None
    reason: str = ""
    ds_reason: str = ""

    @property
    def told(self) -> bool:
        """Whether the server said anything of the name servers; none at all is something."""
        return not self.reason


def delegations(zone: str, directory: Directory, deadline: Deadline) -> tuple[Delegation, ...]:
    """What each server of the zone above says of ``zone``, in the order of their names.

    Empty where the servers of the zone above can't be told.
    """
    authority = Authority(directory.engine(deadline), deadline=deadline, known=directory.known)
    names = authority.parents(zone)[:MOST]
    servers = directory.find(names, deadline)
    said = authority.ask([(zone, at_parent(name)) for name in names])
    signed = ask_each(servers, [(zone, "DS")], deadline)
    return tuple(delegation_of(name, said[zone, at_parent(name)], signed[name][zone, "DS"]) for name in names)


def delegation_of(server: str, said: Answer, ds: Answer) -> Delegation:
    """What a server says, from its answers to the questions for the delegation and for DS."""
    return Delegation(
        server,
        tuple(str(value) for value in said.values) if said.kind is Kind.FOUND else (),
        said.ttl,
        tuple(str(value) for value in ds.values) if ds.kind is Kind.FOUND else (),
        ds.ttl,
        ds.negative_ttl,
        "" if said.settled else said.reason or "did not tell",
        "" if ds.settled else ds.reason or "did not tell",
    )


def named_by(found: Sequence[Delegation]) -> frozenset[str]:
    """All name servers that any server of the parent zone names."""
    return frozenset(name for one in found for name in one.names)
