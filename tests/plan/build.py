"""Plans for tests, written the way Terraform writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from iacmx.model import Change, Plan
from iacmx.plan import read_bytes

REAL = Path(__file__).parents[1] / "fixtures" / "terraform"
OWN = Path(__file__).parent / "fixtures"


def change(
    address: str,
    *,
    actions: list[str] | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    unknown: Any = None,
    mode: str = "managed",
    **more: Any,
) -> dict[str, Any]:
    """One element of ``resource_changes``; ``more`` with a leading underscore goes into the change itself."""
    parts = address.split(".")
    named = next(part for part in parts if "_" in part and part != "module")
    inner = {name[1:]: value for name, value in more.items() if name.startswith("_")}
    outer = {name: value for name, value in more.items() if not name.startswith("_")}
    return {
        "address": address,
        "mode": mode,
        "type": named,
        "name": "x",
        **outer,
        "change": {
            "actions": actions or (["create"] if before is None else ["delete"] if after is None else ["update"]),
            "before": before,
            "after": after,
            "after_unknown": {} if unknown is None else unknown,
            **inner,
        },
    }


def aws(**values: Any) -> dict[str, Any]:
    """The attributes of an ``aws_route53_record`` with simple routing."""
    simple = {"zone_id": "Z1", "name": "example.com", "type": "MX", "ttl": 300, "records": ["10 mx.example.net"]}
    return {**simple, "alias": [], "set_identifier": None, "weighted_routing_policy": [], **values}


def cloudflare(**values: Any) -> dict[str, Any]:
    """The attributes of a ``cloudflare_dns_record``."""
    simple = {"zone_id": "c1", "name": "example.com", "type": "MX", "content": "mx.example.net", "priority": 10.0}
    return {**simple, "ttl": 1, "proxied": False, "data": None, **values}


def plan_bytes(*changes: dict[str, Any], **more: Any) -> bytes:
    """A plan of these changes; ``more`` are top-level keys."""
    plan = {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": list(changes), **more}
    return json.dumps(plan, separators=(",", ":")).encode()


def plan(*changes: dict[str, Any], **more: Any) -> Plan:
    return read_bytes(plan_bytes(*changes, **more), "the plan")


def only(*changes: dict[str, Any], **more: Any) -> Change:
    """The one change of a plan that holds records."""
    (found,) = plan(*changes, **more).changes
    return found


def configured(address: str, references: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A resource of the configuration; ``references`` are its expressions' references by attribute."""
    kind = address.removeprefix("data.").split(".")[0]
    expressions = {
        name: {"references": value} if isinstance(value, list) and all(isinstance(v, str) for v in value) else value
        for name, value in (references or {}).items()
    }
    return {"address": address, "mode": "managed", "type": kind, "name": "x", "expressions": expressions, **more}


def configuration(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"root_module": {"resources": list(resources), **more}}


def zone_create(address: str = "aws_route53_zone.main", name: str = "example.com", **values: Any) -> dict[str, Any]:
    """The creation of a hosted zone, its id known after the apply."""
    unknown = {"id": True, "zone_id": True, "name_servers": True}
    return change(address, after={"name": name, "vpc": [], **values}, unknown=unknown)
