"""Two sides' zones compared by what mail needs. Pure: no I/O, nothing that differs between runs."""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.migrate.carry import carried
from iacmx.migrate.contents import Contents, Item, Key, hosts_of, part_of_name
from iacmx.migrate_report import Part, Row, State, ZoneComparison
from iacmx.model import Mx, Unknown, ZoneData

_ADDRESSES = ("A", "AAAA")
_HOSTS = (*_ADDRESSES, "CNAME")
_HTTPS = (Part.MTA_STS, Part.AUTODISCOVER)
_PARTS = list(Part)
_HIDDEN = "The provider answers with addresses of its own choice, which DNS alone does not lead back to its records."
SERVED = "dns"
"""The provider of zones that are known by what DNS serves."""


def compare(source: ZoneData, target: ZoneData) -> ZoneComparison:
    """What mail needs of the zone at ``source``, and how ``target`` holds it."""
    hosts = hosts_of((source, target))
    here, there = Contents(source, hosts), Contents(target, hosts)
    exchanges = _exchanges(source) | _exchanges(target)
    taken: set[Key] = set()
    rows: list[Row] = []
    for key in sorted(_keys(here, there, hosts), key=_order):
        if key in taken:
            continue
        both = _alias_and_name(key, here, there)
        if both is not None:
            taken.add((key[0], key[1], "CNAME"))
            rows.append(_as_alias(key, *both, exchanges))
        else:
            rows.append(_row(key, here, there))
    rows += [row for data in (source, target) for row in _unplaced(data)]
    return ZoneComparison(
        source.zone.name or target.zone.name,
        source.zone.id,
        target.zone.id,
        tuple(rows),
        carried(here, target.zone.provider, exchanges),
    )


def _keys(here: Contents, there: Contents, hosts: frozenset[str]) -> set[Key]:
    """Every item of either side, and those that wildcards make: addresses of the ``hosts``, and MX records at a name
    that only the other side has. The addresses of a wildcard itself are mail's only there.
    """
    keys = {key for key in here.items.keys() | there.items.keys() if key[1] is not Part.ADDRESS or key[0][:2] != "*."}
    wanted = [(host, Part.ADDRESS, rdtype) for host in hosts for rdtype in _HOSTS]
    keys |= {key for key in wanted if part_of_name(key[0]) is None and (here.get(key) or there.get(key))}
    for one, other in ((here, there), (there, here)):
        if one.data.names is None and other.data.names is None:
            keys |= {
                key
                for owner in one.names - other.names
                if not {"*", "_"} & {label[:1] for label in owner.split(".")}
                for key in ((owner, Part.MX, "MX"),)
                if other.get(key)
            }
    return keys


def _order(key: Key) -> tuple[int, list[str], str]:
    return _PARTS.index(key[1]), key[0].split(".")[::-1], key[2]


def _exchanges(data: ZoneData) -> set[str]:
    return {str(value.exchange) for record in data.records for value in record.values if isinstance(value, Mx)}


def _alias_and_name(key: Key, here: Contents, there: Contents) -> tuple[Item, Item] | None:
    """An alias set at one side and a CNAME to the same name at the other, source first."""
    owner, part, rdtype = key
    if rdtype not in _ADDRESSES:
        return None
    ends = here.get(key), there.get(key)
    names = here.get((owner, part, "CNAME")), there.get((owner, part, "CNAME"))
    for alias, name, order in ((ends[0], names[1], 1), (ends[1], names[0], -1)):
        if alias and name and alias.values == tuple(f"alias {value}" for value in name.values):
            pair = (alias, name)[::order]
            return pair[0], pair[1]
    return None


def _as_alias(key: Key, source: Item, target: Item, exchanges: set[str]) -> Row:
    seen = any(item.type == "CNAME" and not item.alias for item in (source, target))
    if seen and key[0] in exchanges:
        reason = "An exchange must not be an alias that DNS shows (RFC 2181 section 10.3)."
        return _told(key, State.DIFFERENT, source, target, reason)
    note = "The provider answers for the other name at one side, and a CNAME leads to it at the other."
    return _told(key, State.EQUAL, source, target, notes=(note,))


def _row(key: Key, here: Contents, there: Contents) -> Row:
    source, target = here.get(key), there.get(key)
    state, reason = _state(key, source, target, here, there)
    notes = () if state is State.UNTOLD else tuple(_notes(key, source, target, here, there))
    return _told(key, state, source, target, reason, notes)


def _told(
    key: Key, state: State, source: Item | None, target: Item | None, reason: str = "", notes: tuple[str, ...] = ()
) -> Row:
    return Row(*key, state, _shown(source), _shown(target), reason, notes)


