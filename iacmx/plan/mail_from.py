"""The MAIL FROM domains of Amazon SES identities that a plan tells about.

A domain that is known only after the apply is left out: no owner can be held to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from iacmx.model import MailFrom
from iacmx.names import normalize
from iacmx.plan.attributes import Attributes, Later
from iacmx.plan.changes import Decoded, decode_change, decode_state
from iacmx.plan.envelope import Envelope
from iacmx.plan.kinds import MailFromResource
from iacmx.plan.secrets import forms

DOMAIN, BEHAVIOR = "mail_from_domain", "behavior_on_mx_failure"
BEHAVIORS = frozenset({"RejectMessage", "UseDefaultValue", "REJECT_MESSAGE", "USE_DEFAULT_VALUE"})
DEFAULT = "UseDefaultValue"


class _Setting(Struct, frozen=True):
    """One side of a change."""

    domain: str
    identity: str
    behavior: str


def read_mail_from(
    envelope: Envelope, kinds: Mapping[str, MailFromResource], secrets: set[str]
) -> tuple[MailFrom, ...]:
    """Every MAIL FROM domain that a resource of ``kinds`` (by type) sets, gives up or leaves as it is.

    Texts that the plan marks as sensitive are added to ``secrets``. Raises InputError for a change that Terraform would
    not write.
    """
    found: list[MailFrom] = []
    for entry in envelope.resource_changes or ():
        kind = kinds.get(entry.type)
        if kind and entry.mode == "managed" and not entry.deposed:
            found += _of_change(decode_change(entry), kind, secrets)
    for resource in envelope.left_out():
        kind = kinds.get(resource.type)
        kept = _setting(decode_state(resource), kind, secrets) if kind else None
        found += [_mail_from(kept, resource.address)] if kept else []
    return tuple(found)


def _of_change(change: Decoded, kind: MailFromResource, secrets: set[str]) -> Iterator[MailFrom]:
    before, after = _setting(change.before, kind, secrets), _setting(change.after, kind, secrets)
    if after is not None:
        yield _mail_from(after, change.address, changed=change.acts and after != before)
    if before is not None and (after is None or after.domain != before.domain):
        # What Terraform forgets stays as it is. Where the new domain is not known yet, it may be the old one.
        forgotten = "forget" in change.actions
        if forgotten or not _is_later(change.after):
            yield _mail_from(before, change.address, ends=not forgotten)


def _is_later(side: Attributes | None) -> bool:
    return side is not None and isinstance(side.text(DOMAIN), Later)


def _setting(side: Attributes | None, kind: MailFromResource, secrets: set[str]) -> _Setting | None:
    """What a side sets, ``None`` where there is no domain or it is not known."""
    domain = side.text(DOMAIN) if side else None
    if side is None or not isinstance(domain, str) or not domain:
        return None
    written = side.text(kind.identity)
    identity = normalize(written.rpartition("@")[2]) if isinstance(written, str) else ""
    setting = _Setting(normalize(domain), identity, _behavior(side))
    if side.is_sensitive(DOMAIN):
        secrets.update((*forms(domain), *forms(setting.domain)))
    if side.is_sensitive(kind.identity):
        secrets.update(forms(identity))
    return setting


def _behavior(side: Attributes) -> str:
    written = side.text(BEHAVIOR)
    if written is None:
        return DEFAULT
    return written if isinstance(written, str) and written in BEHAVIORS else ""


def _mail_from(setting: _Setting, address: str, *, ends: bool = False, changed: bool = False) -> MailFrom:
    return MailFrom(setting.domain, setting.identity, setting.behavior, address, ends=ends, changed=changed)
