"""``aws_route53_zone_association`` of hashicorp/aws: ties a VPC to a zone, which only private zones allow."""

from __future__ import annotations

from iacmx.plan.kinds import PrivateMark
from iacmx.plan.resources._route53 import PROVIDER

PRIVATE = PrivateMark(type="aws_route53_zone_association", provider=PROVIDER, zone="zone_id")
