"""Cases for rule tables, made by the real machinery: records in master-file lines, a plan, and a DNS in a dict.

    case = build(
        before=["example.com. 3600 MX 10 mx1.example.net."],          # live in the zone
        after=["example.com. 3600 MX 10 mx2.example.net."],           # once the plan is applied; None: unchanged
        dns={"mx2.example.net": ["192.0.2.1"]},                       # what DNS serves beyond the zone
    )

What differs between ``before`` and ``after`` becomes the plan's changes, one resource per record set (``route53``) or
per record (``cloudflare``). For anything finer give ``changes`` outright.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import cast

from iacmx.case import Actual, Case
from iacmx.cases import Live, cases, situation
from iacmx.mail_texts import policy_texts
from iacmx.model import Answer, Change, Finding, Kind, Plan, RecordSet, Value, Zone, ZoneChange, ZoneData
from iacmx.mx import parse_mx
from iacmx.names import normalize
from iacmx.rules import collect
from iacmx.world.questions import is_plain

NOTHING = Answer(Kind.NO_NAME, source="DNS")


class DictDns:
    """DNS in a dict: name -> addresses, or ``["CNAME target"]``, ``["NS ns1.example."]``, ``["TXT text"]``, ``["SOA ttl
    data"]``, or a Kind.

    Names that are not in it do not exist. An Answer outright is that of every type. ``"secure"`` among the data of a
    name: validated by DNSSEC. The questions of :mod:`iacmx.world.questions` are answered by ``"NAME TYPE"``
    (``"example.com NS@parent"``): values, a Kind, or an Answer outright; what is not in it was not asked.
    """

    unasked: Mapping[str, str] = MappingProxyType({})

    def __init__(self, names: Mapping[str, Sequence[str] | Kind | Answer]) -> None:
        self._names = names

    def lookup(self, name: str, rdtype: str) -> Answer:
        if not is_plain(rdtype):
            return self._further(name, rdtype)
        held = self._names.get(name)
        if held is None:
            ent = any(other.endswith("." + name) for other in self._names)
            return Answer(Kind.NO_DATA, source="DNS") if ent else NOTHING
        if isinstance(held, Kind):
            return Answer(held, reason="the server failed", source="DNS")
        if isinstance(held, Answer):
            return held
        target = next((text.split()[1] for text in held if text.startswith("CNAME ")), None)
        if target is not None and rdtype != "CNAME":
            end = self.lookup(normalize(target), rdtype)
            aliases, secure = (normalize(target), *end.aliases), end.secure and "secure" in held
            return Answer(end.kind, values=end.values, aliases=aliases, source="DNS", secure=secure)
        values = [value for text in held for value in _dns_value(text, rdtype)]
        ttl = 300
        if rdtype == "SOA" and values:
            first, _, values[0] = str(values[0]).partition(" ")
            ttl = int(first)
        if values:
            return Answer(Kind.FOUND, values=tuple(values), ttl=ttl, source="DNS", secure="secure" in held)
        return Answer(Kind.NO_DATA, source="DNS", secure="secure" in held)

    def _further(self, name: str, rdtype: str) -> Answer:
        held: object = self._names.get(f"{name} {rdtype}", Kind.SKIPPED)
        if isinstance(held, Answer):
            return held
        if isinstance(held, Kind):
            return Answer(held, reason="the server failed", source="DNS")
        texts = [str(text) for text in cast("Iterable[str]", held)]
        values = [parse_mx(text) if rdtype.startswith("MX@") else text for text in texts]
        return Answer(Kind.FOUND, values=tuple(values), source="DNS")


def _dns_value(text: str, rdtype: str) -> Iterable[Value]:
    kind, _, data = text.rpartition(" ") if text.startswith(("CNAME ", "NS ", "PTR ")) else _typed(text)
    if kind == rdtype:
        yield parse_mx(data) if kind == "MX" else normalize(data) if kind in ("NS", "CNAME", "PTR") else data


def _typed(text: str) -> tuple[str, str, str]:
    if text == "secure":
        return "", "", ""
    for kind in ("MX", "TXT", "TLSA", "SOA"):
        if text.startswith(f"{kind} "):
            return kind, " ", text.removeprefix(f"{kind} ")
    return ("AAAA" if ":" in text else "A"), " ", text


def record(line: str, provider: str = "route53", **fields: object) -> RecordSet:
    """``"owner [ttl] TYPE data[, data ...]"`` as a record set; ``fields`` override."""
    owner, *rest = line.split(maxsplit=1)
    first, data = rest[0].split(maxsplit=1)
    ttl: int | None = 300
    if first.isdigit():
        ttl = int(first)
        first, data = data.split(maxsplit=1)
    values: list[Value] = []
    for text in data.split(","):
        if first == "TXT":
            values += policy_texts([text])
        elif first == "MX":
            values.append(parse_mx(text.strip()))
        else:
            values.append(normalize(text) if first in ("CNAME", "NS", "DNAME") else text.strip())
    zone = str(fields.pop("zone", f"{provider}:Z1"))
    return RecordSet(zone=zone, owner=normalize(owner), type=first, ttl=ttl, values=tuple(values), **fields)  # type: ignore[arg-type]


def change(
    address: str, before: RecordSet | None, after: RecordSet | None, actions: Sequence[str] = (), **fields: object
) -> Change:
    """A change of one resource; ``actions`` default to what before and after say."""
    usual = ("update",) if before and after else ("create",) if after else ("delete",)
    held = (before or after).zone.partition(":")[0]  # type: ignore[union-attr]
    fields.setdefault("per_record", held == "cloudflare")
    return Change(
        address=address,
        resource_type="aws_route53_record" if held == "route53" else "cloudflare_dns_record",
        provider=held,
        actions=tuple(actions) or usual,
        before=(before,) if before else (),
        after=(_at(after, address),) if after else (),
        **fields,  # type: ignore[arg-type]
    )


def _at(record_set: RecordSet, address: str) -> RecordSet:
    from msgspec import structs

    return structs.replace(record_set, address=address)


def build_all(
    before: Sequence[str | RecordSet] = (),
    after: Sequence[str | RecordSet] | None = None,
    *,
    dns: Mapping[str, Sequence[str] | Kind] | None = None,
    changes: Sequence[Change] | None = None,
    zone: str = "example.com",
    provider: str = "route53",
    actual: Actual = Actual.FETCHED,
    zone_fields: Mapping[str, object] | None = None,
    more_zones: Sequence[Zone] = (),
    zone_changes: Sequence[ZoneChange] = (),
) -> list[Case]:
    """Every case of the plan that leads from ``before`` to ``after``, by owner."""
    here = Zone(key=f"{provider}:Z1", provider=provider, id="Z1", name=zone, **(zone_fields or {}))  # type: ignore[arg-type]
    live = [_set(item, provider) for item in before]
    wanted = live if after is None else [_set(item, provider) for item in after]
    if changes is None:
        changes = _diff(live, wanted, provider)
    plan = Plan("1.2", "1.11.4", changes=tuple(changes), zone_changes=tuple(zone_changes), zones={here.key: here})
    data = ZoneData(here, tuple(live)) if actual is Actual.FETCHED else None
    states = {here.key: Live(here, actual, data)}
    states |= {other.key: Live(other, Actual.SKIPPED) for other in more_zones}
    return cases(situation(plan, states, DictDns(dns or {})))


def build(
    before: Sequence[str | RecordSet] = (), after: Sequence[str | RecordSet] | None = None, **how: object
) -> Case:
    """The one case at the zone's apex, or the only one there is."""
    found = build_all(before, after, **how)  # type: ignore[arg-type]
    apex = [case for case in found if case.owner == how.get("owner", how.get("zone", "example.com"))]
    return (apex or found)[0]


def _set(item: str | RecordSet, provider: str) -> RecordSet:
    return record(item, provider) if isinstance(item, str) else item


def _diff(live: Sequence[RecordSet], wanted: Sequence[RecordSet], provider: str) -> list[Change]:
    """One change per record set that differs."""
    made: list[Change] = []
    rest = list(wanted)
    for number, old in enumerate(live):
        if old in rest:
            rest.remove(old)
            continue
        new = next((r for r in rest if (r.owner, r.type, r.variant) == (old.owner, old.type, old.variant)), None)
        if new:
            rest.remove(new)
        kind = str(old.type).lower()
        made.append(change(f"{provider}_record.{kind}{number}", old, new))
    made += [change(f"{provider}_record.new_{str(new.type).lower()}{n}", None, new) for n, new in enumerate(rest)]
    return made


def judge(rule: str, case: Case) -> list[Finding]:
    """What one rule finds in a case."""
    return next(list(function(case)) for known, function in collect() if known.id == rule)
