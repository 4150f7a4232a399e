"""A probe of a real Postfix, and what Postfix saw of it."""

from __future__ import annotations

import pytest

from tests.lab.mail_servers import Missing
from tests.lab.postfix import probed_postfix


@pytest.mark.slow
@pytest.mark.xdist_group("mail servers")
def test_postfix_sees_a_polite_visit() -> None:
    try:
        told = probed_postfix()
    except Missing as reason:
        pytest.skip(f"Postfix: {reason}")
    assert (told["state"], told["starttls"], told["tls"]) == ("greets", "offered", "TLSv1.3")
    assert told["said"].startswith("mx.d.test ESMTP Postfix")
    # Postfix counts every command: no MAIL, RCPT or DATA among them.
    assert told["log"].endswith("ehlo=2 starttls=1 quit=1 commands=4")
