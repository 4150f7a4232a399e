"""Write the documents that follow from the code: rules, command line, JSON Schema of what is written.

``python -m docs.generate`` writes them, ``--check`` only says which differ and exits 1.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from docs import reference
from iacmx.audit_report import AuditReport, Domain
from iacmx.cutover_report import CutoverPlan
from iacmx.mail_report import MailReport
from iacmx.migrate_report import MigrateReport
from iacmx.plan import resources
from iacmx.plan.kinds import RecordResource
from iacmx.report import Report
from iacmx.route_report.json import Document
from iacmx.rules import FAMILIES, Rule, collect, page
from iacmx.snapshot_format import json_schema
from iacmx.switch_report import SwitchReport
from tests.referee.page import page as referees

DOCS = Path(__file__).parent
RESOURCES = """Types that look like DNS records and are not listed here are counted in the report as not read.

The live records of Route 53 and Cloudflare zones are read from the provider. Those of all others are what the plan
believes in, completed with what DNS serves: the report calls them `served`. A resolver that lacks a record which the
plan believes in may be behind, and is not believed; rules that compare with the provider's records are silent."""
GENERATED = "<!-- Written by `make docs` from the code; change it there. -->\n\n"


def documents() -> dict[Path, str]:
    """Every generated document by path."""
    rules = [rule for rule, _ in collect()]
    made = {DOCS / "rules" / f"{rule.id}.md": _rule(rule) for rule in rules}
    made[DOCS / "rules" / "README.md"] = _index(rules)
    made[DOCS / "resources.md"] = "".join(_resources())
    made[DOCS / "referees.md"] = f"{GENERATED.replace('the code', 'tests/referee')}{referees()}"
    made[DOCS / "cli.md"] = GENERATED + "".join(reference.markdown())
    made[DOCS / "iacmx.1"] = reference.man()
    made[DOCS / "schema" / "report-1.json"] = _schema(Report)
    made[DOCS / "schema" / "audit-1.json"] = _schema(AuditReport, Domain)
    made[DOCS / "schema" / "migrate-compare-1.json"] = _schema(MigrateReport)
    made[DOCS / "schema" / "migrate-mail-1.json"] = _schema(MailReport)
    made[DOCS / "schema" / "migrate-plan-1.json"] = _schema(CutoverPlan)
    made[DOCS / "schema" / "migrate-verify-1.json"] = _schema(SwitchReport)
    made[DOCS / "schema" / "routes-1.json"] = _schema(Document)
    made[DOCS / "schema" / "snapshot-1.json"] = json_schema()
    return made


def _rule(rule: Rule) -> str:
    title, _, body = page(rule).partition("\n")
    facts = f"Usual severity **{rule.severity}**; needs {', '.join(need.value for need in rule.needs)}."
    if rule.opt_in:
        facts += f" To opt in to: `--select default --select {rule.id}`."
    return f"{GENERATED}# {title}\n\n{facts}\n{body}\n"


def _index(rules: list[Rule]) -> str:
    families = "\n".join(_family(name, [rule for rule in rules if rule.family == name]) for name in FAMILIES.values())
    return f"{GENERATED}# Rules\n\n`iacmx rules` lists them, `iacmx explain MX201` prints a page.\n\n{families}"


def _family(name: str, rules: list[Rule]) -> str:
    rows = "".join(f"| [{r.id}]({r.id}.md) | {r.name} | {_severity(r)} | {r.summary} |\n" for r in rules)
    head = "| id | name | usual severity | what it finds |\n| --- | --- | --- | --- |\n"
    return f"## {name.replace('-', ' ').capitalize()} (`--select {name}`)\n\n{head}{rows}"


def _severity(rule: Rule) -> str:
    return f"{rule.severity}, opt-in" if rule.opt_in else rule.severity


def _resources() -> Iterator[str]:
    """Every resource type that is read from plans, with how it spells a record."""
    understood = resources.collect()
    yield f"{GENERATED}# Resource types\n\n{RESOURCES}\n"
    yield "\n## Records\n\n| type | holds | owner | preference | exchange |\n| --- | --- | --- | --- | --- |\n"
    for name, kind in sorted(understood.records.items(), key=lambda item: (item[1].provider, item[0])):
        holds = "one record" if kind.per_record else "all of a zone" if kind.exclusive else "a record set"
        holds = kind.holds or ("all of a zone" if kind.takes_over else holds)
        yield f"| `{name}` | {holds} | {' | '.join(_spelling(kind))} |\n"
    yield "\n## Zones\n\n"
    yield ", ".join(f"`{name}`" for name in sorted(understood.zones)) + "\n"
    yield "\n## MAIL FROM domains\n\nWhose MX records Amazon SES looks for ([MX612](rules/MX612.md)):\n"
    yield ", ".join(f"`{name}`" for name in sorted(understood.mail_from)) + "\n"


def _spelling(kind: RecordResource) -> tuple[str, str, str]:
    if kind.spelling is not None:
        return kind.spelling
    priority = "`priority`" if kind.per_record else "first field of the value"
    owner = "absolute" if kind.exclusive else "relative or absolute"
    return owner, priority, "absolute, with or without a trailing dot"


def _schema(whole: type, *streamed: type) -> str:
    """The JSON Schema of a report; what it does not hold but streams is an array of ``streamed``."""
    name = "#/$defs/{name}"
    items = {"$ref": name.format(name=streamed[0].__name__)} if streamed else {}
    (made, *_), parts = msgspec.json.schema_components(
        (whole, *streamed), ref_template=name, schema_hook=lambda _: {"type": "array", "items": items}
    )
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "$defs": parts}
    return json.dumps(schema, indent=2, default=list) + "\n"


def main() -> None:
    """Write, or with ``--check`` compare."""
    made = documents()
    stale = [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    stale += [path for path in (DOCS / "rules").glob("*.md") if path not in made]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(DOCS.parent)} differs from the code; run `make docs`.")
        sys.exit(bool(stale))
    for path in stale:
        if path not in made:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], "utf-8")


if __name__ == "__main__":
    main()
