"""The TXT records that mail policy is written in: SPF, DMARC, MTA-STS and TLS reporting.

Other TXT records hold proofs of ownership and secrets: plans, providers, snapshots and DNS keep these texts alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from iacmx.names import decode_route53

_POLICY = re.compile(r"v[ \t]*=[ \t]*(spf1|dmarc1|stsv1|tlsrptv1)(?![a-z0-9])", re.IGNORECASE)
_CHUNK = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def policy_text(raw: str) -> str | None:
    """The text that the value of a TXT record means, ``None`` where it is no mail policy and must not be kept.

    ``raw`` is as a provider or a plan writes it: bare, quoted, or in quoted chunks of 255 octets, which DNS reads
    without anything between them (RFC 7208 section 3.3). ``v=spf1`` is RFC 7208 section 4.5, ``v=DMARC1`` RFC 7489
    section 6.3, ``v=STSv1`` RFC 8461 section 3.1, ``v=TLSRPTv1`` RFC 8460 section 3; letters of either case.
    """
    text = _joined(raw.strip()).strip()
    return text if _POLICY.match(text) else None


def policy_texts(raw: Iterable[str]) -> tuple[str, ...]:
    """Those of the values that are mail policy."""
    return tuple(text for text in map(policy_text, raw) if text is not None)


def _joined(text: str) -> str:
    if '"' not in text:
        return text
    # Terraform writes several chunks of one value as `first""second`, without the outer quotes.
    quoted = text if text.startswith('"') else f'"{text}"'
    return "".join(_ESCAPED.sub(r"\1", decode_route53(chunk)) for chunk in _CHUNK.findall(quoted))
