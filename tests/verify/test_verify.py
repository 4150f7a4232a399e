"""What was promised against a provider, name servers and a resolver over real sockets."""

from __future__ import annotations

import json

import jsonschema
import pytest
from msgspec.structs import replace

from iacmx.errors import InputError, ProviderError
from iacmx.model import Mx, Unknown, ZoneChange
from iacmx.provider import Deadline
from iacmx.report import Style, Verdict, formats, renderer
from iacmx.sighting import Seen, Where
from tests.lab.nameserver import rcode
from tests.rules.build import change, record
from tests.serving.lab import APEX, MAIL, NEW, OLD, referring, zone
from tests.verify.build import (
    CHANGES,
    GONE,
    HELD,
    HOST,
    MX,
    OLD_MX,
    SPF,
    Account,
    found,
    look,
    plan,
    text,
    verification,
    world,
)

ADDED = f"{APEX}. 3600 MX 10 ec2.example.net"
BEFORE = MAIL.replace(f"10 mail.{APEX}", f"10 old.{APEX}").replace(f"mail.{APEX}. 1800 A", f"other.{APEX}. 1800 A")


def test_everything_as_promised() -> None:
    with world() as where:
        seen = look(where)
    report = seen.report
    assert (report.verdict, report.exit_code) == (Verdict.PASS, 0), text(seen)
    assert report.summary == "As promised: 4 record sets, at Route 53, 2 name servers and 1 resolver."
    assert seen.is_settled
    assert {one.type for one in seen.sightings} == {"MX", "A", "TXT"}
    assert len(seen.sightings) == 4 * 4


class TestWhoMayStillHaveTheOldAnswer:
    def test_is_told_once_for_the_zone(self) -> None:
        with world() as where:
            [told] = found(look(where), "MX973")
        assert (told.owner, told.severity) == (APEX, "notice")
        assert told.message.startswith(
            "Resolvers that were not asked may still have what was before for example.test MX"
        )
        assert "and 2 other record sets of example.test, until 2026-01-05 10:00:00 UTC at the latest" in told.message

    def test_of_a_change_for_the_old_ttl_and_of_what_is_new_as_the_zone_says(self) -> None:
        with world() as where:
            [told] = found(look(where), "MX973")
        assert f"{APEX} MX 10 old.{APEX}: TTL 1 h; " in told.evidence
        kept = f"mail.{APEX} A, that there is none: 10 min by the zone's SOA record"
        assert kept in told.evidence, "its minimum is 600 s, its TTL 900 s"

    def test_not_once_the_time_is_over(self) -> None:
        with world() as where:
            account, now = Account(*HELD), [0.0]
            watched = verification(where, account)
            watched._clock = lambda: now[0]  # type: ignore[method-assign]
            assert found(watched.look(Deadline.after(20)), "MX973")
            now[0] = 4000.0
            assert not found(watched.look(Deadline.after(20)), "MX973")

    def test_from_the_moment_that_all_servers_changed(self) -> None:
        with world(zone(NEW, BEFORE)) as where:
            [told] = [one for one in found(look(where), "MX973") if one.owner == APEX and one.severity == "notice"]
        assert "for 1 h after the servers change" in told.message


