"""Answers of name servers held against each other, by what they mean for mail. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from msgspec import Struct

from iacmx.mail_texts import mail_data
from iacmx.model import Answer, Mx, Value
from iacmx.names import is_dkim_owner
from iacmx.world.served import Key

View = Mapping[Key, Answer]
"""What one server answers."""
REWRITTEN = "_dc-mx."
"""How the names begin that Cloudflare answers with in place of a proxied exchange."""
_ADDRESSES = ("A", "AAAA")
_HTTPS = ("_mta-sts", "mta-sts", "autodiscover", "autoconfig")
_VARIES = "The provider answers with addresses of its own choice, which differ from one time to the next."
_ROUTED = "A routing policy of the provider answers, which differs from one place to the next."


class State(Enum):
    SAME = "same"
    DIFFERENT = "different"
    UNTOLD = "untold"


class Outcome(Struct, frozen=True):
    """``text`` is why it is untold, or what differs and is the same for mail."""

    state: State
    text: str = ""


_SAME, _DIFFERENT = Outcome(State.SAME), Outcome(State.DIFFERENT)


class Known(Struct, frozen=True):
    """What the providers tell that DNS does not show: names that are ``proxied``, names for which the provider answers
    by an ``alias``, and ``routed`` record sets. ``ends`` are the addresses where a CNAME leads, as a resolver tells.
    """

    proxied: frozenset[str] = frozenset()
    aliased: frozenset[str] = frozenset()
    routed: frozenset[Key] = frozenset()
    ends: Mapping[Key, Answer] = {}


def values_of(name: str, rdtype: str, answer: Answer) -> tuple[Value, ...]:
    """The values of an answer as all sides of a comparison write them."""
    return mail_data(name, rdtype, map(str, answer.values)) if rdtype in ("SRV", "TLSA") else answer.values


def content(key: Key, answer: Answer) -> frozenset[str]:
    """The values as they mean the same for mail, empty where there are none."""
    if answer.aliases:
        return frozenset({f"alias {answer.aliases[0]}"})
    values = values_of(*key, answer)
    if key[1] == "TXT":
        texts = [" ".join(str(value).split()) for value in values]
        # Between the tags of a policy, and within a key, spaces mean nothing (RFC 6376 section 3.2); in SPF they do.
        return frozenset(t if t.lower().startswith("v=spf1") else t.replace(" ", "").rstrip(";") for t in texts)
    return frozenset(
        f"{value.preference} {value.exchange}" if isinstance(value, Mx) else str(value) for value in values
    )


def shown(key: Key, answer: Answer) -> tuple[str, ...]:
    """The values as DNS has them."""
    if answer.aliases:
        return (f"CNAME {answer.aliases[0]}",)
    values = values_of(*key, answer)
    return tuple(sorted(f"{v.preference} {v.exchange}" if isinstance(v, Mx) else str(v) for v in values))


def told(answer: Answer) -> bool:
    """Whether the server said something: an alias that leads away from what it serves is an answer."""
    return answer.settled or bool(answer.aliases)


def reference(views: Iterable[View], keys: Iterable[Key]) -> dict[Key, Answer]:
    """What most of the servers answer; nothing where none tells."""
    held = list(views)
    found: dict[Key, Answer] = {}
    for key in keys:
        answers = [view[key] for view in held if told(view[key])]
        if answers:
            (most, _), *_ = Counter(content(key, answer) for answer in answers).most_common(1)
            found[key] = next(answer for answer in answers if content(key, answer) == most)
    return found


def rewritten(views: Iterable[View]) -> list[str]:
    """The names that Cloudflare answers with in place of proxied exchanges."""
    found = {
        str(value.exchange)
        for view in views
        for answer in view.values()
        for value in answer.values
        if isinstance(value, Mx) and str(value.exchange).startswith(REWRITTEN)
    }
    return sorted(found)


def flattened(views: Sequence[View]) -> list[str]:
    """Where CNAME records lead that only some of the servers show."""
    held = [(key, answer) for view in views for key, answer in view.items() if key[1] == "CNAME" and answer.settled]
    absent = {key for key, answer in held if answer.absent}
    return sorted({str(value) for key, answer in held if key in absent for value in answer.values})


def judge(key: Key, expected: View, got: View, known: Known) -> Outcome:
    """How one server's answer stands to the expected one, which is told."""
    here, there = expected[key], got[key]
    if not told(there):
        return Outcome(State.UNTOLD, there.reason or "did not tell")
    if content(key, here) == content(key, there):
        return _SAME
    name, rdtype = key
    if rdtype != "CNAME" and (here.aliases or there.aliases):
        return _SAME  # judged with the CNAME
    if rdtype == "MX":
        return _exchanges(expected, got, key)
    if rdtype == "CNAME":
        return _alias(name, expected, got, known)
    if rdtype in _ADDRESSES:
        return _addresses(key, expected, got, known)
    return Outcome(State.UNTOLD, _ROUTED) if key in known.routed else _DIFFERENT


