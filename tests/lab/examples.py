"""How many examples a property is tried with: a fraction in the fast run, all where ``IACMX_TESTS=all``."""

from __future__ import annotations

import os


def examples(many: int) -> int:
    """``many`` in the run of all tests, a quarter of it, but ten at least, in the fast one."""
    return many if os.environ.get("IACMX_TESTS") == "all" else max(many // 4, 10)
