"""States for tests, written the way Terraform writes them: by ``terraform show -json``, and as the state file."""

from __future__ import annotations

import json
from typing import Any

from iacmx.model import Plan
from iacmx.plan.state import read_state_bytes


def held(address: str, *, mode: str = "managed", module: str = "", **values: Any) -> dict[str, Any]:
    """One resource of a state as ``terraform show -json`` has it; ``values`` are its attributes.

    ``_`` at the beginning of a name puts it beside the attributes (``_deposed_key``, ``_sensitive_values``).
    """
    inner = {name: value for name, value in values.items() if not name.startswith("_")}
    outer = {name[1:]: value for name, value in values.items() if name.startswith("_")}
    rtype, name = address.removeprefix("data.").split(".")[:2]
    return {
        "address": f"{module}.{address}" if module else address,
        "mode": mode,
        "type": rtype,
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "schema_version": 0,
        "values": inner,
        "sensitive_values": {},
        **outer,
    }


def shown_bytes(*resources: dict[str, Any], **more: Any) -> bytes:
    """The output of ``terraform show -json``; ``more`` are top-level keys."""
    values = {"root_module": {"resources": list(resources)}}
    return json.dumps({"format_version": "1.0", "terraform_version": "1.11.4", "values": values, **more}).encode()


def raw_bytes(*resources: dict[str, Any], **more: Any) -> bytes:
    """A state file of version 4, indented as Terraform does; ``more`` are top-level keys."""
    head: dict[str, Any] = {"version": 4, "terraform_version": "1.11.4", "serial": 7, "lineage": "fd06", "outputs": {}}
    return json.dumps({**head, "resources": list(resources), "check_results": None, **more}, indent=2).encode()


def stored(address: str, *instances: dict[str, Any], mode: str = "managed", **more: Any) -> dict[str, Any]:
    """One resource of a state file."""
    rtype, name = address.split(".")
    provider = 'provider["registry.terraform.io/hashicorp/aws"]'
    return {**more, "mode": mode, "type": rtype, "name": name, "provider": provider, "instances": list(instances)}


def instance(key: str | int | None = None, **attributes: Any) -> dict[str, Any]:
    """One instance of a resource of a state file."""
    index = {} if key is None else {"index_key": key}
    return {**index, "schema_version": 2, "attributes": attributes, "sensitive_attributes": [], "private": "eyJ4IjoxfQ"}


def shown(*resources: dict[str, Any]) -> Plan:
    return read_state_bytes(shown_bytes(*resources))


def raw(*resources: dict[str, Any]) -> Plan:
    return read_state_bytes(raw_bytes(*resources))


MX5: dict[str, Any] = {
    "comment": None,
    "content": "mx1.example.net",
    "created_on": "2026-01-01T00:00:00Z",
    "data": None,
    "id": "r1",
    "meta": "{}",
    "name": "example.com",
    "priority": 10,
    "proxiable": False,
    "proxied": False,
    "settings": {"flatten_cname": None, "ipv4_only": None, "ipv6_only": None},
    "tags": [],
    "ttl": 1,
    "type": "MX",
    "zone_id": "c1",
}
"""The attributes of a ``cloudflare_dns_record`` as version 5 of the provider keeps them."""
MX4: dict[str, Any] = {
    "allow_overwrite": False,
    "content": "mx1.example.net",
    "data": [],
    "hostname": "example.com",
    "id": "r1",
    "name": "@",
    "priority": 10,
    "proxied": False,
    "tags": [],
    "timeouts": None,
    "ttl": 1,
    "type": "MX",
    "value": "mx1.example.net",
    "zone_id": "c1",
}
"""The attributes of a ``cloudflare_record`` as version 4 keeps them."""
