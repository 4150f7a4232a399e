"""Text for people: whom the parent zone names, what each name server answers, whom resolvers ask; verdict last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from iacmx.durations import spoken
from iacmx.printable import no_command
from iacmx.printable import printable as safe
from iacmx.report import Style
from iacmx.report._pen import Pen
from iacmx.switch_report import Difference, Follows, Parent, Phase, Resolver, Server, SwitchReport

_LONGEST_VALUE = 1000
_COLOURS = {Follows.TARGET: "32", Follows.SOURCE: "36", Follows.UNTOLD: "35"}
_ODD = "31"
_NAMES = {
    Follows.SOURCE: "the source's servers",
    Follows.TARGET: "the target's servers",
    Follows.BOTH: "servers of both sides",
    Follows.NEITHER: "servers of neither side",
    Follows.UNTOLD: "could not be told",
}


def render(report: SwitchReport, style: Style = Style()) -> str:  # noqa: B008 - frozen
    """The report as lines of text."""
    pen = Pen(style.colour)
    lines = [f"{pen.bold(safe(report.zone))}  {pen.dim(safe(f'{report.source} -> {report.target}'))}"]
    if not style.quiet:
        lines += _parents(report.parents, pen)
    lines += _servers(report.servers, style, pen)
    if not style.quiet or report.phase is Phase.AFTER:
        lines += [line for one in report.resolvers for line in _resolver(one, report, pen)]
    lines += [f"  {pen.paint('problem', '31', bold=True)}   {safe(text, _LONGEST_VALUE)}" for text in report.problems]
    lines += [f"  {pen.paint('untold', '35', bold=True)}    {safe(text)}" for text in report.untold]
    if not style.quiet:
        lines += [f"  {pen.dim('note')}      {safe(text)}" for text in _notes(report)]
    lines.append(pen.verdict(report.verdict, report.summary))
    return "\n".join(map(no_command, lines)) + "\n"


def _parents(parents: Sequence[Parent], pen: Pen) -> Iterator[str]:
    """Servers that say the same in one line."""
    said: dict[tuple[Follows, tuple[str, ...], int | None, str], list[str]] = {}
    for one in parents:
        said.setdefault((one.follows, one.names, one.ttl, one.reason), []).append(one.server)
    for (follows, names, ttl, reason), servers in said.items():
        who = ", ".join(servers) if len(servers) < 3 else f"{servers[0]} and {len(servers) - 1} more"
        kept = f", which resolvers may keep for {spoken(ttl)}" if ttl is not None else ""
        verb = "names" if len(servers) == 1 else "name"
        what = reason if follows is Follows.UNTOLD else f"{verb} {_whose(follows, names)}{kept}"
        yield f"  {_label('parent', follows, pen)} {safe(f'{who}: {what}', _LONGEST_VALUE)}"


def _whose(follows: Follows, names: Sequence[str]) -> str:
    if not names:
        return "no servers"
    return f"{_NAMES[follows]} ({', '.join(names)})"


def _label(word: str, follows: Follows, pen: Pen) -> str:
    return pen.paint(f"{word:9}", _COLOURS.get(follows, _ODD))


def _servers(servers: Sequence[Server], style: Style, pen: Pen) -> Iterator[str]:
    """Servers of a side that differ in the same way together."""
    groups: dict[tuple[Follows, tuple[Difference, ...], str], list[Server]] = {}
    for one in servers:
        groups.setdefault((one.side, one.differences, one.silent), []).append(one)
    for (side, differences, silent), members in groups.items():
        if style.quiet and not differences and not silent:
            continue
        names = ", ".join(one.server for one in members)
        yield f"  {_label(side.value, side, pen)} {safe(f'{names}: {_answers(members[0], differences, silent)}')}"
        for difference in differences:
            yield from _difference(difference, pen)
        if style.verbose or not style.quiet:
            notes = dict.fromkeys(note for one in members for note in one.notes)
            yield from (f"            {pen.dim('same')} {safe(note)}" for note in notes)


def _answers(server: Server, differences: Sequence[Difference], silent: str) -> str:
    if silent:
        return f"tells nothing: {silent}"
    odd = sum(not one.untold for one in differences)
    parts = [f"{server.same} the same"]
    parts += [f"{odd} different"] if odd else []
    parts += [f"{len(differences) - odd} not told"] if len(differences) > odd else []
    return ", ".join(parts)


def _difference(one: Difference, pen: Pen) -> Iterator[str]:
    word = pen.paint("not told", "35") if one.untold else pen.paint("different", "31", bold=True)
    yield f"            {word} {safe(f'{one.owner} {one.type}')}"
    if one.untold:
        yield f"                {pen.dim('why   ')} {safe(one.untold)}"
        return
    for label, values in (("source", one.source), ("here  ", one.got)):
        yield from (
            f"                {pen.dim(label)} {safe(value, _LONGEST_VALUE)}" for value in values or ("(none)",)
        )


def _resolver(one: Resolver, report: SwitchReport, pen: Pen) -> Iterator[str]:
    label = _label("resolver", one.follows, pen)
    if one.follows is Follows.UNTOLD:
        yield f"  {label} {safe(f'{one.resolver}: {one.reason}')}"
    else:
        switched = report.phase in (Phase.SWITCHING, Phase.AFTER, Phase.DONE)
        still = "still " if switched and one.follows is not Follows.TARGET else ""
        left = f", for at most {spoken(one.seconds)} more" if still and one.seconds is not None else ""
        yield f"  {label} {safe(f'{one.resolver}: {still}asks {_NAMES[one.follows]}{left}')}"
    for kept in one.kept if report.phase is not Phase.BEFORE else ():
        left = f", for at most {spoken(kept.seconds)} more" if kept.seconds is not None else ""
        yield f"            {pen.dim('keeps')} {safe(f'the source answer for {kept.owner} {kept.type}{left}')}"


def _notes(report: SwitchReport) -> Iterable[str]:
    yield from report.notes
    if report.keeps is not None and report.phase in (Phase.SWITCHING, Phase.AFTER, Phase.DONE):
        yield (
            f"Resolvers that were not asked may keep to the source's servers until {spoken(report.keeps)} after the "
            "switch: leave its zone as it is until then."
        )
