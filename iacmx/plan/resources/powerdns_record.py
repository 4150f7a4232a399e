"""``powerdns_record`` of pan-net/powerdns: one record set."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Dots, Owner, Spelling, record_set

RECORDS = record_set(
    Spelling(
        type="powerdns_record",
        provider="powerdns",
        zone="zone",
        owner="name",
        owner_form=Owner.ABSOLUTE,
        data="records",
        dots=Dots.REQUIRED,
    )
)
