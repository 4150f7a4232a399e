"""From what a side holds of a zone to the record sets that are written at a target, and what can't be. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from iacmx.migrate.carry import CLOUDFLARE, carried
from iacmx.migrate.contents import Contents, hosts_of
from iacmx.migrate.whole import Held, WholeZone
from iacmx.migrate_report import Carry, Part
from iacmx.model import Mx, Unknown, ZoneData
from iacmx.terraform_code import Rrset, Target
from iacmx.terraform_code.rdata import TEXTS, octets, parse
from iacmx.titles import title

Key = tuple[str, str]
"""Owner and type."""

_OWN = ("NS", "SOA")
_SIGNING = ("CDNSKEY", "CDS", "DNSKEY", "NSEC", "NSEC3", "NSEC3PARAM", "RRSIG")
_LOCKED = "The provider keeps it itself for one of its services, which works only while the zone is there."
_AUTOMATIC_SECONDS = 300
"""What Cloudflare's automatic TTL is (documentation, "Time to Live")."""


class LeftOut(Struct, frozen=True):
    """What is not written: ``values`` as far as they are known, ``what`` it is, and what to do ``instead``.

    ``mail``: mail needs it. ``untold``: it could not be told what it holds.
    """

    owner: str
    type: str
    values: tuple[str, ...]
    what: str
    instead: str
    mail: bool = False
    untold: bool = False


class Translation(Struct, frozen=True):
    """What is written and what is not; ``mail`` are the keys of what mail needs at the source."""

    rrsets: tuple[Rrset, ...]
    left_out: tuple[LeftOut, ...]
    mail: frozenset[Key]


def mail_keys(data: ZoneData) -> frozenset[Key]:
    """Owner and type of what mail needs of a zone; addresses of a wildcard are counted where its hosts are mail's."""
    items = Contents(data, hosts_of((data,))).items.values()
    return frozenset((one.owner, one.type) for one in items if one.part is not Part.ADDRESS or one.owner[:2] != "*.")


def translate(source: WholeZone, target: Target) -> Translation:
    """Everything that the source tells, as the target can hold it. The zone's own NS and SOA records are not told of:
    every provider has its own.
    """
    return _Translator(source, target).translation()


