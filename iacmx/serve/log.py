"""Logs: one line of JSON each on standard error, without tokens, keys, addresses of plans, or what plans hold."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, cast

import structlog

from iacmx.serve.desk import Log

_CHATTY = ("httpx", "httpcore")
"""They log whole URLs, and that of a plan is a key to it."""


def logger() -> Log:
    """Where the server logs to; what libraries log through :mod:`logging` goes there too, in the same form."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_traceback,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)  # beginning and end are told of already
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    return cast(Log, structlog.get_logger("iacmx"))


def _without_traceback(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Which error it was, and not what it says: that may quote what it was about."""
    raised = cast(tuple[object, ...] | None, event.pop("exc_info", None))
    if raised:
        event["error"] = type(raised[1]).__name__
        event["event"] = str(event.get("event", "")).partition("\n")[0]
    return event
