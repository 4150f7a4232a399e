"""A route as a Mermaid flow chart, as GitHub, GitLab and many wikis draw it from a code block.

Whatever is not a letter, a digit or harmless in every position is written as its character code, so no text can end a
label, the code block around the chart, or begin markup (Mermaid, "Entity codes to escape characters").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from iacmx.drawing import Picture, Step, Stop, Tone, in_percent
from iacmx.printable import printable

MOST_ADDRESSES = 2
_LONGEST = 120
_SPECIAL = re.compile(r"[^A-Za-z0-9 .,%()/_-]")
_CLASSES = {
    Tone.GOOD: "stroke:#1d6b3b,stroke-width:2px",
    Tone.QUIET: "stroke-dasharray:4 3,color:#59616b",
    Tone.WARNING: "stroke:#855300,stroke-width:2px",
    Tone.UNVERIFIED: "stroke:#73399b,stroke-width:2px,stroke-dasharray:4 3",
    Tone.ERROR: "stroke:#b3261e,stroke-width:2px",
}


def draw(owner: str, pictures: Sequence[Picture]) -> str:
    """The chart of an owner's routes beside each other, such as before and after; without a code fence."""
    lines = ["flowchart TB" if len(pictures) == 1 else "flowchart LR"]
    used: dict[Tone, None] = {}
    for number, picture in enumerate(pictures):
        body = list(_body(owner, picture, f"r{number}", used))
        if picture.label or len(pictures) > 1:
            title = _label(picture.label or str(number + 1))
            lines += [f'  subgraph r{number}["{title}"]', "    direction TB", *(f"  {line}" for line in body), "  end"]
        else:
            lines += body
    # Without a link, even an unseen one, Mermaid places the routes in an order of its own.
    lines += [f"  r{number} ~~~ r{number + 1}" for number in range(len(pictures) - 1)]
    lines += [f"  classDef {tone.value} {_CLASSES[tone]}" for tone in used]
    return "\n".join(lines) + "\n"


def _body(owner: str, picture: Picture, key: str, used: dict[Tone, None]) -> Iterator[str]:
    heading = f"<br/>{_label(picture.heading)}" if picture.heading else ""
    yield f'  {key}s(["{_label(f"mail for {owner}")}{heading}"])'
    last, link = f"{key}s", "-->|first|"
    for number, step in enumerate(picture.steps):
        here = f"{key}t{number}"
        yield from _step(step, here, used)
        yield f"  {last} {link} {here}"
        last, link = here, "-.->|then|"
    for number, reference in enumerate(picture.unknown):
        yield f'  {key}u{number}["{_label(reference)}<br/>known after apply"]'
        yield f"  {key}s -.-> {key}u{number}"
    if picture.end:
        yield f'  {key}e(["{_label(picture.end)}"]){_class(picture.tone, used)}'
        yield f"  {last if picture.taken_by is None else f'{key}t{picture.taken_by}'} --> {key}e"


def _step(step: Step, key: str, used: dict[Tone, None]) -> Iterator[str]:
    if len(step.stops) == 1:
        yield _node(step.stops[0], key, step, used)
        return
    yield f'  subgraph {key}["{_label(step.rank)} shared at random"]'
    yield "    direction LR"
    for number, stop in enumerate(step.stops):
        yield f"  {_node(stop, f'{key}h{number}', None, used)}"
    yield "  end"


def _node(stop: Stop, key: str, step: Step | None, used: dict[Tone, None]) -> str:
    rank = "" if step is None else "no MX, its own address " if step.is_implicit else f"{step.rank} "
    share = f" ({in_percent(stop.share)})" if stop.share is not None else ""
    more = " ..." if len(stop.addresses) > MOST_ADDRESSES else ""
    addresses = ", ".join(stop.addresses[:MOST_ADDRESSES]) + more
    parts = (f"{rank}{stop.name}{share}", addresses, *stop.notes)
    return f'  {key}["{"<br/>".join(_label(part) for part in parts if part)}"]{_class(stop.tone, used)}'


def _class(tone: Tone, used: dict[Tone, None]) -> str:
    if tone not in _CLASSES:
        return ""
    used[tone] = None
    return f":::{tone.value}"


def _label(text: str) -> str:
    return _SPECIAL.sub(_entity, printable(text, _LONGEST))


def _entity(match: re.Match[str]) -> str:
    """The code of a character. Two dollars would begin a formula even so: something unseen comes between them."""
    return f"#{ord(match.group())};{'#8203;' if match.group() == '$' else ''}"
