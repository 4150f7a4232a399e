"""From a signed request to the result that is called back."""

from __future__ import annotations

import json
import threading

import pytest

from iacmx.check import check
from iacmx.errors import ProviderError
from iacmx.model import Plan
from iacmx.provider import Provider
from iacmx.report import Report
from iacmx.serve.desk import Bounds
from tests.lab.hcp_terraform import ARCHIVE_SECRET, KEY, TOKEN, HcpTerraform
from tests.serve.conftest import CHANGING, FAILING, Running, Start, alone


def test_a_clean_plan_passes(server: Running, hcp: HcpTerraform) -> None:
    answer = server.send(hcp.payload())
    assert (answer.status, answer.text) == (200, "Accepted.\n")
    told = hcp.final()
    assert told.status == "passed"
    assert told.message.startswith("Nothing wrong in what was checked")
    assert told.media_type == "application/vnd.api+json"
    assert told.token == f"Bearer {TOKEN}"


def test_a_plan_that_breaks_mail_fails_with_a_finding_to_unfold(server: Running, hcp: HcpTerraform) -> None:
    hcp.plan = FAILING
    server.send(hcp.payload())
    told = hcp.final()
    assert told.status == "failed"
    assert told.message.startswith("Do not apply: ")
    first, *_, last = told.outcomes
    assert first["description"].startswith("MX")
    assert first["tags"]["Status"] == [{"label": "Failed", "level": "error"}]
    assert first["tags"]["Severity"] == [{"label": "Error", "level": "error"}]
    assert "- fix: " in first["body"]
    assert last["outcome-id"] == "report"
    assert "FAIL  Do not apply" in last["body"]


def test_long_work_is_told_of_again_and_again(start: Start, hcp: HcpTerraform) -> None:
    enough = threading.Event()

    def slowly(plan: Plan, subject: str) -> Report:
        assert enough.wait(30)
        return alone(plan, subject)

    with start(judge=slowly, bounds=Bounds(first=0.01, beat=0.05)) as server:
        server.send(hcp.payload())
        with hcp.changed:
            assert hcp.changed.wait_for(lambda: len(hcp.told["1"]) >= 3, 30)
        enough.set()
        assert hcp.final().status == "passed"
    *updates, last = [told.status for told in hcp.told["1"]]
    assert (set(updates), last) == ({"running"}, "passed")


def test_quick_work_is_told_of_once(server: Running, hcp: HcpTerraform) -> None:
    server.send(hcp.payload())
    hcp.final()
    assert [told.status for told in hcp.told["1"]] == ["passed"]


def test_what_could_not_be_told_fails(start: Start, hcp: HcpTerraform) -> None:
    def unreachable(name: str) -> Provider:
        raise ProviderError("Route 53 did not answer.")

    def judge(plan: Plan, subject: str) -> Report:
        return check(plan, provider_for=unreachable, subject=subject)

    hcp.plan = CHANGING
    with start(judge=judge) as server:
        server.send(hcp.payload())
        told = hcp.final()
    assert told.status == "failed"
    assert told.message.startswith("Could not be told: ")
    assert told.outcomes[0]["tags"]["Status"] == [{"label": "Could not be told", "level": "error"}]


def test_whoever_takes_no_outcomes_gets_none(server: Running, hcp: HcpTerraform) -> None:
    hcp.plan = FAILING
    server.send(hcp.payload(capabilities={"outcomes": False}))
    assert hcp.final().outcomes == []
    body = json.loads(hcp.payload(2))
    del body["capabilities"]
    server.send(json.dumps(body).encode())
    assert hcp.final(2).outcomes == []


def test_the_token_goes_to_the_api_and_not_to_the_archive(server: Running, hcp: HcpTerraform) -> None:
    server.send(hcp.payload())
    hcp.final()
    assert hcp.asked == [
        ("GET", "/api/v2/plans/plan-1/json-output", f"Bearer {TOKEN}"),
        ("GET", f"/v1/object/{ARCHIVE_SECRET}", ""),
    ]


