"""One plan with what is live and what DNS says, and the exact findings that a mail admin expects of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from iacmx.check import check
from iacmx.errors import ZoneNotFound
from iacmx.model import Kind, Plan, RecordSet, Severity, Zone, ZoneData
from iacmx.plan import read_bytes
from iacmx.provider import Provider
from iacmx.report import Report
from tests.judgement.hosts import HOSTS
from tests.judgement.plans import Values, plan_bytes, prior_state
from tests.judgement.zones import ELSEWHERE, ZONES, Held
from tests.report.sample import Answers
from tests.rules.build import record

Names = Mapping[str, Sequence[str] | Kind]


class Scenario(NamedTuple):
    """``live`` are the live records by zone id, beside those that the plan manages; ``drifted`` are in place of them.

    ``dns`` is what DNS serves beside the live records and the hosts of well-known services. ``expect`` are the findings
    of at least a warning, as ``"MX601 MX205:warning"``, an error where nothing is said; ``offline`` are those of a run
    that asks nobody.
    """

    name: str
    plan: bytes
    live: Mapping[str, Sequence[str]]
    drifted: bool
    dns: Names
    expect: str
    offline: str


def scenario(
    name: str,
    *changes: Values,
    live: Mapping[str, Sequence[str]] | Sequence[str] = (),
    drifted: bool = False,
    dns: Names | None = None,
    expect: str = "",
    offline: str | None = None,
    told: bool = True,
    **top: Any,
) -> Scenario:
    """A scenario of these changes. ``told``: the plan tells the names of its zones in its prior state."""
    zones = list(dict.fromkeys(zone for change in changes for zone in _zone_ids(change)))
    if told:
        top.setdefault("prior_state", prior_state(*zones))
    by_zone = live if isinstance(live, Mapping) else {(zones or ["Z1"])[0]: live}
    text = plan_bytes(changes, **top)
    return Scenario(name, text, by_zone, drifted, dns or {}, expect, expect if offline is None else offline)


def _zone_ids(change: Values) -> Iterable[str]:
    for side in ("before", "after"):
        zone = (change["change"][side] or {}).get("zone_id")
        if zone in ZONES:
            yield zone


class Account:
    """A provider over the zones of the tests; ``whole`` gives all of a zone, else what was asked for."""

    requests = 1

    def __init__(self, provider: str, held: Mapping[str, tuple[RecordSet, ...]], *, whole: bool) -> None:
        self.name = provider
        self.title = provider
        self._held = held
        self._whole = whole

    def zones(self, name: str = "") -> list[Zone]:
        return [held.zone for held in self._known() if not name or held.name == name]

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        found = next(
            (held for held in self._known() if zone.id in ("", held.id) and zone.name in ("", held.name)), None
        )
        if found is None:
            raise ZoneNotFound(f"There is no zone {zone.id or zone.name}.", "Check the account.")
        records = (*_apex(found), *self._held.get(found.id, ()))
        if self._whole or names is None:
            return ZoneData(found.zone, records)
        return ZoneData(found.zone, tuple(r for r in records if r.owner in names), names)

    def _known(self) -> list[Held]:
        return [held for held in ZONES.values() if held.provider == self.name]


def _apex(held: Held) -> tuple[RecordSet, ...]:
    return (record(f"{held.name}. NS {', '.join(held.name_servers)}", zone=held.key),) if held.name_servers else ()


def held_records(plan: Plan, case: Scenario) -> dict[str, tuple[RecordSet, ...]]:
    """What is live by zone id: what the plan believes in, unless it drifted, and the rest."""
    made = {change.address for change in plan.changes if "email_routing" in change.resource_type}  # live tells these
    found: dict[str, dict[object, RecordSet]] = {}
    for change in () if case.drifted else plan.changes:
        for old in () if change.address in made else change.before:
            zone = old.zone.partition(":")[2]
            found.setdefault(zone, {})[old.owner, old.type, old.variant, old.record_id] = old
    for zone, lines in case.live.items():
        provider = ZONES[zone].provider
        for number, line in enumerate(lines):
            identity = {"record_id": f"live{number}"} if provider == "cloudflare" else {}
            new = record(line, provider, zone=ZONES[zone].key, **identity)
            found.setdefault(zone, {})[new.owner, new.type, new.variant, new.record_id or line] = new
    return {zone: tuple(records.values()) for zone, records in found.items()}


def served(held: Mapping[str, tuple[RecordSet, ...]], beside: Names) -> Names:
    """What DNS serves: the delegated zones as they are live, the services' hosts, and ``beside`` over all."""
    names: dict[str, list[str]] = {}
    for zone in sorted(ZONES.values(), key=lambda zone: zone.delegated):
        if not zone.private and (zone.delegated or zone.name not in names):
            names[zone.name] = [f"NS {host}" for host in (zone.name_servers if zone.delegated else ELSEWHERE)]
    for zone_id, records in held.items():
        for known in records if ZONES[zone_id].delegated else ():
            prefix = {"CNAME": "CNAME ", "NS": "NS ", "A": "", "AAAA": ""}.get(str(known.type))
            texts = [] if prefix is None else [f"{prefix}{value}" for value in known.values]
            texts += [f"MX {getattr(value, 'text', '')}" for value in known.values] if known.type == "MX" else []
            names.setdefault(str(known.owner), []).extend(texts)
    return {**HOSTS, **names, **beside}


_JUDGED: dict[tuple[int, bool, bool], tuple[Scenario, Report]] = {}
"""By the scenario's identity, which it keeps as long as it is held here."""


def run(case: Scenario, *, live: bool = True, whole: bool = True) -> Report:
    """Judge the scenario against the providers and DNS, or alone; once for all tests that ask."""
    key = id(case), live, whole
    if key not in _JUDGED:
        _JUDGED[key] = case, _run(case, live=live, whole=whole)
    return _JUDGED[key][1]


def _run(case: Scenario, *, live: bool, whole: bool) -> Report:
    plan = read_bytes(case.plan)
    if not live:
        return check(plan)
    held = held_records(plan, case)

    def provider_for(name: str) -> Provider:
        return Account(name, held, whole=whole or name == "cloudflare")

    return check(plan, provider_for=provider_for, dns=Answers(served(held, case.dns)))


def told(report: Report) -> str:
    """The findings of at least a warning, as in ``Scenario.expect``."""
    found = [f for f in report.findings if f.severity.rank <= Severity.WARNING.rank]
    return " ".join(sorted(f.rule + ("" if f.severity is Severity.ERROR else f":{f.severity}") for f in found))


def exit_code(expect: str) -> int:
    """The exit code that such findings lead to."""
    if any(":" not in word for word in expect.split()):
        return 1
    return 3 if ":unverified" in expect else 0


def explained(report: Report) -> str:
    """All that a failing test wants to show."""
    return "\n".join(f"{f.rule}:{f.severity} [{f.owner}] {f.message} | {f.evidence} | {f.fix}" for f in report.findings)
