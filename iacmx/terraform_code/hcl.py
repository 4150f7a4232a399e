"""Writing HCL as ``terraform fmt`` leaves it: literals that hold any text, attributes in columns, blocks.

An expression is a text of HCL already; :func:`text`, :func:`texts` and :func:`number` make one of a value. Syntax:
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, "Template Expressions".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from iacmx.printable import printable

INDENT = "  "
Pair = tuple[str, str]
"""An attribute: its name, and its expression."""

_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r'[\\"\n\r\t]|[$%](?=\{)|[^ -~]')


def text(value: str) -> str:
    """A literal that means exactly ``value``: no interpolation, no directive, in ASCII."""
    return f'"{_SPECIAL.sub(_escaped, value)}"'


def _escaped(match: re.Match[str]) -> str:
    found = match.group()
    if found in _SHORT:
        return _SHORT[found]
    if found in "$%":
        return found * 2
    code = ord(found)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def number(value: int) -> str:
    return str(value)


def flag(value: bool) -> str:
    return "true" if value else "false"


def texts(values: Sequence[str]) -> str:
    """A list of literals, one a line where there are several."""
    if len(values) < 2:
        return f"[{''.join(map(text, values))}]"
    return "\n".join(["[", *(f"{INDENT}{text(value)}," for value in values), "]"])


def attributes(pairs: Iterable[Pair]) -> list[str]:
    """The lines of attributes. The signs of neighbours stand in a column, which one of several lines interrupts."""
    lines: list[str] = []
    column: list[Pair] = []
    for name, expression in pairs:
        if "\n" in expression:
            lines += _aligned(column)
            column = []
            lines += f"{name} = {expression}".split("\n")
        else:
            column.append((name, expression))
    return lines + _aligned(column)


def _aligned(pairs: Sequence[Pair]) -> list[str]:
    width = max((len(name) for name, _ in pairs), default=0)
    return [f"{name:{width}} = {expression}" for name, expression in pairs]


def block(header: str, pairs: Iterable[Pair], inner: Iterable[str] = ()) -> list[str]:
    """The lines of a block; ``header`` is its type with its labels, ``inner`` are lines of blocks within."""
    body = [*attributes(pairs), *inner]
    return [f"{header} {{", *(f"{INDENT}{line}" if line else "" for line in body), "}"]


def mapping(pairs: Sequence[Pair]) -> str:
    """An object, one attribute a line."""
    return "\n".join(["{", *(f"{INDENT}{line}" for line in attributes(pairs)), "}"])


def comment(words: str, longest: int = 4000) -> str:
    """One line of comment, whatever the text holds."""
    return f"# {printable(words, longest)}".rstrip()
