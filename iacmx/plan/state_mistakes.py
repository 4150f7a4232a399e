"""What was given instead of a Terraform state, in one sentence each. A state may hold any secret: none is quoted."""

from __future__ import annotations

import msgspec
from msgspec import Raw

from iacmx.errors import InputError
from iacmx.plan.envelope import Buffer
from iacmx.plan.mistakes import check_format
from iacmx.plan.source import STATE

RAW_VERSION = 4
_NONE = Raw(b"")
_WRITE_ANEW = (
    "Let Terraform 0.12 or later write it anew with `terraform apply -refresh-only`, and give the state it writes then."
)


class Keys(msgspec.Struct):
    """The top-level keys by which files are told apart."""

    format_version: Raw = _NONE
    terraform_version: Raw = _NONE
    values: Raw = _NONE
    version: Raw = _NONE
    lineage: Raw = _NONE
    serial: Raw = _NONE
    modules: Raw = _NONE
    resources: Raw = _NONE
    backend: Raw = _NONE
    encrypted_data: Raw = _NONE
    planned_values: Raw = _NONE
    resource_changes: Raw = _NONE
    remote_plan_format: Raw = _NONE
    provider_schemas: Raw = _NONE
    diagnostics: Raw = _NONE


def is_raw(text: Buffer, name: str) -> bool:
    """Whether it is a state file of version 4 rather than what ``terraform show -json`` writes.

    Raises InputError for anything else, and msgspec.DecodeError where the text is not JSON.
    """
    try:
        keys = msgspec.json.decode(text, type=Keys)
    except msgspec.ValidationError as error:
        raise InputError(f"{name} is JSON, but not a state.", STATE.show) from error
    if keys.encrypted_data:
        raise InputError(
            f"{name} is encrypted by OpenTofu.",
            "Run `tofu show -json > state.json` where its encryption is configured, and give that file.",
        )
    if keys.planned_values or keys.resource_changes or keys.remote_plan_format:
        raise InputError(f"{name} is a plan, not a state.", f"`iacmx check` is for plans. {STATE.show}")
    if keys.version and (keys.lineage or keys.serial or keys.resources or keys.modules):
        _check_version(keys, name)
        return True
    is_other = keys.provider_schemas or keys.diagnostics
    if is_other:
        raise InputError(f"{name} is the JSON of another Terraform command, not of a state.", STATE.show)
    if not keys.format_version:
        raise InputError(f"{name} is JSON, but not a state.", STATE.show)
    check_format(_text(keys.format_version), name, STATE)
    return False


def _check_version(keys: Keys, name: str) -> None:
    version = _number(keys.version)
    if version == RAW_VERSION:
        return
    if keys.backend:
        raise InputError(f"{name} only tells in which backend the state lies.", STATE.show)
    if version is None:
        raise InputError(f"{name} has no version that can be read, so it is not a state.", STATE.show)
    hint = _WRITE_ANEW if version < RAW_VERSION else "Use a newer iacmx for it."
    raise InputError(f"{name} is a state file of version {version}, and only version {RAW_VERSION} is read.", hint)


def _text(value: Raw) -> str | None:
    try:
        return msgspec.json.decode(value, type=str)
    except msgspec.MsgspecError:
        return None


def _number(value: Raw) -> int | None:
    try:
        return msgspec.json.decode(value, type=int)
    except msgspec.MsgspecError:
        return None
