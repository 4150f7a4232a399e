"""The checklist of a cut-over: its times from TTLs that real servers give, its warnings, what it does not guess."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from iacmx.audit.source import Source
from iacmx.cutover_report import CutoverPlan, Topic, Ttl, formats, renderer
from iacmx.migrate.cutover import gather, plan_of
from iacmx.migrate.cutover.asked import Files, Network
from iacmx.migrate.cutover.facts import Facts
from iacmx.migrate.cutover.times import after_ds, after_lowering, after_switch
from iacmx.migrate.move import Move, read
from iacmx.model import Answer, Kind, RecordSet, Zone, ZoneData
from iacmx.mx import mx
from iacmx.provider import Deadline
from iacmx.report import Style
from iacmx.serving.delegations import Delegation
from iacmx.serving.servers import Directory
from iacmx.world.zonefile import ZoneFiles
from tests.lab.nameserver import rcode
from tests.serving.lab import APEX, DS, NEW, OLD, lab, ns, referring, zone

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
R53, CF = Source("route53"), Source("cloudflare")
MX = (APEX, "MX", (mx(10, f"mail.{APEX}"),))
SETS: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    MX,
    (APEX, "TXT", ("v=spf1 mx -all",)),
    (f"mail.{APEX}", "A", ("192.0.2.25",)),
    (f"_dmarc.{APEX}", "TXT", ("v=DMARC1; p=reject",)),
)
GOLDEN = Path(__file__).parent / "golden"


class Held:
    def __init__(
        self, provider: str, servers: Sequence[str], sets: Sequence[tuple[str, str, tuple[Any, ...]]] = SETS
    ) -> None:
        found = Zone(f"{provider}:Z1", provider, "Z1", APEX, name_servers=tuple(servers))
        records = tuple(RecordSet(found.key, owner, rdtype, 300, values) for owner, rdtype, values in sets)
        self._data = ZoneData(found, records)

    def zones(self, name: str = "") -> list[Zone]:
        return [self._data.zone]

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        return self._data


class Absent:
    def zones(self, name: str = "") -> list[Zone]:
        return []

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        raise AssertionError


def moving(source: Any = None, target: Any = None) -> Move:
    return read(R53, CF, source or Held("route53", OLD), target or Held("cloudflare", NEW), APEX)


def planned(move: Move, *, parents: Sequence[Any] = (), old: Sequence[Any] = (), resolver: str = "") -> CutoverPlan:
    with lab(
        parents=parents or [referring(OLD), referring(OLD)],
        old=old or [zone(OLD), zone(OLD)],
        resolver=resolver,
    ) as where:
        directory = Directory([where.resolver], where.known)
        return plan_of(gather(move, Network(directory, Deadline.after(20))), START)


def waits(plan: CutoverPlan) -> dict[str, int | None]:
    return {step.id: step.wait for step in plan.steps if step.wait != 0}


def topics(plan: CutoverPlan) -> dict[Topic, bool]:
    return {one.topic: one.blocks for one in plan.cautions}


class TestOverRealServers:
    def test_the_waits_follow_from_what_is_served(self) -> None:
        plan = planned(moving())
        assert (plan.exit_code, plan.untold, plan.cautions) == (0, (), ()), renderer("text")(plan, Style())
        # The delegation's TTL at the source's servers is longer than the parent's, and 600 s are left for no answer.
        assert waits(plan) == {"wait-ttls": 3600, "wait-delegation": 172800 + 600}
        assert plan.takes == 3600 + 173400
        at = {step.id: (step.after, step.at) for step in plan.steps}
        assert at["apply"] == at["switch"] == (3600, "2026-03-01 10:00 UTC")
        assert at["remove"] == (177000, "2026-03-03 10:10 UTC")

    def test_what_to_lower_and_to_raise_again(self) -> None:
        steps = {step.id: step for step in planned(moving()).steps}
        assert steps["lower-ttls"].do[0] == "example.test MX: 3600 s to 300 s"
        assert not any("_dmarc" in text for text in steps["lower-ttls"].do), "300 s are short enough"
        assert "mail.example.test A: back to 1800 s" in steps["raise-ttls"].do

    def test_a_signed_zone_is_unsigned_first(self) -> None:
        signed = f"{APEX}. DNSKEY 257 3 13 {'AAAA' * 20}\n"
        plan = planned(moving(), parents=[referring(OLD, ds=DS, ds_ttl=7200)] * 2, old=[zone(OLD, more=signed)] * 2)
        order = [step.id for step in plan.steps]
        assert order[4:10] == ["remove-ds", "wait-ds", "switch", "wait-delegation", "verify", "sign"]
        assert (waits(plan)["wait-ds"], topics(plan)) == (7200, {Topic.DNSSEC: False})
        assert plan.exit_code == 0

    def test_a_signed_zone_that_nobody_validates(self) -> None:
        plan = planned(moving(), old=[zone(OLD, more=f"{APEX}. DNSKEY 257 3 13 {'AAAA' * 20}\n")] * 2)
        assert "remove-ds" not in {step.id for step in plan.steps}
        assert topics(plan) == {Topic.DNSSEC: False}

    def test_a_parent_zone_that_does_not_tell(self) -> None:
        plan = planned(moving(), parents=[rcode("SERVFAIL")] * 2)
        assert plan.exit_code == 3
        assert plan.takes is None
        said = " ".join(one.what for one in plan.untold)
        assert "DS records" in said
        assert "keep the delegation" in said
        assert "Not before you know" in next(step.do[0] for step in plan.steps if step.id == "switch")
        after = {step.id: step.after for step in plan.steps}
        assert (after["switch"], after["wait-delegation"]) == (3600, 3600)
        assert after["remove"] is None
        assert "time could not be told" in renderer("text")(plan, Style())

    def test_a_source_that_does_not_answer(self) -> None:
        plan = planned(moving(), old=[rcode("SERVFAIL")] * 2)
        assert plan.exit_code == 3
        assert waits(plan)["wait-delegation"] is None

    def test_a_target_without_the_zone(self) -> None:
        plan = planned(moving(target=Absent()))
        assert plan.exit_code == 3
        apply = next(step for step in plan.steps if step.id == "apply")
        assert "Create the zone example.test at cloudflare" in apply.do[0]

    def test_a_target_that_lacks_records_is_to_be_filled(self) -> None:
        plan = planned(moving(target=Held("cloudflare", NEW, [MX])))
        assert (plan.exit_code, topics(plan)) == (0, {Topic.TARGET: False})
        assert "lacks 3 record sets" in plan.cautions[0].text

    def test_a_target_that_has_other_mail_records(self) -> None:
        other = Held("cloudflare", NEW, [(APEX, "MX", (mx(5, "mx.elsewhere.example"),)), *SETS[1:]])
        plan = planned(moving(target=other))
        assert (plan.exit_code, topics(plan)) == (1, {Topic.TARGET: True})

    def test_email_routing_stays_at_cloudflare(self) -> None:
        routed = [(APEX, "MX", (mx(10, "route1.mx.cloudflare.net"),)), *SETS[1:]]
        move = read(CF, R53, Held("cloudflare", OLD, routed), Held("route53", NEW, routed), APEX)
        plan = planned(move)
        assert (plan.exit_code, topics(plan)) == (1, {Topic.EMAIL_ROUTING: True})

    def test_servers_in_the_zone_need_glue(self) -> None:
        plan = planned(moving(target=Held("cloudflare", (f"ns1.{APEX}", f"ns2.{APEX}"))))
        assert topics(plan) == {Topic.NAME_SERVERS: False}
        assert any("glue" in text for step in plan.steps for text in step.do if step.id == "switch")

    def test_white_label_names_of_the_source(self) -> None:
        white = (f"ns1.{APEX}", f"ns2.{APEX}")
        source = Held("route53", OLD, [*SETS, (APEX, "NS", white)])
        plan = planned(moving(source), parents=[referring(white)] * 2)
        assert topics(plan) == {Topic.NAME_SERVERS: False}
        assert "white-label names" in plan.cautions[0].text

    def test_a_delegation_to_strangers(self) -> None:
        plan = planned(moving(), parents=[referring(["ns.elsewhere.test"])] * 2)
        assert plan.exit_code == 1
        assert topics(plan) == {Topic.NAME_SERVERS: True}
        assert len(plan.cautions) == 1

    def test_a_delegation_that_is_switched_already(self) -> None:
        plan = planned(moving(), parents=[referring(NEW)] * 2)
        assert plan.exit_code == 1
        assert [one.do.partition(":")[0] for one in plan.cautions] == ["Nothing is left to switch"]

    def test_a_policy_host_that_does_not_answer(self) -> None:
        sets = [*SETS, (f"_mta-sts.{APEX}", "TXT", ("v=STSv1; id=1",))]
        plan = planned(moving(Held("route53", OLD, sets), Held("cloudflare", NEW, sets)))
        assert plan.exit_code == 3
        assert any("MTA-STS policy of example.test" in one.what for one in plan.untold)


def facts(
    ttls: Sequence[int | None] = (300,),
    *,
    parent: int | None = 3600,
    apex: int | None = 3600,
    negative: int | None = 300,
    ds: int | None = None,
    fixed: bool = False,
    policies: Mapping[str, Answer] = {},
    move: Move | None = None,
) -> Facts:
    sets = tuple(Ttl(f"h{n}.{APEX}", "A", ttl) for n, ttl in enumerate(ttls))
    above = Delegation("a.nic.test", OLD, parent, (DS,) if ds is not None else (), ds)
    return Facts(
        move or moving(),
        None,
        sets,
        frozenset((ttl.owner, ttl.type) for ttl in sets) if fixed else frozenset(),
        negative,
        apex,
        (above,),
        ds is not None,
        policies,
        OLD,
    )


@pytest.mark.parametrize(
    ("given", "lowering", "switch"),
    [
        (facts(), 0, 3600 + 300),
        (facts([60]), 0, 3600 + 300),
        (facts([301]), 301, 3600 + 300),
        (facts([86400, 3600]), 86400, 3600 + 300),
        (facts([86400], fixed=True), 0, 3600 + 86400),
        (facts(parent=172800, apex=300), 0, 172800 + 300),
        (facts(parent=300, apex=172800), 0, 172800 + 300),
        (facts(negative=86400), 0, 3600 + 86400),
        (facts(negative=0, ttls=[60]), 0, 3600 + 60),
        (facts([None]), None, None),
        (facts(parent=None), 0, None),
        (facts(apex=None), 0, None),
        (facts(negative=None), 0, None),
    ],
)
def test_the_arithmetic_of_ttls(given: Facts, lowering: int | None, switch: int | None) -> None:
    assert (after_lowering(given).seconds, after_switch(given).seconds) == (lowering, switch)


@pytest.mark.parametrize("ds", [0, 900, 86400])
def test_ds_records_are_waited_out(ds: int) -> None:
    assert after_ds(facts(ds=ds)).seconds == ds


def test_the_waits_are_explained() -> None:
    given = facts([3600], ds=900)
    assert "h0.example.test A: TTL 3600 s; a resolver that asked just before may keep" in after_lowering(given).why[0]
    assert "for 1 h" in after_lowering(given).why[0]
    assert "DS TTL 900 s" in after_ds(given).why[0]
    assert "NS TTL 3600 s" in after_switch(given).why[0]


POLICY = "version: STSv1\nmode: {mode}\nmx: {mx}\nmax_age: 604800\n"


@pytest.mark.parametrize(
    ("mode", "pattern", "blocks"),
    [("enforce", f"mail.{APEX}", 0), ("enforce", "mx.other.example", 1), ("testing", "mx.other.example", 0)],
)
def test_an_mta_sts_policy_outlives_the_switch(mode: str, pattern: str, blocks: int) -> None:
    answer = Answer(Kind.FOUND, (POLICY.format(mode=mode, mx=pattern),))
    plan = plan_of(facts(policies={APEX: answer}), START)
    assert sum(one.blocks for one in plan.cautions) == blocks
    assert "7 days" in plan.cautions[0].text
    assert "max_age 604800 s" in plan.cautions[0].text


def test_times_are_in_the_zone_of_the_start() -> None:
    plan = plan_of(facts([3600]), datetime.fromisoformat("2026-03-01T09:00+01:00"))
    assert plan.steps[2].at == "2026-03-01 10:00 UTC+01:00"


def test_the_runbook_is_as_it_was() -> None:
    """``UPDATE_GOLDEN=1`` writes it anew."""
    plan = planned(moving(target=Held("cloudflare", NEW, [MX])), parents=[referring(OLD, ds=DS)] * 2)
    for name, suffix in (("markdown", "md"), ("text", "txt")):
        made = renderer(name)(plan, Style())
        golden = GOLDEN / f"cutover.{suffix}"
        if os.environ.get("UPDATE_GOLDEN"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(made)
        assert made == golden.read_text()


def test_json_is_as_its_schema_says() -> None:
    schema = json.loads((Path(__file__).parents[2] / "docs" / "schema" / "migrate-plan-1.json").read_text())
    plan = planned(moving(target=Absent()), parents=[rcode("SERVFAIL")] * 2)
    jsonschema.validate(json.loads(renderer("json")(plan, Style())), schema)


def test_hostile_text_stays_text() -> None:
    evil = "x\x1b[2J](http://evil.example)<img src=x>@all"
    plan = plan_of(facts([3600]), START)
    told = replace(plan, source=evil, cautions=(replace_text(evil),))
    assert formats() == ("json", "markdown", "text")
    for name in formats():
        made = renderer(name)(told, Style())
        assert "\x1b" not in made
        assert name != "markdown" or not {"<img", "](http", "@all"} & {
            part for part in ("<img", "](http", "@all") if part in made
        }


def replace_text(text: str) -> Any:
    from iacmx.cutover_report import Caution

    return Caution(Topic.TARGET, text, text)


def masters(folder: Path, *, parent: str = "", own: str = "") -> Files:
    folder.mkdir(exist_ok=True)
    if parent:
        (folder / "test.zone").write_text("$ORIGIN test.\n@ 900 SOA a h 1 2 3 4 900\n@ 900 NS a.nic\n" + parent)
    (folder / f"{APEX}.zone").write_text(f"$ORIGIN {APEX}.\n" + (own or zone(OLD)))
    return Files(ZoneFiles.load(folder))


class TestOverZoneFiles:
    """Zone files stand in for servers, with the same outcome."""

    def test_the_same_waits_as_over_servers(self, tmp_path: Path) -> None:
        plan = plan_of(gather(moving(), masters(tmp_path, parent=ns(OLD))), START)
        assert (plan.exit_code, plan.untold, plan.cautions) == (0, (), ())
        assert waits(plan) == {"wait-ttls": 3600, "wait-delegation": 172800 + 600}

    def test_ds_records_are_the_parents(self, tmp_path: Path) -> None:
        signed = zone(OLD, more=f"{APEX}. 60 DS 1 13 2 {'AB' * 32}\n{APEX}. DNSKEY 257 3 13 {'AAAA' * 20}\n")
        files = masters(tmp_path, parent=ns(OLD) + f"{APEX}. 7200 DS {DS}\n", own=signed)
        plan = plan_of(gather(moving(), files), START)
        assert (waits(plan)["wait-ds"], topics(plan)) == (7200, {Topic.DNSSEC: False})
        assert "key tag 12345" in next(step.do[0] for step in plan.steps if step.id == "remove-ds")

    def test_without_the_parent_zone_it_is_not_told(self, tmp_path: Path) -> None:
        plan = plan_of(gather(moving(), masters(tmp_path)), START)
        assert (plan.exit_code, plan.takes) == (3, None)
        assert "Not before you know" in next(step.do[0] for step in plan.steps if step.id == "switch")
