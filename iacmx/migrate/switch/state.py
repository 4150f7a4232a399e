"""From what everybody answers to how far a switch is, and whether mail is the same. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from iacmx import __version__
from iacmx.durations import spoken
from iacmx.migrate.move import Move
from iacmx.migrate.switch.seen import Seen, unsigned
from iacmx.model import Answer
from iacmx.report import Verdict
from iacmx.serving.answers import State, View, content, judge, reference, shown, told
from iacmx.serving.delegations import Delegation
from iacmx.switch_report import (
    SCHEMA,
    Difference,
    Follows,
    Kept,
    Parent,
    Phase,
    Resolver,
    Server,
    SwitchReport,
)
from iacmx.words import counted
from iacmx.world.served import Key


def differing(seen: Seen) -> tuple[Key, ...]:
    """What most of the target's servers answer in another way than most of the source's."""
    here, there = _references(seen)
    both = [key for key in seen.keys if key in here and key in there]
    return tuple(key for key in both if judge(key, here, there, seen.known).state is State.DIFFERENT)


def report_of(move: Move, seen: Seen, *, waited: bool = False) -> SwitchReport:
    """The report of one look; ``waited``: the switch was waited for, so that not done is not good enough."""
    here, there = _references(seen)
    parents = tuple(_parent(move, one) for one in seen.parents)
    expected = here or there
    servers = tuple(
        _server(name, side, expected, seen)
        for side, names in ((Follows.SOURCE, seen.old), (Follows.TARGET, seen.new))
        for name in sorted(names)
    )
    resolvers = tuple(_resolver(move, name, answers, here, there, seen) for name, answers in seen.resolvers.items())
    tells = bool(move.source.assigned or move.target.assigned)
    phase = _phase(parents, servers, resolvers) if tells else Phase.UNTOLD
    untold = tuple(_untold(move, seen, parents, phase, here))
    notes = tuple(_notes(seen, phase, here))
    open_points = len(untold) + _open(parents, servers, resolvers, phase)
    odd = {(one.owner, one.type) for server in servers for one in server.differences if not one.untold}
    broken = unsigned(move.name, seen)
    problems = (broken,) if broken and phase is not Phase.BEFORE else ()
    verdict, code, summary = _verdict(phase, len(odd), bool(problems), open_points, len(seen.keys), waited)
    if broken and not problems:
        notes += (broken,)
    return SwitchReport(
        schema=SCHEMA,
        version=__version__,
        zone=move.name,
        source=move.source.label,
        target=move.target.label,
        phase=phase,
        verdict=verdict,
        exit_code=code,
        summary=summary,
        questions=len(seen.keys),
        parents=parents,
        servers=servers,
        resolvers=resolvers,
        keeps=_keeps(move, seen),
        problems=problems,
        untold=untold,
        notes=notes,
    )


def next_change(report: SwitchReport) -> float | None:
    """Seconds until a resolver that has not followed must ask again; ``None`` where there is none."""
    left = [one.seconds for one in report.resolvers if one.follows is not Follows.TARGET]
    left += [kept.seconds for one in report.resolvers for kept in one.kept]
    known = [seconds for seconds in left if seconds is not None]
    return float(min(known)) if known and report.phase is Phase.AFTER else None


def _references(seen: Seen) -> tuple[dict[Key, Answer], dict[Key, Answer]]:
    found = [reference([seen.views[name] for name in sorted(names)], seen.keys) for names in (seen.old, seen.new)]
    # The names that stand for proxied exchanges, and their addresses, are looked up beside the questions.
    for held, names in zip(found, (seen.old, seen.new), strict=True):
        for name in sorted(names):
            held.update((key, answer) for key, answer in seen.views[name].items() if key not in seen.keys)
    return found[0], found[1]


def _parent(move: Move, one: Delegation) -> Parent:
    if not one.told:
        return Parent(one.server, Follows.UNTOLD, (), reason=one.reason)
    return Parent(one.server, _follows(move, one.names), one.names, one.ttl)


def _follows(move: Move, names: Iterable[str]) -> Follows:
    sides = {(move.is_old(name), move.is_new(name)) for name in names}
    old, new = any(one for one, _ in sides), any(other for _, other in sides)
    if old and new:
        return Follows.BOTH
    if old or new:
        return Follows.SOURCE if old else Follows.TARGET
    return Follows.NEITHER


def _server(name: str, side: Follows, expected: View, seen: Seen) -> Server:
    view = seen.views[name]
    if not any(told(view[key]) for key in seen.keys):
        reasons = sorted({view[key].reason for key in seen.keys})
        return Server(name, side, 0, silent="; ".join(reasons[:2]) or "did not tell")
    same, differences, notes = 0, list[Difference](), list[str]()
    for key in seen.keys:
        if key not in expected:
            why = "The source's servers do not tell." if told(view[key]) else view[key].reason
            differences.append(Difference(*key, (), shown(key, view[key]), why or "did not tell"))
            continue
        outcome = judge(key, expected, view, seen.known)
        if outcome.state is State.SAME:
            same += 1
            notes += [outcome.text] if outcome.text else []
            continue
        untold = outcome.text if outcome.state is State.UNTOLD else ""
        differences.append(Difference(*key, shown(key, expected[key]), shown(key, view[key]), untold))
    return Server(name, side, same, tuple(differences), notes=tuple(dict.fromkeys(notes)))


def _resolver(move: Move, name: str, answers: dict[Key, Answer], here: View, there: View, seen: Seen) -> Resolver:
    said = answers[move.name, "NS"]
    kept = tuple(
        Kept(*key, answer.ttl if answer.exists else answer.negative_ttl)
        for key, answer in answers.items()
        if key in seen.keys and told(answer)
        and judge(key, here, there, seen.known).state is State.DIFFERENT
        and content(key, answer) == content(key, here[key])
    )  # fmt: skip
    if not said.exists:
        reason = said.reason if not said.settled else "it finds no name servers"
        return Resolver(name, Follows.UNTOLD, kept=kept, reason=reason)
    names = tuple(str(value) for value in said.values)
    return Resolver(name, _follows(move, names), names, said.ttl, kept)


def _phase(parents: Sequence[Parent], servers: Sequence[Server], resolvers: Sequence[Resolver]) -> Phase:
    sides = {one.follows for one in parents if one.follows is not Follows.UNTOLD}
    if not sides:
        return Phase.UNTOLD
    if sides == {Follows.SOURCE}:
        return Phase.BEFORE
    if sides == {Follows.NEITHER}:
        return Phase.ELSEWHERE
    if sides != {Follows.TARGET} or any(one.follows is Follows.UNTOLD for one in parents):
        return Phase.SWITCHING if len(sides) > 1 or Follows.BOTH in sides else Phase.AFTER
    followed = all(one.follows is Follows.TARGET and not one.kept for one in resolvers)
    return Phase.DONE if followed and _agree(servers) else Phase.AFTER


def _agree(servers: Sequence[Server]) -> bool:
    """Whether all servers of the target tell, and the same."""
    new = [one for one in servers if one.side is Follows.TARGET]
    same = {tuple((d.owner, d.type, d.got) for d in one.differences) for one in new}
    return bool(new) and len(same) == 1 and not any(one.silent for one in new) and not any(
        d.untold for one in new for d in one.differences
    )  # fmt: skip


def _untold(move: Move, seen: Seen, parents: Sequence[Parent], phase: Phase, here: View) -> Iterable[str]:
    for place in (move.source, move.target):
        gone = place.missing and place is move.source and phase in (Phase.AFTER, Phase.DONE)
        if place.untold and not gone:
            yield f"What {place.label} holds: {place.untold} {place.hint}".strip()
    if not parents:
        yield f"Which servers the zone above {move.name} names: its own servers could not be found."
    if not seen.new:
        yield f"The name servers of the target: {move.target.label} tells of none that are not the source's too."
    if not seen.old and phase in (Phase.BEFORE, Phase.SWITCHING, Phase.UNTOLD):
        yield f"The name servers of the source: {move.source.label} tells of none that are not the target's too."
    elif not here and phase in (Phase.BEFORE, Phase.SWITCHING):
        yield "What the source's name servers answer: none of them tells."


def _notes(seen: Seen, phase: Phase, here: View) -> Iterable[str]:
    if not here and phase in (Phase.AFTER, Phase.DONE):
        yield "The source's name servers no longer tell; those of the target are only compared with each other."
    if not seen.resolvers:
        yield "No resolver was asked: this machine has none configured."


def _open(parents: Sequence[Parent], servers: Sequence[Server], resolvers: Sequence[Resolver], phase: Phase) -> int:
    """How much of servers and resolvers could not be told. Of a source that was left its servers may be gone."""
    left = phase in (Phase.AFTER, Phase.DONE)
    counts = [one for one in servers if not (left and one.side is Follows.SOURCE)]
    points = sum(bool(one.silent) + sum(bool(d.untold) for d in one.differences) for one in counts)
    points += sum(one.follows is Follows.UNTOLD for one in parents)
    return points + sum(one.follows is Follows.UNTOLD for one in resolvers)


_WORDS = {
    Phase.BEFORE: "The switch has not begun",
    Phase.SWITCHING: "The switch is under way",
    Phase.AFTER: "The delegation is switched, and not everything has followed",
    Phase.DONE: "The switch is done",
    Phase.ELSEWHERE: "The delegation names servers of neither side",
    Phase.UNTOLD: "How far the switch is could not be told",
}


def _verdict(
    phase: Phase, differences: int, broken: bool, unclear: int, keys: int, waited: bool
) -> tuple[Verdict, int, str]:
    words = _WORDS[phase]
    if broken:
        return Verdict.FAIL, 1, f"{words}; resolvers that validate DNSSEC fail."
    if differences:
        verb = "is" if differences == 1 else "are"
        return Verdict.FAIL, 1, f"{words}; {counted(differences, 'record set')} {verb} not the same everywhere."
    if phase is Phase.ELSEWHERE:
        return Verdict.FAIL, 1, f"{words}."
    if unclear or phase is Phase.UNTOLD:
        points = f"; {counted(unclear, 'point')} left open" if unclear else ""
        return Verdict.UNVERIFIED, 3, f"{words}{points}."
    if waited and phase is not Phase.DONE:
        return Verdict.FAIL, 1, f"{words}: not done yet."
    return Verdict.PASS, 0, f"{words}; all name servers answer the same to {counted(keys, 'question')}."


def _keeps(move: Move, seen: Seen) -> int | None:
    """The longer of what the parent zone and the source's own servers let resolvers keep (RFC 2181 section 5.4.1)."""
    ttls = [one.ttl for one in seen.parents if one.told]
    own = [seen.views[name][move.name, "NS"] for name in seen.old]
    ttls += [answer.ttl for answer in own if answer.exists]
    known = [ttl for ttl in ttls if ttl is not None]
    return max(known) if known else None


def in_words(report: SwitchReport) -> str:
    """One line of where it stands, for whoever waits."""
    behind = [one for one in report.resolvers if one.follows in (Follows.SOURCE, Follows.BOTH) or one.kept]
    parents = sum(one.follows is Follows.TARGET for one in report.parents)
    parts = [report.phase.value, f"parent {parents}/{len(report.parents)}"]
    if behind:
        longest = max((one.seconds or 0 for one in behind), default=0)
        parts.append(f"{counted(len(behind), 'resolver')} still with the source, for at most {spoken(longest)}")
    differing_servers = sum(any(not d.untold for d in one.differences) for one in report.servers)
    if differing_servers:
        parts.append(f"{counted(differing_servers, 'server')} differing")
    return ", ".join(parts)
