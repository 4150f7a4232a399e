r"""The order in which Route 53 lists record sets, as far as the reference tells.

"Sorts results first by DNS name with the labels reversed, for example com.example.www. Note the trailing dot, which
can change the sort order when the record name contains characters that appear before ." (ListResourceRecordSets). It
does not tell whether a character that names are escaped for (``*``, listed as ``\\052``) sorts as itself or as its
escape. So a name has a place in either order, and nothing is concluded unless both agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from iacmx.names import MAX_LABEL, MAX_NAME

Place = tuple[str, str]
"""What a name sorts by: plain, and escaped."""

_ESCAPED = re.compile(r"[^a-z0-9_.*-]")


def escape(name: str) -> str:
    r"""A name (normal form) as a request gives it, with the trailing dot.

    The asterisk stays as it is: Route 53 takes it for ``\052``, and stand-ins know it in no other form.
    """
    return _ESCAPED.sub(_octal, name) + "."


def place(name: str) -> Place:
    """Where a name (normal form) stands; ``""``, the zone's beginning, before all others."""
    if not name:
        return "", ""
    plain = ".".join(reversed(name.split("."))) + "."
    return plain, _ESCAPED.sub(_octal, plain).replace("*", r"\052")


def between(first: str, name: str, end: str) -> bool:
    """Whether ``name`` surely stands at or after ``first`` and before ``end`` (``""``: the zone's end)."""
    lower, middle, upper = place(first), place(name), place(end)
    after = all(one <= two for one, two in zip(lower, middle, strict=True))
    return after and (not end or all(one < two for one, two in zip(middle, upper, strict=True)))


def in_order(names: Sequence[str]) -> bool:
    """Whether the names are as listed in one of the orders."""
    pairs = list(pairwise(map(place, names)))
    return any(all(first[order] <= second[order] for first, second in pairs) for order in (0, 1))


def _octal(match: re.Match[str]) -> str:
    return f"\\{ord(match.group()):03o}"


def possible(name: str) -> bool:
    """Whether a zone can hold record sets of that name at all; Route 53 refuses to start a page at any other."""
    return (
        0 < len(name) <= MAX_NAME
        and all(0 < len(label) <= MAX_LABEL for label in name.split("."))
        and all(" " < letter < "\x7f" for letter in name)
    )
