"""What an audit tells beside its findings: who manages a set, and what changed since a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from iacmx import snapshot
from iacmx.audit import Against, Source
from iacmx.audit_report import AuditReport, Domain
from iacmx.model import Plan, ZoneData
from tests.audit.accounts import DENIED, HERE, Account, holding, run
from tests.plan.state_build import held, shown

SET = "@ MX 10 mx1.example.net, 20 mx2.example.net"
RECORDS = ["10 mx1.example.net", "20 mx2.example.net"]


def mx(zone_id: str, name: str, records: list[str] = RECORDS, **more: Any) -> dict[str, Any]:
    label = name.replace(".", "_")
    return held(f"aws_route53_record.{label}", zone_id=zone_id, name=name, type="MX", ttl=3600, records=records, **more)


def by_owner(report: AuditReport) -> dict[str, Domain]:
    return {domain.owner: domain for domain in report.domains}


def against_state(state: Plan, *zones: ZoneData) -> AuditReport:
    return run(Account(*zones), against=Against(state=state))


def test_a_state_tells_managed_drifted_unmanaged_and_gone_apart() -> None:
    zones = [
        holding("same.example", SET, number=1),
        holding("other.example", "@ MX 10 mx9.example.net, 20 mx2.example.net", number=2),
        holding("hand.example", SET, number=3),
        holding("lost.example", "@ A 45.33.1.1", number=4),
    ]
    state = shown(mx("Z1", "same.example"), mx("Z2", "other.example"), mx("Z4", "lost.example"))

    report = against_state(state, *zones)

    domains = by_owner(report)
    assert {name: domain.ownership for name, domain in domains.items()} == {
        "same.example": "managed",
        "other.example": "drifted",
        "hand.example": "unmanaged",
        "lost.example": "gone",
    }
    assert domains["same.example"].addresses == ("aws_route53_record.same_example",)
    assert domains["other.example"].drift == ("adds mx9.example.net (10)", "removes mx1.example.net (10)")
    assert report.totals.ownership == {"drifted": 1, "gone": 1, "managed": 1, "unmanaged": 1}


def test_an_owner_below_the_apex_that_is_gone_has_a_row_of_its_own() -> None:
    report = against_state(shown(mx("Z1", "news.example.com")), holding("example.com", SET, number=1))

    assert by_owner(report)["news.example.com"].ownership == "gone"
    assert report.totals.mail == {"other hosts": 1}


def test_what_the_state_marks_as_sensitive_is_not_printed() -> None:
    state = shown(mx("Z1", "example.com", ["10 secret.example.net"], _sensitive_values={"records": True}))

    (domain,) = against_state(state, holding("example.com", SET, number=1)).domains

    assert domain.ownership == "drifted"
    assert domain.drift == ("differs in what the state marks as sensitive",)


def test_zones_of_the_state_that_are_not_audited_are_told_of() -> None:
    report = against_state(shown(mx("Z1", "example.com"), mx("Z2", "else.example")), holding("example.com", SET))

    assert "state: it holds MX records in 1 zone that this run does not audit" in report.skipped


def test_without_a_state_and_a_snapshot_nothing_is_said() -> None:
    report = run(Account(holding("example.com", SET)))

    (domain,) = report.domains
    assert (domain.ownership, domain.change, report.totals.ownership, report.totals.changes) == ("", "", {}, {})


@pytest.fixture
def then(tmp_path: Path) -> snapshot.Snapshot:
    """Four zones as they once were."""
    zones = [
        holding("same.example", SET, number=1),
        holding("moved.example", SET, number=2),
        holding("lost.example", SET, number=3),
        holding("gone.example", SET, number=4),
    ]
    snapshot.write(tmp_path / "then.json", "route53", zones)
    return snapshot.Snapshot.load(tmp_path / "then.json")


NOW = (
    holding("same.example", SET, number=1),
    holding("moved.example", "@ MX 10 mx3.example.net, 20 mx2.example.net", number=2),
    holding("lost.example", "@ A 45.33.1.1", number=3),
    holding("new.example", SET, number=5),
)


def test_a_snapshot_tells_what_was_added_removed_and_changed(then: snapshot.Snapshot) -> None:
    report = run(Account(*NOW), against=Against(since=then))

    domains = by_owner(report)
    assert {name: domain.change for name, domain in domains.items()} == {
        "same.example": "",
        "moved.example": "changed",
        "lost.example": "removed",
        "gone.example": "removed",
        "new.example": "added",
    }
    assert domains["moved.example"].changes == ("adds mx3.example.net (10)", "removes mx1.example.net (10)")
    assert domains["gone.example"].changes[0] == "the zone is gone"
    assert report.totals.changes == {"removed": 2, "added": 1, "changed": 1}


def test_a_zone_outside_the_patterns_is_not_gone(then: snapshot.Snapshot) -> None:
    report = run(Account(*NOW), against=Against(since=then), patterns=["same.*"])

    assert [domain.owner for domain in report.domains] == ["same.example"]


def test_a_zone_of_an_account_that_could_not_be_listed_is_not_gone(then: snapshot.Snapshot) -> None:
    accounts = {HERE: Account(*NOW), Source("route53", "b"): Account(list_fails=DENIED)}

    assert "gone.example" not in by_owner(run(accounts, against=Against(since=then)))


def test_a_zone_that_could_not_be_read_is_unverified_and_not_gone(then: snapshot.Snapshot) -> None:
    account = Account(*NOW, failing={"same.example": DENIED})

    report = run(account, against=Against(since=then))

    assert "same.example" not in by_owner(report)
    assert [zone.zone for zone in report.unverified] == ["same.example"]


def test_a_zone_read_in_part_says_nothing_of_its_other_owners() -> None:
    part = replace(holding("example.com", SET), names=frozenset({"example.com"}))

    report = against_state(shown(mx("Z1", "example.com"), mx("Z1", "news.example.com")), part)

    assert [domain.owner for domain in report.domains] == ["example.com"]
