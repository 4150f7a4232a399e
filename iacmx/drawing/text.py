"""A route as lines of text: a line for each host, with its preference, share, addresses, and what is special."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from iacmx.drawing import Picture, Step, Stop, in_percent
from iacmx.printable import printable as safe

MOST_ADDRESSES = 4
_IMPLICIT = "no MX: the address record takes the mail:"


def lines(picture: Picture, dim: Callable[[str], str] = str) -> Iterator[str]:
    """The lines, without indentation; ``dim`` paints what is beside the point."""
    if picture.heading:
        yield dim(safe(picture.heading))
    yield from below_heading(picture, dim)


def below_heading(picture: Picture, dim: Callable[[str], str] = str) -> Iterator[str]:
    """The lines without the heading."""
    if picture.end and not picture.steps:
        yield safe(picture.end)
    for step in picture.steps:
        for stop in step.stops:
            yield _line(step, stop, dim)
    for reference in picture.unknown:
        yield f"    ? {safe(reference)} {dim('(known after apply)')}"
    if picture.end and picture.steps:
        yield f"   => {safe(picture.end)}"


def _line(step: Step, stop: Stop, dim: Callable[[str], str]) -> str:
    share = f" ({in_percent(stop.share)})" if stop.share is not None else ""
    addresses = ", ".join(stop.addresses[:MOST_ADDRESSES])
    known = addresses + (" ..." if len(stop.addresses) > MOST_ADDRESSES else "")
    notes = "; ".join([note for note in (known, *stop.notes) if note])
    told = f"  {dim(safe(notes))}" if notes else ""
    return f"{_IMPLICIT if step.is_implicit else step.rank:>5} {safe(stop.name)}{share}{told}"
