"""An ordinary day with Cloudflare Email Routing, whose MX records Cloudflare makes itself."""

from __future__ import annotations

from tests.judgement.plans import (
    cf,
    create,
    delete,
    forget,
    keep,
    later,
    new_zone,
    replace,
    routing,
    routing_dns,
    update,
)
from tests.judgement.scenario import Scenario, scenario

SETTINGS, DNS = "cloudflare_email_routing_settings.main", "cloudflare_email_routing_dns.main"
RECORDS = [cf(f"route{n}.mx.cloudflare.net", p) for n, p in ((1, 86), (2, 4), (3, 24))]
LIVE = [f"example.org. 300 MX {p} route{n}.mx.cloudflare.net" for n, p in ((1, 86), (2, 4), (3, 24))]
FIRST = [f"example.org. 300 MX {p} {name}.mx.cloudflare.net" for name, p in (("isaac", 86), ("linda", 4), ("amir", 24))]
SUB = [line.replace("example.org", "lists.example.org") for line in LIVE]
DNS_OF_FIRST = {f"{name}.mx.cloudflare.net": ["45.33.240.1", "2600:3c00::240"] for name in ("isaac", "linda", "amir")}
AT_GOOGLE = ["example.org. 300 MX 1 smtp.google.com"]
GOOGLE = cf("smtp.google.com", 1)
MX = "cloudflare_dns_record.mx"


def written(made: object) -> list[dict[str, object]]:
    """The records written by hand, each made (or kept ...) so."""
    return [made(f"cloudflare_dns_record.r[{n}]", record) for n, record in enumerate(RECORDS)]  # type: ignore[operator]


SCENARIOS: list[Scenario] = [
    scenario("enabled on a zone without mail", create(SETTINGS, routing())),
    scenario("enabled by DNS alone", create(DNS, routing_dns())),
    scenario("enabled by DNS alone, named", create(DNS, routing_dns("example.org"))),
    scenario("enabled by DNS alone, with capitals and a dot", create(DNS, routing_dns("Example.ORG."))),
    scenario("enabled by both", create(SETTINGS, routing()), create(DNS, routing_dns("example.org"))),
    scenario("enabled in version 4", create(SETTINGS, routing(enabled=True))),
    scenario("enabled below the apex", create(DNS, routing_dns("lists.example.org"))),
    scenario("enabled at the apex and below", create(DNS, routing_dns()),
             create("cloudflare_email_routing_dns.lists", routing_dns("lists.example.org"))),
    scenario("enabled below the apex while Google stays there", create(DNS, routing_dns("lists.example.org")),
             keep(MX, GOOGLE)),
    scenario("enabled by all three", create(SETTINGS, routing()), create(DNS, routing_dns()), *written(create)),
    scenario("enabled with the records written", create(SETTINGS, routing()), *written(create)),
    scenario("enabled in a new zone", new_zone("cloudflare_zone.new", "brandnew.org"),
             create(SETTINGS, routing(zone=later("cloudflare_zone.new.id"))),
             create(DNS, routing_dns(later("cloudflare_zone.new.name"), zone=later("cloudflare_zone.new.id"))
                    | {"name": "brandnew.org"})),
    scenario("enabled already, now in Terraform", create(SETTINGS, routing()), live=LIVE),
    scenario("enabled already, now in Terraform by both", create(SETTINGS, routing()), create(DNS, routing_dns()),
             live=LIVE),
    scenario("enabled already, imported", keep(SETTINGS, routing(), importing="C1"), live=LIVE),
    scenario("enabled by settings, DNS joins", keep(SETTINGS, routing()), create(DNS, routing_dns()), live=LIVE),
    scenario("enabled in part, the rest comes back", create(SETTINGS, routing()), live=LIVE[:2]),
    scenario("no change", keep(SETTINGS, routing()), keep(DNS, routing_dns()), live=LIVE),
    scenario("no change, but another name changes", keep(SETTINGS, routing()), keep(DNS, routing_dns()),
             create(MX, cf("mx1.hosting.net", name="shop")), live=LIVE),
    scenario("no change, with the records written", keep(SETTINGS, routing()), keep(DNS, routing_dns()),
             *written(keep), live=()),
    scenario("a written record gets a comment", keep(SETTINGS, routing()), *written(keep)[1:],
             update("cloudflare_dns_record.r[0]", RECORDS[0], {**RECORDS[0], "comment": "mail"})),
    scenario("the records of the first generation", keep(SETTINGS, routing()), live=FIRST, dns=DNS_OF_FIRST),
    scenario("the records of the first generation, now in Terraform", create(SETTINGS, routing()), live=FIRST,
             dns=DNS_OF_FIRST),
    scenario("version 4 enabled, no change", keep(SETTINGS, routing(enabled=True)), live=LIVE),
    scenario("disabled, no change", keep(SETTINGS, routing(enabled=False)), live=AT_GOOGLE),
    scenario("disabled already, and taken out", delete(SETTINGS, routing(enabled=False)), live=AT_GOOGLE),
    scenario("left for Google by hand, no change", keep(SETTINGS, routing()), keep(DNS, routing_dns()), live=AT_GOOGLE),
    scenario("the API does not list the records", keep(SETTINGS, routing()), keep(DNS, routing_dns())),
    scenario("the API does not list the records, the name is written out", keep(SETTINGS, routing()),
             update(DNS, routing_dns(), routing_dns("example.org"))),
    scenario("the name is written out", update(DNS, routing_dns(), routing_dns("example.org")), live=LIVE),
    scenario("dropped from the state", forget(SETTINGS, routing()), live=LIVE),
    scenario("dropped from the state, and DNS takes over", forget(SETTINGS, routing(enabled=True)),
             create(DNS, routing_dns()), live=LIVE),
    scenario("renamed", keep(SETTINGS, routing(), previous_address="cloudflare_email_routing_settings.old"), live=LIVE),
    scenario("below the apex, no change", keep(DNS, routing_dns("lists.example.org")), live=SUB),
    scenario("records written below the apex", create(DNS, routing_dns("lists.example.org")),
             *(keep(f"cloudflare_dns_record.r[{n}]", {**r, "name": "lists"}) for n, r in enumerate(RECORDS))),
    scenario("one written record is replaced, the service stays", keep(SETTINGS, routing()), *written(keep)[1:],
             replace("cloudflare_dns_record.r[0]", RECORDS[0], {**RECORDS[0], "comment": "mail"})),
]  # fmt: skip
