"""What is served below names that the plan delegates, delegates elsewhere, or delegates no more."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.model import Kind
from tests.rules.build import build, judge

HOST = "mail.eu.example.com"
MX = f"example.com. MX 10 {HOST}."
OLD, NEW = "eu.example.com. NS ns1.example.org.", "eu.example.com. NS ns1.example.net."
BOTH = "eu.example.com. NS ns1.example.org., ns1.example.net."
ADDRESS = f"{HOST}. A 45.33.1.1"
NOW: dict[str, Any] = {HOST: ["45.33.1.1"], "eu.example.com": ["NS ns1.example.org."]}
"""What a resolver has: the address as it was."""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([MX, ADDRESS], [MX, ADDRESS, NEW], id="new"),
        pytest.param([MX, ADDRESS], [MX, NEW], id="new, and the address goes"),
        pytest.param([MX, OLD], [MX, NEW], id="to other servers"),
    ],
)
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({f"{HOST} A@ns1.example.net": ["45.33.1.9"]}, Kind.FOUND),
        ({f"{HOST} A@ns1.example.net": Kind.NO_NAME}, Kind.NO_NAME),
        ({f"{HOST} A@ns1.example.net": Kind.PENDING}, Kind.PENDING),
        ({f"{HOST} A@ns1.example.net": Kind.UNVERIFIED}, Kind.UNVERIFIED),
        ({}, Kind.UNVERIFIED),
        ({"eu.example.com": Kind.PENDING}, Kind.PENDING),
        ({"eu.example.com": Kind.SKIPPED}, Kind.FOUND),
        ({"eu.example.com": ["NS ns1.example.net."]}, Kind.FOUND),
    ],
)
def test_the_new_servers_are_asked(before: list[str], after: list[str], said: dict[str, Any], kind: Kind) -> None:
    case = build(before, after, dns=NOW | said)
    assert case.touched
    assert case.after_world.lookup(HOST, "A").kind is kind


@pytest.mark.parametrize(
    ("before", "after"),
    [([MX, OLD], [MX, BOTH]), ([MX, BOTH], [MX, NEW]), ([MX, OLD], [MX, OLD, "x.example.com. TXT x"])],
)
def test_servers_that_stay(before: list[str], after: list[str]) -> None:
    case = build(before, after, dns=NOW)
    assert (case.touched, case.after_world.lookup(HOST, "A").kind) == (False, Kind.FOUND)


def test_a_private_zone_delegates_nothing_that_senders_see() -> None:
    assert not build([MX], [MX, NEW], dns=NOW, zone_fields={"private": True}).touched


def test_a_delegation_that_goes() -> None:
    case = build([MX, OLD], [MX], dns=NOW)
    assert case.touched
    (finding,) = judge("MX202", case)
    assert finding.exchange == HOST


def test_who_could_not_be_asked() -> None:
    (finding,) = judge("MX204", build([MX, ADDRESS], [MX, NEW], dns={f"{HOST} A@ns1.example.net": Kind.UNVERIFIED}))
    assert "the plan delegates eu.example.com to ns1.example.net; the server failed" in finding.evidence
