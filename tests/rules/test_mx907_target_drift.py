"""MX907: flagged, clean, known false positives."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from iacmx.case import Actual
from iacmx.model import Change, RecordSet, Severity
from tests.rules.build import build, build_all, change, judge, record

MX = record("example.com. 3600 MX 10 mail.example.com.")
KEPT = change("mx", MX, MX, ("no-op",))
HOST = record("mail.example.com. 300 A 192.0.2.25")
NEW = record("mail.example.com. 300 A 192.0.2.26")
MOVED = record("mail.example.com. 300 A 198.51.100.7")
SLOW = record("mail.example.com. 86400 A 192.0.2.25")
ALIAS = replace(HOST, values=(), alias="lb.example.net", ttl=None)
BALANCER = replace(ALIAS, alias="mail-1.eu-west-1.elb.amazonaws.com")
DUALSTACK = replace(ALIAS, alias="dualstack.mail-1.eu-west-1.elb.amazonaws.com")
CNAME = record("mail.example.com. 300 CNAME mail.example.net")
TLSA = record("_25._tcp.mail.example.com. 300 TLSA 3 1 1 aa")
OTHER_TLSA = record("_25._tcp.mail.example.com. 300 TLSA 3 1 1 bb")
WRITES = change("a", HOST, NEW)


def cf(address: str, record_id: str, *, proxied: bool = False) -> RecordSet:
    return record(f"mail.example.com. 300 A {address}", "cloudflare", record_id=record_id, proxied=proxied)


@pytest.mark.parametrize(
    ("live", "changes", "says"),
    [
        pytest.param([MOVED], [WRITES], "now it is 198.51.100.7, and the apply overwrites", id="moved, overwritten"),
        pytest.param([MOVED], [change("a", HOST, HOST, ("no-op",))], "leaves that as it is", id="moved, kept"),
        pytest.param([MOVED], [change("a", HOST, None)], "deletes it all the same", id="moved, deleted"),
        pytest.param([], [WRITES], "now nothing of it is live, and the apply writes it anew", id="gone, written"),
        pytest.param([ALIAS], [WRITES], "now it is an alias of lb.example.net", id="an alias now"),
        pytest.param([MOVED], [change("a", None, HOST)], "fails to create mail.example.com A", id="made meanwhile"),
        pytest.param([HOST, OTHER_TLSA], [change("t", TLSA, TLSA, ("no-op",))], "_25._tcp", id="TLSA"),
    ],
)
def test_flagged(live: list[RecordSet], changes: list[Change], says: str) -> None:
    (finding,) = judge("MX907", build([MX, *live], changes=[KEPT, *changes]))
    assert finding.severity is Severity.ERROR
    assert says in finding.message
    assert (finding.exchange, finding.address) == ("mail.example.com", changes[0].address)


def test_it_says_when_the_plan_was_made() -> None:
    case = replace(build([MX, MOVED], changes=[KEPT, WRITES]), made="2026-01-05 09:00 UTC, 3 h ago")
    assert "when it was made (2026-01-05 09:00 UTC, 3 h ago), mail.example.com A was 192.0.2.25" in (
        judge("MX907", case)[0].message
    )


@pytest.mark.parametrize(
    ("live", "changes"),
    [
        pytest.param([HOST], [WRITES], id="as believed"),
        pytest.param([DUALSTACK], [change("a", BALANCER, BALANCER, ("no-op",))], id="a load balancer's other name"),
        pytest.param([NEW], [WRITES], id="already what is wanted"),
        pytest.param([SLOW], [WRITES], id="TTL"),
        pytest.param([], [change("a", HOST, None)], id="deleted already"),
        pytest.param([], [change("a", HOST, None, ("forget",))], id="forgotten"),
        pytest.param([], [change("a", HOST, HOST, ("no-op",))], id="gone for good: MX202"),
        pytest.param([], [change("a", None, HOST)], id="created"),
        pytest.param([MOVED], [change("a", None, HOST, overwrite=True)], id="overwritten as meant"),
        pytest.param([HOST], [change("a", HOST, None), change("b", None, HOST)], id="handed over"),
        pytest.param([HOST], [change("a", HOST, CNAME, ("delete", "create"))], id="replaced by another type"),
    ],
)
def test_clean(live: list[RecordSet], changes: list[Change]) -> None:
    assert judge("MX907", build([MX, *live], changes=[KEPT, *changes])) == []


@pytest.mark.parametrize("actual", [Actual.SKIPPED, Actual.FAILED])
def test_nothing_to_compare_with(actual: Actual) -> None:
    assert judge("MX907", build([MX, MOVED], changes=[KEPT, WRITES], actual=actual)) == []


class TestSingleRecords:
    MX = record("example.com. 3600 MX 10 mail.example.com.", "cloudflare", record_id="m")
    KEPT = change("mx", MX, MX, ("no-op",))

    def found(self, live: list[RecordSet], *changes: Change) -> list[str]:
        cases = build_all([self.MX, *live], changes=[self.KEPT, *changes], provider="cloudflare")
        return [finding.message for case in cases for finding in judge("MX907", case)]

    def test_one_is_found_again_by_its_id(self) -> None:
        (said,) = self.found([cf("198.51.100.7", "a")], change("a", cf("192.0.2.25", "a"), cf("192.0.2.26", "a")))
        assert "now it is 198.51.100.7" in said

    def test_one_that_was_made_anew_with_the_same_value(self) -> None:
        held = cf("192.0.2.25", "a")
        assert self.found([cf("192.0.2.25", "z")], change("a", held, held, ("no-op",))) == []

    def test_one_that_was_deleted(self) -> None:
        held, other = cf("192.0.2.25", "a"), cf("192.0.2.99", "b")
        (said,) = self.found([other], change("a", held, held, ("no-op",)))
        assert "now nothing of it is live, and the plan does not bring it back" in said

    def test_one_that_is_proxied_now(self) -> None:
        held = cf("192.0.2.25", "a")
        (said,) = self.found([cf("192.0.2.25", "a", proxied=True)], change("a", held, held, ("no-op",)))
        assert "(proxied)" in said

    def test_one_beside_that_nobody_manages_is_no_drift(self) -> None:
        held = cf("192.0.2.25", "a")
        assert self.found([held, cf("192.0.2.99", "b")], change("a", held, held, ("no-op",))) == []

    def test_the_same_was_made_meanwhile(self) -> None:
        (said,) = self.found([cf("192.0.2.25", "z")], change("a", None, cf("192.0.2.25", "")))
        assert said.startswith("The apply fails to create mail.example.com A")
