"""Text from plans, APIs and DNS is untrusted: what makes it safe to print."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)
_COMMAND = re.compile(r"##(?=\w*\[)")
"""What a CI runner takes for a command wherever it stands in a line: ``##[group]``, ``##vso[``, ``##teamcity[``."""
_LONGEST = 400


def printable(text: str, longest: int = _LONGEST) -> str:
    """One line of text for a terminal or a job's log, of bounded length: no control, bidirectional or invisible
    character, and nothing that a CI runner takes for a command."""
    if len(text) > longest:
        text = text[:longest] + "..."
    shown = text
    if not (text.isascii() and text.isprintable()):
        shown = _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    return _COMMAND.sub(r"#\\u0023", shown) if "##" in shown else shown


def no_command(line: str) -> str:
    """A line that GitHub Actions does not take for a workflow command: these begin with two colons."""
    begin = line.lstrip()
    return line.replace("::", "\\u003a:", 1) if begin.startswith("::") else line


def json_safe(document: str) -> str:
    """The same JSON, without what a CI runner takes for a command in a line of its log."""
    return _COMMAND.sub(r"#\\u0023", document) if "##" in document else document
