"""Plans around Cloudflare Email Routing that lose mail or split it."""

from __future__ import annotations

from tests.judgement.healthy_routing import AT_GOOGLE, DNS, GOOGLE, LIVE, MX, RECORDS, SETTINGS, SUB, written
from tests.judgement.plans import cf, create, delete, keep, later, replace, routing, routing_dns
from tests.judgement.scenario import Scenario, scenario

UNTOLD = "MX601:unverified"

SCENARIOS: list[Scenario] = [
    scenario("disabled, and nothing takes its place", delete(SETTINGS, routing()), live=LIVE, expect="MX601",
             offline=UNTOLD),
    scenario("both are deleted", delete(SETTINGS, routing()), delete(DNS, routing_dns()), live=LIVE, expect="MX601",
             offline=UNTOLD),
    scenario("settings go while DNS stays", delete(SETTINGS, routing()), keep(DNS, routing_dns()), live=LIVE,
             expect="MX601", offline=UNTOLD),
    scenario("DNS goes while settings stay", keep(SETTINGS, routing()), delete(DNS, routing_dns("example.org")),
             live=LIVE, expect="MX601", offline=UNTOLD),
    scenario("below the apex it goes", delete(DNS, routing_dns("lists.example.org")), live=SUB, expect="MX601",
             offline=UNTOLD),
    scenario("version 4 turns it off", replace(SETTINGS, routing(enabled=True), routing(enabled=False)), live=LIVE,
             expect="MX601", offline=UNTOLD),
    scenario("disabled, though the API lists no records", delete(SETTINGS, routing()), expect="MX601", offline=UNTOLD),
    scenario("disabled, which takes the written records along", delete(SETTINGS, routing()), *written(keep),
             expect="MX601", offline=UNTOLD),
    scenario("disabled together with the written records", delete(SETTINGS, routing()), *written(delete),
             expect="MX601", offline=UNTOLD),
    scenario("enabled while Google's records stay live", create(SETTINGS, routing()), live=AT_GOOGLE, expect="MX805",
             offline=""),
    scenario("enabled by both while Google's record is kept", create(SETTINGS, routing()), create(DNS, routing_dns()),
             keep(MX, GOOGLE), expect="MX805", offline=""),
    scenario("Google joins a service that is kept", keep(SETTINGS, routing()), create(MX, GOOGLE), live=LIVE,
             expect="MX805", offline=""),
    scenario("Google joins a service whose records the API does not list", keep(DNS, routing_dns()),
             create(MX, GOOGLE), expect="MX805", offline=""),
    scenario("from Email Routing to Google in one apply", delete(SETTINGS, routing()), create(MX, GOOGLE), live=LIVE,
             expect="MX602:warning"),
    scenario("from Google to Email Routing in one apply", create(SETTINGS, routing()), delete(MX, GOOGLE),
             expect="MX602:warning"),
    scenario("from settings to DNS in one apply", delete(SETTINGS, routing(enabled=True)), create(DNS, routing_dns()),
             live=LIVE, expect="MX602:warning"),
    scenario("written records join those that are kept", keep(SETTINGS, routing()), *written(create), live=LIVE,
             expect="MX903 MX903 MX903", offline=""),
    scenario("a null MX joins", keep(SETTINGS, routing()), create(MX, cf(".", 0)), live=LIVE, expect="MX301",
             offline="MX301"),
    scenario("where it is enabled can't be told", create(DNS, routing_dns(later("random_pet.p.id"))),
             expect="MX610:unverified"),
    scenario("left for Google by hand, then taken out", delete(SETTINGS, routing()), delete(DNS, routing_dns()),
             live=AT_GOOGLE, expect="", offline=UNTOLD),
    scenario("one written record goes, the service stays", keep(SETTINGS, routing()), *written(keep)[1:],
             delete("cloudflare_dns_record.r[0]", RECORDS[0])),
]  # fmt: skip
