"""Where the blocks of a configuration file stand, and what its comments tell iacmx; nothing else of it is kept.

The parser goes on after what it can't read, and is at home in every version of the language. It takes 50 ms to be
imported, so this package is imported only where somebody asks for lines (docs/adr/0010).
"""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import takewhile

from msgspec import Struct
from tree_sitter import Language, Node, Parser, Query, QueryCursor
from tree_sitter_hcl import language

_HCL = Language(language())
_COMMENTS = Query(_HCL, "(comment) @comment")
_SLICE = 1 << 16
MARK = re.compile(rb"iacmx\s*:", re.IGNORECASE)
"""What a file that has a comment for iacmx holds."""
_SAID = re.compile(r"iacmx\s*:", re.IGNORECASE)
_LABELS = {"resource": 2, "data": 2, "module": 1}
_REMOVED = "removed"
_COMMENT_KEY = "//"
_INSTANCE = re.compile(r"\[[^\]]*\]")
_ADDRESS = re.compile(r"[\w.-]{1,1000}")


class Block(Struct, frozen=True):
    """A block by its name: ``aws_route53_record.mx``, ``data.aws_route53_zone.main``, ``module.mail``, or ``removed``
    and the address that it is about. Lines count from 1."""

    name: str
    line: int
    end_line: int


class Remark(Struct, frozen=True):
    """A line of a comment that speaks to iacmx, from there on. ``block`` is the name of the block that it stands in, or
    directly above, ``""`` for none."""

    text: str
    line: int
    block: str


class Parsed(Struct, frozen=True):
    """``broken`` is the first line that could not be read, 0 where all could."""

    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...]
    broken: int = 0


def parse(text: bytes, until: float) -> Parsed:
    """The blocks and remarks of a file in Terraform's language or its JSON. ``until`` (of ``time.monotonic``) is when
    to give up: TimeoutError."""
    return _File(text.removeprefix(b"\xef\xbb\xbf"), until).parsed()


