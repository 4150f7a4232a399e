"""Domains that are nothing but the return path of an e-mail service."""

from __future__ import annotations

from iacmx.case import Case
from iacmx.mail_hosts import recognise

SES_MAIL_FROM = "amazon_ses_mail_from"


def loses_mail_from(case: Case) -> bool:
    """Whether the owner is an Amazon SES MAIL FROM domain before the apply and not after it (MX612).

    Not told where the live records are not known and others of the set may remain.
    """
    return case.after_complete and _is_mail_from(case.hosts_before) and not _names_one(case)


def _is_mail_from(hosts: tuple[str, ...]) -> bool:
    services = [recognise(host) for host in hosts]
    return bool(services) and all(service is not None and service.id == SES_MAIL_FROM for service in services)


def _names_one(case: Case) -> bool:
    if any(mx_set.unknown or mx_set.alias is not None for mx_set in case.after):
        return True
    return any((service := recognise(host)) is not None and service.id == SES_MAIL_FROM for host in case.hosts_after)