class TestProvider:
    def test_an_apply_that_was_not_run(self) -> None:
        with world(*[zone(NEW, BEFORE)] * 2, resolver=zone(NEW, BEFORE)) as where:
            seen = look(where, Account(OLD_MX, SPF))
        assert seen.report.exit_code == 1
        assert {one.owner for one in found(seen, "MX971")} == {f"_dmarc.{APEX}", APEX, f"mail.{APEX}"}
        [mx] = [one for one in found(seen, "MX971") if one.owner == APEX]
        assert mx.message == f"Route 53 holds what was there before for {APEX} MX."
        assert mx.evidence == f"promised 10 mail.{APEX}; Route 53: 10 old.{APEX}"
        assert mx.address == "aws_route53_record.mx"
        assert not seen.is_settled

    def test_a_record_that_is_yet_to_go(self) -> None:
        gone = plan(change("aws_route53_record.mx", record(MX), None))
        with world() as where:
            seen = look(where, Account(MX), gone)
        assert seen.report.exit_code == 1
        assert "promised none" in found(seen, "MX971")[0].evidence
        assert "promised none" in found(seen, "MX972")[0].evidence

    def test_a_record_that_is_gone(self) -> None:
        gone = plan(change("aws_route53_record.mx", record(MX), None))
        empty = zone(NEW, MAIL.replace("MX 10", "TXT 10"))
        with world(empty, empty, resolver=empty) as where:
            seen = look(where, Account(), gone)
        assert seen.report.exit_code == 0, text(seen)

    def test_only_its_ttl(self) -> None:
        with world() as where:
            seen = look(where, Account(MX.replace("3600", "60"), *HELD[1:]))
        assert seen.report.exit_code == 0
        assert [(one.severity, "TTL of 60 s" in one.message) for one in found(seen, "MX971")] == [("notice", True)]

    def test_one_that_does_not_tell_is_not_clean(self) -> None:
        with world() as where:
            seen = look(where, Account(failure=ProviderError("Route 53 throttled every request.")))
        assert (seen.report.exit_code, seen.is_settled) == (3, False)
        assert "throttled" in found(seen, "MX971")[0].evidence

    def test_it_is_read_whole_once_and_then_by_its_owners(self) -> None:
        account = Account(*HELD)
        with world() as where:
            watched = verification(where, account)
            for _ in range(2):
                assert watched.look(Deadline.after(20)).report.exit_code == 0
        assert account.asked == [None, frozenset({APEX, f"mail.{APEX}", f"_dmarc.{APEX}"})]

    def test_a_single_record_joins_what_nobody_manages(self) -> None:
        mine, other = record(MX, "cloudflare", record_id="a"), record(OLD_MX, "cloudflare", record_id="b")
        applied = plan(change("cloudflare_dns_record.mx", None, replace(mine, record_id="")), provider="cloudflare")
        both = zone(NEW, MAIL + f"{APEX}. 3600 MX 10 old.{APEX}.\n")
        with world(both, both, resolver=both) as where:
            there = look(where, Account(mine, other, provider="cloudflare"), applied)
            lacking = look(where, Account(other, provider="cloudflare"), applied)
        assert (there.report.exit_code, lacking.report.exit_code) == (0, 1)
        for seen in (there, lacking):
            assert [owner.changes for owner in seen.report.owners] == [(f"adds mail.{APEX} (10)",)]

    def test_an_old_single_record_that_is_still_there(self) -> None:
        mine, old = record(MX, "cloudflare", record_id="a"), record(OLD_MX, "cloudflare", record_id="b")
        applied = plan(
            change("cloudflare_dns_record.new", None, replace(mine, record_id="")),
            change("cloudflare_dns_record.old", old, None),
            provider="cloudflare",
        )
        with world() as where:
            assert look(where, Account(mine, provider="cloudflare"), applied).report.exit_code == 0
            seen = look(where, Account(mine, old, provider="cloudflare"), applied)
        assert seen.report.exit_code == 1
        assert f"10 old.{APEX}" in found(seen, "MX971")[0].evidence


