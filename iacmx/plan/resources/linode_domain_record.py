"""``linode_domain_record`` of linode/linode: one record; its zone is known by a number."""

from __future__ import annotations

from iacmx.plan.resources._spelling import Dots, Owner, Spelling, ZoneBy, one_record

RECORDS = one_record(
    Spelling(
        type="linode_domain_record",
        provider="linode",
        zone="domain_id",
        zone_by=ZoneBy.ID,
        owner="name",
        owner_form=Owner.EITHER,
        rdtype="record_type",
        ttl="ttl_sec",
        data="target",
        preference="priority",
        dots=Dots.LABEL,
        unset_is_apex=True,
    )
)
