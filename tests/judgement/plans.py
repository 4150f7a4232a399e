"""Plan JSON as Terraform writes it, of a few words for each resource.

The sides of a change are attributes as configured (:func:`mx`, :func:`host`, :func:`cf` ...). What Terraform computes
is added here: a state holds ``fqdn`` and ``id``, a create knows them only after the apply. :func:`later` stands for a
value known only then; it leaves ``after``, is marked in ``after_unknown``, and its references go into the
configuration.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tests.judgement.zones import ZONES

Values = dict[str, Any]
_PROVIDERS = {True: "cloudflare/cloudflare", False: "hashicorp/aws"}
POLICIES = ("cidr", "failover", "geolocation", "geoproximity", "latency", "weighted")


class Later:
    """A value known only after the apply, from these references."""

    def __init__(self, *references: str) -> None:
        self.references = list(references)


class Sensitive:
    """A value that the configuration marks as sensitive."""

    def __init__(self, value: Any) -> None:
        self.value = value


def later(*references: str) -> Later:
    return Later(*references)


def mx(*records: Any, name: Any = "", ttl: int = 300, zone: Any = "Z1", **more: Any) -> Values:
    """The attributes of an MX set of aws_route53_record."""
    held: Any = records[0] if len(records) == 1 and isinstance(records[0], Later) else list(records)
    return _aws(name, "MX", ttl, zone, held, **more)


def host(name: Any, *addresses: Any, zone: Any = "Z1", **more: Any) -> Values:
    """The A (or AAAA) records of a host."""
    held: Any = addresses[0] if isinstance(addresses[0], Later) else list(addresses)
    rdtype = "AAAA" if not isinstance(held, Later) and ":" in held[0] else "A"
    return _aws(name, rdtype, 300, zone, held, **more)


def cname(name: Any, target: Any, zone: Any = "Z1", **more: Any) -> Values:
    return _aws(name, "CNAME", 300, zone, target if isinstance(target, Later) else [target], **more)


def txt(name: Any, text: Any = "v=spf1 mx -all", zone: Any = "Z1", **more: Any) -> Values:
    return _aws(name, "TXT", 300, zone, text if isinstance(text, Later) else [text], **more)


def other(name: Any, rdtype: Any, *records: Any, zone: Any = "Z1", **more: Any) -> Values:
    """A record set of any type."""
    return _aws(name, rdtype, 300, zone, list(records), **more)


def alias(name: Any, target: Any, zone: Any = "Z1", rdtype: str = "A") -> Values:
    """A Route 53 alias."""
    block = {"evaluate_target_health": False, "name": target, "zone_id": "Z35SXDOTRQ7X7K"}
    return {**_aws(name, rdtype, None, zone, None), "alias": [block]}


def _aws(name: Any, rdtype: Any, ttl: int | None, zone: Any, records: Any, **more: Any) -> Values:
    values: Values = {"name": name, "type": rdtype, "ttl": ttl, "zone_id": zone, "records": records}
    values |= {"alias": [], "allow_overwrite": None, "health_check_id": None, "timeouts": None}
    values |= {f"{policy}_routing_policy": [] for policy in POLICIES}
    return {**values, "multivalue_answer_routing_policy": None, "set_identifier": None, **more}


def exclusive(*sets: Values, zone: Any = "Z1") -> Values:
    """The attributes of aws_route53_records_exclusive, listing these record sets (names are absolute)."""
    blocks = [
        {
            "name": held["name"],
            "type": held["type"],
            "ttl": held["ttl"],
            "resource_records": [{"value": text} for text in held["records"]],
            "alias_target": [],
            "set_identifier": None,
        }
        for held in sets
    ]
    return {"zone_id": zone, "resource_record_set": blocks, "timeouts": None}


def cf(content: Any, priority: Any = 10, name: Any = "example.org", *, zone: Any = "C1", **more: Any) -> Values:
    """The attributes of an MX record of cloudflare_dns_record (version 5)."""
    return {
        "zone_id": zone, "name": name, "type": "MX", "content": content, "priority": priority, "ttl": 1,
        "proxied": False, "data": None, "comment": None, "tags": None, "settings": None, "private_routing": None,
        **more,
    }  # fmt: skip


def cf_host(name: Any, content: Any, *, zone: Any = "C1", proxied: bool = False, **more: Any) -> Values:
    """An A, AAAA or CNAME record of cloudflare_dns_record."""
    text = content if isinstance(content, str) else ""
    rdtype = "AAAA" if ":" in text else "CNAME" if re.search("[a-z]", text) else "A"
    return cf(content, None, name, zone=zone, proxied=proxied, **{"type": rdtype, **more})


def cf4(content: Any, priority: Any = 10, name: Any = "@", *, zone: Any = "C1", **more: Any) -> Values:
    """The attributes of an MX record of cloudflare_record (version 4)."""
    return {
        "zone_id": zone, "name": name, "type": "MX", "content": content, "value": content, "priority": priority,
        "ttl": 1, "proxied": False, "allow_overwrite": False, "data": [], "tags": None, "comment": None,
        "timeouts": None, **more,
    }  # fmt: skip


def routing(*, zone: Any = "C1", **more: Any) -> Values:
    """The attributes of cloudflare_email_routing_settings (version 5; ``enabled`` makes it version 4)."""
    return {"zone_id": zone, **more}


def routing_dns(name: Any = None, *, zone: Any = "C1") -> Values:
    """The attributes of cloudflare_email_routing_dns."""
    return {"zone_id": zone, "name": name}


def ses(domain: Any = "bounce.example.com", behavior: Any = "RejectMessage", identity: Any = "example.com") -> Values:
    """The attributes of aws_ses_domain_mail_from, or of the resource of version 2 by its word for the behavior."""
    name = "email_identity" if str(behavior).isupper() else "domain"
    return {name: identity, "mail_from_domain": domain, "behavior_on_mx_failure": behavior}


def create(address: str, after: Values, **more: Any) -> Values:
    return _change(address, ["create"], None, _fresh(address, after), **more)


def delete(address: str, before: Values, **more: Any) -> Values:
    return _change(address, ["delete"], _state(address, before), None, **more)


def update(address: str, before: Values, after: Values, **more: Any) -> Values:
    """A change in place. Cloudflare's version 5 marks what it computes as unknown with every update."""
    old = _state(address, before)
    computed: Values = {"modified_on": later(), "meta": later()} if "cloudflare_dns_record" in address else {}
    kept: Values = {name: old[name] for name in ("id", "fqdn", "hostname", "created_on") if name in old}
    new: Values = {**kept, **computed, **after}
    if "cloudflare_record" in address:
        new["metadata"] = old["metadata"]
    return _change(address, ["update"], old, new, **more)


