"""Who is asked for the facts of a cut-over: name servers over the network, or zone files that stand in for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from iacmx.model import Answer, Kind
from iacmx.serving.asking import ask_each
from iacmx.serving.delegations import Delegation, delegation_of, delegations
from iacmx.world.mta_sts import Policies
from iacmx.world.questions import AT_PARENT, MTA_STS

if TYPE_CHECKING:
    from iacmx.provider import Deadline
    from iacmx.serving.servers import Directory
    from iacmx.world.served import Key
    from iacmx.world.zonefile import ZoneFiles

View = Mapping["Key", Answer]
"""What one server answers."""


class Asked(Protocol):
    """Answers with the TTLs that records have, not with what is left of them."""

    def delegations(self, zone: str) -> tuple[Delegation, ...]:
        """What each server of the zone above says of ``zone``; nothing where these can't be told."""
        ...

    def views(self, servers: Iterable[str], keys: Sequence[Key]) -> dict[str, View]:
        """What each of the name servers answers, by its name."""
        ...

    def policies(self, domains: Sequence[str]) -> dict[str, Answer]:
        """The MTA-STS policies of mail domains, as their hosts answer."""
        ...


class Network:
    """The servers themselves, until the deadline."""

    def __init__(self, directory: Directory, deadline: Deadline) -> None:
        self._directory, self._deadline = directory, deadline

    def delegations(self, zone: str) -> tuple[Delegation, ...]:
        return delegations(zone, self._directory, self._deadline)

    def views(self, servers: Iterable[str], keys: Sequence[Key]) -> dict[str, View]:
        return dict(ask_each(self._directory.find(servers, self._deadline), keys, self._deadline))

    def policies(self, domains: Sequence[str]) -> dict[str, Answer]:
        asker = Policies(self._directory.engine(self._deadline), deadline=self._deadline)
        found = asker.ask([(domain, MTA_STS) for domain in domains])
        return {domain: found[domain, MTA_STS] for domain in domains}


class Files:
    """Zone files, which answer for all servers of a zone as one."""

    def __init__(self, files: ZoneFiles) -> None:
        self._files = files

    def delegations(self, zone: str) -> tuple[Delegation, ...]:
        said = self._files.lookup(zone, AT_PARENT)
        if said.kind is Kind.SKIPPED:
            return ()
        return (delegation_of(said.source, said, self._files.lookup(zone, "DS")),)

    def views(self, servers: Iterable[str], keys: Sequence[Key]) -> dict[str, View]:
        return {"the zone files": {key: self._files.lookup(*key) for key in keys}}

    def policies(self, domains: Sequence[str]) -> dict[str, Answer]:
        return {domain: self._files.lookup(domain, MTA_STS) for domain in domains}
