"""What a new mail host needs, held against today's records, and the order of the steps."""

from __future__ import annotations

import json

import pytest

from iacmx.audit.source import Source
from iacmx.errors import UsageError, ZoneNotFound
from iacmx.mail_needs import movable, needs_of, service_named, target_of
from iacmx.mail_report import State, Step, formats, renderer
from iacmx.migrate.ends import Ambiguous
from iacmx.migrate.mail import domain_named, keys_named, move_of
from iacmx.migrate.mail.rows import AFTER, BEFORE, WITH
from iacmx.migrate.mail.steps import steps
from iacmx.model import Answer, Kind, RecordSet, Unknown, Zone, ZoneData
from iacmx.report import Style, Verdict
from tests.migrate.build import aws_zone, cf, cf_zone, mx, r53
from tests.migrate.mail_moves import POLICY, Fixed, Known, by_place, moved, report
from tests.test_mail_needs import TENANTS

GOOGLE = (
    r53("", "MX", "1 aspmx.l.google.com.", "5 alt1.aspmx.l.google.com.", "5 alt2.aspmx.l.google.com.", ttl=86400),
    r53("", "TXT", '"v=spf1 include:_spf.google.com include:crm.example -all"', '"token=s3cr3t"', ttl=3600),
    r53("google._domainkey", "TXT", '"v=DKIM1; p=AAAA"'),
    r53("_dmarc", "TXT", '"v=DMARC1; p=reject"'),
)
STS = r53("_mta-sts", "TXT", '"v=STSv1; id=1;"', ttl=900)


def test_everything_that_the_new_host_needs_is_told_with_its_time() -> None:
    _, rows = moved(aws_zone(*GOOGLE), "fastmail")
    found = by_place(rows)
    assert found["MX @ change"].then == ("10 in1-smtp.messagingengine.com", "20 in2-smtp.messagingengine.com")
    assert found["MX @ change"].when == WITH
    assert found["SPF @ change"].then == (
        "v=spf1 include:_spf.google.com include:crm.example include:spf.messagingengine.com -all",
    )
    assert found["SPF @ change"].when == BEFORE
    assert found["SPF @ goes"].then == ("v=spf1 include:crm.example include:spf.messagingengine.com -all",)
    assert found["SPF @ goes"].when == AFTER
    assert found["DKIM fm1._domainkey missing"].then == ("fm1.example.com.dkim.fmhosted.com",)
    assert found["DKIM google._domainkey goes"].when == AFTER
    assert "refused" in found["DMARC _dmarc there"].reason
    assert found["client _imaps._tcp missing"].when == WITH
    assert not any("s3cr3t" in value for row in rows for value in (*row.now, *row.then))


@pytest.mark.parametrize("host", [one.id for one in movable()])
def test_every_host_gets_a_whole_set_spf_before_mx_and_the_order_of_the_steps(host: str) -> None:
    data = aws_zone(r53("", "MX", "10 mx.old.example."), r53("", "TXT", '"v=spf1 a:mx.old.example -all"'))
    move, rows = moved(data, host, TENANTS.get(host, ""))
    found = by_place(rows)
    assert len(found["MX @ change"].then) == len(move.target.records)
    spf = next(row for row in rows if row.part == "SPF")
    assert (spf.when == BEFORE) or spf.state is State.THERE
    if move.target.spf:
        assert all(term in spf.then[0] for term in move.target.spf)
    else:
        assert needs_of(move.target.service).console in spf.reason
    titles = [step.title.split()[0] for step in steps(move, rows)]
    assert titles == [title for title in ("Set", "Prepare:", "Sign", "Switch", "Keep", "Tidy") if title in titles]
    assert titles[-2:] == ["Keep", "Tidy"]


def test_what_only_the_console_tells_is_asked_for_and_can_be_given() -> None:
    asked = by_place(moved(aws_zone(*GOOGLE), "microsoft365", "example-com")[1])
    assert {name for name in asked if name.endswith(" ask")} == {
        "DKIM selector1._domainkey ask",
        "DKIM selector2._domainkey ask",
        "ownership @ ask",
    }
    keys = keys_named(["selector1=selector1-example-com._domainkey.contoso.onmicrosoft.com."])
    given = by_place(moved(aws_zone(*GOOGLE), "microsoft365", "example-com", keys=keys)[1])
    assert given["DKIM selector1._domainkey missing"].then == (
        "selector1-example-com._domainkey.contoso.onmicrosoft.com",
    )


@pytest.mark.parametrize("word", ["x", "=v", "s=", "s=a b", "s=${evil}", "..=a.example"])
def test_a_key_that_is_none_is_refused(word: str) -> None:
    with pytest.raises(UsageError, match="--dkim"):
        keys_named([word])