def replace(address: str, before: Values, after: Values, *, first: str = "delete", **more: Any) -> Values:
    """A replacement; ``first`` is what Terraform does first."""
    actions = ["delete", "create"] if first == "delete" else ["create", "delete"]
    return _change(address, actions, _state(address, before), _fresh(address, after), **more)


def keep(address: str, values: Values, **more: Any) -> Values:
    """No change: also a move (``previous_address``) or an import (``importing``)."""
    importing = more.pop("importing", None)
    state = _state(address, values)
    made = _change(address, ["no-op"], state, state, **more)
    if importing:
        made["change"]["importing"] = {"id": importing}
    return made


def forget(address: str, before: Values) -> Values:
    return _change(address, ["forget"], _state(address, before), None)


def new_zone(address: str, name: str, **more: Any) -> Values:
    """The create of a zone of either provider, by the resource's type."""
    if "cloudflare" in address:
        after = {"account": {"id": "a1"}, "name": name, "type": "full", "id": later(), "name_servers": later()}
        return _change(address, ["create"], None, {**after, "status": later(), **more})
    after = {"name": name, "comment": "Managed by Terraform", "force_destroy": False, "vpc": [], "tags": None}
    computed = {key: later() for key in ("id", "zone_id", "arn", "name_servers", "primary_name_server", "tags_all")}
    return _change(address, ["create"], None, {**after, **computed, **more})


def kept_zone(address: str, zone: str) -> Values:
    return _change(address, ["no-op"], _zone(zone), _zone(zone))


def gone_zone(address: str, zone: str) -> Values:
    return _change(address, ["delete"], _zone(zone), None)


def replace_zone(address: str, zone: str) -> Values:
    """A hosted zone that is deleted and made anew."""
    computed = {key: later() for key in ("id", "zone_id", "name_servers")}
    return _change(address, ["delete", "create"], _zone(zone), {"name": ZONES[zone].name, "vpc": [], **computed})


