"""What was given instead of a plan, in one sentence each."""

from __future__ import annotations

import re

import msgspec

from iacmx.errors import InputError
from iacmx.plan.envelope import Buffer, Envelope
from iacmx.plan.source import PLAN, SHOW, Wanted

HEAD = 4096
MAJORS = ("0", "1")
_VERSION = re.compile(r"(\d{1,6})(\.\d{1,6})*")


class _Keys(msgspec.Struct):
    """The top-level keys by which other files are told."""

    values: msgspec.Raw = msgspec.Raw(b"")
    planned_values: msgspec.Raw = msgspec.Raw(b"")
    lineage: msgspec.Raw = msgspec.Raw(b"")
    serial: msgspec.Raw = msgspec.Raw(b"")
    remote_plan_format: msgspec.Raw = msgspec.Raw(b"")
    provider_schemas: msgspec.Raw = msgspec.Raw(b"")
    diagnostics: msgspec.Raw = msgspec.Raw(b"")


def check_is_plan(envelope: Envelope, text: Buffer, name: str) -> None:
    """Raise InputError unless the envelope is a plan's, of a version that can be read."""
    keys = msgspec.json.decode(text, type=_Keys) if _lacks_plan(envelope) else None
    if keys is not None and not keys.planned_values:
        raise _other_file(keys, envelope, name)
    check_format(envelope.format_version, name, PLAN)


def check_format(format_version: str | None, name: str, wanted: Wanted) -> None:
    """Raise InputError for a version of the format of ``terraform show -json`` that can't be read."""
    version = _VERSION.fullmatch(format_version or "")
    if version is None:
        raise InputError(f"{name} has no format version, so it is not a {wanted.noun}.", wanted.show)
    if version[1] not in MAJORS:
        raise InputError(
            f"{name} has {wanted.noun} format {version[0]}, which this iacmx does not know.",
            "Use a newer iacmx for it.",
        )


def explain(text: Buffer, name: str, reason: str, wanted: Wanted = PLAN) -> InputError:
    """What is wrong with a text that is not JSON; ``reason`` is the decoder's."""
    head = bytes(text[:HEAD]).lstrip()
    first_line = head.split(b"\n", 1)[0]
    if first_line.startswith(b"{") and b'"@level"' in first_line and b'"@message"' in first_line:
        return InputError(
            f"{name} is the event stream of `terraform plan -json`, which holds no record values.",
            "Save the plan with `-out tfplan`. " + SHOW if wanted == PLAN else wanted.show,
        )
    if not head.startswith((b"{", b"[")):
        if not all(byte >= 32 or byte in b"\t\r\n\x1b" for byte in head):
            return InputError(f"{name} is a binary file, not a {wanted.noun}.", wanted.show)
        return InputError(f"{name} is text for people, not the JSON of a {wanted.noun}.", wanted.show)
    if "truncated" in reason:
        return InputError(
            f"{name} is cut off: its JSON does not end.", "Was the disk full, or the command stopped? " + wanted.show
        )
    return InputError(f"{name} is not valid JSON.", wanted.show)


def _lacks_plan(envelope: Envelope) -> bool:
    return envelope.resource_changes is None and envelope.resource_drift is None


def _other_file(keys: _Keys, envelope: Envelope, name: str) -> InputError:
    if keys.values or (envelope.format_version and envelope.terraform_version):
        return InputError(
            f"{name} is the JSON of a state, not of a plan.", "Give `terraform show` the plan file. " + SHOW
        )
    if keys.lineage or keys.serial:
        return InputError(f"{name} is a Terraform state file, not a plan.", SHOW)
    if keys.remote_plan_format:
        return InputError(
            f"{name} only points to a plan saved in HCP Terraform.",
            "Run `terraform show -json` on it where you are logged in, and give its output.",
        )
    if keys.provider_schemas or keys.diagnostics:
        return InputError(f"{name} is the JSON of another Terraform command, not of a plan.", SHOW)
    return InputError(f"{name} is JSON, but not a plan.", SHOW)