def test_waits_are_those_of_the_real_ttls_and_sts_comes_before_the_switch() -> None:
    move, rows = moved(aws_zone(*GOOGLE, STS), "fastmail", dns=Known(policy=POLICY))
    found = steps(move, rows)
    waits = {step.title.split()[0]: step.wait for step in found}
    assert waits == {
        "Set": None,
        "Let": 900,
        "Prepare:": 86400,
        "Sign": None,
        "Switch": 300,
        "Keep": 432000,
        "Tidy": None,
    }
    assert list(waits)[:2] == ["Set", "Let"]
    assert "in1-smtp.messagingengine.com" in found[1].do[0]
    low = aws_zone(r53("", "MX", "10 mx.old.example.", ttl=60), *GOOGLE[1:])
    waits = {step.title.split()[0]: step.wait for step in steps(*moved(low, "fastmail"))}
    assert (waits["Prepare:"], waits["Switch"]) == (3600, 60)


class WithSoa(Known):
    def lookup(self, name: str, rdtype: str) -> Answer:
        if (name, rdtype) != ("example.com", "SOA"):
            return super().lookup(name, rdtype)
        return Answer(Kind.FOUND, ("ns. host. 1 7200 900 1209600 86400",), ttl=1800)


def prepare(dns: Known, *records: RecordSet) -> Step:
    return next(step for step in steps(*moved(aws_zone(*records), "fastmail", dns=dns)) if "Prepare" in step.title)


def test_that_a_record_was_not_there_is_waited_out_too() -> None:
    low = (r53("", "MX", "10 mx.old.example.", ttl=60), r53("", "TXT", '"v=spf1 -all"', ttl=300))
    assert prepare(WithSoa(), *low).wait == 1800, "new keys"
    assert prepare(WithSoa(), low[0]).wait == 1800, "no SPF record"
    untold = prepare(Known(), *low)
    assert (untold.wait, "SOA record of example.com" in untold.why) == (300, True)
    keys = (r53(f"fm{n}._domainkey", "CNAME", f"fm{n}.example.com.dkim.fmhosted.com.") for n in (1, 2, 3))
    nothing_new = prepare(WithSoa(), *low, *keys)
    assert nothing_new.wait == 300


def test_an_automatic_ttl_is_waited_for() -> None:
    data = cf_zone(mx("", 10, "mx.old.example", ttl=1), cf("", "TXT", "v=spf1 a:mx.old.example -all", ttl=1))
    waits = {step.title.split()[0]: step.wait for step in steps(*moved(data, "fastmail"))}
    assert (waits["Prepare:"], waits["Switch"]) == (300, 300)


def test_a_policy_that_names_the_new_host_needs_nothing() -> None:
    policy = POLICY + "mx: *.messagingengine.com\n"
    found = by_place(moved(aws_zone(*GOOGLE, STS), "fastmail", dns=Known(policy=policy))[1])
    assert "MTA-STS _mta-sts there" in found


def test_a_policy_that_could_not_be_read_leaves_it_open() -> None:
    open_ = report(aws_zone(*GOOGLE, STS), "fastmail")
    assert (open_.verdict, open_.exit_code) == (Verdict.UNVERIFIED, 3)


@pytest.mark.parametrize(
    ("host", "records"),
    [
        ("google", ["1 smtp.google.com."]),
        (
            "google",
            ["1 aspmx.l.google.com.", *(f"{5 * ((n + 1) // 2)} alt{n}.aspmx.l.google.com." for n in range(1, 5))],
        ),
        ("fastmail", ["10 in1-smtp.messagingengine.com.", "20 in2-smtp.messagingengine.com."]),
    ],
)
def test_mail_that_is_there_already_is_called_that(host: str, records: list[str]) -> None:
    found = report(aws_zone(r53("", "MX", *records)), host)
    assert found.exit_code == 0
    assert "already" in found.summary
    assert not any(step.title.startswith("Switch") for step in found.steps)
    assert found.notes == ()


@pytest.mark.parametrize(
    ("host", "tenant", "records"),
    [
        ("google", "", ["1 aspmx.l.google.com."]),
        ("google", "", ["1 smtp.google.com.", "10 mx.old.example."]),
        ("fastmail", "", ["10 in1-smtp.messagingengine.com."]),
        ("microsoft365", "example-com", ["0 other-org.mail.protection.outlook.com."]),
        ("mimecast", "eu", ["10 us-smtp-inbound-1.mimecast.com.", "10 us-smtp-inbound-2.mimecast.com."]),
    ],
)
def test_part_of_a_set_or_another_customers_is_not_there(host: str, tenant: str, records: list[str]) -> None:
    assert "MX @ change" in by_place(moved(aws_zone(r53("", "MX", *records)), host, tenant)[1])


def test_a_null_mx_no_mx_and_no_spf_are_told() -> None:
    null = by_place(moved(aws_zone(r53("", "MX", "0 .")), "fastmail")[1])
    assert "null MX" in null["MX @ change"].reason
    none = by_place(moved(aws_zone(r53("www", "A", "192.0.2.1")), "fastmail")[1])
    assert "own address" in none["MX @ missing"].reason
    assert none["SPF @ ask"].then == ("v=spf1 include:spf.messagingengine.com ~all",)


