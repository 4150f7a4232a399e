r"""The order in which Route 53 lists record sets.

"Sorts results first by DNS name with the labels reversed, for example com.example.www. Note the trailing dot, which
can change the sort order" (API reference, ListResourceRecordSets). Names compare in their escaped form: ``*`` as
``\052``.
"""

from __future__ import annotations

import re

from iacmx.names import MAX_LABEL, MAX_NAME

_ESCAPED = re.compile(r"[^a-z0-9_.*-]")


def escape(name: str) -> str:
    r"""A name (normal form) as a request gives it, with the trailing dot.

    The asterisk stays as it is: Route 53 takes it for ``\052``, and stand-ins know it in no other form.
    """
    return _ESCAPED.sub(_octal, name) + "."


def sort_key(name: str) -> str:
    """What a name (normal form) sorts by."""
    return ".".join(reversed(_ESCAPED.sub(_octal, name).replace("*", r"\052").split("."))) + "."


def _octal(match: re.Match[str]) -> str:
    return f"\\{ord(match.group()):03o}"


def possible(name: str) -> bool:
    """Whether a zone can hold record sets of that name at all; Route 53 refuses to start a page at any other."""
    return (
        0 < len(name) <= MAX_NAME
        and all(0 < len(label) <= MAX_LABEL for label in name.split("."))
        and all(" " < letter < "\x7f" for letter in name)
    )
