"""How much is tried: a fraction in the fast run, all where ``IACMX_TESTS=all``."""

from __future__ import annotations

import os

ALL = os.environ.get("IACMX_TESTS") == "all"


def examples(many: int) -> int:
    """``many`` examples of a property in the run of all tests, a quarter of it, but ten at least, in the fast one."""
    return many if ALL else max(many // 4, 10)