def _shown(item: Item | None) -> tuple[str, ...]:
    if item is None:
        return ()
    return ("(sensitive)",) if item.sensitive else item.values


def _state(key: Key, source: Item | None, target: Item | None, here: Contents, there: Contents) -> tuple[State, str]:
    unclear = next((item.untold for item in (source, target) if item is not None and item.untold), "")
    if unclear:
        return State.UNTOLD, unclear
    if _is_hidden(key, here, there):
        return State.UNTOLD, _HIDDEN
    if source is None or target is None:
        side, state = (here, State.EXTRA) if source is None else (there, State.MISSING)
        if not side.is_known(key[0]):
            return State.UNTOLD, "That side was not asked for this name, or did not tell."
        return state, _why_extra(key) if state is State.EXTRA else ""
    if not (source.is_one_answer and target.is_one_answer):
        same = source.variants == target.variants
        return (State.EQUAL, "") if same else (State.DIFFERENT, "The answer depends on a routing policy at one side.")
    if _canonical(source) != _canonical(target):
        return State.DIFFERENT, _why_different(source, target)
    if source.proxied != target.proxied and key[1] not in _HTTPS:
        return State.DIFFERENT, "Cloudflare answers with its own addresses at one side, where it takes no mail."
    return State.EQUAL, ""


def _is_hidden(key: Key, here: Contents, there: Contents) -> bool:
    """Whether one side answers with addresses that are not in its records, and the other is what DNS serves."""
    if key[2] not in _HOSTS:
        return False
    for one, other in ((here, there), (there, here)):
        if other.data.zone.provider == SERVED:
            items = (one.get((key[0], key[1], rdtype)) for rdtype in _HOSTS)
            if any(item is not None and (item.proxied or (item.alias and _is_outside(item))) for item in items):
                return True
    return False


def _is_outside(item: Item) -> bool:
    return item.type == "CNAME" or any(value.startswith("alias ") for value in item.values)


def _canonical(item: Item) -> set[str]:
    if item.type != "TXT":
        return set(item.values)
    if item.part is Part.SPF:
        return {" ".join(value.split()) for value in item.values}
    # Between the tags of these records, and within a key, spaces mean nothing (RFC 6376 section 3.2).
    return {"".join(value.split()).rstrip(";") for value in item.values}


def _why_extra(key: Key) -> str:
    return "The target has other mail records here already, which would take mail." if key[2] == "MX" else ""


def _why_different(source: Item, target: Item) -> str:
    if source.type != "MX":
        return ""
    exchanges = [{value.partition(" ")[2] for value in item.values} for item in (source, target)]
    if exchanges[0] == exchanges[1]:
        return "The same hosts with other preferences."
    if not exchanges[0] & exchanges[1]:
        return "The target has other mail records here already."
    return ""


def _notes(key: Key, source: Item | None, target: Item | None, here: Contents, there: Contents) -> Iterator[str]:
    for word, item in (("source", source), ("target", target)):
        if item is None:
            continue
        if item.owner != key[0]:
            yield f"At the {word} the wildcard {item.owner} answers."
        if item.variants:
            policies = ", ".join(sorted({variant.routing for variant in item.variants}))
            yield f"At the {word} a routing policy ({policies}) answers."
    if source is None or target is None:
        return
    if source.proxied and target.proxied:
        yield "Cloudflare answers with its own addresses."
    elif key[1] in _HTTPS and (source.proxied or target.proxied):
        yield "At one side Cloudflare answers with its own addresses, and passes HTTPS on."
    if SERVED not in (here.data.zone.provider, there.data.zone.provider) and source.ttl != target.ttl:
        yield f"TTL {_seconds(source, here)} at the source, {_seconds(target, there)} at the target."


def _seconds(item: Item, at: Contents) -> str:
    if item.ttl is not None:
        return f"{item.ttl} s"
    return "automatic (300 s)" if at.data.zone.provider == "cloudflare" else "that of the alias's target"


def _unplaced(data: ZoneData) -> Iterator[Row]:
    """Records whose owner or type is not known yet: they may be mail's."""
    for record in data.records:
        if isinstance(record.owner, Unknown) or isinstance(record.type, Unknown) or record.relative:
            owner = "(owner can't be told)" if isinstance(record.owner, Unknown) else record.owner
            rdtype = "(type can't be told)" if isinstance(record.type, Unknown) else record.type
            reason = f"{record.address}: where it is, or of what type, is known only after the apply."
            yield Row(owner, Part.MX, rdtype, State.UNTOLD, (), (), reason)
