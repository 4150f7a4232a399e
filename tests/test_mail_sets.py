"""Which published set the hosts of an MX set are, in words."""

from __future__ import annotations

import pytest

from iacmx.mail_sets import in_words, match

FIVE = ["aspmx.l.google.com", *(f"alt{n}.aspmx.l.google.com" for n in range(1, 5))]


@pytest.mark.parametrize(
    ("hosts", "words"),
    [
        (["smtp.google.com"], "Google Workspace, current set"),
        (FIVE, "Google Workspace, legacy set"),
        (FIVE[:2], "Google Workspace, part of the legacy set"),
        ([*FIVE, "smtp.google.com"], "Google Workspace, legacy set and current set"),
        ([*FIVE[:3], "aspmx2.googlemail.com"], "Google Workspace, obsolete set"),
        (["example-com.mail.protection.outlook.com", "ms12345678.msv1.invalid"],
         "Microsoft 365 / Exchange Online, mail.protection.outlook.com"),
        (["example-com.mail.protection.outlook.com", "example-com.p-v1.mx.microsoft"],
         "Microsoft 365 / Exchange Online, moving to mx.microsoft"),
        (["mail.protonmail.ch", "mailsec.protonmail.ch"], "Proton Mail"),
        (["mail.protonmail.ch"], "Proton Mail, in part"),
        (["eu-smtp-inbound-1.mimecast.com"], "Mimecast, EU, in part"),
        (["mx-01-us-west-2.prod.hydra.sophos.com"], "Sophos Email"),
        (["mail.protonmail.ch", "mail.example.com"], ""),
        ([FIVE[0], "mail.protonmail.ch"], ""),
        (["mail.example.com"], ""),
        (["ms12345678.msv1.invalid"], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_in_words(hosts: list[str], words: str) -> None:
    assert in_words(hosts) == words


def test_what_is_missing_has_the_customers_part_filled_in() -> None:
    found = match(["mxb-00190b01.gslb.pphosted.com"])
    assert found is not None
    assert found.missing == ("mxa-00190b01.gslb.pphosted.com",)


@pytest.mark.parametrize(
    "hosts", [[], ["mail.example.com"], ["mx-01-us-west-2.prod.hydra.sophos.com"], ["mx00.ionos.fr"]]
)
def test_no_set_is_known(hosts: list[str]) -> None:
    assert match(hosts) is None
