"""Each referee says of each situation what the table has; where they differ from iacmx, the table has the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.mail_servers import Asked, Missing
from tests.referee import checkzone, gate, mtas
from tests.referee.table import SITUATIONS
from tests.referee.zones import Situation

EVERY = pytest.mark.parametrize("situation", [pytest.param(held, id=held.name) for held in SITUATIONS])


def test_table() -> None:
    assert len({held.name for held in SITUATIONS}) == len(SITUATIONS) >= 60


@EVERY
def test_iacmx(situation: Situation, tmp_path: Path) -> None:
    assert gate.complaints(situation, tmp_path) == situation.iacmx


@EVERY
def test_differences_have_a_reason(situation: Situation) -> None:
    assert bool(situation.why) == bool(situation.differing)


@EVERY
def test_named_checkzone(situation: Situation, tmp_path: Path) -> None:
    assert checkzone.complaints(situation, tmp_path) == situation.checkzone


@EVERY
def test_octodns(situation: Situation) -> None:
    pytest.importorskip("octodns", reason="octodns is not installed")
    from tests.referee import octo

    assert octo.complaints(situation) == situation.octodns


@pytest.fixture(scope="module")
def asked() -> Asked:
    try:
        return mtas.ask(SITUATIONS)
    except Missing as reason:
        pytest.skip(f"Exim and Postfix: {reason}")


@pytest.mark.slow
@pytest.mark.xdist_group("mail servers")
@pytest.mark.parametrize("program", ["exim", "postfix"])
def test_mail_servers(asked: Asked, program: str) -> None:
    said = asked.exim if program == "exim" else asked.postfix
    expected = {held.name: getattr(held, program) for held in SITUATIONS}
    assert {name: said.get(name, "-") for name in expected} == expected
