"""Text from plans, APIs and DNS is untrusted: what makes it safe to print."""

from __future__ import annotations

from iacmx.printable import printable

__all__ = ["printable"]
