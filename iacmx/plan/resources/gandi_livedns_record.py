"""``gandi_livedns_record`` of go-gandi/gandi: one record set."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Dots, Spelling, record_set

RECORDS = record_set(
    Spelling(
        type="gandi_livedns_record",
        provider="gandi",
        zone="zone",
        owner="name",
        data="values",
        dots=Dots.RELATIVE,
    )
)
