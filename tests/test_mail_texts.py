"""Which TXT records are kept, and as what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iacmx.mail_texts import policy_text, policy_texts


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("v=spf1 mx -all", "v=spf1 mx -all"),
        ('"v=spf1 mx -all"', "v=spf1 mx -all"),
        ('"v=spf1 include:a." "example -all"', "v=spf1 include:a.example -all"),
        ('v=spf1 include:a.""example -all', "v=spf1 include:a.example -all"),
        (r'"v=DMARC1\; p=reject\; rua=mailto:\"x\"@a.example"', 'v=DMARC1; p=reject; rua=mailto:"x"@a.example'),
        (r'"v=spf1 exists:%{i}.a\137b.example -all"', "v=spf1 exists:%{i}.a_b.example -all"),
        ("V=SPF1 -ALL", "V=SPF1 -ALL"),
        ("v = DMARC1; p=none", "v = DMARC1; p=none"),
        ("v=STSv1; id=20260101;", "v=STSv1; id=20260101;"),
        ("v=TLSRPTv1; rua=mailto:tls@a.example", "v=TLSRPTv1; rua=mailto:tls@a.example"),
        ("v=spf1", "v=spf1"),
    ],
)
def test_mail_policy_is_kept(raw: str, text: str) -> None:
    assert policy_text(raw) == text


@pytest.mark.parametrize(
    "raw",
    [
        "", '"', '""', "x", "google-site-verification=abc", "MS=ms12345678", "v=DKIM1; k=rsa; p=MIIB", "v=spf10 -all",
        "v=spf1x", "v=verify1 secret", "token v=spf1 -all", '"token" "v=spf1 -all"', "spf2.0/pra -all", "v=BIMI1; l=x",
    ],
)  # fmt: skip
def test_nothing_else_is_kept(raw: str) -> None:
    assert policy_text(raw) is None
    assert policy_texts([raw, "v=spf1 -all"]) == ("v=spf1 -all",)


@given(st.text())
def test_whatever_is_kept_begins_as_a_policy(raw: str) -> None:
    text = policy_text(raw)
    assert text is None or text.lower().startswith("v")
    assert text is None or policy_text(text.replace('"', "")) is not None


@given(st.lists(st.text(st.characters(exclude_characters='"\\', codec="ascii"), max_size=20), min_size=1))
def test_chunking_changes_nothing(parts: list[str]) -> None:
    whole = "v=spf1 " + "".join(parts)
    chunks = '"v=spf1 "' + "".join(f' "{part}"' for part in parts)
    assert policy_text(chunks) == whole.strip()
