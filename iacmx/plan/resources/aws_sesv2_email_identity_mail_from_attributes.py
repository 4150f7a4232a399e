"""``aws_sesv2_email_identity_mail_from_attributes`` of hashicorp/aws (read from 5.100): the same by SES version 2."""

from __future__ import annotations

from iacmx.plan.kinds import MailFromResource

MAIL_FROM = MailFromResource(type="aws_sesv2_email_identity_mail_from_attributes", identity="email_identity")
