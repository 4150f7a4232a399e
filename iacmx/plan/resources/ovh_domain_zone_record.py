"""``ovh_domain_zone_record`` of ovh/ovh: one record; ``fieldtype`` is its type, ``subdomain`` its owner."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Dots, Spelling, one_record

RECORDS = one_record(
    Spelling(
        type="ovh_domain_zone_record",
        provider="ovh",
        zone="zone",
        owner="subdomain",
        rdtype="fieldtype",
        data="target",
        dots=Dots.RELATIVE,
    )
)
