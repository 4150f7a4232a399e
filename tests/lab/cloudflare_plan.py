"""Plans of ``cloudflare_dns_record`` after its documentation: without an account that provider makes none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import hcl2

from tests.migrate.zones import Block, blocks, imports

ZONE = "023e105f4ecef8ad9ca31a8372d0c353"
_COMPUTED = ("created_on", "modified_on", "meta", "proxiable", "comment_modified_on", "tags_modified_on")


def planned(after: str, before: str = "", moment: str = "2026-01-05T09:00:00Z") -> str:
    """The plan that leads from a file of code, applied, to another, as ``terraform show -json`` has it."""
    old, new = ({f"{one.type}.{one.name}": one for one in blocks(code)} for code in (before, after))
    ids = {address: one.rpartition("/")[2] for address, one in imports(before).items()}
    moved = {_literal(one["from"]): _literal(one["to"]) for one in hcl2.loads(after).get("moved", ())}
    old = {moved.get(address, address): one for address, one in old.items()}
    ids = {moved.get(address, address): one for address, one in ids.items()}
    changes = [_change(address, old.get(address), new.get(address), ids) for address in sorted(old | new)]
    document = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": changes,
        "timestamp": moment,
        "applyable": True,
        "complete": True,
        "errored": False,
    }
    return json.dumps(document, indent=1) + "\n"


def _literal(expression: str) -> str:
    return expression.strip("${}")


def _change(address: str, old: Block | None, new: Block | None, ids: Mapping[str, str]) -> dict[str, Any]:
    before, after = (_attributes(address, one, ids) if one else None for one in (old, new))
    if before is None:
        actions, unknown = ["create"], dict.fromkeys(("id", *_COMPUTED), True)
    elif after is None:
        actions, unknown = ["delete"], {}
    else:
        actions = ["no-op"] if before == after else ["update"]
        unknown = {} if before == after else {"modified_on": True}
    if before is None and after is not None:
        del after["id"]
    return {
        "address": address,
        "mode": "managed",
        "type": address.partition(".")[0],
        "name": address.partition(".")[2],
        "provider_name": "registry.terraform.io/cloudflare/cloudflare",
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": unknown},
    }


def _attributes(address: str, block: Block, ids: Mapping[str, str]) -> dict[str, Any]:
    nothing = dict.fromkeys(("comment", "content", "data", "priority"))
    held = {name: value for name, value in block.attributes.items() if not name.startswith("__")}
    return (
        nothing
        | {"id": ids.get(address, hashlib.md5(address.encode()).hexdigest()), "proxied": False}
        | held
        | {"zone_id": ZONE}
    )
