"""What verify saw of an owner's records, by type: shared by the rules about what is served after an apply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Rule
from iacmx.sighting import Seen, Sighting, Where


class Group(Struct, frozen=True):
    """The sightings of one type at one kind of place; ``all`` of them, and those that this is about."""

    type: str
    all: tuple[Sighting, ...]
    odd: tuple[Sighting, ...]

    @property
    def promised(self) -> str:
        return values(self.all[0].promised)

    @property
    def who(self) -> str:
        """The places that it is about, by name."""
        return names([one.who for one in self.odd])

    @property
    def held(self) -> str:
        """What they hold: places with the same together."""
        by_values: dict[str, list[str]] = {}
        for one in self.odd:
            by_values.setdefault(values(one.got), []).append(one.who)
        return "; ".join(f"{names(who)}: {said}" for said, who in by_values.items())

    @property
    def address(self) -> str:
        return self.odd[0].address


def groups(case: Case, where: Where, *seen: Seen) -> Iterator[Group]:
    """The groups at such places of which one at least is ``seen`` so."""
    here = [one for one in case.sightings if one.where is where]
    for rdtype in dict.fromkeys(one.type for one in here):
        mine = tuple(one for one in here if one.type == rdtype)
        odd = tuple(one for one in mine if one.seen in seen)
        if odd:
            yield Group(rdtype, mine, odd)


def untold(rule: Rule, case: Case, where: Where) -> Iterator[Finding]:
    """What could not be told at such places."""
    for group in groups(case, where, Seen.UNTOLD, Seen.OPEN):
        reasons: dict[str, list[str]] = {}
        for one in group.odd:
            reasons.setdefault(one.reason or "did not tell", []).append(one.who)
        yield rule.finding(
            case,
            f"Whether {group.who} {has(group.odd)} the {group.type} records of {case.owner} as promised could not be "
            "told.",
            evidence="; ".join(
                f"asked {names(who)} for {case.owner} {group.type}: {why}" for why, who in reasons.items()
            ),
            fix="Run again, with --resolve NAME=IP for a name server that is not found; compare the values yourself "
            "where they are known only after the apply.",
            variant=f"{group.type} untold",
            address=group.address,
            severity=Severity.UNVERIFIED,
        )


def ttls(rule: Rule, case: Case, where: Where) -> Iterator[Finding]:
    """Where the records are as promised and their TTL is not."""
    for group in groups(case, where, Seen.SAME):
        odd = [one for one in group.odd if one.ttls is not None]
        if not odd or odd[0].ttls is None:
            continue
        promised, held = odd[0].ttls
        yield rule.finding(
            case,
            f"{names([one.who for one in odd])} {has(odd)} the {group.type} records of {case.owner} as promised, but "
            f"with a TTL of {held} s.",
            evidence=f"promised {promised} s",
            fix="Did the apply succeed? Plan again to see what it would change.",
            variant=f"{group.type} ttl",
            address=odd[0].address,
            severity=Severity.NOTICE,
        )


def values(held: Sequence[str]) -> str:
    return ", ".join(held) or "none"


def has(them: Sequence[object]) -> str:
    return "has" if len(them) == 1 else "have"


def names(who: Sequence[str]) -> str:
    return f"{', '.join(who[:-1])} and {who[-1]}" if len(who) > 1 else who[0]
