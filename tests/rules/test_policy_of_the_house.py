"""MX951, MX952 and MX953: what the settings say of owners, over everyday steps and those that they forbid."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from iacmx.cases import under
from iacmx.model import Finding, Mx, RecordSet, Unknown
from iacmx.policy import Expectation, Limits, Policy
from tests.rules.build import build_all, change, judge, record

GOOGLE = "example.com. MX 1 aspmx.l.google.com., 5 alt1.aspmx.l.google.com."
OTHER = "example.com. MX 10 mx1.example.net."
MICROSOFT = "example.com. MX 0 example-com.mail.protection.outlook.com., 32767 ms1.msv1.invalid."
NULL = "example.com. MX 0 ."
EXACT = ("10 mx1.example.net", "20 MX2.example.net.")
PARTLY = RecordSet("route53:Z1", "example.com", "MX", 300, (*record(OTHER).values, Unknown(("aws_eip.mail.id",))))


Sets = Sequence[str | RecordSet]


def found(rule: str, policy: Policy, before: Sets, after: Sets, **how: object) -> list[Finding]:
    cases = under(policy, build_all(before, after, **how))  # type: ignore[arg-type]
    return [finding for case in cases for finding in judge(rule, case)]


@pytest.mark.parametrize(
    ("mail", "after", "says"),
    [
        ("google_workspace", OTHER, "mail at Google Workspace at example.com, but mx1.example.net is not of it"),
        ("google_workspace", "example.com. MX 1 aspmx.l.google.com., 20 mx1.example.net.", "mx1.example.net is not"),
        ("google_workspace", "example.com. MX 1 mx1.example.net., 20 mx2.example.net.", "are not of it"),
        ("google_workspace", NULL, "null MX refuses"),
        ("microsoft_365", GOOGLE, "are not of it"),
        ("null", OTHER, "no mail at example.com, but mail goes to mx1.example.net"),
        ("null", "example.com. MX 0 ., 10 mx1.example.net.", "mail goes to mx1.example.net"),
        (EXACT, OTHER, "20 mx2.example.net is missing"),
        (
            EXACT,
            "example.com. MX 10 mx1.example.net., 30 mx2.example.net.",
            "30 mx2.example.net is not expected and 20",
        ),
        (EXACT, NULL, "0 . is not expected"),
        (EXACT, RecordSet("route53:Z1", "example.com", "MX", 300, (*record(GOOGLE).values, Unknown(()))), "aspmx"),
    ],
)
def test_not_as_expected(mail: str | tuple[str, ...], after: str | RecordSet, says: str) -> None:
    (finding,) = found("MX951", Policy(expect=(Expectation("example.com", mail),)), [], [after])
    assert says in finding.message
    assert (finding.severity, finding.owner) == ("error", "example.com")


@pytest.mark.parametrize(
    ("owner", "mail", "after"),
    [
        ("example.com", "google_workspace", [GOOGLE]),
        ("example.com", "google_workspace", ["example.com. MX 1 smtp.google.com."]),
        ("example.com", "microsoft_365", [MICROSOFT]),
        ("example.com", "null", [NULL]),
        ("example.com", "null", []),
        ("example.com", EXACT, ["example.com. MX 20 mx2.EXAMPLE.net, 10 mx1.example.net."]),
        ("example.com", EXACT, [PARTLY]),
        ("*.example.com", "null", [OTHER]),
        ("example.net", "null", [OTHER]),
        ("example.com", "google_workspace", []),
    ],
)  # fmt: skip
def test_as_expected(owner: str, mail: str | tuple[str, ...], after: list[str | RecordSet]) -> None:
    assert found("MX951", Policy(expect=(Expectation(owner, mail),)), [OTHER], after) == []


def test_the_resource_that_holds_the_set_is_named() -> None:
    other = record(OTHER)
    changes = [change("gone", record(GOOGLE), None), change("held", None, other)]
    (finding,) = found("MX951", Policy(expect=(Expectation("*", "null"),)), [GOOGLE], [other], changes=changes)
    assert finding.address == "held"


def test_nothing_expected() -> None:
    assert found("MX951", Policy(), [], [OTHER]) == []


def test_a_set_of_single_records_that_may_hold_more_lacks_nothing() -> None:
    policy = Policy(expect=(Expectation("example.com", EXACT),))
    how = {"provider": "cloudflare", "actual": "failed"}
    assert found("MX951", policy, [], [OTHER], **how) == []
    assert len(found("MX951", policy, [], [OTHER], provider="cloudflare")) == 1


def test_a_preference_that_the_provider_chooses_is_not_held_against_a_set() -> None:
    made = RecordSet(
        "cloudflare:Z1", "example.com", "MX", values=(Mx("a.example.net", None, "a.example.net", automatic=True),)
    )
    for text, expected in (("10 a.example.net", 0), ("10 b.example.net", 1)):
        policy = Policy(expect=(Expectation("example.com", (text,)),))
        assert len(found("MX951", policy, [], [made], provider="cloudflare")) == expected


def test_every_variant_is_compared() -> None:
    policy = Policy(expect=(Expectation("*", "google_workspace"),))
    two = [record(OTHER, variant=name, routing="weighted", routing_detail="weight 1") for name in ("a", "b")]
    prints = {finding.fingerprint for finding in found("MX951", policy, [], two)}
    assert len(prints) == 2


def test_a_domain_that_the_settings_want_closed_is_closed_without_a_warning() -> None:
    assert found("MX614", Policy(expect=(Expectation("*", "null"),)), [OTHER], [NULL]) == []
    assert len(found("MX614", Policy(), [OTHER], [NULL])) == 1


THREE = [f"{name}.example.com. MX 10 mx1.example.net." for name in "abc"]
MOVED = [f"{name}.example.com. MX 10 mx2.example.net." for name in "abc"]


@pytest.mark.parametrize(
    ("limit", "before", "after", "owners"),
    [
        (2, THREE, MOVED, 3),
        (0, [], THREE[:1], 1),
        (2, THREE, [], 3),
        (3, THREE, MOVED, 0),
        (2, THREE, [*MOVED[:2], THREE[2]], 0),
        (None, THREE, MOVED, 0),
        (0, [*THREE, "mx.example.com. A 45.33.1.1"], [*THREE, "mx.example.com. A 45.33.1.2"], 0),
    ],
)
def test_too_many_owners(limit: int | None, before: list[str], after: list[str], owners: int) -> None:
    assert len(found("MX952", Policy(limits=Limits(limit)), before, after)) == owners


OLD, NEW = record(OTHER), record(GOOGLE)
PROTECTED = Policy(protected=("example.com",))


@pytest.mark.parametrize(
    ("policy", "before", "made", "count"),
    [
        pytest.param(PROTECTED, [OLD], change("a", OLD, NEW), 1, id="changed"),
        pytest.param(PROTECTED, [OLD], change("a", OLD, None), 1, id="deleted"),
        pytest.param(PROTECTED, [], change("a", None, NEW), 1, id="created"),
        pytest.param(PROTECTED, [OLD], change("a", OLD, OLD, ("delete", "create")), 1, id="replaced by the same"),
        pytest.param(PROTECTED, [OLD], change("a", OLD, None, ("forget",)), 1, id="forgotten"),
        pytest.param(PROTECTED, [OLD], change("a", OLD, OLD, ("no-op",)), 0, id="left alone"),
        pytest.param(PROTECTED, [OLD], change("b", OLD, OLD, ("no-op",), previous_address="a"), 0, id="moved"),
        pytest.param(Policy(protected=("*.example.com",)), [OLD], change("a", OLD, NEW), 0, id="another name"),
        pytest.param(Policy(protected=("*",), acknowledged=("example.com",)), [OLD], change("a", OLD, NEW), 0,
                     id="acknowledged"),
        pytest.param(Policy(protected=("*",), acknowledged=("example.net",)), [OLD], change("a", OLD, NEW), 1,
                     id="another acknowledged"),
        pytest.param(Policy(), [OLD], change("a", OLD, NEW), 0, id="nothing protected"),
    ],
)  # fmt: skip
def test_protected_owners(policy: Policy, before: list[RecordSet], made: object, count: int) -> None:
    told = found("MX953", policy, before, before, changes=[made])
    assert len(told) == count
    assert all("--acknowledge example.com" in finding.fix for finding in told)