class TestServers:
    def test_one_that_lags(self) -> None:
        with world(zone(NEW, BEFORE)) as where:
            seen = look(where)
        assert seen.report.exit_code == 1
        [mx] = [one for one in found(seen, "MX972") if one.message.endswith(f"for {APEX} MX.")]
        assert mx.message == f"1 of 2 name servers of {APEX} answers what was there before for {APEX} MX."
        assert mx.evidence == f"promised 10 mail.{APEX}; {NEW[0]}: 10 old.{APEX}"

    def test_one_that_is_silent(self) -> None:
        with world(rcode("REFUSED")) as where:
            seen = look(where)
        assert (seen.report.exit_code, seen.is_settled) == (3, False)
        assert NEW[0] in found(seen, "MX972")[0].evidence
        assert "REFUSED" in found(seen, "MX972")[0].evidence

    def test_those_that_the_parent_zone_names_and_those_of_the_provider(self) -> None:
        with world(parents=[referring(OLD)] * 2) as where:
            seen = look(where)
        assert {one.who for one in seen.sightings if one.where is Where.SERVER} == {*OLD, *NEW}

    def test_none_that_is_known(self) -> None:
        with world(parents=[], resolver="") as where:
            account = Account(*HELD)
            account.servers = ()
            seen = look(where, account)
        assert any("could not be told" in one.message for one in found(seen, "MX972"))

    def test_spaces_of_a_policy_do_not_matter_and_its_words_do(self) -> None:
        same, other = MAIL.replace("v=DMARC1; p=reject", "v=DMARC1;p=reject"), MAIL.replace("p=reject", "p=none")
        with world(zone(NEW, same)) as where:
            assert look(where).report.exit_code == 0
        with world(zone(NEW, other)) as where:
            assert [one.owner for one in found(look(where), "MX972") if one.severity == "error"] == [f"_dmarc.{APEX}"]

    def test_other_texts_of_a_name_are_left_alone(self) -> None:
        more = MAIL + f'{APEX}. 3600 TXT "site-verification=1"\n'
        with world(*[zone(NEW, more)] * 2, resolver=zone(NEW, more)) as where:
            assert look(where).report.exit_code == 0

    @pytest.mark.parametrize(("answer", "code"), [("10 mail", 0), ("10 old", 0), ("20 mail", 1)])
    def test_any_set_of_a_routing_policy_will_do(self, answer: str, code: int) -> None:
        sets = [record(line, variant=v, routing="weighted") for line, v in ((MX, "blue"), (OLD_MX, "green"))]
        applied = plan(*(change(f"aws_route53_record.{one.variant}", None, one) for one in sets))
        served = zone(NEW, MAIL.replace("10 mail", answer))
        with world(served, served, resolver=served) as where:
            seen = look(where, Account(*sets), applied)
        assert seen.report.exit_code == code, text(seen)

    def test_an_alias_answers_with_addresses_of_its_own(self) -> None:
        alias = replace(record(HOST), values=(), alias="lb.example.net", ttl=None)
        applied = plan(CHANGES[0], change("aws_route53_record.mail", None, alias))
        with world() as where:
            seen = look(where, Account(MX, alias), applied)
        assert seen.report.exit_code == 0, text(seen)

    def test_what_cloudflare_answers_for_a_proxied_exchange(self) -> None:
        host = record(HOST, "cloudflare", proxied=True)
        applied = plan(
            change("cloudflare_dns_record.mx", None, record(MX, "cloudflare")),
            change("cloudflare_dns_record.mail", None, host),
            provider="cloudflare",
        )
        own = f"_dc-mx.1a2b.{APEX}"
        served = zone(
            NEW,
            MAIL.replace(f"10 mail.{APEX}", f"10 {own}").replace("A 192.0.2.25", "A 198.51.100.7")
            + f"{own}. 300 A 192.0.2.25\n",
        )
        with world(served, served, resolver=served) as where:
            seen = look(where, Account(record(MX, "cloudflare"), host, provider="cloudflare"), applied)
        assert seen.report.exit_code == 0, text(seen)


class TestResolvers:
    def test_an_old_answer_and_how_long_it_stays(self) -> None:
        cache = zone(NEW, MAIL.replace(f"3600 MX 10 mail.{APEX}", f"720 MX 10 old.{APEX}"))
        with world(resolver=cache) as where:
            seen = look(where)
        [mx] = [one for one in found(seen, "MX973") if one.severity == "error"]
        assert f"answers what was there before for {APEX} MX, and may for 12 min more" in mx.message
        assert (seen.report.exit_code, seen.soon) == (1, 720.0)
        assert f"Resolver {where.resolver}" in mx.message

    def test_a_negative_answer(self) -> None:
        with world(resolver=zone(NEW, MAIL.replace("_dmarc", "_other"))) as where:
            seen = look(where)
        [dmarc] = [one for one in found(seen, "MX973") if one.severity == "error"]
        assert "may for 10 min more" in dmarc.message
        assert dmarc.evidence.endswith("none")


