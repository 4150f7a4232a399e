"""What a target holds already, beside the resources that are to be written there: what is imported, what is in the way.
Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from iacmx.migrate.carry import CLOUDFLARE
from iacmx.migrate.translate import Key, mail_keys
from iacmx.migrate.whole import Held, WholeZone
from iacmx.terraform_code import Existing, Resource, Rrset, Target
from iacmx.terraform_code.rdata import TEXTS

_OWN = ("NS", "SOA")
_ADDRESSES = ("A", "AAAA")
_ROUTED = "Record sets by routing policy: the apply fails while they are there. Delete them first."
_LOCKED = "The target keeps it itself for a service of its own, such as Email Routing. Turn that off first."
_ALIAS = "A CNAME and other records can't be at one name: the apply fails. Delete it first."
_SURPLUS = "It stays and answers together with those written here. Delete it, unless it belongs there."
_OTHER_MX = "It stays, and takes mail. Delete it, unless it belongs there."
_OTHER = "It stays. Delete it, unless it belongs there."


class Beside(Struct, frozen=True):
    """What the target holds and the code does not manage; ``mail``: mail goes elsewhere, or is lost, for it."""

    owner: str
    type: str
    values: tuple[str, ...]
    what: str
    mail: bool


class Meeting(Struct, frozen=True):
    """The resources with their imports, what stays beside them, and how many other record sets the target has."""

    resources: tuple[Resource, ...]
    beside: tuple[Beside, ...]
    others: int


def meet(resources: Sequence[Resource], there: WholeZone, target: Target, mail: frozenset[Key]) -> Meeting:
    """Hold the resources against what is ``there``; ``mail`` are the keys of what mail needs at the source."""
    held: dict[Key, list[Held]] = {}
    for one in there.sets:
        if one.owner != there.zone.name or one.type not in _OWN:
            held.setdefault((one.owner, one.type), []).append(one)
    wanted: dict[Key, list[Resource]] = {}
    for resource in resources:
        wanted.setdefault((resource.owner, resource.rdtype), []).append(resource)
    met: list[Resource] = []
    beside = list(_in_the_way(wanted, held, mail, there.zone.name if target.provider == CLOUDFLARE else ""))
    for key, group in wanted.items():
        found, stays = _met(group, held.get(key, []), there.zone.id, target, key in mail)
        met += found
        beside += stays
    theirs = mail_keys(there.data)
    blocking = {(one.owner, one.type) for one in beside}
    others = [key for key in held if key not in wanted and key not in blocking]
    beside += [_other(key, held[key]) for key in sorted(others) if key in theirs]
    return Meeting(tuple(met), tuple(beside), sum(key not in theirs for key in others))


def _other(key: Key, group: Sequence[Held]) -> Beside:
    takes_mail = key[1] == "MX"
    return Beside(*key, _values(group), _OTHER_MX if takes_mail else _OTHER, takes_mail)


def _in_the_way(
    wanted: Iterable[Key], held: dict[Key, list[Held]], mail: frozenset[Key], flattened: str
) -> Iterator[Beside]:
    """``flattened`` is the name at which the target shows no CNAME, ``""`` where it always does."""
    for owner, rdtype in sorted(held):
        new = [key for key in wanted if key[0] == owner and (key[1] == "CNAME") != (rdtype == "CNAME")]
        if rdtype == "CNAME" and (owner == flattened or any(one.source.proxied for one in held[owner, rdtype])):
            new = [key for key in new if key[1] in _ADDRESSES]  # DNS shows no CNAME: only addresses are in the way
        if new:
            yield Beside(owner, rdtype, _values(held[owner, rdtype]), _ALIAS, any(key in mail for key in new))


def _met(
    group: Sequence[Resource], held: Sequence[Held], zone_id: str, target: Target, mail: bool
) -> tuple[list[Resource], list[Beside]]:
    """The resources of one owner and type, and what of it is there."""
    fixed = [one for one in held if one.source.locked or one.source.variant or one.source.routing != "simple"]
    beside = [_fixed(one, mail) for one in fixed]
    left = [one for one in held if one not in fixed]
    pairs: dict[str, Held] = {}
    for alike in (_same_values, _same_name, _any):
        for resource in group:
            found = next((one for one in left if alike(resource, one, target)), None)
            if resource.name not in pairs and found is not None:
                pairs[resource.name] = found
                left.remove(found)
    beside += [Beside(one.owner, one.type, _values([one]), _SURPLUS, mail) for one in left]
    return [_imported(one, pairs.get(one.name), zone_id, target) for one in group], beside


def _fixed(held: Held, mail: bool) -> Beside:
    return Beside(held.owner, held.type, _values([held]), _LOCKED if held.source.locked else _ROUTED, mail)


def _same_values(resource: Resource, held: Held, _target: Target) -> bool:
    return set(resource.values) == set(held.values)


def _same_name(resource: Resource, held: Held, target: Target) -> bool:
    """Whether it would be called alike: the same host with another preference, another policy of the same kind."""
    named = target.resources(Rrset(held.owner, held.type, None, held.values), "") if held.values else ()
    return any(one.name == resource.name for one in named)


def _any(resource: Resource, held: Held, target: Target) -> bool:
    """Whether one may become the other: texts of different kinds have nothing to do with each other."""
    return not target.per_record or resource.rdtype not in TEXTS


def _imported(resource: Resource, held: Held | None, zone_id: str, target: Target) -> Resource:
    if held is None:
        return resource
    existing = Existing(held.owner, held.type, held.values, held.source.record_id)
    remarks = resource.remarks
    if set(held.values) != set(resource.values):
        now = ", ".join(_values([held])) or "nothing that can be told"
        remarks = (*remarks, f"The apply changes what the target holds now: {now}")
    return replace(resource, import_id=target.import_id(zone_id, existing), remarks=remarks)


def _values(group: Iterable[Held]) -> tuple[str, ...]:
    return tuple(
        value
        for held in group
        for value in (held.values or ((f"alias of {held.source.alias}",) if held.source.alias else ()))
    )
