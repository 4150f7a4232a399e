"""Reading Terraform and OpenTofu plans."""

from __future__ import annotations

from iacmx.plan.owners import bind
from iacmx.plan.reader import read, read_bytes

__all__ = ["bind", "read", "read_bytes"]