def read_zone(address: str, name: Any, **more: Any) -> Values:
    """A data source that is read during the apply."""
    computed = {key: later() for key in ("id", "zone_id", "arn", "name_servers")}
    after = {"name": name, "private_zone": None, **computed, **more}
    return _change(address, ["read"], None, after, mode="data")


def resource(address: str, *actions: str, **values: Any) -> Values:
    """A resource of another kind: an elastic IP, an instance, a parameter."""
    old = None if "create" in actions else values
    return _change(address, list(actions), old, None if actions == ("delete",) else values)


def _state(address: str, values: Values) -> Values:
    """The attributes once applied."""
    if "resource_record_set" in values or "mail_from_domain" in values:
        return dict(values)
    zone = ZONES[values["zone_id"]]
    if "email_routing" in address:
        name = values.get("name") or (zone.name if "settings" in address else None)
        return {"id": "r1", "enabled": True, "status": "ready", "skip_wizard": True, **values, "name": name}
    name = _plain(values["name"])
    whole = zone.name if name in ("", "@") else name if name.endswith(zone.name) else f"{name}.{zone.name}"
    if "cloudflare" not in address:
        held = {"fqdn": whole.lower(), "id": f"{zone.id}_{whole}_{values['type']}", "health_check_id": ""}
        return {**values, "set_identifier": values["set_identifier"] or "", **held}
    identity = hashlib.sha256(f"{whole} {values['type']} {values['content']}".encode()).hexdigest()[:32]
    if "cloudflare_record" in address:
        return {**values, "id": identity, "hostname": whole, "metadata": {}, "proxiable": False}
    return {**values, "name": whole, "id": identity, "created_on": "2025-01-01T00:00:00Z", "proxiable": False}


def _plain(value: Any) -> str:
    return value.value if isinstance(value, Sensitive) else str(value)


def _fresh(address: str, values: Values) -> Values:
    """The attributes of something that is not there yet."""
    if "resource_record_set" in values:
        return values
    if "email_routing" in address:
        computed = {part: later() for part in ("id", "enabled", "status", "skip_wizard", "created", "modified")}
        return {**computed, **({"name": later()} if "settings" in address else {}), **values}
    if "cloudflare_record" in address:
        return {**values, "id": later(), "hostname": later(), "metadata": later(), "proxiable": later()}
    if "cloudflare" in address:
        return {**values, "id": later(), "created_on": later(), "modified_on": later(), "meta": later()}
    if "route53_record" in address:
        overwrite = later() if values["allow_overwrite"] is None else values["allow_overwrite"]
        return {**values, "id": later(), "fqdn": later(), "allow_overwrite": overwrite}
    return values


def _zone(zone: str) -> Values:
    known = ZONES[zone]
    values: Values = {"id": known.id, "zone_id": known.id, "name": known.name, "name_servers": list(known.name_servers)}
    if known.provider == "cloudflare":
        return {**values, "status": "active", "type": "full", "account": {"id": "a1"}}
    return {**values, "vpc": [{"vpc_id": "vpc-1", "vpc_region": "eu-west-1"}] if known.private else []}


def _change(
    address: str, actions: list[str], before: Values | None, after: Values | None, **more: Any
) -> dict[str, Any]:
    known, unknown, sensitive, _ = _split(after or {})
    old, _, old_sensitive, _ = _split(before or {})
    kind = next(part for part in re.sub(r"\[[^\]]*\]", "", address).split(".") if "_" in part)
    return {
        "address": address, "mode": "managed", "type": kind, "name": re.split(r"[.\[]", address)[-1],
        "provider_name": f"registry.terraform.io/{_PROVIDERS['cloudflare' in kind]}",
        **more,
        "change": {
            "actions": actions,
            "before": None if before is None else old,
            "after": None if after is None else known,
            "after_unknown": unknown,
            "before_sensitive": old_sensitive or False,
            "after_sensitive": sensitive or False,
        },
        "_configured": after if after is not None else before,
    }  # fmt: skip


