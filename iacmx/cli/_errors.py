"""From an error to one sentence on standard error and an exit code; never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import typer

P = ParamSpec("P")


def reports_errors(command: Callable[P, None]) -> Callable[P, None]:
    """A command whose errors end in a sentence, a hint and their exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        from iacmx.errors import IacmxError

        try:
            command(*args, **kwargs)
        except IacmxError as error:
            _say(error.message, error.hint)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            _say("Interrupted.", "Nothing was changed; run it again.")
            raise typer.Exit(130) from error
        except typer.Exit:
            raise
        except BrokenPipeError as error:  # the framework would exit with 1, which says that something was found
            from iacmx.cli._write import stop_writing

            stop_writing()
            raise typer.Exit(3) from error
        except Exception as error:
            where = _innermost(error)
            _say(
                f"Internal error: {type(error).__name__} in {where}.",
                "This is a defect of iacmx; please report it with this line. Nothing was judged.",
            )
            raise typer.Exit(3) from error

    return run


def _say(message: str, hint: str) -> None:
    from iacmx.report._safe import printable

    sys.stderr.write(f"iacmx: {printable(message)}\n")
    if hint:
        sys.stderr.write(f"  {printable(hint)}\n")


def _innermost(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
