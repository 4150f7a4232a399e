"""``iacmx rules`` and ``iacmx explain``."""

from __future__ import annotations

from typing import Annotated

import typer

from iacmx.cli._errors import reports_errors
from iacmx.cli._write import to_stdout


@reports_errors
def rules(
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
) -> None:
    """List the rules: id, severity, name, what each one finds.

        iacmx rules --format json

    Exit codes: 0 listed; 2 the usage is wrong.
    """
    from iacmx.errors import UsageError
    from iacmx.rules import collect

    known = [rule for rule, _ in collect()]
    if format == "json":
        import json

        from msgspec import to_builtins

        to_stdout(json.dumps(to_builtins(known), indent=2) + "\n")
        return
    if format != "text":
        raise UsageError(f"There is no format {format!r} for rules.", "Use text or json.")
    to_stdout("".join(f"{r.id}  {r.severity:10}  {r.name:24}  {r.summary}\n" for r in known))


@reports_errors
def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's id or name: MX201, target-cname.")],
) -> None:
    """Explain a rule: what it checks, why, and how to fix it.

        iacmx explain MX201

    With an example and the sources.

    Exit codes: 0 explained; 2 there is no such rule.
    """
    from iacmx.errors import UsageError
    from iacmx.rules import collect, page

    found = next((known for known, _ in collect() if rule.lower() in (known.id.lower(), known.name)), None)
    if found is None:
        raise UsageError(f"There is no rule {rule!r}.", "`iacmx rules` lists them.")
    opt_in = f" Judged only where selected: --select default --select {found.id}." if found.opt_in else ""
    to_stdout(f"{page(found)}\n\nSeverity: {found.severity}. Needs: {', '.join(found.needs)}.{opt_in}\n")
