"""A switch of name servers over real sockets: before it, in its middle, after it; who lags, differs, or is silent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from iacmx.audit.source import Source
from iacmx.errors import UsageError, ZoneNotFound
from iacmx.migrate.move import Move, read
from iacmx.migrate.switch import Switch, in_words, next_change
from iacmx.migrate.switch.questions import questions
from iacmx.model import Mx, RecordSet, Zone, ZoneData
from iacmx.mx import mx
from iacmx.provider import Deadline
from iacmx.report import Style
from iacmx.serving.servers import Directory
from iacmx.switch_report import Follows, Phase, SwitchReport, formats, renderer
from tests.lab.nameserver import Behaviour, rcode
from tests.serving.lab import APEX, DS, MAIL, NEW, OLD, Lab, lab, ns, referring, zone

R53, CF = Source("route53"), Source("cloudflare")
SETS: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    (APEX, "MX", (mx(10, f"mail.{APEX}"),)),
    (APEX, "TXT", ("v=spf1 mx -all",)),
    (f"mail.{APEX}", "A", ("192.0.2.25",)),
    (f"_dmarc.{APEX}", "TXT", ("v=DMARC1; p=reject",)),
)


class Held:
    """A side that holds one zone, or shows none."""

    def __init__(self, provider: str, servers: Sequence[str], *more: RecordSet, empty: bool = False) -> None:
        key = f"{provider}:Z1"
        found = Zone(key, provider, "Z1", APEX, name_servers=tuple(servers))
        records = tuple(RecordSet(key, owner, rdtype, 300, values) for owner, rdtype, values in SETS)
        self._data = None if empty else ZoneData(found, (*(replace(one, zone=key) for one in more), *records))

    def zones(self, name: str = "") -> list[Zone]:
        return [self._data.zone] if self._data is not None else []

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        if self._data is None:
            raise ZoneNotFound("gone")
        return self._data


def moving(*more: RecordSet) -> Move:
    return read(R53, CF, Held("route53", OLD), Held("cloudflare", NEW, *more), APEX)


def look(where: Lab, move: Move | None = None, *, waited: bool = False) -> SwitchReport:
    directory = Directory([where.resolver], where.known)
    return Switch(move or moving(), directory).look(Deadline.after(20), waited=waited)


@contextmanager
def world(
    parents: Sequence[Sequence[str] | Behaviour],
    new: Sequence[str | Behaviour] | None = None,
    old: Sequence[str | Behaviour] | None = None,
    resolver: str | None = None,
) -> Iterator[Lab]:
    asked = [one if callable(one) else referring(one) for one in parents]
    with lab(
        parents=asked,
        old=old if old is not None else [zone(OLD), zone(OLD)],
        new=new if new is not None else [zone(NEW), zone(NEW)],
        resolver=zone(OLD) if resolver is None else resolver,
    ) as where:
        yield where


def text(report: SwitchReport, **style: bool) -> str:
    return renderer("text")(report, Style(**style))


class TestBefore:
    def test_a_target_that_answers_the_same(self) -> None:
        with world([OLD, OLD]) as where:
            report = look(where)
        assert (report.phase, report.exit_code) == (Phase.BEFORE, 0), text(report)
        assert {server.same for server in report.servers} == {report.questions}
        assert [one.follows for one in report.resolvers] == [Follows.SOURCE]
        assert "still" not in text(report)
        assert report.keeps == 172800

    def test_a_target_that_lacks_a_record_and_has_another_preference(self) -> None:
        lacking = zone(NEW, MAIL.replace("MX 10", "MX 20").replace("_dmarc", "_other"))
        with world([OLD, OLD], [lacking, lacking]) as where:
            report = look(where)
        assert report.exit_code == 1
        assert {(d.owner, d.type) for d in report.servers[2].differences} == {(APEX, "MX"), (f"_dmarc.{APEX}", "TXT")}
        shown = text(report)
        assert "ns1.new.test, ns2.new.test: " in shown, "servers that differ in the same way are told together"
        assert "20 mail.example.test" in shown
        assert "(none)" in shown

    def test_what_resolvers_keep_of_it_is_nothing_yet(self) -> None:
        lacking = zone(NEW, MAIL.replace("MX 10", "MX 20"))
        with world([OLD, OLD], [lacking, lacking]) as where:
            assert "keeps" not in text(look(where))

    def test_one_server_that_lags(self) -> None:
        with world([OLD, OLD], [zone(NEW), zone(NEW, MAIL.replace("192.0.2.25", "192.0.2.9"))]) as where:
            report = look(where)
        assert report.exit_code == 1
        assert {one.server: len(one.differences) for one in report.servers} == dict.fromkeys((*OLD, NEW[0]), 0) | {
            NEW[1]: 1
        }

    def test_ttls_and_spaces_are_no_difference(self) -> None:
        same = zone(NEW, MAIL.replace("3600", "60").replace("v=DMARC1; p=reject", "v=DMARC1;p=reject;"))
        with world([OLD, OLD], [same, same]) as where:
            assert look(where).exit_code == 0

    def test_a_server_that_does_not_serve_the_zone_yet(self) -> None:
        with world([OLD, OLD], [rcode("REFUSED"), rcode("REFUSED")]) as where:
            report = look(where)
        assert (report.phase, report.exit_code) == (Phase.BEFORE, 3)
        assert "tells nothing" in text(report)

    @pytest.mark.parametrize("side", [OLD, NEW])
    def test_one_question_that_a_side_does_not_answer_is_not_clean(self, side: tuple[str, ...]) -> None:
        with world([OLD, OLD]) as where:
            for name in side:
                where.servers[name]._behaviours[APEX, "MX"] = rcode("SERVFAIL")
            report = look(where)
        assert (report.phase, report.exit_code) == (Phase.BEFORE, 3), text(report)
        assert "not told example.test MX" in text(report)

    def test_a_zone_that_is_not_at_the_target(self) -> None:
        move = read(R53, CF, Held("route53", OLD), Held("cloudflare", (), empty=True), APEX)
        with world([OLD, OLD]) as where:
            report = look(where, move)
        assert report.exit_code == 3
        assert "cloudflare shows no public zone" in text(report)
        assert "The name servers of the target" in text(report)


class TestSwitching:
    def test_servers_of_the_parent_zone_differ(self) -> None:
        with world([OLD, NEW]) as where:
            report = look(where)
        assert (report.phase, report.exit_code) == (Phase.SWITCHING, 0)
        assert [one.follows for one in report.parents] == [Follows.SOURCE, Follows.TARGET]

    def test_a_delegation_to_both(self) -> None:
        with world([(*OLD, *NEW), (*OLD, *NEW)]) as where:
            report = look(where)
        assert (report.phase, report.parents[0].follows) == (Phase.SWITCHING, Follows.BOTH)

    def test_a_source_whose_servers_only_the_parent_zone_names(self) -> None:
        move = read(R53, CF, Held("route53", ()), Held("cloudflare", NEW), APEX)
        for named, phase, code in ((OLD, Phase.BEFORE, 0), ((*OLD, *NEW), Phase.SWITCHING, 0)):
            with world([named, named]) as where:
                report = look(where, move)
            assert (report.phase, report.exit_code) == (phase, code), text(report)
            assert {one.server for one in report.servers} == {*OLD, *NEW}

    def test_sides_that_tell_no_servers_at_all(self) -> None:
        with world([OLD, OLD]) as where:
            report = look(where, read(R53, CF, Held("route53", ()), Held("cloudflare", ()), APEX))
        assert (report.phase, report.exit_code) == (Phase.UNTOLD, 3)

    def test_a_delegation_elsewhere(self) -> None:
        other = ("ns1.elsewhere.test",)
        with world([other, other]) as where:
            report = look(where)
        assert (report.phase, report.exit_code) == (Phase.ELSEWHERE, 1)

    def test_servers_of_the_parent_zone_that_do_not_tell(self) -> None:
        with world([rcode("SERVFAIL"), rcode("SERVFAIL")]) as where:
            report = look(where)
        assert (report.phase, report.exit_code) == (Phase.UNTOLD, 3)


class TestAfter:
    def test_a_resolver_that_keeps_the_old_servers(self) -> None:
        with world([NEW, NEW], resolver=zone(OLD, ttl=3412)) as where:
            report, waited = look(where), look(where, waited=True)
        assert (report.phase, report.exit_code, waited.exit_code) == (Phase.AFTER, 0, 1)
        assert "still asks the source's servers, for at most 56 min 52 s more" in text(report)
        assert "until 2 days after the switch" in text(report)
        assert next_change(report) == 3412
        assert "1 resolver still with the source, for at most 56 min 52 s" in in_words(report)

    def test_a_resolver_that_keeps_an_old_answer(self) -> None:
        changed = zone(NEW, MAIL.replace("10 mail", "20 mail"))
        kept = ns(NEW) + MAIL.replace("3600 MX", "77 MX") + f"{APEX}. SOA n. h. 1 2 3 4 5\n"
        with world([NEW, NEW], [changed, changed], resolver=kept) as where:
            report = look(where)
        assert (report.phase, report.exit_code) == (Phase.AFTER, 1)
        assert [(one.owner, one.type, one.seconds) for one in report.resolvers[0].kept] == [(APEX, "MX", 77)]
        assert "keeps the source answer for example.test MX, for at most 77 s more" in text(report)

    def test_done(self) -> None:
        with world([NEW, NEW], resolver=zone(NEW)) as where:
            report = look(where, waited=True)
        assert (report.phase, report.exit_code) == (Phase.DONE, 0), text(report)
        assert "The switch is done" in report.summary

    def test_done_when_the_source_is_gone(self) -> None:
        move = read(R53, CF, Held("route53", OLD, empty=True), Held("cloudflare", NEW), APEX)
        with world([NEW, NEW], old=[rcode("REFUSED")] * 2, resolver=zone(NEW)) as where:
            report = look(where, move)
        assert (report.phase, report.exit_code) == (Phase.DONE, 0), text(report)
        assert "no longer tell" in text(report)

    def test_a_server_of_the_target_that_fails_is_not_done(self) -> None:
        with world([NEW, NEW], [zone(NEW), rcode("SERVFAIL")], resolver=zone(NEW)) as where:
            report = look(where)
        assert (report.phase, report.exit_code) == (Phase.AFTER, 3)

    def test_a_resolver_that_fails_is_not_done(self) -> None:
        with world([NEW, NEW], resolver="") as where:
            report = look(where)
        assert (report.phase, report.exit_code) == (Phase.AFTER, 3)


KEY = f"{APEX}. DNSKEY 257 3 13 {'AAAA' * 20}\n"
TAG = 1038
DIGEST = "e67de5c9ea1d9e001768e4455d209df4f5b68d77071d8eb81fcecce3cacfab80"
SHA1 = "31405c0df06ca6d139466939174db25f68003731"


class TestSigned:
    @pytest.mark.parametrize(("named", "code"), [(OLD, 0), (NEW, 1)])
    def test_ds_records_without_keys_at_the_target(self, named: tuple[str, ...], code: int) -> None:
        with world([referring(named, ds=DS)] * 2) as where:
            report = look(where)
        assert (report.exit_code, len(report.problems)) == (code, code), text(report)
        assert "key tag 12345" in text(report)
        assert ("resolvers that validate DNSSEC fail" in report.summary) == bool(code)

    @pytest.mark.parametrize(
        ("ds", "problems"),
        [
            (DS, 1),
            (f"{TAG} 13 2 {DIGEST}", 0),
            (f"{TAG} 13 2 {DIGEST[::-1]}", 1),
            (f"{TAG} 13 1 {SHA1}", 0),
            (f"{TAG} 13 200 ABCD", 0),
        ],
        ids=["another tag", "its digest", "another key of its tag", "SHA-1", "a digest that nobody knows"],
    )
    def test_keys_at_the_target(self, ds: str, problems: int) -> None:
        with world([referring(NEW, ds=ds)] * 2, [zone(NEW, more=KEY)] * 2) as where:
            report = look(where)
        assert len(report.problems) == problems, text(report)


def proxied(rdtype: str, owner: str, value: str) -> RecordSet:
    return RecordSet("", owner, rdtype, None, (value,), proxied=True)


class TestCloudflare:
    REWRITTEN = MAIL.replace(f"MX 10 mail.{APEX}.", f"MX 10 _dc-mx.1a2b.{APEX}.").replace("192.0.2.25", "104.16.0.1")
    ORIGIN = proxied("A", f"mail.{APEX}", "192.0.2.25")

    @pytest.mark.parametrize(("address", "code"), [("192.0.2.25", 0), ("192.0.2.26", 1)])
    def test_a_proxied_exchange_is_the_same_by_its_addresses(self, address: str, code: int) -> None:
        new = zone(NEW, self.REWRITTEN, more=f"_dc-mx.1a2b.{APEX}. A {address}\n")
        with world([OLD, OLD], [new, new]) as where:
            report = look(where, moving(self.ORIGIN))
        assert report.exit_code == code, text(report)
        assert ("_dc-mx.1a2b.example.test for mail.example.test" in text(report)) == (code == 0)

    def test_a_proxied_host_that_is_no_exchange_is_another_host(self) -> None:
        imap = f"imap.{APEX}"
        old, new = (
            zone(OLD, mail, more=f"{imap}. A {address}\n_dc-mx.1a2b.{APEX}. A 192.0.2.25\n")
            for mail, address in ((MAIL, "192.0.2.30"), (self.REWRITTEN, "104.16.0.1"))
        )
        with world([OLD, OLD], [new, new], [old, old]) as where:
            report = look(where, moving(self.ORIGIN, proxied("A", imap, "192.0.2.30")))
        assert report.exit_code == 1, text(report)

    def test_addresses_behind_it_that_are_not_told(self) -> None:
        new = zone(NEW, self.REWRITTEN)
        with lab(parents=[referring(OLD)] * 2, old=[zone(OLD)] * 2, new=[new] * 2, resolver=zone(OLD)) as where:
            for name in NEW:
                where.servers[name]._behaviours[f"_dc-mx.1a2b.{APEX}"] = rcode("SERVFAIL")
            report = look(where, moving(self.ORIGIN))
        assert report.exit_code == 3

    def test_a_policy_host_behind_the_proxy(self) -> None:
        host = f"mta-sts.{APEX}"
        sts = f'_mta-sts.{APEX}. TXT "v=STSv1; id=1"\n'
        old, new = (zone(OLD, more=f"{sts}{host}. A {address}\n") for address in ("192.0.2.80", "104.16.0.1"))
        with world([OLD, OLD], [new, new], [old, old]) as where:
            assert look(where, moving(proxied("A", host, "192.0.2.80"))).exit_code == 0
            assert look(where).exit_code == 1, "without the proxy it is another host"

    @pytest.mark.parametrize(("address", "code"), [("198.51.100.7", 0), ("198.51.100.8", 1)])
    def test_a_flattened_cname(self, address: str, code: int) -> None:
        name = f"autodiscover.{APEX}"
        old = zone(OLD, more=f"{name}. CNAME host.elsewhere.test.\n")
        new = zone(NEW, more=f"{name}. A {address}\n")
        end = "host.elsewhere.test. A 198.51.100.7\n"
        with world([OLD, OLD], [new, new], [old, old], resolver=zone(OLD) + end) as where:
            report = look(where)
        assert report.exit_code == code, text(report)


def test_what_is_the_servers_of_both_sides_is_nobodys() -> None:
    move = read(R53, CF, Held("route53", OLD), Held("cloudflare", (OLD[0], *NEW)), APEX)
    assert (set(move.old), set(move.new)) == ({OLD[1]}, set(NEW))


class TestQuestions:
    def test_of_many_keys_only_what_either_side_holds(self) -> None:
        key = RecordSet("", f"s1._domainkey.{APEX}", "TXT", 300, ("v=DKIM1; p=AA",))
        alias = RecordSet("", f"s2._domainkey.{APEX}", "CNAME", 300, ("s2.dkim.example.net",))
        asked = questions(moving(key, alias))
        assert [rdtype for name, rdtype in asked if name == key.owner] == ["TXT"]
        assert {"CNAME", "TXT"} <= {rdtype for name, rdtype in asked if name == alias.owner}
        assert {rdtype for name, rdtype in asked if name == f"mail.{APEX}"} == {"CNAME", "A", "AAAA"}

    def test_everything_where_others_look_for_it(self) -> None:
        assert {(APEX, "MX"), (f"_dmarc.{APEX}", "TXT"), (f"autodiscover.{APEX}", "CNAME")} <= set(questions(moving()))

    def test_everything_of_a_terraform_plan_which_tells_of_its_own_records_only(self) -> None:
        key = RecordSet("", f"s1._domainkey.{APEX}", "TXT", 300, ("v=DKIM1; p=AA",))
        move = read(R53, Source("plan", "plan.json"), Held("route53", OLD), Held("cloudflare", NEW, key), APEX)
        assert (key.owner, "CNAME") in questions(move)

    @pytest.mark.parametrize("target", [Held("cloudflare", (), empty=True), None])
    def test_everything_where_a_side_does_not_list_or_a_wildcard_answers(self, target: Held | None) -> None:
        wild = RecordSet("", f"*.{APEX}", "A", 300, ("192.0.2.1",))
        move = moving(wild) if target is None else read(R53, CF, Held("route53", OLD), target, APEX)
        assert (f"mail.{APEX}", "TXT") in questions(move)


def test_delegated_names_are_not_asked_for() -> None:
    child = RecordSet("", f"sub.{APEX}", "NS", 300, ("ns.sub.test",))
    below = RecordSet("", f"sub.{APEX}", "MX", 300, (mx(10, f"mail.sub.{APEX}"),))
    assert isinstance(below.values[0], Mx)
    assert not any(name.endswith(f"sub.{APEX}") for name in moving(child, below).names())


def test_dns_on_both_sides_is_refused() -> None:
    with pytest.raises(UsageError, match="only of names"):
        read(Source("dns"), Source("dns", "192.0.2.1"), Held("dns", OLD), Held("dns", NEW), APEX)


def test_json_is_as_its_schema_says() -> None:
    schema = json.loads((Path(__file__).parents[2] / "docs" / "schema" / "migrate-verify-1.json").read_text())
    with world([OLD, NEW], [zone(NEW, MAIL.replace("MX 10", "MX 20")), rcode("REFUSED")]) as where:
        report = look(where)
    jsonschema.validate(json.loads(renderer("json")(report, Style())), schema)


def test_hostile_text_stays_text() -> None:
    evil = zone(NEW, MAIL.replace("v=DMARC1; p=reject", "v=DMARC1; p=\x1b[2J"))
    with world([OLD, OLD], [evil, evil]) as where:
        report = look(where)
    assert formats() == ("json", "text")
    for name in formats():
        assert "\x1b" not in renderer(name)(report, Style())
