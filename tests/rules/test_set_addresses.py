"""The rules about the addresses behind a set: MX207, MX208, MX305, MX308."""

from __future__ import annotations

import pytest

from iacmx.case import Case
from iacmx.model import Answer, Kind
from iacmx.rules import collect
from tests.rules.build import DictDns, build, judge

TWO = "example.com. MX 10 mx1.example.net., 20 mx2.example.net."


def case_of(first: list[str] | Kind, second: list[str] | Kind, line: str = TWO) -> Case:
    return build([], [line], dns={"mx1.example.net": first, "mx2.example.net": second})


class TestShared:
    """MX305."""

    @pytest.mark.parametrize(
        ("first", "second", "words"),
        [
            (["45.33.1.1"], ["45.33.1.1"], "have the same address"),
            (["45.33.1.1", "2600:3c00::1"], ["45.33.1.1", "2600:3c00::1"], "have the same addresses"),
            (["45.33.1.1"], ["45.33.1.200"], "all lie in 45.33.1.0/24"),
            (["2600:3c00::1"], ["2600:3c00:0:ff::1"], "all lie in 2600:3c00::/48"),
            (
                ["45.33.1.1", "2600:3c00::1"],
                ["45.33.1.2", "2600:3c00::2"],
                "all lie in 2600:3c00::/48 and 45.33.1.0/24",
            ),
        ],
    )
    def test_flagged(self, first: list[str], second: list[str], words: str) -> None:
        (finding,) = judge("MX305", case_of(first, second))
        assert words in finding.message

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (["45.33.1.1"], ["45.33.2.1"]),
            (["45.33.1.1", "45.33.2.2"], ["45.33.1.2", "45.33.2.1"]),
            (["45.33.1.1", "2600:3c00::1"], ["45.33.1.2", "2600:3c01::1"]),
            (["45.33.1.1"], ["CNAME mx1.example.net"]),
            (["45.33.1.1"], Kind.UNVERIFIED),
            (["45.33.1.1"], []),
        ],
        ids=["two networks", "four", "another of IPv6", "an alias", "not told", "no address"],
    )
    def test_clean(self, first: list[str], second: list[str] | Kind) -> None:
        assert judge("MX305", case_of(first, second)) == []

    def test_a_service_knows_what_it_does(self) -> None:
        hosts = ["in1-smtp.messagingengine.com", "in2-smtp.messagingengine.com"]
        line = f"example.com. MX 10 {hosts[0]}., 20 {hosts[1]}."
        assert judge("MX305", build([], [line], dns={host: ["45.33.1.1"] for host in hosts})) == []

    def test_one_exchange_is_told_by_another_rule(self) -> None:
        assert judge("MX305", case_of(["45.33.1.1"], [], "example.com. MX 10 mx1.example.net.")) == []


def test_the_proof_of_ownership_is_no_tier() -> None:
    host = "example-com.mail.protection.outlook.com"
    line = f"example.com. MX 0 {host}., 32767 ms12345678.msv1.invalid."
    case = build([], [line], dns={host: [f"52.101.{n}.1" for n in range(8)]})
    assert judge("MX306", case) == []
    line = f"example.com. MX 0 {host}., 20 mx.example.net., 32767 ms12345678.msv1.invalid."
    case = build([], [line], dns={host: [f"52.101.{n}.1" for n in range(8)]})
    assert [finding.exchange for finding in judge("MX306", case)] == ["mx.example.net"]


