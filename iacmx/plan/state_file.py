"""The resources of a Terraform state in either of its forms, with everything inside them left as it is.

``terraform show -json`` writes modules within modules, each resource instance with its address. The state file itself
(version 4, as ``terraform state pull`` writes it, of OpenTofu as well) is flat: resources, each with its instances.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from msgspec import Raw, Struct

from iacmx.errors import InputError
from iacmx.plan.envelope import ABSENT, Buffer, StateResource, StateValues, TypeName, Types, decode_value
from iacmx.plan.shapes import as_list, as_object, is_list

_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "${": "$${", "%{": "%%{"}
_TO_ESCAPE = re.compile(r'["\\\n\r\t]|[$%]\{')


class _Shown(Struct, frozen=True):
    """The output of ``terraform show -json``."""

    terraform_version: str | None = None
    values: StateValues | None = None


class _Instance(Struct, frozen=True, gc=False):
    """``attributes_flat`` is what Terraform before 0.12 wrote, until the resource is refreshed."""

    index_key: int | str | None = None
    attributes: Raw = ABSENT
    attributes_flat: Raw = ABSENT
    sensitive_attributes: Raw = ABSENT
    deposed: str | None = None


class _Resource(Struct, frozen=True):
    type: TypeName
    name: str
    mode: str = "managed"
    module: str | None = None
    instances: list[_Instance] = []


class _File(Struct, frozen=True):
    """The state file."""

    terraform_version: str | None = None
    resources: list[_Resource] = []


class Resources(Struct, frozen=True):
    """The resource instances of a state, and the version of Terraform that wrote it, ``""`` where it does not tell."""

    terraform_version: str
    instances: tuple[StateResource, ...]


def shown(text: Buffer) -> Resources:
    """The resources in the output of ``terraform show -json``. Raises msgspec.ValidationError for another shape."""
    found = msgspec.json.decode(text, type=_Shown, dec_hook=Types().hook)
    root = found.values.root_module if found.values else None
    return Resources(found.terraform_version or "", tuple(root.every_resource()) if root else ())


def raw(text: Buffer) -> Resources:
    """The resources in a state file of version 4. Raises msgspec.ValidationError for another shape, and InputError for
    a resource that only a Terraform before 0.12 can read."""
    found = msgspec.json.decode(text, type=_File, dec_hook=Types().hook)
    return Resources(found.terraform_version or "", tuple(i for r in found.resources for i in _instances(r)))


def _instances(resource: _Resource) -> Iterator[StateResource]:
    module = f"{resource.module}." if resource.module else ""
    data = "data." if resource.mode == "data" else ""
    for instance in resource.instances:
        address = f"{module}{data}{resource.type}.{resource.name}{_index(instance.index_key)}"
        if instance.attributes == ABSENT and instance.attributes_flat != ABSENT:
            raise InputError(
                f"{address} is in the form of Terraform before 0.12.",
                "Run `terraform apply -refresh-only`, which writes the state anew.",
            )
        yield StateResource(
            type=resource.type,
            address=address,
            mode=resource.mode,
            values=instance.attributes,
            sensitive_values=_marks(instance.sensitive_attributes, address),
            deposed_key=instance.deposed,
        )


def _index(key: int | str | None) -> str:
    """An instance key as Terraform writes it in an address."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    return '["' + _TO_ESCAPE.sub(lambda match: _ESCAPED[match[0]], key) + '"]'


def _marks(paths: Raw, address: str) -> Raw:
    """The paths of sensitive values as marks on attributes, on the whole resource where a path is not understood.

    A path is a list of steps, the first of which names the attribute: all of that is taken as sensitive.
    """
    if paths in (ABSENT, Raw(b"[]")):
        return ABSENT
    decoded = decode_value(paths, address)
    if not is_list(decoded):
        return Raw(b"true")
    names = [_attribute(path) for path in as_list(decoded)]
    return Raw(msgspec.json.encode(True if None in names else dict.fromkeys(filter(None, names), True)))


def _attribute(path: object) -> str | None:
    first = as_object(next(iter(as_list(path)), None))
    name = first.get("value")
    return name if first.get("type") == "get_attr" and isinstance(name, str) else None
