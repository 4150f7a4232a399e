"""The one form of an IP address."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iacmx.addresses import canonical


@pytest.mark.parametrize(
    ("written", "held"),
    [
        (" 192.0.2.1 ", "192.0.2.1"),
        ("2001:0DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),  # one group of zeros stays (RFC 5952 section 4.2.2)
        ("::FFFF:192.0.2.1", "::ffff:192.0.2.1"),
        ("192.0.2.01", "192.0.2.01"),
        ("192.0.2", "192.0.2"),
        ("FE80::1%eth0", "fe80::1%eth0"),
        ("MX.example", "mx.example"),
        ("192.0.2.1\0", "192.0.2.1\0"),
        ("", ""),
    ],
)
def test_forms(written: str, held: str) -> None:
    assert canonical(written) == held


@given(st.ip_addresses())
def test_however_it_is_written(address: IPv4Address | IPv6Address) -> None:
    forms = {canonical(form) for form in (str(address), address.exploded, address.exploded.upper())}
    assert len(forms) == 1
    assert canonical(forms.pop()) == canonical(str(address))


@given(st.text())
def test_any_text(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
