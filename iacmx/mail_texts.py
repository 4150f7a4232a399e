"""The TXT records that mail policy is written in: SPF, DMARC, MTA-STS and TLS reporting; and the public keys of DKIM.

Other TXT records hold proofs of ownership and secrets: plans, providers, snapshots and DNS keep these texts alone, and
of SRV and TLSA records those of mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from iacmx.names import decode_route53, is_dkim_owner, is_mail_service, is_mail_tlsa, normalize

_POLICY = re.compile(r"v[ \t]*=[ \t]*(spf1|dmarc1|stsv1|tlsrptv1)(?![a-z0-9])", re.IGNORECASE)
_KEY = re.compile(r"(?:^|;)[ \t\r\n]*p[ \t\r\n]*=")
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


def key_text(raw: str) -> str | None:
    """The text of a DKIM key record, written as for :func:`policy_text`; ``None`` where it holds no ``p=`` tag.

    That tag is the one that every key record has (RFC 6376 section 3.6.1).
    """
    text = _joined(raw.strip()).strip()
    return text if _KEY.search(text) else None


def mail_texts(owner: str, raw: Iterable[str]) -> tuple[str, ...]:
    """Those of the values of the TXT records of ``owner`` (normal form) that are mail policy, or its DKIM keys."""
    texts = tuple(raw)
    keys = (text for text in map(key_text, texts) if text is not None) if is_dkim_owner(owner) else ()
    return tuple(dict.fromkeys((*policy_texts(texts), *keys)))


def mail_data(owner: str, rdtype: str, raw: Iterable[str]) -> tuple[str, ...]:
    """The values of SRV and TLSA records as RFC 2782 and RFC 6698 section 2.2 write them, nothing of those not of mail.

    A target is in normal form, a certificate's data in lower case and without spaces.
    """
    if rdtype == "SRV" and is_mail_service(owner):
        return tuple(_service(text) for text in raw)
    if rdtype == "TLSA" and is_mail_tlsa(owner):
        return tuple(_association(text) for text in raw)
    return ()


def _service(text: str) -> str:
    *numbers, target = text.split()[:4] or ("",)
    return " ".join((*numbers, normalize(decode_route53(target))))


def _association(text: str) -> str:
    fields = text.split()
    return " ".join((*fields[:3], "".join(fields[3:]).lower()))


def _joined(text: str) -> str:
    if '"' not in text:
        return text
    # Terraform writes several chunks of one value as `first""second`, without the outer quotes.
    quoted = text if text.startswith('"') else f'"{text}"'
    return "".join(_ESCAPED.sub(r"\1", decode_route53(chunk)) for chunk in _CHUNK.findall(quoted))