def _exchanges(expected: View, got: View, key: Key) -> Outcome:
    here, there = content(key, expected[key]), content(key, got[key])
    left, right = sorted(here - there), sorted(there - here)
    pairs = [(one, other, _pair(one, other, expected, got)) for one in left for other in right]
    if not any(REWRITTEN in value for value in (*left, *right)) or len(left) != len(right):
        return _DIFFERENT
    fits = [(one, other) for one, other, fit in pairs if fit]
    if {one for one, _ in fits} == set(left) and {other for _, other in fits} == set(right):
        words = ", ".join(f"{other.split()[1]} for {one.split()[1]}" for one, other in fits)
        return Outcome(State.SAME, f"{key[0]} MX: Cloudflare's own names with the same addresses ({words}).")
    if any(fit is None for *_, fit in pairs):
        return Outcome(State.UNTOLD, "The addresses behind Cloudflare's own names (_dc-mx) could not be told.")
    return _DIFFERENT


def _pair(one: str, other: str, expected: View, got: View) -> bool | None:
    """Whether two exchanges of which one is rewritten are the same by preference and addresses."""
    (preference, host), (second, name) = one.split(" ", 1), other.split(" ", 1)
    if preference != second or not (host.startswith(REWRITTEN) or name.startswith(REWRITTEN)):
        return False
    here, there = _of_host(host, expected), _of_host(name, got)
    if here is None or there is None:
        return None
    return here == there


def _of_host(host: str, view: View) -> frozenset[str] | None:
    answers = [view.get((host, rdtype)) for rdtype in _ADDRESSES]
    if not all(answer is not None and answer.settled for answer in answers):
        return None
    return frozenset(str(value) for answer in answers if answer is not None for value in answer.values)


def _alias(name: str, expected: View, got: View, known: Known) -> Outcome:
    """A CNAME that only one of the two shows: the provider of the other may answer with the addresses behind it."""
    here, there = expected[name, "CNAME"], got[name, "CNAME"]
    if here.exists == there.exists:
        return _DIFFERENT
    shown, hidden = (here, got) if here.exists else (there, expected)
    end = str(shown.values[0])
    if name in known.proxied and _is_for_https(name):
        return Outcome(State.SAME, _passed_on(name)) if _of_host(name, hidden) else _DIFFERENT
    behind, direct = _of_host(end, known.ends), _of_host(name, hidden)
    if behind is None or direct is None:
        return Outcome(State.UNTOLD, f"Where {end} leads could not be told.")
    if not behind & direct:
        return _DIFFERENT
    return Outcome(State.SAME, f"{name}: one side answers with the addresses of {end}, and the other with the name.")


def _addresses(key: Key, expected: View, got: View, known: Known) -> Outcome:
    name, _ = key
    here, there = expected[key], got[key]
    if name in known.proxied:
        if _is_for_https(name):
            return Outcome(State.SAME, _passed_on(name)) if _of_host(name, got) else _DIFFERENT
        # Senders do not ask for it: the MX records name another host in its place, which is judged there.
        return (
            Outcome(State.SAME, "") if rewritten((expected, got)) and _is_exchange(name, expected, got) else _DIFFERENT
        )
    if key in known.routed:
        return Outcome(State.UNTOLD, _ROUTED)
    if name in known.aliased and here.exists and there.exists:
        shared = content(key, here) & content(key, there)
        return Outcome(State.SAME, f"{name}: {_VARIES}") if shared else Outcome(State.UNTOLD, _VARIES)
    return _DIFFERENT


def _is_exchange(name: str, *views: View) -> bool:
    answers = (answer for view in views for key, answer in view.items() if key[1] == "MX")
    return any(isinstance(value, Mx) and value.exchange == name for answer in answers for value in answer.values)


def _is_for_https(name: str) -> bool:
    """Whether of mail only MTA-STS and mail programs ask for it, over HTTPS."""
    return name.partition(".")[0] in _HTTPS and not is_dkim_owner(name)


def _passed_on(name: str) -> str:
    return f"{name}: at one side Cloudflare answers with its own addresses, and passes HTTPS on."