def _split(value: Any) -> tuple[Any, Any, Any, Any]:
    """The known part of a value, the marks of what is unknown, those of what is sensitive, and the expressions."""
    if isinstance(value, Later):
        return None, True, False, {"references": _with_parents(value.references)}
    if isinstance(value, Sensitive):
        return value.value, False, True, {"references": ["var.secret"]}
    if isinstance(value, Mapping):
        parts = {name: _split(item) for name, item in value.items()}
        return (
            {name: known for name, (known, unknown, _, _) in parts.items() if unknown is not True},
            {name: unknown for name, (_, unknown, _, _) in parts.items() if unknown not in (False, [])},
            {name: secret for name, (_, _, secret, _) in parts.items() if secret},
            {name: expression for name, (_, _, _, expression) in parts.items()},
        )
    if isinstance(value, list):
        items = [_split(item) for item in value]
        if any(not isinstance(item, Mapping) for item in value):
            return _split_list(items)
        return [k for k, *_ in items], [u for _, u, *_ in items], [s for _, _, s, _ in items], [e for *_, e in items]
    return value, False, False, {"constant_value": value}


def _split_list(items: list[Any]) -> tuple[Any, Any, Any, Any]:
    """A set of texts: wholly unknown where one of them is."""
    references = [reference for *_, expression in items for reference in expression.get("references", ())]
    expression = {"references": references} if references else {"constant_value": [known for known, *_ in items]}
    if any(unknown is True for _, unknown, *_ in items):
        return None, True, False, expression
    return [k for k, *_ in items], [False] * len(items), [s for _, _, s, _ in items], expression


def _with_parents(references: Iterable[str]) -> list[str]:
    """Terraform lists a reference and then what it starts from."""
    found: list[str] = []
    for reference in references:
        found += [reference, *([reference.rpartition(".")[0]] if reference.count(".") > 1 else [])]
    return found


def plan_bytes(changes: Iterable[Values], modules: Mapping[str, Values] | None = None, **top: Any) -> bytes:
    """The plan of these changes. ``modules`` are calls by path (``"mail.inner"``): ``args``, ``outputs``, ``for_each``.

    ``for_each`` of a resource goes by its address into ``top["for_each"]``.
    """
    changes = list(changes)
    root = _configuration(changes, modules or {}, top.pop("for_each", {}))
    drift = [{k: v for k, v in change.items() if k != "_configured"} for change in top.pop("drift", ())]
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {},
        "resource_changes": [{k: v for k, v in change.items() if k != "_configured"} for change in changes],
        **({"resource_drift": drift} if drift else {}),
        "configuration": {"root_module": root},
        "applyable": True,
        "complete": True,
        "errored": False,
        **top,
    }
    return json.dumps(plan, separators=(",", ":")).encode()


def prior_state(*zones: str) -> Values:
    """A prior state that holds these zones as data sources."""
    resources = [
        {
            "address": f"data.{ZONES[zone].provider_type}.z{number}",
            "mode": "data",
            "type": ZONES[zone].provider_type,
            "name": f"z{number}",
            "values": _zone(zone),
        }
        for number, zone in enumerate(zones)
    ]
    return {"format_version": "1.0", "values": {"root_module": {"resources": resources}}}


def _configuration(changes: list[Values], modules: Mapping[str, Values], for_each: Mapping[str, Later]) -> Values:
    root: Values = {"resources": [], "module_calls": {}}
    for path, call in modules.items():
        _call(root, path.split("."), call)
    done: set[str] = set()
    for change in changes:
        bare = re.sub(r"\[[^\]]*\]", "", change["address"])
        if bare in done or change["change"]["after"] is None:
            continue
        done.add(bare)
        parts = bare.split(".")
        steps = [parts[i + 1] for i in range(0, len(parts) - 2, 2) if parts[i] == "module"]
        local = ".".join(parts[2 * len(steps) :])
        configured: Values = {"address": local, "mode": change["mode"], "type": change["type"], "name": parts[-1]}
        configured["expressions"] = _split(change["_configured"])[3]
        if bare in for_each:
            configured["for_each_expression"] = {"references": for_each[bare].references}
        _module(root, steps)["resources"].append(configured)
    return root


def _module(root: Values, steps: list[str]) -> Values:
    for step in steps:
        call = root["module_calls"].setdefault(step, {"source": f"./{step}", "expressions": {}, "module": {}})
        root = call["module"]
        root.setdefault("resources", [])
        root.setdefault("module_calls", {})
    return root


def _call(root: Values, steps: list[str], call: Values) -> None:
    module = _module(root, steps)
    module["outputs"] = {name: {"expression": _split(value)[3]} for name, value in call.get("outputs", {}).items()}
    holder = _module(root, steps[:-1])["module_calls"][steps[-1]]
    holder["expressions"] = {name: _split(value)[3] for name, value in call.get("args", {}).items()}
    if "for_each" in call:
        holder["for_each_expression"] = {"references": call["for_each"].references}
