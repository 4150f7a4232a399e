"""The gate's verdict: what fails, what is unverified, what is asked, and what each flag changes."""

from __future__ import annotations

import pytest
from msgspec import structs

from iacmx.check import Options, check
from iacmx.errors import InputError, NotAsked, ProviderError
from iacmx.model import Change, Kind, Plan, RecordSet, Severity, Unknown, Zone, ZoneChange, ZoneData
from iacmx.provider import Provider
from iacmx.report import Report, Verdict
from tests.report.sample import Answers
from tests.rules.build import change, record

ZONE = Zone("route53:Z1", "route53", "Z1", "example.com")
OLD = record("example.com. MX 10 old.example.net., 20 backup.example.net.")
NEW = record("example.com. MX 10 new.example.net., 20 backup.example.net.")
DNS = {
    "old.example.net": ["45.33.1.1"],
    "new.example.net": ["45.33.1.2"],
    "backup.example.net": ["45.56.1.3"],
    "example.com": ["45.33.1.4"],
}


class Account:
    """A provider over record sets in memory, which remembers what it was asked."""

    name = "route53"
    title = "Route 53"
    requests = 0

    def __init__(self, records: list[RecordSet], zone: Zone = ZONE) -> None:
        self.asked: list[tuple[str, frozenset[str] | None]] = []
        self._records = tuple(records)
        self._zone = zone

    def zones(self, name: str = "") -> list[Zone]:
        return [self._zone]

    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        self.asked.append((zone.id, names))
        return ZoneData(self._zone, self._records)


def plan(*changes: Change, zone: Zone = ZONE, **fields: object) -> Plan:
    return Plan("1.2", "1.11.4", changes=changes, zones={zone.key: zone}, resources=len(changes), **fields)  # type: ignore[arg-type]


def run(
    made: Plan, account: Provider | None = None, dns: dict[str, list[str] | Kind] | None = None, **options: object
) -> Report:
    return check(
        made,
        provider_for=(lambda _: account) if account else None,
        dns=Answers(DNS if dns is None else dns),
        options=Options(**options),  # type: ignore[arg-type]
    )


def ids(report: Report, *severities: str) -> list[str]:
    return [f.rule for f in report.findings if not severities or f.severity in severities]


def test_clean() -> None:
    report = run(plan(change("r.mx", OLD, NEW)), Account([OLD]))
    assert (report.verdict, report.exit_code) == (Verdict.PASS, 0)
    assert ids(report, "error", "unverified", "warning") == []
    assert report.coverage.mx_sets == 1


@pytest.mark.parametrize(
    ("options", "code"), [({}, 1), ({"soft_fail": True}, 0), ({"ignore": frozenset({"MX601", "MX401"})}, 0)]
)
def test_an_error_fails(options: dict[str, object], code: int) -> None:
    report = run(plan(change("r.mx", OLD, None)), Account([OLD]), **options)
    assert report.exit_code == code
    assert ("MX601" in ids(report)) is ("ignore" not in options)


def test_an_ignored_rule_is_in_the_coverage() -> None:
    report = run(plan(change("r.mx", OLD, NEW)), Account([OLD]), ignore=frozenset({"MX304"}))
    assert report.coverage.rules_skipped.pop("MX304") == "ignored by the settings"
    assert set(report.coverage.rules_skipped.values()) <= {"judged only where selected"}


def test_fail_on_decides_how_mild_is_too_much() -> None:
    single = record("example.com. MX 10 new.example.net.")
    made = plan(change("r.mx", OLD, single))
    assert run(made, Account([OLD])).exit_code == 0
    assert run(made, Account([OLD]), fail_on=Severity.NOTICE).exit_code == 1


def unknown_plan() -> Plan:
    later = structs.replace(NEW, values=(Unknown(("aws_eip.mail.public_dns",), "aws_eip.mail"),))
    return plan(change("r.mx", OLD, later))


def test_an_exchange_known_later_is_unverified() -> None:
    report = run(unknown_plan(), Account([OLD]))
    assert (report.verdict, report.exit_code) == (Verdict.UNVERIFIED, 3)
    assert "aws_eip.mail" in next(f for f in report.findings if f.rule == "MX610").evidence


def test_unknown_warns_on_demand() -> None:
    report = run(unknown_plan(), Account([OLD]), unknown_warns=True)
    assert (report.exit_code, ids(report, "warning")) == (0, ["MX610"])
    assert run(unknown_plan(), Account([OLD]), unknown_warns=True, fail_on=Severity.WARNING).exit_code == 1


def test_soft_fail_does_not_mask_what_is_unverified() -> None:
    both = plan(
        change("r.mx", OLD, None),
        *unknown_plan().changes[:0],
        change("r.b", None, record("b.example.com. MX 1 slow.example.net.")),
    )
    report = run(both, Account([OLD]), {**DNS, "slow.example.net": Kind.UNVERIFIED}, soft_fail=True)
    assert ids(report, "error") == ["MX601"]
    assert report.exit_code == 3