class _Translator:
    def __init__(self, source: WholeZone, target: Target) -> None:
        self._source, self._target = source, target
        self._groups: dict[Key, list[Held]] = {}
        for held in source.sets:
            self._groups.setdefault((held.owner, held.type), []).append(held)
        self._mail = mail_keys(source.data)
        everything = Contents(source.data, frozenset(owner for owner, _ in self._groups))
        self._one_answer = {(one.owner, one.type): one.is_one_answer for one in everything.items.values()}
        self._carry = {(one.owner, one.type): one for one in carried(everything, target.provider, _exchanges(source))}

    def translation(self) -> Translation:
        rrsets: list[Rrset] = []
        left_out: list[LeftOut] = []
        for key, group in sorted(self._groups.items(), key=lambda item: _place(item[0])):
            if key[0] == self._source.zone.name and key[1] in _OWN:
                continue
            refusal = self._refusal(key, group)
            if refusal is not None:
                left_out.append(refusal)
                continue
            rrset = self._rrset(key, group)
            if rrset.values:
                rrsets.append(rrset)
            left_out += self._unfit(key, group)
        return Translation(tuple(rrsets), tuple(left_out), self._mail)

    def _refusal(self, key: Key, group: Sequence[Held]) -> LeftOut | None:
        """Why a set is not written at all."""
        untold = next((held.untold for held in group if held.untold), "")
        if untold:
            instead = "Write it by hand, or export after the apply from the provider itself."
            return self._left(key, group, untold, instead, untold=True)
        found = self._carry.get(key)
        if found is not None and not self._is_one_answer(key, group):
            return self._left(key, group, found.what, found.instead)
        if any(held.source.locked for held in group):
            return self._left(key, group, _LOCKED, "Set up at the target what it is for, if it is still needed.")
        if self._is_routed(group) and not self._is_one_answer(key, group):
            policies = ", ".join(sorted({held.source.routing for held in group}))
            what = f"{len(group)} record sets by routing policy ({policies}), which are not exported."
            return self._left(key, group, what, "Write them by hand, or choose the values of one of them.")
        if key[1] in _SIGNING:
            what = "It belongs to the signing of the zone, which is the provider's own."
            return self._left(
                key, group, what, "Sign the zone at the target, and renew the DS record at the registrar."
            )
        if key[1] not in self._target.types:
            what = f"{title(self._target.provider)} has no {key[1]} records, or none that Terraform can write."
            return self._left(key, group, what, "Do without, or keep the name in a zone elsewhere.")
        if "\\" in key[0]:
            what = "Its name holds an escaped character, such as a dot within a label; providers write it differently."
            return self._left(key, group, what, "Write it by hand, as the target's documentation says.")
        return self._refused_alias(key, group) or self._refused_name(key, group)

    def _refused_alias(self, key: Key, group: Sequence[Held]) -> LeftOut | None:
        outside = [alias for held in group if (alias := _alias(held)) and not self._resolved(held)]
        if not outside:
            return None
        found: Carry | None = self._carry.get(key)
        what = f"An alias set, for which Route 53 answers with the records of {outside[0]}."
        instead = found.instead if found else "Write an alias block, with the id of the zone that holds that name."
        return self._left(key, group, what, instead)

    def _refused_name(self, key: Key, group: Sequence[Held]) -> LeftOut | None:
        """RFC 1034 section 3.6.2; Cloudflare flattens it at the apex, and there alone."""
        flattened = self._target.provider == CLOUDFLARE and key[0] == self._source.zone.name
        if key[1] != "CNAME" or flattened or not any(one[0] == key[0] and one != key for one in self._groups):
            return None
        what = "A CNAME record beside others of its name, which the target refuses."
        return self._left(key, group, what, "Write the addresses of the name that it leads to.")

    def _left(
        self, key: Key, group: Iterable[Held], what: str, instead: str, *, untold: bool = False, only: str = ""
    ) -> LeftOut:
        values = (only,) if only else tuple(_shown(group))
        mail = key in self._mail or (untold and key[1] in ("MX", "None", ""))
        return LeftOut(*_named(key, group), values, what, instead, mail, untold)

    def _is_routed(self, group: Iterable[Held]) -> bool:
        return any(held.source.variant or held.source.routing != "simple" for held in group)

    def _is_one_answer(self, key: Key, group: Sequence[Held]) -> bool:
        """Whether sets by a routing policy are one all the same."""
        if not self._is_routed(group) or any(_alias(held) for held in group):
            return False
        same = len({frozenset(held.values) for held in group}) == 1
        return same or all(held.source.routing == "multivalue" for held in group)

    def _resolved(self, held: Held) -> tuple[str, ...]:
        """The values that an alias leads to within the zone."""
        seen: set[str] = set()
        while (name := _alias(held)) and name not in seen:
            seen.add(name)
            group = self._groups.get((name, held.type), [])
            if len(group) != 1:
                return ()
            held = group[0]
        return held.values

    def _rrset(self, key: Key, group: Sequence[Held]) -> Rrset:
        values = dict.fromkeys(
            value for held in group for value in (self._resolved(held) if _alias(held) else held.values)
        )
        proxied = any(held.source.proxied for held in group)
        remarks = [*self._alias_remarks(group), *self._routing_remarks(group)]
        ttl = self._ttl(group)
        if not proxied:
            remarks += self._ttl_remarks(group, ttl)
        fit = tuple(sorted(value for value in values if self._misfit(key, value) is None))
        return Rrset(*key, ttl, fit, proxied, tuple(remarks))

    def _ttl(self, group: Sequence[Held]) -> int | None:
        """The shortest of the TTLs: they are one in DNS (RFC 2181 section 5.2)."""
        first = group[0]
        while name := _alias(first):
            first = self._groups[name, first.type][0]
        told = [held.source.ttl for held in (first, *group[1:]) if held.source.ttl is not None]
        return min(told, default=None)

    def _ttl_remarks(self, group: Sequence[Held], ttl: int | None) -> Iterator[str]:
        if len({held.source.ttl for held in group if held.source.ttl is not None}) > 1:
            yield "Its records have several TTLs at the source; this is the shortest."
        if ttl is not None and self._target.ttl(ttl) != ttl:
            least, most = self._target.seconds
            yield f"TTL {ttl} s at the source; {title(self._target.provider)} takes {least} to {most}."

    def _alias_remarks(self, group: Iterable[Held]) -> Iterator[str]:
        for held in group:
            if name := _alias(held):
                yield f"An alias of {name} at the source: its values are written out here, change both together."

    def _routing_remarks(self, group: Sequence[Held]) -> Iterator[str]:
        if self._is_routed(group):
            policies = ", ".join(sorted({held.source.routing for held in group}))
            yield f"{len(group)} record sets by routing policy ({policies}) at the source, which answer as this does."

    def _unfit(self, key: Key, group: Sequence[Held]) -> Iterator[LeftOut]:
        """The values that the target can't hold, beside others that it can."""
        for held in group:
            for value in held.unreadable:
                what = f"It is no {key[1]} record that DNS could hold."
                yield self._left(key, group, what, "Write what it should be.", only=value)
            for value in held.values:
                misfit = self._misfit(key, value)
                if misfit is not None:
                    yield self._left(key, group, misfit, "Make it shorter, or split it.", only=value)

    def _misfit(self, key: Key, value: str) -> str | None:
        if key[1] not in TEXTS:
            return None
        length = len(octets(parse(key[1], value)))
        most = self._target.longest
        return None if length <= most else f"A text of {length} octets; {title(self._target.provider)} takes {most}."


def _exchanges(source: WholeZone) -> set[str]:
    values = (value for record in source.data.records for value in record.values)
    return {value.exchange for value in values if isinstance(value, Mx) and isinstance(value.exchange, str)}


def _alias(held: Held) -> str:
    alias = held.source.alias
    return alias if isinstance(alias, str) else ""


def _named(key: Key, group: Iterable[Held]) -> Key:
    """Owner and type in words, where they are not known."""
    held = next(iter(group))
    address = held.source.address or "a resource"
    hidden = isinstance(held.source.owner, Unknown) or held.source.sensitive
    owner = f"(owner of {address})" if hidden else key[0]
    return owner, "(type not known)" if isinstance(held.source.type, Unknown) else key[1]


def _shown(group: Iterable[Held]) -> Iterator[str]:
    for held in group:
        source = held.source
        where = " ".join(filter(None, (source.variant, source.routing_detail and f"({source.routing_detail})")))
        for value in held.values or ((f"alias of {_alias(held)}",) if _alias(held) else ()):
            yield f"{where}: {value}" if where else value


def _place(key: Key) -> tuple[list[str], str]:
    """Zone file order: a name before those below it."""
    return key[0].split(".")[::-1], key[1]
