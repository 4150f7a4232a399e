"""From the text of a Terraform state to a :class:`iacmx.model.Plan` that changes nothing.

Every resource that holds DNS records is a no-op whose two sides are what the state holds, so that whatever works on
plans works on states: the resource types, sensitive values, the names of zones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from iacmx.errors import InputError
from iacmx.model import Plan
from iacmx.plan.envelope import Buffer, Entry, Envelope, StateResource, place
from iacmx.plan.mistakes import explain
from iacmx.plan.reader import read_envelope
from iacmx.plan.resources import collect
from iacmx.plan.source import STATE, load, to_utf8
from iacmx.plan.state_file import Resources, raw, shown
from iacmx.plan.state_mistakes import is_raw
from iacmx.plan.suspects import looks_like_records


def read_state(path: str | Path) -> Plan:
    """Read the state at ``path``, ``"-"`` for standard input: the JSON of ``terraform show -json``, or the state file
    itself (version 4), of Terraform or OpenTofu.

    The plan's ``changes`` are no-ops, its ``zones`` those of resources and data sources; ``not_understood`` counts the
    resources of every type that looks like DNS records and is not read. Raises InputError, one sentence for each kind
    of wrong input.
    """
    source = load(path, STATE)
    return read_state_bytes(source.data, source.name)


def read_state_bytes(data: Buffer, name: str = "the state") -> Plan:
    """Read a state from memory, UTF-8 or UTF-16; ``name`` is what messages call it. Raises InputError."""
    text = to_utf8(data, name, STATE)
    resources = _resources(text, name)
    if not resources.instances:
        raise InputError(
            f"{name} holds no resources: it is the state of nothing.",
            "Is it that of the right directory and workspace? " + STATE.show,
        )
    try:
        return _plan(resources)
    except InputError as error:
        raise InputError(error.message, "Is it a state that Terraform wrote? " + STATE.show) from error


def _resources(text: Buffer, name: str) -> Resources:
    try:
        return (raw if is_raw(text, name) else shown)(text)
    except msgspec.ValidationError as error:
        where = place(str(error))
        raise InputError(f"{name} is not shaped like a state{where and f': look at {where}'}.", STATE.show) from error
    except msgspec.DecodeError as error:
        raise explain(text, name, str(error), STATE) from error
    except UnicodeError as error:
        raise InputError(f"{name} is not UTF-8 text, as JSON must be.", STATE.show) from error
    except RecursionError as error:
        raise InputError(f"{name} is nested too deeply to be a state.", "Is it written by Terraform?") from error


def _plan(resources: Resources) -> Plan:
    types = {str(resource.type) for resource in resources.instances}
    kinds = collect(types)
    understood = frozenset[str]().union(kinds.records, kinds.zones, kinds.private, kinds.mail_from)
    managed = [resource for resource in resources.instances if resource.mode == "managed"]
    entries = [_no_op(resource) for resource in resources.instances if resource.type in understood]
    plan = read_envelope(Envelope(terraform_version=resources.terraform_version, resource_changes=entries))
    return replace(plan, resources=len(managed), not_understood=_not_understood(managed, understood))


def _no_op(resource: StateResource) -> Entry:
    if not bytes(resource.values).startswith(b"{"):
        raise InputError(f"{resource.address} has no attributes.")
    held = b'{"actions":["no-op"],"before":%b,"after":%b,"before_sensitive":%b,"after_sensitive":%b}' % (
        *[bytes(resource.values)] * 2,
        *[bytes(resource.sensitive_values)] * 2,
    )
    return Entry(
        type=resource.type,
        address=resource.address,
        change=Raw(held),
        mode=resource.mode,
        deposed=resource.deposed_key,
    )


def _not_understood(managed: Iterable[StateResource], understood: frozenset[str]) -> dict[str, int]:
    suspects = {str(r.type) for r in managed if r.type not in understood and looks_like_records(r.type)}
    return dict(sorted(Counter(str(r.type) for r in managed if r.type in suspects).items()))