def test_dns_that_fails_is_unverified() -> None:
    report = run(plan(change("r.mx", OLD, NEW)), Account([OLD]), {**DNS, "new.example.net": Kind.UNVERIFIED})
    assert (report.exit_code, ids(report, "unverified")) == (3, ["MX204"])


class Broken(Account):
    def fetch(self, zone: Zone, names: frozenset[str] | None) -> ZoneData:
        raise ProviderError("Route 53 throttled every attempt.", "Try again later.")


def test_a_provider_that_fails_is_unverified_and_the_plan_is_still_judged() -> None:
    report = run(plan(change("r.mx", OLD, None)), Broken([]))
    assert report.exit_code == 1
    assert ids(report, "unverified") == ["MX905"]
    assert "throttled" in report.coverage.zones[0].reason
    assert run(plan(change("r.mx", OLD, NEW)), Broken([])).exit_code == 3


def test_a_zone_that_fails_is_unverified_even_where_the_plan_shows_no_mx_of_it() -> None:
    report = run(plan(change("r.a", HOST, None)), Broken([]))
    assert (report.exit_code, ids(report, "unverified"), report.owners) == (3, ["MX905"], ())
    gone = plan(zone_changes=(ZoneChange("aws_route53_zone.main", ("delete",), ZONE, None),))
    assert run(gone, Broken([])).exit_code == 3


def test_a_provider_not_to_be_asked_is_skipped_not_unverified() -> None:
    def refuse(name: str) -> Provider:
        raise NotAsked("offline")

    report = check(plan(change("r.mx", OLD, NEW)), provider_for=refuse)
    assert report.exit_code == 0
    assert "MX901" in report.coverage.rules_skipped
    assert any("no provider" in words for words in report.coverage.skipped)


def test_offline_judges_the_plan_alone_and_says_so() -> None:
    report = check(plan(change("r.mx", OLD, record("example.com. MX 10 192.0.2.1."))))
    assert ids(report, "error") == ["MX101"]
    assert len(report.coverage.skipped) == 2


def test_the_verdict_claims_nothing_of_resources_that_were_not_read() -> None:
    report = run(plan(not_understood={"acme_mx_record": 1}))
    assert report.exit_code == 0
    assert "were not" in report.summary
    assert run(plan()).summary == "The plan changes no mail routing."


def test_a_failed_plan_is_refused() -> None:
    with pytest.raises(InputError, match="failed"):
        check(plan(errored=True))


HOST = record("old.example.com. A 45.33.1.9")
WILD = record("*.example.com. MX 10 new.example.net.")


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        pytest.param([change("r.mx", OLD, NEW)], [("Z1", frozenset({"example.com"}))], id="owners of the MX sets"),
        pytest.param(
            [change("r.mx", OLD, record("example.com. MX 10 mail.example.com."))],
            [("Z1", frozenset({"example.com"}))],
            id="not their hosts: they come along for free or DNS tells",
        ),
        pytest.param(
            [change("r.mx", None, record("a.b.example.com. MX 10 new.example.net."))],
            [("Z1", frozenset({"a.b.example.com", "b.example.com"}))],
            id="what may be a zone cut above the owner",
        ),
        pytest.param(
            [
                change("r.mx", OLD, record("example.com. MX 10 mail.b.example.com.")),
                change("r.a", None, record("mail.b.example.com. A 45.33.1.9")),
                change("r.c", None, record("web.c.example.com. A 45.33.1.9")),
            ],
            [("Z1", frozenset({"example.com", "b.example.com", "mail.b.example.com"}))],
            id="a mail host that the plan writes, and what may be a zone cut above it",
        ),
        pytest.param(
            [change("r.mx", None, record("*.example.com. MX 10 new.example.net."))],
            [("Z1", frozenset({"*.example.com", "example.com"}))],
            id="the apex with a wildcard, which stand on one page",
        ),
        pytest.param(
            [change("r.w", WILD, WILD, ["no-op"]), change("r.a", None, record("shop.example.com. A 45.33.1.9"))],
            [("Z1", frozenset({"*.example.com", "example.com", "shop.example.com"}))],
            id="a new name that a wildcard of the plan reached",
        ),
        pytest.param(
            [change("r.w", WILD, WILD, ["no-op"]), change("r.a", None, record("a.shop.example.com. A 45.33.1.9"))],
            [],
            id="nothing for a new name farther below",
        ),
        pytest.param([change("r.a", HOST, None)], [("Z1", None)], id="all where an address goes away"),
        pytest.param([change("r.a", None, HOST)], [], id="nothing where one is only added"),
        pytest.param(
            [change("r.ns", None, record("eu.example.com. NS ns1.example.net."))],
            [("Z1", None)],
            id="all where a name is delegated away",
        ),
        pytest.param(
            [change("r.ns", None, record("example.com. NS ns1.example.net."))],
            [],
            id="nothing for the zone's own servers",
        ),
        pytest.param([change("r.t", None, record("example.com. TXT x"))], [], id="nothing for other records"),
        pytest.param([change("r.mx", OLD, OLD, ["no-op"])], [], id="nothing where nothing changes"),
    ],
)
def test_what_is_asked(changes: list[Change], asked: list[tuple[str, frozenset[str] | None]]) -> None:
    account = Account([OLD, HOST])
    run(plan(*changes), account)
    assert account.asked == asked


