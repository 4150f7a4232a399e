"""A route as an SVG picture that stands alone: it fits into a ticket, a wiki page or an HTML report.

It holds no script, style sheet or reference, so it looks the same under any Content-Security-Policy. Text is escaped,
and what XML can't hold is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from iacmx.drawing import Picture, Step, Stop, Tone, in_percent
from iacmx.printable import printable

WIDTH = 480
"""Of one route, in pixels; routes stand beside each other."""
_MARGIN, _GAP, _RANK = 20, 10, 64
_LINE = 18
_MOST_LINES = 4
_MOST_ADDRESSES = 6
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_TEXT, _MUTED, _BORDER, _GROUND = "#1b1f24", "#59616b", "#aab0b6", "#f6f6f4"
_COLOURS = {
    Tone.GOOD: "#1d6b3b",
    Tone.QUIET: _MUTED,
    Tone.WARNING: "#855300",
    Tone.UNVERIFIED: "#73399b",
    Tone.ERROR: "#b3261e",
}
_NOT_XML = re.compile("[^\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Drawn(Struct):
    """Elements, and the height down to which they go."""

    parts: list[str]
    y: float


def draw(owner: str, pictures: Sequence[Picture]) -> str:
    """The picture of an owner's routes beside each other, such as before and after."""
    columns = [_column(picture, _MARGIN + number * WIDTH) for number, picture in enumerate(pictures)]
    width = len(columns) * WIDTH + _MARGIN
    height = max((column.y for column in columns), default=60.0) + _MARGIN
    title = _lines(f"Mail for {owner}", 17, width - 2 * _MARGIN)
    heads = [_text(_MARGIN, 32 + 22 * number, line, 17, bold=True) for number, line in enumerate(title)]
    down = 22 * (len(title) - 1)
    body = "".join(part for column in columns for part in column.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + down:g}" '
        f'viewBox="0 0 {width} {height + down:g}" role="img" font-family="{_FONT}">\n'
        f"<title>{_escape(f'Mail for {owner}')}</title>\n"
        f'<rect width="100%" height="100%" rx="6" fill="#ffffff"/>\n{"".join(heads)}'
        f'<g transform="translate(0 {down})">\n{body}</g>\n</svg>\n'
    )


def _column(picture: Picture, left: float) -> _Drawn:
    drawn = _Drawn([], 48)
    inner = WIDTH - _MARGIN
    heading = " \u00b7 ".join(part for part in (picture.label, picture.heading) if part)
    for line in _lines(heading, 14, inner):
        drawn.parts.append(_text(left, drawn.y + 14, line, 14, colour=_MUTED, bold=True))
        drawn.y += 22
    drawn.y += 6 if heading else 0
    ends = len(picture.steps) + len(picture.unknown) + bool(picture.end)
    for number, step in enumerate(picture.steps):
        top, word = drawn.y, "then" if number else "first"
        _step(drawn, step, left, inner, word if step.rank else "address")
        if number + 1 < ends:
            drawn.parts.append(_rail(left + _RANK / 2, top + 44, drawn.y))
    for reference in picture.unknown:
        stop = Stop(reference, notes=("known after apply",), tone=Tone.UNVERIFIED)
        _step(drawn, Step("?", (stop,)), left, inner, "")
    if picture.end:
        _end(drawn, picture, left, inner)
    return drawn


def _step(drawn: _Drawn, step: Step, left: float, inner: float, word: str) -> None:
    top = drawn.y
    drawn.parts.append(_box(left, top, _RANK, 44, _BORDER, _GROUND))
    if not step.rank or not word:
        drawn.parts.append(_text(left + _RANK / 2, top + 27, word or "?", 12, colour=_MUTED, anchor="middle"))
    else:
        drawn.parts.append(_text(left + _RANK / 2, top + 16, word, 12, colour=_MUTED, anchor="middle"))
        drawn.parts.append(_text(left + _RANK / 2, top + 35, step.rank, 16, bold=True, anchor="middle"))
    for stop in step.stops:
        _card(drawn, stop, left + _RANK + 12, inner - _RANK - 12)
    drawn.y = max(drawn.y, top + 44 + _GAP) + 4


