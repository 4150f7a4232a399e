"""iacmx: will mail still arrive after ``terraform apply``?

``iacmx.route(domain)`` gives the route of a domain's mail, see :func:`iacmx.routing.ask.route`.
"""

from __future__ import annotations

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """``route`` is imported when it is asked for, by its name: what lies below knows nothing of it, and starts fast."""
    if name == "route":
        from importlib import import_module

        return import_module("iacmx.routing.ask").route
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
