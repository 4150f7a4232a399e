r"""The order in which Route 53 lists record sets.

"Sorts results first by DNS name with the labels reversed, for example com.example.www. Note the trailing dot, which
can change the sort order" (API reference, ListResourceRecordSets). Names compare in their escaped form: ``*`` as
``\052``.
"""

from __future__ import annotations

import re

from iacmx.names import MAX_LABEL, MAX_NAME

_ESCAPED = re.compile(r"[^a-z0-9_.-]")


def escape(name: str) -> str:
    r"""A name (normal form) as Route 53 writes it, ``\052`` for ``*``, with the trailing dot."""
    return _ESCAPED.sub(lambda match: f"\\{ord(match.group()):03o}", name) + "."


def sort_key(name: str) -> str:
    """What a name (normal form) sorts by."""
    return ".".join(reversed(escape(name).removesuffix(".").split("."))) + "."


def possible(name: str) -> bool:
    """Whether a zone can hold record sets of that name at all; Route 53 refuses to start a page at any other."""
    return (
        0 < len(name) <= MAX_NAME
        and all(0 < len(label) <= MAX_LABEL for label in name.split("."))
        and all(" " < letter < "\x7f" for letter in name)
    )
