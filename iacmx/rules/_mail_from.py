"""Domains that are nothing but the return path of an e-mail service."""

from __future__ import annotations

from collections.abc import Sequence

from iacmx.case import Case
from iacmx.mail_hosts import recognise
from iacmx.model import MailFrom, Mx

SES_MAIL_FROM = "amazon_ses_mail_from"


def loses_mail_from(case: Case) -> bool:
    """Whether the owner is an Amazon SES MAIL FROM domain before the apply and not after it (MX612).

    Not told where the live records are not known and others of the set may remain.
    """
    return case.after_complete and _is_mail_from(case.hosts_before) and not _names_one(case)


def mail_from(case: Case) -> MailFrom | None:
    """The setting by which SES uses the owner as MAIL FROM domain after the apply, the strictest of several."""
    used = [setting for setting in case.mail_from if setting.domain == case.owner and not setting.ends]
    return max(used, key=lambda setting: (setting.rejects, setting.changed), default=None)


def given_up(case: Case) -> MailFrom | None:
    """The setting by which SES uses the owner as MAIL FROM domain before the apply, and none does after it."""
    ended = (setting for setting in case.mail_from if setting.domain == case.owner and setting.ends)
    return None if mail_from(case) else next(ended, None)


def unfit(case: Case) -> str:
    """What SES can't do with the owner's set, where the plan changes the set or the setting (MX612), ``""`` if nothing.

    Other rules are silent about how such a set is made up.
    """
    setting = mail_from(case)
    if setting is None or not (case.changes_mx or setting.changed):
        return ""
    told = (mx_set for mx_set in case.after if not mx_set.unknown and mx_set.alias is None)
    return next((found for mx_set in told if (found := flaw(mx_set.records))), "")


def flaw(records: Sequence[Mx]) -> str:
    """What keeps SES from taking these records, all of one owner, for those of a MAIL FROM domain, ``""`` if nothing.

    It wants one MX record, its own.
    """
    hosts = dict.fromkeys(str(mx.exchange) for mx in records)
    others = [host for host in hosts if not _is_ses(host)]
    if not others and len(hosts) == 1:
        return ""
    names = ", ".join("nothing (null MX)" if host == "." else host for host in others)
    if len(others) < len(hosts):
        return f"names {names} beside Amazon SES" if others else "names several hosts of Amazon SES"
    return f"names {names} in place of Amazon SES" if hosts else "has no MX record"


def _is_mail_from(hosts: tuple[str, ...]) -> bool:
    return bool(hosts) and all(map(_is_ses, hosts))


def _is_ses(host: str) -> bool:
    service = recognise(host)
    return service is not None and service.id == SES_MAIL_FROM


def _names_one(case: Case) -> bool:
    if any(mx_set.unknown or mx_set.alias is not None for mx_set in case.after):
        return True
    return any(map(_is_ses, case.hosts_after))
