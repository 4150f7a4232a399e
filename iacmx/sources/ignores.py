"""Comments of a configuration that waive findings: ``# iacmx:ignore=MX304,MX208 why it is accepted exp:2027-01-31``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from iacmx.errors import IacmxError, InputError, UsageError
from iacmx.model import Location
from iacmx.selection import rule_named
from iacmx.waivers import Comment

HINT = "Write `# iacmx:ignore=MX304 why it is accepted exp:2027-01-31` on one line, in a resource's block or above it."
_MEANT = re.compile(r"iacmx\s*:(?:\w|\s*ignor)", re.IGNORECASE)
"""What is meant for iacmx; ``# iacmx: see the docs`` is not."""
_IGNORE = re.compile(r"iacmx:ignore=(?P<rules>[\w-]+(?:,\s*[\w-]+)*)(?:\s+(?P<rest>.*))?")
_EXPIRES = re.compile(r"(?:^|\s)exp:(\S*)")


def is_meant(text: str) -> bool:
    """Whether it is an instruction, well written or not."""
    return _MEANT.match(text) is not None


def waivers_of(text: str, at: Location, block: str, addresses: Iterable[str]) -> tuple[Comment, ...]:
    """The waivers of a comment at ``at``, one for each rule that it names.

    ``text`` is from ``iacmx:`` to the end of the line; ``block`` is the name of the block that it belongs to, which
    made the resources at ``addresses``. Raises InputError that names file and line: a comment is never ignored.
    """
    found = _IGNORE.fullmatch(text)
    if found is None or _MEANT.search(text, len("iacmx:")):
        raise InputError(f"{at.label}: the comment for iacmx can't be read.", HINT)
    if not block:
        raise InputError(f"{at.label}: the comment iacmx:ignore belongs to no resource.", HINT)
    rest = found["rest"] or ""
    days = _EXPIRES.findall(rest)
    reason = " ".join(_EXPIRES.sub(" ", rest).split())
    if len(days) > 1 or days == [""]:
        raise InputError(f"{at.label}: the comment iacmx:ignore needs one day after exp:.", HINT)
    if not reason:
        raise InputError(f"{at.label}: the comment iacmx:ignore gives no reason.", HINT)
    try:
        return tuple(
            Comment(
                rule=rule_named(word.strip(), "to waive"),
                reason=reason,
                expires=days[0] if days else "",
                address=block,
                location=at,
                addresses=frozenset(addresses),
            )
            for word in dict.fromkeys(found["rules"].split(","))
        )
    except (UsageError, InputError) as error:
        raise _at(at, error) from error


def _at(at: Location, error: IacmxError) -> InputError:
    return InputError(f"{at.label}: {error.message}", error.hint)