class _File:
    """One file, parsed. Text is taken from the file: ``Node.text`` would read it anew, byte by byte."""

    def __init__(self, text: bytes, until: float) -> None:
        def is_late(offset: int, has_error: bool) -> bool:
            return time.monotonic() > until

        self._text = text
        try:
            tree = Parser(_HCL).parse(lambda offset, _: text[offset : offset + _SLICE], progress_callback=is_late)
        except ValueError as error:
            raise TimeoutError from error
        self._root = tree.root_node

    def parsed(self) -> Parsed:
        found: list[Block] = []
        noted: list[Remark] = []
        for node in _top(self._root):
            if node.type == "block":
                found.extend(self._block(node))
            else:
                self._of_json(node, found.append, noted.append)
        if MARK.search(self._text):
            noted += self._remarks(found)
        return Parsed(tuple(found), tuple(noted), _broken(self._root))

    def _of(self, node: Node) -> str:
        return self._text[node.start_byte : node.end_byte].decode(errors="replace")

    def _block(self, node: Node) -> Iterator[Block]:
        head = takewhile(lambda child: child.type != "block_start", node.children)
        kind, *labels = [
            self._of(child).strip('"') for child in head if child.type in ("identifier", "string_lit")
        ] or [""]
        lines = node.start_point.row + 1, node.end_point.row + 1
        if kind == _REMOVED:
            yield from (Block(f"{_REMOVED} {address}", *lines) for address in self._from(node))
        elif kind in _LABELS and len(labels) == _LABELS[kind]:
            yield Block(_name(kind, labels), *lines)

    def _from(self, node: Node) -> Iterator[str]:
        """The address that a ``removed`` block is about, without instance keys."""
        for body in (child for child in node.children if child.type == "body"):
            for attribute in (child for child in body.children if child.type == "attribute"):
                key, *_, value = attribute.children
                address = _INSTANCE.sub("", self._of(value))
                if self._of(key) == "from" and _ADDRESS.fullmatch(address):
                    yield address

    def _of_json(self, top: Node, found: Callable[[Block], object], noted: Callable[[Remark], object]) -> None:
        """The blocks of JSON syntax (language reference, "JSON Configuration Syntax"), where ``"//"`` is a comment."""
        for kind, _, value in self._elements(top):
            for labels, element in self._labelled(value, _LABELS[kind]) if kind in _LABELS else ():
                block = Block(_name(kind, labels), element.start_point.row + 1, element.end_point.row + 1)
                found(block)
                for key, at, comment in self._elements(element.children[-1]):
                    said = _said(self._of(comment)) if key == _COMMENT_KEY else ""
                    if said:
                        noted(Remark(said.removesuffix('"'), at.start_point.row + 1, block.name))

    def _labelled(self, value: Node, depth: int, above: tuple[str, ...] = ()) -> Iterator[tuple[list[str], Node]]:
        for label, element, inner in self._elements(value):
            labels = (*above, label)
            if len(labels) == depth:
                yield list(labels), element
            else:
                yield from self._labelled(inner, depth, labels)

    def _elements(self, value: Node) -> Iterator[tuple[str, Node, Node]]:
        """Key, element and value of an object, or of the objects of a tuple."""
        held = _unwrapped(value)
        for item in map(_unwrapped, held.children) if held.type == "tuple" else (held,):
            for element in item.children if item.type == "object" else ():
                if element.type == "object_elem" and element.child_count > 1:
                    key, *_, inner = element.children
                    yield self._of(key).strip('"'), element, inner

    def _remarks(self, blocks: list[Block]) -> Iterator[Remark]:
        comments = QueryCursor(_COMMENTS).captures(self._root).get("comment", [])
        comments.sort(key=lambda node: node.start_byte)
        lines = self._text.split(b"\n")
        rows = (range(node.start_point.row, node.end_point.row + 1) for node in comments if _is_alone(node, lines))
        below: dict[int, int] = {}
        for row in sorted({row for several in rows for row in several}, reverse=True):
            below[row] = below.get(row + 1, row + 1)
        starts = [block.line for block in blocks]
        for node in comments:
            for row, text in enumerate(self._of(node).split("\n"), node.start_point.row):
                said = _said(text).removesuffix("*/").rstrip()
                if said:
                    end = node.end_point.row
                    yield Remark(said, row + 1, _holder(end, below.get(end), blocks, starts))


def _top(node: Node) -> Iterator[Node]:
    """The outermost blocks, or the object of a JSON file, also beside what can't be read."""
    for child in node.children:
        if child.type in ("body", "ERROR"):
            yield from _top(child)
        elif child.type in ("block", "object"):
            yield child


def _name(kind: str, labels: list[str]) -> str:
    return ".".join(labels if kind == "resource" else [kind, *labels])


def _unwrapped(value: Node) -> Node:
    while value.type in ("expression", "collection_value") and value.child_count == 1:
        value = value.children[0]
    return value


def _said(comment: str) -> str:
    """What it says to iacmx, ``""`` for nothing."""
    mark = _SAID.search(comment)
    return comment[mark.start() :].strip() if mark else ""


def _is_alone(node: Node, lines: list[bytes]) -> bool:
    """Whether its lines hold nothing else."""
    first, last = lines[node.start_point.row], lines[min(node.end_point.row, len(lines) - 1)]
    after = b"" if node.end_point.row > len(lines) - 1 else last[node.end_point.column :]
    return not first[: node.start_point.column].strip() and not after.strip()


def _holder(row: int, below: int | None, blocks: list[Block], starts: list[int]) -> str:
    """The block that a comment stands in, or directly above: ``below`` is the first row after it that is none, where it
    stands alone. ``starts`` are the first lines of the blocks."""
    at = bisect_right(starts, row + 1) - 1
    if at >= 0 and row + 1 <= blocks[at].end_line:
        return blocks[at].name
    following = at + 1 < len(blocks) and below is not None and starts[at + 1] == below + 1
    return blocks[at + 1].name if following else ""


def _broken(node: Node) -> int:
    """The first line that could not be read, 0 where all could."""
    while node.has_error and not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        node = inner
    return node.start_point.row + 1 if node.has_error or node.is_missing else 0
