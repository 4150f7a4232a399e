"""A switch of name servers, watched: the parent zone, both sides' servers, resolvers. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from iacmx.migrate.move import Move
from iacmx.migrate.switch.questions import questions
from iacmx.migrate.switch.seen import Seen
from iacmx.migrate.switch.state import differing, in_words, next_change, report_of
from iacmx.serving.answers import Known, flattened, rewritten
from iacmx.serving.asking import ask_each
from iacmx.serving.delegations import delegations, named_by
from iacmx.serving.servers import resolver_servers
from iacmx.switch_report import SwitchReport

if TYPE_CHECKING:
    from iacmx.model import Answer
    from iacmx.provider import Deadline
    from iacmx.serving.servers import Directory
    from iacmx.world.served import Key

__all__ = ["Switch", "in_words", "next_change"]


class Switch:
    """The switch of one zone's name servers, to be looked at as often as wanted.

    ``directory`` finds servers, and names the resolvers that are asked themselves.
    """

    def __init__(self, move: Move, directory: Directory) -> None:
        self._move = move
        self._directory = directory
        self._resolvers = resolver_servers(directory.resolvers)
        self._keys = questions(move)

    def look(self, deadline: Deadline, *, waited: bool = False) -> SwitchReport:
        """How far it is now, at the deadline at the latest; for ``waited`` see :func:`.state.report_of`."""
        move, directory = self._move, self._directory
        parents = delegations(move.name, directory, deadline)
        old, new = _servers(move, named_by(parents))
        servers = directory.find(old | new, deadline)
        views = ask_each(servers, [*self._keys, (move.name, "NS"), (move.name, "DNSKEY")], deadline)
        if hidden := rewritten(views.values()):
            more = ask_each(servers, _hosts(hidden), deadline)
            views = {name: view | more[name] for name, view in views.items()}
        ends = flattened(list(views.values()))
        known = _known(move, directory.engine(deadline).ask(_hosts(ends)) if ends else {})
        seen = Seen(parents, old, new, views, self._keys, known)
        asked = ask_each(self._resolvers, [(move.name, "NS"), *differing(seen)], deadline)
        return report_of(move, replace(seen, resolvers=asked), waited=waited)


def _known(move: Move, ends: Mapping[Key, Answer]) -> Known:
    """What the zone's data at both sides tells."""
    places = [place.data for place in (move.source, move.target) if place.data is not None]
    records = [(str(record.owner), record) for data in places for record in data.records]
    return Known(
        frozenset(owner for owner, record in records if record.proxied),
        frozenset(owner for owner, record in records if record.alias is not None),
        frozenset((owner, str(record.type)) for owner, record in records if record.routing != "simple"),
        ends,
    )


def _hosts(names: Iterable[str]) -> list[Key]:
    return [(name, rdtype) for name in names for rdtype in ("A", "AAAA")]


def _servers(move: Move, named: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The name servers of the source and of the target to ask, also those that only the parent zone names."""
    old = frozenset(name for name in named if move.is_old(name)) | move.old
    new = frozenset(name for name in named if move.is_new(name)) | move.new
    return old, new
