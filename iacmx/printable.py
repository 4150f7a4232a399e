"""Text from plans, APIs and DNS is untrusted: what makes it safe to print."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_LONGEST = 400


def printable(text: str, longest: int = _LONGEST) -> str:
    """One line of text for a terminal: no control, bidirectional or invisible character, and of bounded length."""
    if len(text) > longest:
        text = text[:longest] + "..."
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