class TestBackupFamily:
    """MX308."""

    def test_flagged(self) -> None:
        case = case_of(["2600:3c00::1"], ["45.33.2.1"])
        (finding,) = judge("MX308", case)
        assert finding.severity == "warning"
        assert "mx2.example.net can't pass mail on to mx1.example.net" in finding.message
        assert judge("MX206", case) == []

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (["45.33.1.1"], ["2600:3c00::1"]),
            (["2600:3c00::1", "45.33.1.1"], ["45.33.2.1"]),
            (["2600:3c00::1"], ["45.33.2.1", "2600:3c00::2"]),
            (["2600:3c00::1"], ["2600:3c00::2"]),
            (["2600:3c00::1"], Kind.UNVERIFIED),
            (["2600:3c00::1"], ["10.0.0.1", "CNAME x.example.net"]),
        ],
    )
    def test_clean(self, first: list[str], second: list[str] | Kind) -> None:
        assert judge("MX308", case_of(first, second)) == []

    @pytest.mark.parametrize(
        "line", ["example.com. MX 10 mx1.example.net., 10 mx2.example.net.", "example.com. MX 0 ."]
    )
    def test_no_backup(self, line: str) -> None:
        assert judge("MX308", case_of(["2600:3c00::1"], ["45.33.2.1"], line)) == []

    def test_a_null_mx_beside(self) -> None:
        line = "example.com. MX 0 ., 10 mx1.example.net., 20 mx2.example.net."
        assert judge("MX308", case_of(["2600:3c00::1"], ["45.33.2.1"], line)) == []


class Partial(DictDns):
    """A DNS that fails to answer one type, for the reason given."""

    def __init__(self, reason: str, rdtype: str) -> None:
        super().__init__({"mx1.example.net": ["45.33.1.1", "2600:3c00::1"]})
        self._reason, self._rdtype = reason, rdtype

    def lookup(self, name: str, rdtype: str) -> Answer:
        if name == "mx1.example.net" and rdtype == self._rdtype:
            return Answer(Kind.UNVERIFIED, reason=self._reason, source="DNS")
        return super().lookup(name, rdtype)


class TestPartial:
    """MX207."""

    def _case(self, reason: str, *rdtypes: str, monkeypatch: pytest.MonkeyPatch) -> Case:
        import tests.rules.build as made

        dns = Partial(reason, rdtypes[0])

        def stand_in(_names: object) -> Partial:
            return dns

        monkeypatch.setattr(made, "DictDns", stand_in)
        return build([], ["example.com. MX 10 mx1.example.net."])

    @pytest.mark.parametrize("rdtype", ["A", "AAAA"])
    def test_flagged(self, rdtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
        case = self._case("failed to resolve the name (SERVFAIL)", rdtype, monkeypatch=monkeypatch)
        (finding,) = judge("MX207", case)
        assert (finding.severity, finding.exchange) == ("warning", "mx1.example.net")
        assert f"{rdtype} look-up fails" in finding.message
        assert judge("MX204", case) == []

    def test_a_timeout_is_not_held_against_a_host_with_addresses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert judge("MX207", self._case("timed out", "AAAA", monkeypatch=monkeypatch)) == []

    def test_clean(self) -> None:
        assert judge("MX207", case_of(["45.33.1.1"], ["2600:3c00::1"])) == []
        assert judge("MX207", case_of(Kind.UNVERIFIED, [])) == []


class TestReverse:
    """MX208."""

    REVERSE = "1.1.33.45.in-addr.arpa"

    def _find(self, **dns: list[str] | Kind) -> list[str]:
        names = {"mx1.example.net": ["45.33.1.1"], **{name.replace("_", "."): held for name, held in dns.items()}}
        case = build([], ["example.com. MX 10 mx1.example.net."], dns=names)
        return [finding.evidence for finding in judge("MX208", case)]

    def test_it_is_judged_only_where_selected(self) -> None:
        assert [rule.opt_in for rule, _ in collect() if rule.id == "MX208"] == [True]

    def test_flagged(self) -> None:
        assert self._find() == ["45.33.1.1: no PTR record"]
        dns = {self.REVERSE: ["PTR li1.example.org"], "li1.example.org": ["45.33.9.9"]}
        assert self._find(**dns) == ["45.33.1.1: PTR li1.example.org, which has another address"]

    def test_clean(self) -> None:
        assert self._find(**{self.REVERSE: ["PTR mx1.example.net"]}) == []
        dns = {self.REVERSE: ["PTR li1.example.org"], "li1.example.org": ["45.33.1.1"]}
        assert self._find(**dns) == []
        assert self._find(**{self.REVERSE: Kind.UNVERIFIED}) == []