def test_an_unmanaged_set_is_judged_when_its_host_goes() -> None:
    live = [record("example.com. MX 10 old.example.com."), HOST]
    report = run(plan(change("r.a", HOST, None)), Account(live))
    assert ids(report, "error") == ["MX605"]
    assert report.findings[0].address == "r.a"


def test_a_domain_that_is_to_take_no_mail() -> None:
    parked = change("r.mx", None, record("parked.example.com. MX 0 ."))
    assert run(plan(parked), Account([])).summary == "No mail is taken, as the null MX says."
    assert run(plan(parked, change("r.b", None, NEW)), Account([])).summary.startswith("Mail will arrive")


def test_sets_that_the_plan_leaves_alone_are_not_judged() -> None:
    broken = record("other.example.com. MX 10 192.0.2.1.")
    report = run(plan(change("r.mx", OLD, NEW), change("r.other", broken, broken, ["no-op"])), Account([OLD, broken]))
    assert report.exit_code == 0
    assert report.coverage.mx_sets_unchanged == 1


def test_deleting_a_zone_is_judged_with_all_it_holds() -> None:
    gone = plan(zone_changes=(ZoneChange("aws_route53_zone.main", ("delete",), ZONE, None),))
    account = Account([OLD])
    report = run(gone, account, {"example.com": Kind.NO_NAME})
    assert account.asked == [("Z1", None)]
    assert ids(report, "error") == ["MX601"]


def test_owners_become_absolute_once_the_zone_is_known() -> None:
    nameless = structs.replace(ZONE, name="")
    relative = structs.replace(record("mail. MX 10 new.example.net., 20 backup.example.net."), relative=True)
    report = run(plan(change("r.mx", None, relative), zone=nameless), Account([]))
    assert [owner.owner for owner in report.owners] == ["mail.example.com"]


def test_a_relative_owner_of_an_unknown_zone_is_unverified() -> None:
    nameless = structs.replace(ZONE, name="")
    relative = structs.replace(record("mail. MX 10 new.example.net., 20 backup.example.net."), relative=True)
    assert check(plan(change("r.mx", None, relative), zone=nameless)).exit_code == 3


def test_a_zone_that_fails_is_one_cause() -> None:
    nameless = structs.replace(ZONE, name="")
    relative = structs.replace(record("mail. MX 10 new.example.net., 20 backup.example.net."), relative=True)
    report = run(plan(change("r.mx", None, relative), zone=nameless), Broken([]))
    assert ids(report, "error", "unverified") == ["MX905"]


def test_a_name_with_a_dot_in_a_nameless_zone_is_absolute() -> None:
    nameless = structs.replace(ZONE, name="")
    written = structs.replace(NEW, relative=True)
    report = check(plan(change("r.mx", None, written), zone=nameless))
    assert ([owner.owner for owner in report.owners], report.exit_code) == (["example.com"], 0)


def test_drift_of_a_set_that_the_plan_leaves_alone_is_told_where_its_zone_is_read() -> None:
    believed = record("b.example.com. MX 10 old.example.net., 20 backup.example.net.")
    live = record("b.example.com. MX 10 192.0.2.1.")
    report = run(plan(change("r.mx", OLD, NEW), change("r.b", believed, believed, ["no-op"])), Account([OLD, live]))
    assert ids(report, "error", "warning") == ["MX901"]
    assert [owner.owner for owner in report.owners] == ["example.com", "b.example.com"]


def test_drift_alone_is_told_and_does_not_judge_the_set() -> None:
    drifted = record("example.com. MX 10 192.0.2.1.")
    made = plan(drift=(change("r.mx", OLD, drifted),))
    report = check(made)
    assert ids(report) == ["MX906"]
    assert report.exit_code == 0


def test_the_same_input_gives_the_same_report() -> None:
    made = plan(change("r.mx", OLD, None), change("r.b", None, record("b.example.com. MX 1 a.b.example.com.")))
    assert run(made, Account([OLD])) == run(made, Account([OLD]))
