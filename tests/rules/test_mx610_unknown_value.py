"""MX610: flagged, clean, known false positives."""

from __future__ import annotations

import pytest
from msgspec import structs

from iacmx.cases import OWNER_UNKNOWN
from iacmx.model import Mx, RecordSet, Severity, Unknown
from tests.rules.build import build, build_all, change, judge, record

MX = record("example.com. MX 10 mx1.example.net.")
LATER = Unknown(("aws_eip.mail.public_dns",), "aws_eip.mail")


def planned(**fields: object) -> RecordSet:
    return structs.replace(MX, **fields)


@pytest.mark.parametrize(
    ("after", "part", "source"),
    [
        pytest.param(planned(values=(LATER,)), "exchange", "aws_eip.mail", id="whole set"),
        pytest.param(planned(values=(Mx("", 10, LATER), *MX.values)), "exchange", "aws_eip.mail", id="one exchange"),
        pytest.param(planned(alias=LATER, values=()), "exchange", "aws_eip.mail", id="alias"),
        pytest.param(planned(owner=Unknown(("var.name", "var.x"))), "owner", "var.name, var.x", id="owner"),
        pytest.param(planned(type=Unknown(), values=("10 mx1.example.net.",)), "type", "", id="type"),
        pytest.param(
            planned(type=Unknown(), values=(LATER,)), "type and exchange", "aws_eip.mail", id="type and value"
        ),
    ],
)
def test_flagged(after: RecordSet, part: str, source: str) -> None:
    (finding,) = judge("MX610", build([], changes=[change("aws_route53_record.mx", None, after)]))
    assert finding.severity is Severity.UNVERIFIED
    assert finding.message.startswith(f"The {part} of ")
    assert finding.address == "aws_route53_record.mx"
    asked = f"asked the plan for the {part} of aws_route53_record.mx: "
    assert finding.evidence == f"{asked}known only after the apply{', from ' + source if source else ''}"


def test_the_zone_is_unknown() -> None:
    (finding,) = judge("MX610", build([], [MX], zone_fields={"unknown": LATER}))
    assert finding.message.startswith("The zone of ")


def test_resources_that_share_an_unknown_owner_are_told_apart() -> None:
    sets = [change(f"mx[{n}]", None, planned(owner=Unknown())) for n in range(2)]
    (case,) = build_all([], changes=sets)
    found = judge("MX610", case)
    assert [finding.address for finding in found] == ["mx[0]", "mx[1]"]
    assert len({finding.fingerprint for finding in found}) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([], [MX], id="known"),
        pytest.param([MX], [MX, planned(owner="mail.example.com", type="A", values=(LATER,))], id="an address: MX611"),
        pytest.param([planned(values=(LATER,))], None, id="unchanged"),
    ],
)
def test_clean(before: list[RecordSet], after: list[RecordSet] | None) -> None:
    assert judge("MX610", build(before, after)) == []


def test_unknown_records_of_other_owners_are_not_ours() -> None:
    unknown = planned(owner=Unknown())
    everything = change("exclusive.all", None, MX, exclusive=True)
    both = structs.replace(everything, after=(*everything.after, unknown, planned(owner=Unknown(), type="A")))
    found = {case.owner: judge("MX610", case) for case in build_all([], changes=[both])}
    assert {owner: len(findings) for owner, findings in found.items()} == {
        "example.com": 0,
        OWNER_UNKNOWN: 1,
    }
