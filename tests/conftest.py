"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# A timing is never asserted: on a busy machine any example may take long.
settings.register_profile("iacmx", deadline=None)
settings.load_profile("iacmx")
