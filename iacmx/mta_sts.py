"""MTA-STS (RFC 8461): the TXT record that announces a policy, and the policy itself."""

from __future__ import annotations

import re

from msgspec import Struct

_RECORD = re.compile(r"v=STSv1\s*;\s*id\s*=\s*([A-Za-z0-9]{1,32})\s*;?.*", re.DOTALL)
MODES = ("enforce", "testing", "none")
MAX_AGE = 31557600
"""The longest ``max_age`` in seconds (section 3.2)."""


class Policy(Struct, frozen=True):
    """A policy. ``max_age`` is how long senders keep it, in seconds; ``mx`` its patterns in lower case."""

    mode: str
    max_age: int
    mx: tuple[str, ...]

    def allows(self, host: str) -> bool:
        """Whether a pattern matches the exchange; ``*.`` stands for exactly one label (section 4.1)."""
        return host in self.mx or f"*.{host.partition('.')[2]}" in self.mx


def record_id(texts: tuple[str, ...]) -> str:
    """The id that the TXT records of ``_mta-sts.DOMAIN`` announce; ``""`` where senders take them for none.

    Records of other versions are ignored; of several STSv1 records none counts (section 3.1).
    """
    ours = [text for text in texts if text.startswith("v=STSv1")]
    match = _RECORD.fullmatch(ours[0].strip()) if len(ours) == 1 else None
    return match.group(1) if match else ""


def parse_policy(text: str) -> Policy | None:
    """The policy in ``text``; ``None`` where it is not valid, so that senders go on as if there was none.

    Lines end in CRLF or LF; of a field that is there twice the first counts, except ``mx``; unknown fields are ignored
    (section 3.2).
    """
    fields: dict[str, str] = {}
    mx: list[str] = []
    for line in text.splitlines():
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not colon:
            continue
        if key == "mx":
            mx.append(value.lower().removesuffix("."))
        else:
            fields.setdefault(key, value)
    age, mode = fields.get("max_age", ""), fields.get("mode", "")
    if fields.get("version") != "STSv1" or mode not in MODES or not (age.isascii() and age.isdigit()) or len(age) > 10:
        return None
    if not mx and mode != "none":
        return None
    return Policy(mode, min(int(age), MAX_AGE), tuple(mx))
