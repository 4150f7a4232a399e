"""The MAIL FROM domains of Amazon SES identities."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from iacmx.errors import InputError
from iacmx.model import MailFrom
from iacmx.plan import read
from tests.plan.build import OWN, change, plan

SES = "aws_ses_domain_mail_from.x"
SES2 = "aws_sesv2_email_identity_mail_from_attributes.x"
BOUNCE = MailFrom("bounce.example.com", "example.com", "UseDefaultValue", SES)
ENDS = structs.replace(BOUNCE, ends=True)
NEW = structs.replace(BOUNCE, changed=True)


def ses(**values: Any) -> dict[str, Any]:
    usual = {"domain": "example.com", "mail_from_domain": "bounce.example.com"}
    return {**usual, "behavior_on_mx_failure": "UseDefaultValue", **values}


def test_a_plan_that_terraform_made() -> None:
    """Kept, moved, given up, forgotten, created with version 2 of the API, and one that is known only later."""
    reject, later = "RejectMessage", "aws_sesv2_email_identity_mail_from_attributes.shop"
    assert set(read(OWN / "aws_ses_mail_from.json").mail_from) == {
        MailFrom("bounce.example.com", "example.com", reject, "aws_ses_domain_mail_from.kept"),
        MailFrom("bounce.example.org", "example.org", reject, "aws_ses_domain_mail_from.gone", ends=True),
        MailFrom("bounce.example.net", "example.net", reject, "aws_ses_domain_mail_from.moved", changed=True),
        MailFrom("old.example.net", "example.net", "UseDefaultValue", "aws_ses_domain_mail_from.moved", ends=True),
        MailFrom("bounce.example.info", "example.info", "UseDefaultValue", "aws_ses_domain_mail_from.left"),
        MailFrom("bounce.shop.example.com", "shop.example.com", "REJECT_MESSAGE", later, changed=True),
    }


@pytest.mark.parametrize(
    ("actions", "before", "after", "found"),
    [
        (["create"], None, ses(), [NEW]),
        (["no-op"], ses(), ses(), [BOUNCE]),
        (["delete"], ses(), None, [ENDS]),
        (["forget"], ses(), None, [BOUNCE]),
        (["delete", "create"], ses(), ses(), [BOUNCE]),
        (["delete", "create"], ses(domain="example.net"), ses(), [NEW]),
        (["update"], ses(behavior_on_mx_failure="RejectMessage"), ses(), [NEW]),
        (["update"], ses(), ses(mail_from_domain=None), [ENDS]),
        (["update"], ses(mail_from_domain=None), ses(), [NEW]),
        (["update"], ses(mail_from_domain=""), ses(mail_from_domain=""), []),
        (["no-op"], ses(mail_from_domain="Bounce.Example.com."), ses(), [BOUNCE]),
    ],
)
def test_what_becomes_of_it(actions: list[str], before: Any, after: Any, found: list[MailFrom]) -> None:
    assert list(plan(change(SES, actions=actions, before=before, after=after)).mail_from) == found


def test_a_new_domain_that_is_known_later_may_be_the_old_one() -> None:
    made = change(SES, before=ses(), after=ses(mail_from_domain=None), unknown={"mail_from_domain": True})
    assert plan(made).mail_from == ()


@pytest.mark.parametrize(
    ("written", "kept", "rejects"),
    [
        ("RejectMessage", "RejectMessage", True),
        ("REJECT_MESSAGE", "REJECT_MESSAGE", True),
        ("USE_DEFAULT_VALUE", "USE_DEFAULT_VALUE", False),
        (None, "UseDefaultValue", False),
        ("something \x1b[31m else", "", False),
    ],
)
def test_behaviors(written: str | None, kept: str, rejects: bool) -> None:
    (found,) = plan(change(SES, after=ses(behavior_on_mx_failure=written))).mail_from
    assert (found.behavior, found.rejects) == (kept, rejects)


def test_a_behavior_known_later() -> None:
    values = ses()
    del values["behavior_on_mx_failure"]
    (found,) = plan(change(SES, after=values, unknown={"behavior_on_mx_failure": True})).mail_from
    assert found.behavior == ""


@pytest.mark.parametrize(
    ("written", "identity"),
    [("news@Example.com", "example.com"), ("example.com.", "example.com"), (None, "")],
)
def test_identities(written: str | None, identity: str) -> None:
    values = {"email_identity": written, "mail_from_domain": "bounce.example.com", "behavior_on_mx_failure": None}
    (found,) = plan(change(SES2, after=values)).mail_from
    assert found.identity == identity


def test_only_what_is_managed_and_stays() -> None:
    found = plan(
        change(SES, actions=["delete"], before=ses(), deposed="deadbeef"),
        change(f"data.{SES}", actions=["read"], after=ses(), mode="data"),
        change("aws_ses_domain_identity.x", after={"domain": "example.com"}),
    )
    assert found.mail_from == ()


def test_resources_that_a_targeted_plan_leaves_out() -> None:
    kept = {"type": SES.partition(".")[0], "address": SES, "mode": "managed", "values": ses(), "sensitive_values": {}}
    state = {"values": {"root_module": {"resources": [kept]}}}
    other = change("random_pet.x", actions=["no-op"], before={}, after={})
    assert plan(other, complete=False, prior_state=state).mail_from == (BOUNCE,)
    assert plan(other, complete=True, prior_state=state).mail_from == ()


def test_sensitive_names_are_secrets() -> None:
    marks = {"mail_from_domain": True, "domain": True}
    found = plan(change(SES, after=ses(mail_from_domain="Bounce.example.com"), _after_sensitive=marks))
    assert found.secrets == {"Bounce.example.com", "bounce.example.com", "example.com"}


def test_a_domain_that_is_no_text() -> None:
    with pytest.raises(InputError, match="mail_from_domain is not a text") as raised:
        plan(change(SES, after=ses(mail_from_domain=["SENTINEL"])))
    assert "SENTINEL" not in str(raised.value)
