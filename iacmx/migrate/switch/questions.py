"""What to ask name servers for, so that nothing of mail is left out and they are not flooded. Pure."""

from __future__ import annotations

from iacmx.migrate.contents import hosts_of, well_known
from iacmx.migrate.move import Move, Place
from iacmx.migrate.served import types_of
from iacmx.migrate.sides import PLAN, STATE
from iacmx.world.served import Key

_HOSTS = ("CNAME", "A", "AAAA")


def questions(move: Move) -> tuple[Key, ...]:
    """Names and types, in the order of the names.

    Every type at the apex and where others look for what belongs to its mail. At other names that mail needs, where
    both sides list their whole zones, what either of them holds there: a zone may have thousands of DKIM keys. Where
    one does not list, or a wildcard may answer for more, every type there as well.
    """
    apex = move.name
    every = [(name, rdtype) for name in move.names() for rdtype in types_of(name, apex) if rdtype != "NS"]
    whole = [place.data for place in (move.source, move.target) if place.data is not None and _is_whole(place)]
    if len(whole) < 2:
        return tuple(every)
    held = {(str(record.owner), str(record.type)) for data in whole for record in data.records}
    # An alias hides what else there is, and a provider may answer for it with the addresses behind it.
    hosts = hosts_of(whole) | {name for name, rdtype in held if rdtype in _HOSTS}
    aliases = {name for name, rdtype in held if rdtype == "CNAME"}
    always = {apex, *well_known(apex)}
    return tuple(
        (name, rdtype)
        for name, rdtype in every
        if name in always or name in aliases or (name, rdtype) in held or (name in hosts and rdtype in _HOSTS)
    )


def _is_whole(place: Place) -> bool:
    if place.data is None or place.data.names is not None or place.provider in (PLAN, STATE):
        return False
    return all(isinstance(one.owner, str) and not one.owner.startswith("*.") for one in place.data.records)
