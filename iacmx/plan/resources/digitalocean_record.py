"""``digitalocean_record`` of digitalocean/digitalocean: one record."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Dots, Spelling, one_record

RECORDS = one_record(
    Spelling(
        type="digitalocean_record",
        provider="digitalocean",
        zone="domain",
        owner="name",
        data="value",
        preference="priority",
        dots=Dots.RELATIVE,
    )
)
