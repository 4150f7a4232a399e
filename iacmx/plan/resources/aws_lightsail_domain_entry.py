"""``aws_lightsail_domain_entry`` of hashicorp/aws: one record of a Lightsail domain."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Owner, Spelling, one_record

RECORDS = one_record(
    Spelling(
        type="aws_lightsail_domain_entry",
        provider="lightsail",
        zone="domain_name",
        owner="name",
        owner_form=Owner.EITHER,
        data="target",
    )
)
