"""Each format read by a real parser: the shape that is left when the text is taken away."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from markdown_it import MarkdownIt

Shape = object
_VOID = {"br", "meta", "link", "hr", "img", "input", "rect"}
_INLINE = {"code", "span"}
"""Elements of Markdown that come and go with what has to be escaped."""
MENTION = re.compile(r"(?:^|[^\w/])@\w|(?:^|\s)#\d|(?:^|\s)[!~]\w|\$\S|GH-\d+\Z")


def unprintable(text: str) -> set[str]:
    """What may reach no terminal, editor or browser: control and format characters, halves of others."""
    return {char for char in set(text) if unicodedata.category(char) in ("Cc", "Cf", "Cs")} - {"\n"}


def commands(text: str) -> list[str]:
    """The lines that a CI runner takes for commands: GitHub's of both kinds, Azure's, TeamCity's, GitLab's sections."""
    return [
        line
        for line in re.split(r"\r\n|\r|\n", text)
        if line.lstrip().startswith("::") or re.search(r"##\w*\[|\x1b\[0Ksection", line)
    ]


class Elements(HTMLParser):
    """The elements of a page as opened, with the names of their attributes, and the text outside of code."""

    def __init__(self, text: str, ignored: Iterable[str] = ()) -> None:
        super().__init__(convert_charrefs=True)
        self.shape: list[str] = []
        self.texts: list[str] = []
        self.code: list[str] = []
        self.links: list[str] = []
        self.declarations: list[str] = []
        self._open: list[str] = []
        self._ignored = set(ignored)
        self.feed(text)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in _VOID:
            self._open.append(tag)
        if tag not in self._ignored:
            self.shape.append(" ".join((tag, *sorted(name for name, _ in attrs))))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        (self.code if {"code", "pre"} & set(self._open) else self.texts).append(data)

    def handle_comment(self, data: str) -> None:
        self.shape.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.declarations.append(decl)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def of_text(text: str) -> Shape:
    return len(text.splitlines())


def of_json(text: str) -> Shape:
    assert text.isascii()
    return _json_shape(json.loads(text))


def _json_shape(value: Any) -> Shape:
    if isinstance(value, dict):
        return [(key if key.isidentifier() else "", _json_shape(held)) for key, held in value.items()]
    if isinstance(value, list):
        return [_json_shape(item) for item in value]
    return type(value).__name__


def of_sarif(text: str) -> Shape:
    for message in _texts_of(json.loads(text)):
        assert not re.search(r"\]\(", message), "a link (SARIF 2.1.0 section 3.11.6)"
        assert not re.search(r"[{}]", re.sub(r"\{\{|\}\}", "", message)), "a placeholder (section 3.11.5)"
    return of_json(text)


def _texts_of(value: Any) -> Iterable[str]:
    """The texts of all messages."""
    if isinstance(value, dict):
        for key, held in value.items():
            if key in ("message", "shortDescription", "fullDescription"):
                yield held["text"]
            elif key != "help":
                yield from _texts_of(held)
    elif isinstance(value, list):
        for item in value:
            yield from _texts_of(item)


def of_xml(text: str) -> Shape:
    assert "<!DOCTYPE" not in text
    root = ElementTree.fromstring(text)
    return [(element.tag, sorted(element.attrib)) for element in root.iter()]


def of_svg(text: str) -> Shape:
    """What kinds of elements there are: a longer text takes more lines."""
    assert "<!DOCTYPE" not in text
    shape = {(element.tag, tuple(sorted(element.attrib))) for element in ElementTree.fromstring(text).iter()}
    assert {tag.rpartition("}")[2] for tag, _ in shape} <= {"svg", "title", "g", "rect", "path", "text"}
    return "svg"


def of_github(text: str) -> Shape:
    """Read as the runner does: a command a line, its properties after the first space, unescaped."""
    return [_command(line) if line.startswith("::") else "line" for line in text.splitlines()]


def _command(line: str) -> Shape:
    name, properties, message = _unpacked(line)
    assert not unprintable(message)
    return name, sorted(properties)


def _unpacked(line: str) -> tuple[str, dict[str, str], str]:
    head, _, data = line.removeprefix("::").partition("::")
    name, _, given = head.partition(" ")
    pairs = (pair.partition("=") for pair in given.split(","))
    properties = {key: value for key, _, value in pairs}
    for key, value in properties.items():
        assert not re.search("[:\r\n]", value), "a runner ends the property here"
        properties[key] = _decoded(value, also=True)
    assert not re.search("%(?!25|0A|0D)", data), "a runner does not decode it"
    return name, properties, _decoded(data)


def _decoded(text: str, also: bool = False) -> str:
    for code, character in {"%0D": "\r", "%0A": "\n", **({"%3A": ":", "%2C": ","} if also else {}), "%25": "%"}.items():
        text = text.replace(code, character)
    return text


def of_csv(text: str) -> Shape:
    assert all(line.endswith("\r") for line in text.split("\n")[:-1])
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t"))
    return [len(row) for row in rows]


def of_html(text: str) -> Shape:
    page = Elements(text)
    assert page.declarations == ["DOCTYPE html"]
    assert {link for link in page.links if not link.startswith("#")} <= {"data:,"}
    # A longer text of a picture takes more lines.
    return [element for element in page.shape if element.partition(" ")[0] not in ("text", "rect")]


def markdown(text: str) -> str:
    """The HTML that GitHub's Markdown makes of it: tables, strike-through, autolinks, raw HTML."""
    renderer = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    assert renderer.linkify is not None
    renderer.linkify.set({"fuzzy_link": False})  # GitHub links www. and schemes, not whatever looks like a domain
    return str(renderer.render(text))


def of_markdown(text: str) -> Shape:
    assert len(text.encode()) < 65_536
    page = Elements(markdown(text), _INLINE)
    assert not page.links
    assert not [words for words in page.texts if MENTION.search(words)], "GitHub would see a mention, issue or formula"
    assert not re.search(r"www\.\w|\w://|\w@\w", re.sub("```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)), (
        "a link on GitHub"
    )
    return page.shape


def of_mermaid(text: str) -> Shape:
    """The lines of the chart without what is in its labels."""
    return [re.sub('"[^"]*"', '""', line) for line in text.splitlines()]


SHAPES: dict[str, Callable[[str], Shape]] = {
    "text": of_text,
    "json": of_json,
    "sarif": of_sarif,
    "gitlab": of_json,
    "junit": of_xml,
    "svg": of_svg,
    "mermaid": of_mermaid,
    "github": of_github,
    "csv": of_csv,
    "html": of_html,
    "markdown": of_markdown,
}
