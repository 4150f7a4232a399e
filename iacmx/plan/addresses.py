"""Resource addresses and references, as Terraform writes them (language reference, "Resource Address Reference")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

Key = str | int | None
"""An instance key: of ``for_each``, of ``count``, or ``None`` without either."""

_STEP = re.compile(
    r"""\.?(?:
        (?P<name>[^.\[\]"]+)
        | \[(?P<index>\d{1,18})\]
        | \["(?P<key>(?:[^"\\]|\\.)*)"\]
    )""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r'\\(["\\])')


class Step(Struct, frozen=True):
    """A module call, or a resource (``"aws_eip.mail"``, ``"data.aws_route53_zone.main"``), and which instance of it."""

    name: str
    key: Key = None


class Address(Struct, frozen=True):
    """``module.a["k"].aws_eip.mail[0].public_ip`` taken apart: modules, resource, the attribute path that follows."""

    modules: tuple[Step, ...]
    resource: Step
    attributes: tuple[Key, ...] = ()

    @property
    def type(self) -> str:
        """The resource's type."""
        return self.resource.name.removeprefix("data.").partition(".")[0]

    @property
    def pattern(self) -> str:
        """The address without any instance key, as the configuration names it."""
        return ".".join([*(f"module.{step.name}" for step in self.modules), self.resource.name])


def split(text: str) -> tuple[Key, ...]:
    """The names and keys of an address or a reference; a text of another form is one name."""
    parts: list[Key] = []
    position = 0
    while position < len(text):
        match = _STEP.match(text, position)
        if match is None:
            return (text,)
        position = match.end()
        parts.append(_part(match))
    return tuple(parts)


def parse(address: str) -> Address:
    """Take a resource instance's address apart. Never raises: what it can't read is a resource of that name."""
    parts = split(address)
    modules, rest = take_modules(parts)
    resource, attributes = take_resource(rest)
    return Address(modules, resource, attributes)


def take_modules(parts: Sequence[Key]) -> tuple[tuple[Step, ...], tuple[Key, ...]]:
    """The leading module calls, and what follows them."""
    modules: list[Step] = []
    rest = tuple(parts)
    while len(rest) > 2 and rest[0] == "module":
        step, rest = take_step(rest[1:], 1)
        modules.append(step)
    return tuple(modules), rest


def take_resource(parts: Sequence[Key]) -> tuple[Step, tuple[Key, ...]]:
    """The leading resource, and the attribute path that follows it."""
    return take_step(parts, 3 if parts and parts[0] == "data" else 2)


def take_step(parts: Sequence[Key], names: int) -> tuple[Step, tuple[Key, ...]]:
    """A step whose name is made of so many parts, with its instance key if there is one, and what follows."""
    name = ".".join(str(part) for part in parts[:names])
    rest = tuple(parts[names:])
    if rest and isinstance(rest[0], Keyed | int):
        return Step(name, plain(rest[0])), rest[1:]
    return Step(name), rest


class Keyed(str):
    """A part that was written in brackets and quotes, so that it can't be mistaken for an attribute."""

    __slots__ = ()


def plain(part: Key) -> Key:
    return str(part) if isinstance(part, Keyed) else part


def longest(references: Sequence[str]) -> tuple[str, ...]:
    """The references without those that only lead to a longer one: Terraform lists every prefix as well."""
    return tuple(
        reference
        for reference in dict.fromkeys(references)
        if not any(other != reference and other.startswith((reference + ".", reference + "[")) for other in references)
    )


def _part(match: re.Match[str]) -> Key:
    if match["index"] is not None:
        return int(match["index"])
    if match["key"] is not None:
        return Keyed(_ESCAPE.sub(r"\1", match["key"]))
    return match["name"]