@pytest.mark.parametrize(
    ("held", "told"),
    [({"A": "192.0.2.1"}, ["A"]), ({"A": "192.0.2.1", "AAAA": "2001:db8::1"}, ["A", "AAAA"]), ({}, ["A"])],
)
def test_all_addresses_of_an_old_host_of_ones_own_go(held: dict[str, str], told: list[str]) -> None:
    hosts = [r53("mail", rdtype, address) for rdtype, address in held.items()]
    _, rows = moved(aws_zone(r53("", "MX", "10 mail.example.com."), *hosts), "fastmail")
    assert [row.type for row in rows if row.part == "host" and row.state is State.GOES] == told


def test_what_is_not_known_is_told_as_that() -> None:
    later = RecordSet("route53:Z1", "example.com", "MX", 300, (Unknown(),))
    for data in (aws_zone(later), aws_zone(names=frozenset())):
        found = report(data, "fastmail")
        assert (found.exit_code, found.rows[0].state) == (3, State.UNTOLD)
    several = aws_zone(r53("", "MX", "10 a.example."), r53("", "TXT", '"v=spf1 -all"', '"v=spf1 mx -all"'))
    assert report(several, "fastmail").exit_code == 3


def test_too_many_spf_look_ups_are_told() -> None:
    dns = Known({"spf.messagingengine.com": "v=spf1 " + "a " * 9})
    spf = by_place(moved(aws_zone(*GOOGLE), "fastmail", dns=dns)[1])["SPF @ change"]
    assert "10 look-ups" in spf.reason


def test_a_subdomain_is_found_in_the_zone_that_holds_it() -> None:
    data = aws_zone(r53("eu", "MX", "10 mx.old.example."), r53("", "MX", "10 mx.old.example."))
    found = report(data, "fastmail", domain="eu.example.com")
    assert found.rows[0].now == ("10 mx.old.example",)
    assert any("lies in the zone example.com" in note for note in found.notes)
    assert any("Mail of example.com goes to the old host too" in note for note in found.notes)


def test_a_zone_that_is_not_there_or_is_there_twice() -> None:
    target = target_of(service_named("fastmail"), "example.org", "")
    with pytest.raises(ZoneNotFound, match=r"holds example\.org"):
        move_of("example.org", target, Source("route53"), Fixed(aws_zone()))
    twice = Fixed(aws_zone(*GOOGLE), ZoneData(Zone("route53:Z2", "route53", "Z2", "example.com"), ()))
    with pytest.raises(Ambiguous, match="Z1, Z2"):
        move_of("example.com", target, Source("route53"), twice)
    move, _ = move_of("example.com", target, Source("route53"), twice, zone_id="Z2")
    assert move.today.data.zone.id == "Z2"


@pytest.mark.parametrize("word", ["", "com", "exa mple.com", "-x.com", "*.example.com", "a..b"])
def test_what_is_no_domain_is_refused(word: str) -> None:
    with pytest.raises(UsageError):
        domain_named(word)


HOSTILE = cf_zone(
    mx("", 10, "mx.old.example"),
    cf("", "TXT", "v=spf1 include:x\x1b]0;a\x07\u202eb -all | <script>"),
)


@pytest.mark.parametrize("name", formats())
def test_every_format_tells_every_record_and_moves_no_terminal(name: str) -> None:
    found = report(HOSTILE, "fastmail")
    for style in (Style(), Style(quiet=True), Style(verbose=True)):
        text = renderer(name)(found, style)
        assert not {"\x1b", "\x07", "\u202e"} & set(text)
        assert "in2-smtp.messagingengine.com" in text
    assert "<script>" not in renderer("markdown")(found, Style())


def test_the_confidence_of_the_facts_is_shown() -> None:
    assert "corroborated" in renderer("text")(report(HOSTILE, "fastmail"), Style())
    assert "compare it with" in renderer("text")(report(HOSTILE, "simplelogin"), Style())
    assert json.loads(renderer("json")(report(HOSTILE, "google"), Style()))["confidence"] == "official"


@pytest.mark.parametrize(("ttl", "told"), [(3600, False), (300, True)])
def test_who_has_just_prepared_is_told_to_wait(ttl: int, told: bool) -> None:
    """The prepared zone looks the same at once and an hour later."""
    prepared = aws_zone(
        r53("", "MX", "1 smtp.google.com.", ttl=ttl),
        r53("", "TXT", '"v=spf1 include:_spf.google.com include:spf.messagingengine.com -all"'),
        *(r53(f"fm{number}._domainkey", "CNAME", f"fm{number}.example.com.dkim.fmhosted.com.") for number in (1, 2, 3)),
    )
    found = steps(*moved(prepared, "fastmail"))
    (switch,) = (step for step in found if step.title.startswith("Switch the MX"))
    assert any("just now, wait" in line for line in switch.do) == told