def test_the_plan_is_asked_for_until_it_is_there(server: Running, hcp: HcpTerraform) -> None:
    hcp.faults["GET"] = [204, 503, 429]
    server.send(hcp.payload())
    assert hcp.final().status == "passed"


def test_the_result_is_told_until_it_is_taken(server: Running, hcp: HcpTerraform) -> None:
    hcp.faults["PATCH"] = [500, 429, 502]
    server.send(hcp.payload())
    assert hcp.final().status == "passed"
    assert len(hcp.finals()) == 1


def test_a_result_is_told_without_details_where_these_are_refused(server: Running, hcp: HcpTerraform) -> None:
    hcp.refuses_outcomes = True
    hcp.plan = FAILING
    server.send(hcp.payload())
    told = hcp.final()
    assert (told.status, told.outcomes) == ("failed", [])


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04....", "is a binary plan"),
        (b'{"format_version": "1.0", "terraform_version": "1.9.0", "values": {}}', "state"),
        (b"<html>", "is text for people"),
    ],
)
def test_what_is_no_plan_fails_with_the_reason(plan: bytes, why: str, server: Running, hcp: HcpTerraform) -> None:
    hcp.plan = plan
    server.send(hcp.payload())
    told = hcp.final()
    assert told.status == "failed"
    assert told.message.startswith("Nothing was judged: ")
    assert why in told.message


@pytest.mark.parametrize(("fault", "why"), [(404, "token"), (401, "token"), (422, "HTTP status 422")])
def test_a_plan_that_is_refused_fails(fault: int, why: str, server: Running, hcp: HcpTerraform) -> None:
    hcp.faults["GET"] = [fault]
    server.send(hcp.payload())
    told = hcp.final()
    assert told.status == "failed"
    assert "the plan could not be fetched" in told.message
    assert why in told.message


def test_a_plan_that_is_too_large_fails(start: Start, hcp: HcpTerraform) -> None:
    hcp.plan = b" " * 2_000_000
    with start(largest=1_000_000) as server:
        server.send(hcp.payload())
        assert "larger than 1,000,000 bytes" in hcp.final().message


@pytest.mark.parametrize("stage", ["pre_plan", "post_apply", "something_new"])
def test_a_stage_without_a_plan_to_judge_fails(stage: str, server: Running, hcp: HcpTerraform) -> None:
    server.send(hcp.payload(stage=stage, plan_json_api_url=None))
    told = hcp.final()
    assert told.status == "failed"
    assert f"the stage {stage}" in told.message
    assert hcp.asked == []


def test_a_defect_fails_and_says_where(start: Start, hcp: HcpTerraform) -> None:
    def broken(plan: Plan, subject: str) -> Report:
        raise KeyError("p4ssword-of-the-plan")

    with start(judge=broken) as server:
        server.send(hcp.payload())
        told = hcp.final()
        assert told.status == "failed"
        assert "internal error: KeyError in tests.serve.test_serve" in told.message
        assert "p4ssword" not in told.message + str(server.log.lines)


def test_judging_that_does_not_end_fails(start: Start, hcp: HcpTerraform) -> None:
    enough = threading.Event()

    def endless(plan: Plan, subject: str) -> Report:
        enough.wait(30)
        return alone(plan, subject)

    with start(judge=endless, bounds=Bounds(judge=0.05)) as server:
        server.send(hcp.payload())
        assert "took longer than" in hcp.final().message
        enough.set()


def test_logs_hold_no_secret(server: Running, hcp: HcpTerraform) -> None:
    hcp.faults["GET"] = [503]
    server.send(hcp.payload())
    hcp.final()
    server.send(hcp.payload(2), key=b"another")
    server.stop()
    server.join()
    assert {"accepted", "judged", "called back", "refused"} <= set(server.log.events())
    written = str(server.log.lines)
    assert not [secret for secret in (TOKEN, ARCHIVE_SECRET, KEY.decode(), "another") if secret in written]