def _card(drawn: _Drawn, stop: Stop, left: float, width: float) -> None:
    share = in_percent(stop.share)
    inner = width - 24
    name = _lines(stop.name, 14, inner - (52 if share else 0), bold=True)
    more = f" and {len(stop.addresses) - _MOST_ADDRESSES} more" if len(stop.addresses) > _MOST_ADDRESSES else ""
    addresses = _lines(", ".join(stop.addresses[:_MOST_ADDRESSES]) + more, 13, inner)
    notes = [line for note in stop.notes for line in _lines(note, 13, inner)]
    height = 14 + _LINE * (len(name) + len(addresses) + len(notes)) + 4
    colour = _COLOURS.get(stop.tone, _BORDER)
    is_marked = stop.tone not in (Tone.PLAIN, Tone.QUIET)
    drawn.parts.append(_box(left, drawn.y, width, height, colour, "#ffffff", 2 if is_marked else 1, stop.tone))
    y = drawn.y + 22
    if share:
        drawn.parts.append(_text(left + width - 12, y, share, 13, colour=_MUTED, anchor="end"))
    ink = _MUTED if stop.tone is Tone.QUIET else _TEXT
    shown = [(line, 14, ink, True) for line in name]
    shown += [(line, 13, ink, False) for line in addresses]
    shown += [(line, 13, colour if is_marked else _MUTED, False) for line in notes]
    for line, size, fill, bold in shown:
        drawn.parts.append(_text(left + 12, y, line, size, colour=fill, bold=bold))
        y += _LINE
    drawn.y += height + _GAP


def _end(drawn: _Drawn, picture: Picture, left: float, inner: float) -> None:
    colour = _COLOURS.get(picture.tone, _MUTED)
    told = _lines(picture.end, 14, inner - 28, bold=True)
    height = 16 + 19 * len(told)
    drawn.parts.append(_box(left, drawn.y, inner, height, colour, _GROUND, 2))
    for number, line in enumerate(told):
        drawn.parts.append(_text(left + 14, drawn.y + 22 + 19 * number, line, 14, colour=colour, bold=True))
    drawn.y += height


def _rail(x: float, top: float, bottom: float) -> str:
    return f'<path d="M{x:g} {top:g}V{bottom:g}" stroke="{_BORDER}" stroke-width="2"/>\n'


def _box(
    x: float, y: float, width: float, height: float, stroke: str, fill: str, line: int = 1, tone: Tone = Tone.PLAIN
) -> str:
    dashes = ' stroke-dasharray="5 3"' if tone in (Tone.UNVERIFIED, Tone.QUIET) else ""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="5" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{line}"{dashes}/>\n'
    )


def _text(
    x: float, y: float, text: str, size: int, *, colour: str = _TEXT, bold: bool = False, anchor: str = "start"
) -> str:
    weight = ' font-weight="600"' if bold else ""
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}"{weight}{at}>{_escape(text)}</text>\n'


def _lines(text: str, size: int, width: float, *, bold: bool = False) -> list[str]:
    """The text in lines that fit: broken after a space or a dot where one is near, else anywhere."""
    most = max(8, int(width / (size * (0.58 if bold else 0.54))))
    rest, found = printable(text), list[str]()
    while rest and len(found) < _MOST_LINES:
        if len(rest) <= most:
            found.append(rest)
            return found
        cut = max(rest.rfind(mark, most // 2, most) for mark in " .:,-") + 1
        found.append(rest[: cut or most].rstrip())
        rest = rest[cut or most :].lstrip()
    if rest:
        found[-1] += " ..."
    return found


def _escape(text: str) -> str:
    text = _NOT_XML.sub("", printable(text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
