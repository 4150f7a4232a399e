"""What the plan tells of Amazon SES, brought to the owners whose MX records it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import structs

from iacmx.case import Actual, Case
from iacmx.cases import OWNER_UNKNOWN, Situation
from iacmx.model import MailFrom, Zone
from iacmx.names import is_within


def with_mail_from(found: Sequence[Case], at: Situation) -> list[Case]:
    """The cases, each with the SES settings that its owner is the MAIL FROM domain or the identity of.

    After them one for every MAIL FROM domain that the plan sets and of which neither the plan nor the live records that
    were fetched hold an MX record: what DNS serves is left to tell. There is none where the plan may hold that record
    all the same, at an owner that can't be told or in a resource that is not read.
    """
    concerned: dict[str, list[MailFrom]] = {}
    for setting in at.plan.mail_from:
        for name in {setting.domain, setting.identity} - {""}:
            concerned.setdefault(name, []).append(setting)
    if not concerned:
        return list(found)
    held = {case.owner for case in found}
    told = OWNER_UNKNOWN not in held and not at.plan.not_understood
    wanted = {setting.domain: setting for setting in at.plan.mail_from if setting.changed and told}
    return [
        *(_concerned(case, concerned.get(case.owner, ())) for case in found),
        *(_beside(at, setting, concerned[domain]) for domain, setting in wanted.items() if domain not in held),
    ]


def _concerned(case: Case, settings: Iterable[MailFrom]) -> Case:
    """SES sees public DNS only, so that a private zone is none of its concern."""
    mine = tuple(settings)
    return structs.replace(case, mail_from=mine) if mine and not case.zone.private else case


def _beside(at: Situation, setting: MailFrom, settings: Iterable[MailFrom]) -> Case:
    """A case without records; that they are not known, and not absent, is what ``after_complete`` says."""
    return Case(
        zone=_zone(at, setting),
        owner=setting.domain,
        before=(),
        after=(),
        before_world=at.before,
        after_world=at.after,
        actual=Actual.SKIPPED,
        after_complete=False,
        touched=False,
        all_changes=at.plan.changes,
        served=at.served,
        mail_from=tuple(settings),
    )


def _zone(at: Situation, setting: MailFrom) -> Zone:
    """The zone of the plan that holds the domain, else one named like the identity, which the domain lies within."""
    public = [state.zone for state in at.live.values() if state.zone.name and not state.zone.private]
    around = [zone for zone in public if is_within(setting.domain, zone.name)]
    name = setting.identity or setting.domain
    return max(around, key=lambda zone: len(zone.name), default=Zone(f"?{name}", "", name=name))
