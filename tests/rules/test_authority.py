"""MX405, MX406 and MX503: what the authoritative servers say themselves."""

from __future__ import annotations

from typing import Any

import pytest

from iacmx.case import Actual
from iacmx.model import Answer, Finding, Kind, RecordSet
from iacmx.world.questions import NOT_AUTHORITATIVE, REFUSES
from tests.rules.build import build, judge, record
from tests.rules.worlds import OFFLINE, Every

MX, NEW = "example.com. MX 10 mx1.example.net.", "example.com. MX 20 mx1.example.net."
NS = {"example.com": ["NS ns1.test.", "NS ns2.test."]}
OWN = {"name_servers": ("ns1.test", "ns2.test")}


def lame(reason: str = REFUSES) -> Answer:
    return Answer(Kind.UNVERIFIED, reason=reason, source="ns (192.0.2.1)")


SILENT = lame("did not answer")


class TestServersDiffer:
    @staticmethod
    def findings(*said: Any, name: str = "example.com") -> list[Finding]:
        dns = {**NS, **{f"{name} MX@ns{n}.test": one for n, one in enumerate(said, 1)}}
        return judge("MX405", build([MX], [NEW], dns=dns))

    @pytest.mark.parametrize(
        ("said", "severity", "words"),
        [
            ((["10 mx1.example.net"], ["10 mx2.example.net"]), "warning", "different MX records"),
            ((["10 mx1.example.net"], Answer(Kind.NO_DATA)), "warning", "different MX records"),
            ((["10 mx1.example.net"], lame()), "warning", "ns2.test does not serve it"),
            ((["10 mx1.example.net"], lame(NOT_AUTHORITATIVE)), "warning", "ns2.test does not serve it"),
            ((["10 mx1.example.net"], SILENT), "unverified", "could not be told"),
            ((SILENT, SILENT), "unverified", "could not be told"),
        ],
    )
    def test_flagged(self, said: tuple[Any, ...], severity: str, words: str) -> None:
        (finding,) = self.findings(*said)
        assert finding.severity == severity
        assert words in finding.message

    @pytest.mark.parametrize(
        "said",
        [
            (["10 mx1.example.net", "20 mx2.example.net"], ["20 mx2.example.net", "10 mx1.example.net"]),
            (Answer(Kind.NO_DATA), Answer(Kind.NO_NAME)),
            (Kind.SKIPPED, Kind.SKIPPED),
            (Kind.PENDING, Kind.PENDING),
        ],
    )
    def test_clean(self, said: tuple[Any, ...]) -> None:
        assert self.findings(*said) == []

    def test_it_is_to_be_selected(self) -> None:
        from iacmx.rules import collect

        assert next(rule for rule, _ in collect() if rule.id == "MX405").opt_in


class TestLiveMismatch:
    @staticmethod
    def findings(resolver: list[str], server: Any, before: Any = MX, **how: Any) -> list[Finding]:
        dns = {"example.com": [*NS["example.com"], *resolver], "example.com MX@ns1.test": server}
        return judge("MX406", build([before], [NEW], dns=dns, zone_fields=OWN, **how))

    def test_another_set_is_served(self) -> None:
        (finding,) = self.findings(["MX 10 old.example.org"], ["10 old.example.org"])
        assert finding.severity == "warning"
        assert "serves 10 old.example.org; the provider holds 10 mx1.example.net" in finding.evidence

    def test_nothing_is_served(self) -> None:
        assert len(self.findings([], Answer(Kind.NO_DATA))) == 1

    @pytest.mark.parametrize(
        ("resolver", "server"),
        [
            (["MX 10 mx1.example.net"], Kind.SKIPPED),
            (["MX 10 old.example.org"], ["10 mx1.example.net"]),
            (["MX 10 old.example.org"], Kind.SKIPPED),
            (["MX 10 old.example.org"], SILENT),
            (["MX 10 _dc-mx.0123456789ab.example.com"], Kind.SKIPPED),
        ],
    )
    def test_clean(self, resolver: list[str], server: Any) -> None:
        assert self.findings(resolver, server) == []

    def test_a_zone_that_is_not_served_is_told_by_mx607(self) -> None:
        dns = {"example.com": ["NS ns.other.net.", "MX 10 old.example.org"], "example.com MX@ns1.test": ["10 x.test"]}
        assert judge("MX406", build([MX], [NEW], dns=dns, zone_fields=OWN)) == []

    def test_routing_policies_answer_each_resolver_differently(self) -> None:
        one = record(MX, variant="a", routing="weighted")
        assert self.findings(["MX 10 old.example.org"], ["10 old.example.org"], before=one) == []

    def test_the_provider_was_not_asked(self) -> None:
        found = self.findings(["MX 10 old.example.org"], ["10 old.example.org"], actual=Actual.SKIPPED)
        assert found == []


class TestNobodyServesTheTargetsDomain:
    AFTER: tuple[str | RecordSet, ...] = ("example.com. MX 10 mx.lame.org.",)
    PARENT = ("ns1.host.test", "ns2.host.test")

    def world(self, *said: Any, parent: Any = None) -> Any:
        answers = {f"mx.lame.org A@ns{n}.host.test": one for n, one in enumerate(said, 1)}
        return {"mx.lame.org": Kind.UNVERIFIED, "lame.org NS@parent": parent or self.PARENT, **answers}

    def rules(self, dns: Any) -> list[str]:
        case = build([], self.AFTER, dns=dns)
        return [finding.rule for rule in ("MX204", "MX503") for finding in judge(rule, case)]

    def test_all_refuse(self) -> None:
        assert self.rules(self.world(lame(), lame(NOT_AUTHORITATIVE))) == ["MX503"]
        (finding,) = judge("MX503", build([], self.AFTER, dns=self.world(lame(), lame())))
        assert finding.severity == "error"
        assert "ns1.host.test refuses" in finding.evidence

    @pytest.mark.parametrize(
        "how",
        [
            {"said": (lame(), SILENT)},
            {"said": (lame(), ["192.0.2.1"])},
            {"said": (lame(), Answer(Kind.NO_NAME))},
            {"said": (lame(), lame()), "parent": Kind.UNVERIFIED},
            {"said": (lame(), lame()), "parent": Answer(Kind.NO_NAME)},
        ],
    )
    def test_only_the_look_up_failed(self, how: dict[str, Any]) -> None:
        assert self.rules(self.world(*how["said"], parent=how.get("parent"))) == ["MX204"]

    def test_what_resolves_is_fine(self) -> None:
        dns = {**self.world(lame(), lame()), "mx.lame.org": ["45.33.1.1"]}
        assert self.rules(dns) == []

    def test_not_asked(self) -> None:
        assert self.rules(OFFLINE) == []
        assert self.rules(Every(Kind.UNVERIFIED)) == ["MX204"]
