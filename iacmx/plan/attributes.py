"""Typed access to one side of a change: attributes, nested blocks, what is unknown and what is sensitive.

A value that is known only after the apply is the literal ``true`` in ``after_unknown``, at the attribute or at
anything around it; ``[false]`` and ``{}`` are not. Sensitive values are marked the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from iacmx.errors import InputError
from iacmx.plan.shapes import as_list, as_object, is_list, is_object

MAX_DIGITS = 18


class Later:
    """The value is known only after the apply."""


LATER = Later()


class Attributes(Struct, frozen=True):
    """One side of a change, or a nested block of it.

    ``address`` is the resource's, for messages. Getters return ``None`` for null and for what is missing, ``LATER``
    for what is known only after the apply, and raise InputError, naming address and attribute but never the value,
    for a value of another type than the provider's.
    """

    address: str
    values: Mapping[str, object]
    unknown: object = False
    sensitive: object = False

    def get(self, name: str) -> object:
        """The value as it is, or ``LATER``."""
        value = self.values.get(name)
        return LATER if value is None and _marked(self.unknown, name) else value

    def text(self, name: str) -> str | Later | None:
        value = self.get(name)
        if isinstance(value, str | Later) or value is None:
            return value
        raise self._wrong(name, "a text")

    def identifier(self, name: str) -> str | Later | None:
        """A text, or a whole number as one."""
        number = self.get(name)
        return str(number) if isinstance(number, int) and not isinstance(number, bool) else self.text(name)

    def integer(self, name: str) -> int | Later | None:
        """A whole number, also where a provider writes ``10.0`` or ``"10"``."""
        value = self.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, Later):
            return value
        number = whole(value)
        if number is None:
            raise self._wrong(name, "a whole number")
        return number

    def flag(self, name: str) -> bool:
        """Whether it is known to be true."""
        return self.get(name) is True

    def texts(self, name: str) -> list[str | Later]:
        """The elements of a list or set of texts; ``[LATER]`` where all of it is unknown, null elements left out."""
        value = self.get(name)
        if isinstance(value, Later):
            return [value]
        unknown = _inside(self.unknown, name)
        found: list[str | Later] = []
        for index, item in enumerate(self._list(name, value)):
            if isinstance(item, Later) or (item is None and _marked(unknown, index)):
                found.append(LATER)
            elif isinstance(item, str):
                found.append(item)
            elif item is not None:
                raise self._wrong(name, "a list of texts")
        # Terraform before 1.3 leaves an unknown element out altogether, where later ones write null.
        left_out = sum(mark is True for mark in as_list(unknown)) - found.count(LATER)
        return found + [LATER] * max(0, left_out)

    def blocks(self, name: str) -> list[Attributes]:
        """The nested blocks of that name; a single object is one block."""
        value = self.get(name)
        if not value:
            return []  # most policies of most records
        if isinstance(value, Later):
            return [Attributes(self.address, {}, True, False)]
        unknown, sensitive = _inside(self.unknown, name), _inside(self.sensitive, name)
        if is_object(value):
            return [Attributes(self.address, as_object(value), unknown, sensitive)]
        found: list[Attributes] = []
        for index, item in enumerate(self._list(name, value)):
            if item is not None and not is_object(item):
                raise self._wrong(name, "a list of blocks")
            found.append(Attributes(self.address, as_object(item), _inside(unknown, index), _inside(sensitive, index)))
        return found

    def is_sensitive(self, name: str) -> bool:
        """Whether the attribute, or anything in it, is marked as sensitive."""
        return bool(self.sensitive) and any(_literal_true(_inside(self.sensitive, name)))

    def _list(self, name: str, value: object) -> list[object]:
        if value is None:
            return []
        if is_list(value):
            return as_list(value)
        raise self._wrong(name, "a list")

    def _wrong(self, name: str, expected: str) -> InputError:
        return InputError(
            f"{self.address}: {name} is not {expected}.",
            "Is this the plan of a provider that iacmx knows, written by `terraform show -json`?",
        )


def _inside(marks: object, step: str | int) -> object:
    """The marks of one attribute or element; a literal true covers all within."""
    if marks is True:
        return True
    if isinstance(step, int):
        elements = as_list(marks)
        return elements[step] if step < len(elements) else False
    return as_object(marks).get(step, False)


def _marked(marks: object, step: str | int) -> bool:
    return _inside(marks, step) is True


def _literal_true(marks: object) -> Iterator[bool]:
    if marks is True:
        yield True
    for item in (*as_list(marks), *as_object(marks).values()):
        yield from _literal_true(item)


def whole(value: object) -> int | None:
    """The whole number that a JSON value means, also ``10.0`` or ``"10"``."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str):
        text = value.strip()
        digits = text.removeprefix("-")
        return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS else None
    return None
