"""``aws_ses_domain_mail_from`` of hashicorp/aws (read from 5.100): the MAIL FROM domain of an Amazon SES identity."""

from __future__ import annotations

from iacmx.plan.kinds import MailFromResource

MAIL_FROM = MailFromResource(type="aws_ses_domain_mail_from", identity="domain")
