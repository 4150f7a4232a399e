"""Plans as hypothesis makes them: what is to change, in the abstract, and the many ways in which it can be written.

An :class:`Edit` says what one owner's MX set is and becomes. :func:`written` turns edits into the changes of a plan in
one :class:`Style`; the findings must not depend on the style.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import NamedTuple

from hypothesis import strategies as st

from tests.judgement.plans import Values, cf, cf4, create, delete, host, keep, mx, txt, update
from tests.judgement.zones import ZONES

Record = tuple[int, str]
"""Preference and exchange."""

GOOD = (*(f"mx{number}.hosting.net" for number in range(1, 5)), "backup.hosting.net", "dual.zone")
"""Hosts that have addresses; ``dual.zone`` stands for one in the zone of the owner."""

BAD = (
    "gone.hosting.net", "alias.hosting.net", "only6.hosting.net", "inside.hosting.net", "45.33.1.1", "mx_1.hosting.net",
    "mail.corp.local", "mx1.hosting.net.example.com", "hosting.net", "localhost", ".", "*.hosting.net",
)  # fmt: skip
SERVICES: tuple[tuple[Record, ...], ...] = (
    ((1, "smtp.google.com"),),
    (
        (1, "aspmx.l.google.com"), (5, "alt1.aspmx.l.google.com"), (5, "alt2.aspmx.l.google.com"),
        (10, "alt3.aspmx.l.google.com"), (10, "alt4.aspmx.l.google.com"),
    ),
    ((0, "example-com.mail.protection.outlook.com"),),
    ((10, "in1-smtp.messagingengine.com"), (20, "in2-smtp.messagingengine.com")),
    ((10, "mail.protonmail.ch"), (20, "mailsec.protonmail.ch")),
    ((10, "mx.zoho.com"), (20, "mx2.zoho.com"), (50, "mx3.zoho.com")),
    ((10, "inbound-smtp.eu-west-1.amazonaws.com"),),
    ((10, "mx1.improvmx.com"), (20, "mx2.improvmx.com")),
    ((10, "aspmx1.migadu.com"), (20, "aspmx2.migadu.com")),
    ((10, "mxa.mailgun.org"), (10, "mxb.mailgun.org")),
    ((10, "spool.mail.gandi.net"), (50, "fb.mail.gandi.net")),
    ((10, "mx1.privateemail.com"), (10, "mx2.privateemail.com")),
)  # fmt: skip
"""Sets as mail services publish them."""
NULL: tuple[Record, ...] = ((0, "."),)


class Edit(NamedTuple):
    """``owner`` is relative to the zone, ``""`` its apex. ``before`` and ``after`` are empty where there is no set."""

    zone: str
    owner: str
    before: tuple[Record, ...]
    after: tuple[Record, ...]
    variant: str = ""
    ttl: tuple[int, int] = (300, 300)


class Style(NamedTuple):
    """How a plan is written. ``seed`` decides about order and case. ``v4``: with ``cloudflare_record``."""

    seed: int = 0
    prefix: str = "r"
    module: str = ""
    shuffled: bool = False
    recased: bool = False
    dotted: bool = False
    absolute: bool = False
    v4: bool = False


PLAIN = Style()
STYLES = st.builds(
    Style,
    seed=st.integers(0, 1 << 16),
    prefix=st.sampled_from(("r", "mx", "z9")),
    module=st.sampled_from(("", "mail", "a.module.b")),
    shuffled=st.booleans(),
    recased=st.booleans(),
    dotted=st.booleans(),
    absolute=st.booleans(),
)
_PREFERENCES = st.sampled_from((0, 1, 5, 10, 10, 20, 30, 65535))
_OWNERS = st.sampled_from(("", "", "news", "a.b", "*"))
_TTLS = st.sampled_from((60, 300, 3600))


@st.composite
def sets(draw: st.DrawFn, hosts: Sequence[str] = GOOD) -> tuple[Record, ...]:
    """A set of some hosts, each once."""
    chosen = draw(st.lists(st.sampled_from(hosts), min_size=1, max_size=4, unique=True))
    return tuple((draw(_PREFERENCES), name) for name in chosen)


@st.composite
def healthy_edit(draw: st.DrawFn, zone: str) -> Edit:
    """One valid set made or changed into another; one host of the old set stays."""
    owner = draw(_OWNERS)
    after = draw(sets() | st.just(NULL))
    kind = draw(st.sampled_from(("create", "update", "keep", "weighted")))
    if kind == "create":
        return Edit(zone, owner, (), after, ttl=(300, draw(_TTLS)))
    if kind == "keep" or after == NULL:
        return Edit(zone, owner, after, after)
    stays = draw(st.sampled_from(after))
    before = (stays, *(held for held in draw(sets()) if held[1] != stays[1]))
    variant = "blue" if kind == "weighted" and not zone.startswith("C") else ""
    return Edit(zone, owner, before, after, variant, (300, draw(_TTLS)))


MOVES = st.builds(Edit, st.just("Z1"), st.just(""), st.sampled_from((*SERVICES, ())), st.sampled_from(SERVICES))
"""One service's set in place of another's, or of none."""


@st.composite
def broken_edit(draw: st.DrawFn, zone: str) -> Edit:
    """Any set into any other, or into none."""
    anything = sets(GOOD + BAD) | st.just(()) | sets()
    before, after = draw(anything), draw(anything)
    if not before and not after:
        after = NULL
    return Edit(zone, draw(_OWNERS), before, after, "", (draw(_TTLS), draw(_TTLS)))


def edits(one: st.SearchStrategy[Edit]) -> st.SearchStrategy[list[Edit]]:
    """Some edits of different owners."""
    return st.lists(one, min_size=1, max_size=4, unique_by=lambda edit: (edit.zone, edit.owner))


_ZONES = st.sampled_from(("Z1", "Z2", "C1", "C2"))
HEALTHY = edits(_ZONES.flatmap(healthy_edit))
BROKEN = edits(_ZONES.flatmap(broken_edit))


def live(made: Iterable[Edit]) -> dict[str, list[str]]:
    """The hosts in their own zone, which no plan touches."""
    return {edit.zone: [f"dual.{ZONES[edit.zone].name}. A 45.33.77.1"] for edit in made}


def written(made: Sequence[Edit], style: Style) -> list[Values]:
    """The changes that make these edits, beside some that have nothing to do with mail."""
    writer = _Writer(style)
    changes = [change for number, edit in enumerate(made) for change in writer.edit(number, edit)]
    address = writer.address("aws_route53_record", "unrelated")
    changes.append(delete(f"{address}_old", host("www-old", "45.33.200.77")))
    changes.append(create(f"{address}_new", txt("www-new", "hello")))
    if style.shuffled:
        Random(style.seed).shuffle(changes)
    return changes


class _Writer:
    def __init__(self, style: Style) -> None:
        self._style = style

    def address(self, kind: str, name: str) -> str:
        module = f"module.{self._style.module}." if self._style.module else ""
        return f"{module}{kind}.{self._style.prefix}_{name}"

    def edit(self, number: int, edit: Edit) -> list[Values]:
        if edit.zone.startswith("C"):
            return self._cloudflare(number, edit)
        address = self.address("aws_route53_record", str(number))
        old, new = (self._set(edit, side) for side in (0, 1))
        made = [_change(address, old, new)]
        if edit.variant:
            other = mx("10 mx1.hosting.net", name=edit.owner, zone=edit.zone, **_weighted("green"))
            made.append(keep(f"{address}_green", other))
        return made

    def _set(self, edit: Edit, side: int) -> Values | None:
        records = (edit.before, edit.after)[side]
        if not records:
            return None
        values = [f"{preference} {self._host(edit, name)}" for preference, name in records]
        more = _weighted(edit.variant) if edit.variant else {}
        return mx(*values, name=self._owner(edit), zone=edit.zone, ttl=edit.ttl[side], **more)

    def _cloudflare(self, number: int, edit: Edit) -> list[Values]:
        kind, attributes = ("cloudflare_record", cf4) if self._style.v4 else ("cloudflare_dns_record", cf)
        old, new = dict(_by_host(edit.before)), dict(_by_host(edit.after))
        owner = f"{edit.owner}.{ZONES[edit.zone].name}".removeprefix(".")
        made = []
        for position, name in enumerate(dict.fromkeys((*old, *new))):
            content = self._host(edit, name)
            sides = [
                attributes(content, held[name], owner, zone=edit.zone, ttl=ttl) if name in held else None
                for held, ttl in zip((old, new), edit.ttl, strict=True)
            ]
            made.append(_change(self.address(kind, f"{number}_{position}"), *sides))
        return made

    def _owner(self, edit: Edit) -> str:
        zone = ZONES[edit.zone].name
        if not self._style.absolute:
            return self._case(edit.owner)
        return f"{edit.owner}.{zone}".removeprefix(".")  # terraform itself plans these in lower case

    def _host(self, edit: Edit, name: str) -> str:
        name = name.replace("dual.zone", f"dual.{ZONES[edit.zone].name}")
        if name == ".":
            return name
        return self._case(name) + ("." if self._style.dotted else "")

    def _case(self, text: str) -> str:
        if not self._style.recased:
            return text
        random = Random(f"{self._style.seed} {text}")  # a text is written alike everywhere
        return "".join(random.choice((letter.lower(), letter.upper())) for letter in text)


def _by_host(records: Iterable[Record]) -> Iterable[tuple[str, int]]:
    return ((name, preference) for preference, name in records)


def _weighted(identifier: str) -> Values:
    return {"set_identifier": identifier, "weighted_routing_policy": [{"weight": 10}]}


def _change(address: str, old: Values | None, new: Values | None) -> Values:
    if old is None:
        return create(address, new or {})
    if new is None:
        return delete(address, old)
    return keep(address, new) if old == new else update(address, old, new)