class TestValuesKnownOnlyAfterTheApply:
    LATER = Mx("10 (unknown)", 10, Unknown(("aws_eip.mail.public_dns",)))

    def test_what_is_known_is_compared_and_the_rest_is_unverified(self) -> None:
        values = (*record(MX).values, self.LATER)
        applied = plan(change("aws_route53_record.mx", None, replace(record(MX), values=values)))
        more = MAIL + f"{APEX}. 3600 MX 10 ec2.example.net.\n"
        held = Account(replace(record(MX), values=(*record(MX).values, *record(ADDED).values)))
        with world(*[zone(NEW, more)] * 2, resolver=zone(NEW, more)) as where:
            seen = look(where, held, applied)
            assert (seen.report.exit_code, seen.is_settled) == (3, True), "waiting would not help"
            assert {one.seen for one in seen.sightings} == {Seen.OPEN}
            assert "10 ec2.example.net" in found(seen, "MX971")[0].evidence
        with world() as where:
            seen = look(where, Account(OLD_MX), applied)
            assert seen.report.exit_code == 1, "not even what is known is there"


def test_a_zone_that_the_plan_deletes_is_to_be_gone() -> None:
    applied = plan(change("aws_route53_record.mx", record(MX), None))
    here = next(iter(applied.zones.values()))
    applied = replace(applied, zone_changes=(ZoneChange("aws_route53_zone.main", ("delete",), here, None),))
    with world() as where:
        gone = look(where, Account(failure=GONE), applied)
        there = look(where, Account(MX), applied)
    assert gone.report.exit_code == 0, text(gone)
    assert "only its provider was asked" in text(gone)
    assert there.report.exit_code == 1


def test_a_zone_that_the_plan_makes_is_found_by_its_name() -> None:
    applied = plan(created_by_plan=True, address="aws_route53_zone.main")
    with world() as where:
        assert look(where, None, applied).report.exit_code == 0


def test_of_a_private_zone_the_provider_alone_tells() -> None:
    with world() as where:
        seen = look(where, None, plan(private=True))
    assert {one.where for one in seen.sightings} == {Where.PROVIDER}
    assert "it is private" in text(seen)


def test_one_zone_of_several() -> None:
    with world() as where:
        assert look(where, only=["other.test"]).report.summary == "The plan promises nothing of mail."
        assert look(where, only=[APEX]).report.exit_code == 0


def test_a_failed_plan_is_refused() -> None:
    with world() as where, pytest.raises(InputError, match="a run that failed"):
        look(where, None, replace(plan(), errored=True))


def test_secrets_of_the_plan_are_not_printed() -> None:
    with world(zone(NEW, BEFORE)) as where:
        seen = look(where, None, replace(plan(), secrets=frozenset({f"mail.{APEX}"})))
    assert f"mail.{APEX}" not in text(seen, verbose=True)
    assert not any("old." in line for line in (*seen.lines, seen.words))


def test_every_format_renders_it(pytestconfig: pytest.Config) -> None:
    with world(zone(NEW, BEFORE)) as where:
        report = look(where).report
    for name in formats():
        rendered = renderer(name)(report, Style())
        assert "MX972" in rendered or name == "junit", name
    schema = json.loads((pytestconfig.rootpath / "docs/schema/report-1.json").read_text())
    jsonschema.validate(json.loads(renderer("json")(report, Style())), schema)


def test_where_each_place_stands() -> None:
    cache = zone(NEW, MAIL.replace(f"3600 MX 10 mail.{APEX}", f"720 MX 10 old.{APEX}"))
    with world(zone(NEW, BEFORE), rcode("REFUSED"), resolver=cache) as where:
        seen = look(where)
    lines = {line.split("  ")[0]: line for line in seen.lines}
    assert lines["Route 53"].endswith("as promised")
    assert f"for {APEX} MX" in lines[NEW[0]]
    assert "does not tell" in lines[NEW[1]]
    assert f"what was there before for {APEX} MX, for at most 12 min more" in lines[f"resolver {where.resolver}"]
    assert seen.words.startswith("1 of 4 as promised; not yet: ns1.new.test, resolver 127.0.0.1")


def test_what_is_promised_is_what_mail_needs() -> None:
    other = change("aws_route53_record.www", None, record(f"www.{APEX}. A 192.0.2.80"))
    with world() as where:
        seen = look(where, Account(*HELD), plan(*CHANGES, other))
    assert {(one.owner, one.type) for one in seen.sightings} == {
        (APEX, "MX"),
        (APEX, "TXT"),
        (f"mail.{APEX}", "A"),
        (f"_dmarc.{APEX}", "TXT"),
    }
