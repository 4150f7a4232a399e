"""What holds for all tests."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import settings

from tests.lab.examples import examples
from tests.lab.scripted_http import Authority

# A timing is never asserted: on a busy machine any example may take long.
settings.register_profile("iacmx", deadline=None, max_examples=examples(100))
settings.load_profile("iacmx")


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One worker more than there are cores: some test always waits, for a server or a deadline."""
    return (yield) + 1


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority that nothing trusts by itself."""
    return Authority(tmp_path_factory.mktemp("authority") / "ca.pem")
