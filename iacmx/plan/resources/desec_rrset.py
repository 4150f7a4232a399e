"""``desec_rrset`` of Valodim/desec: one record set."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Dots, Spelling, record_set

RECORDS = record_set(
    Spelling(
        type="desec_rrset",
        provider="desec",
        zone="domain",
        owner="subname",
        data="records",
        dots=Dots.REQUIRED,
    )
)
