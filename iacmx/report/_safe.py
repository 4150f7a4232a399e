"""Text from plans, APIs and DNS is untrusted: what makes it safe to print."""

from __future__ import annotations

from iacmx.printable import json_safe, no_command, printable

__all__ = ["json_safe", "no_command", "printable"]
