"""What senders make of certificates, TLSA records and policies, and of hosts that can't be reached."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from hashlib import sha256, sha512

import pytest
import trustme

from iacmx.model import Severity
from iacmx.mta_sts import Policy
from iacmx.probing import Probe, Starttls, State
from iacmx.probing.certificates import examine, public_key, trusted
from iacmx.probing.dane import usable
from iacmx.probing.session import Session
from iacmx.probing.verdict import Near, Promises, judge
from tests.probing.conftest import Authority

HOST = "mx.d.test"
ENFORCE = Policy("enforce", 86400, (HOST,))
TESTING = Policy("testing", 86400, (HOST,))


def ders(issued: trustme.LeafCert) -> tuple[bytes, ...]:
    return tuple(ssl.PEM_cert_to_DER_cert(blob.bytes().decode()) for blob in issued.cert_chain_pems)


def der_of(ca: trustme.CA) -> bytes:
    return ssl.PEM_cert_to_DER_cert(ca.cert_pem.bytes().decode())


def session(chain: tuple[bytes, ...] = (), **changed: object) -> Session:
    greets = {"state": State.GREETS, "code": 220, "said": "mx ESMTP", "address": "45.33.1.1", "tls": "TLSv1.3"}
    return Session(HOST, chain=chain, **(greets | {"starttls": Starttls.OFFERED} | changed))  # type: ignore[arg-type]


def judged(given: Session, promises: Promises = Promises(), near: Near | None = None) -> Probe:  # noqa: B008 - frozen
    certificate = examine(given.chain, HOST, trusted()) if given.chain else None
    return judge(given, certificate, promises, near or Near({4}, True))


def told(probe: Probe) -> list[tuple[str, str]]:
    return [(remark.severity.value, remark.text) for remark in probe.remarks]


def test_a_certificate_that_holds(trusting: Authority) -> None:
    probe = judged(session(ders(trusting.ca.issue_cert(HOST))), Promises(ENFORCE))
    assert probe.certificate is not None
    assert (probe.certificate.names, probe.certificate.problem) == ((HOST,), "")
    assert (probe.mta_sts, probe.dane, probe.remarks, probe.worst) == ("holds", "", (), Severity.INFO)
    assert probe.note == "answers with TLSv1.3, MTA-STS holds"


@pytest.mark.parametrize(
    ("names", "how", "problem"),
    [
        (("*.d.test",), {}, ""),
        (("other.test", "MX.d.test"), {}, ""),
        (("*.test",), {}, "it is for *.test"),
        (("a.x", "b.x", "c.x", "e.x"), {}, "it is for a.x, b.x, c.x and others"),
        (("45.33.1.1",), {}, "it is for no DNS name"),
        ((HOST,), {"not_before": datetime(2019, 1, 1), "not_after": datetime(2020, 1, 1)}, "it has expired"),
        ((HOST,), {"not_before": datetime(2990, 1, 1)}, "it is not valid yet"),
    ],
)
def test_what_is_wrong_with_certificates(
    trusting: Authority, names: tuple[str, ...], how: dict[str, datetime], problem: str
) -> None:
    given = session(ders(trusting.ca.issue_cert(*names, **how)))  # type: ignore[arg-type]
    probe = judged(given)
    assert probe.certificate is not None
    assert probe.certificate.problem == problem
    if problem:
        wrong = f"its certificate is not accepted: {problem}"
        assert told(probe) == [("notice", f"senders that verify certificates would not take its own: {problem}")]
        assert told(judged(given, Promises(ENFORCE))) == [("error", f"MTA-STS (enforce) fails: {wrong}")]
        assert told(judged(given, Promises(TESTING))) == [("warning", f"MTA-STS (testing) fails: {wrong}")]


def test_authorities_that_nobody_trusts(trusting: Authority) -> None:
    other = trustme.CA()
    unknown = judged(session(ders(other.issue_cert(HOST)))).certificate
    assert unknown is not None
    assert unknown.problem == "its chain does not lead to an authority that is trusted here"
    alone = judged(session((der_of(other),))).certificate
    assert alone is not None
    assert alone.problem == "it is self-signed"


def test_a_chain_that_lacks_its_middle(trusting: Authority) -> None:
    middle = trusting.ca.create_child_ca()
    issued = ders(middle.issue_cert(HOST))
    whole, alone = judged(session(issued)).certificate, judged(session(issued[:1])).certificate
    assert whole is not None
    assert alone is not None
    assert (whole.problem, alone.problem[:24]) == ("", "its chain does not lead ")


def test_a_certificate_that_expires_soon(trusting: Authority) -> None:
    soon = datetime.now(UTC) + timedelta(days=5)
    probe = judged(session(ders(trusting.ca.issue_cert(HOST, not_after=soon))), Promises(ENFORCE))
    assert (told(probe), probe.mta_sts) == ([("warning", f"its certificate expires on {soon:%Y-%m-%d}")], "holds")


@pytest.mark.parametrize("broken", [b"", b"\x30\x03\x02\x01\x01", b"x" * 500])
def test_a_certificate_that_can_not_be_read(trusting: Authority, broken: bytes) -> None:
    probe = judged(session((broken,)), Promises(ENFORCE))
    assert (probe.certificate, probe.mta_sts, probe.worst) == (None, "fails", Severity.ERROR)


@pytest.mark.parametrize(
    ("changed", "plain", "wrong"),
    [
        (
            {"starttls": Starttls.ABSENT, "tls": ""},
            "it offers no STARTTLS: mail comes to it unencrypted",
            "it offers no STARTTLS",
        ),
        ({"starttls": Starttls.BROKEN, "tls": "", "detail": "handshake"}, "handshake", "handshake"),
        ({"detail": "no EHLO"}, "no EHLO", "no EHLO"),
    ],
)
def test_tls_that_is_not_there(trusting: Authority, changed: dict[str, object], plain: str, wrong: str) -> None:
    chain = ders(trusting.ca.issue_cert(HOST)) if "starttls" not in changed else ()
    given = session(chain, **changed)
    assert told(judged(given)) == [("warning", plain)]
    assert told(judged(given, Promises(ENFORCE))) == [("error", f"MTA-STS (enforce) fails: {wrong}")]
    assert told(judged(given, Promises(Policy("none", 1, ())))) == [("warning", plain)]
    assert told(judged(given, Promises(has_tlsa=True))) == [("error", f"DANE fails: {wrong}")]


def test_a_host_that_the_policy_does_not_name(trusting: Authority) -> None:
    given = session(ders(trusting.ca.issue_cert(HOST)))
    probe = judged(given, Promises(Policy("enforce", 1, ("*.other.test",))))
    assert told(probe) == [("error", "MTA-STS (enforce) fails: the policy does not name it")]


def test_what_is_not_known_of_the_promises_is_no_pass(trusting: Authority) -> None:
    given = session(ders(trusting.ca.issue_cert(HOST)))
    sts = judged(given, Promises(untold="timeout"))
    assert (sts.mta_sts, sts.worst) == ("untold", Severity.UNVERIFIED)
    dane = judged(given, Promises(tlsa_untold="SERVFAIL"))
    assert told(dane) == [("unverified", "its TLSA records could not be looked up: SERVFAIL")]
    late = judged(session((), starttls=Starttls.UNTOLD, detail="too long"), Promises(ENFORCE))
    assert (late.mta_sts, late.worst) == ("untold", Severity.UNVERIFIED)


def test_old_tls(trusting: Authority) -> None:
    probe = judged(session(ders(trusting.ca.issue_cert(HOST)), tls="TLSv1.1"))
    assert told(probe) == [("warning", "it speaks no better than TLSv1.1, which is deprecated (RFC 8996)")]


CA = trustme.CA()
MIDDLE = CA.create_child_ca()
CHAIN = ders(MIDDLE.issue_cert(HOST))
LEAF, ISSUER, ROOT = CHAIN[0], CHAIN[1], der_of(CA)
EXPIRED = ders(CA.issue_cert("other.test", not_after=datetime(2020, 1, 1), not_before=datetime(2019, 1, 1)))
SPKI = public_key(LEAF)
AUTHORITY = "its chain has no authority that the TLSA records name"
LEAF_ONLY = "its certificate is none of those that the TLSA records name"


@pytest.mark.parametrize(
    ("records", "chain", "wrong"),
    [
        ([f"3 1 1 {sha256(SPKI).hexdigest()}"], CHAIN, ""),
        ([f"3 0 1 {sha256(LEAF).hexdigest().upper()}"], CHAIN, ""),
        ([f"3 1 2 {sha512(SPKI).hexdigest()}"], CHAIN, ""),
        ([f"3 0 0 {LEAF.hex()}"], CHAIN, ""),
        (["3 1 1 " + "00" * 32, f"3 1 1 {sha256(SPKI).hexdigest()}"], CHAIN, ""),
        # Neither names nor dates matter where the certificate itself is pinned (RFC 7672 section 3.1.1).
        ([f"3 1 1 {sha256(public_key(EXPIRED[0])).hexdigest()}"], EXPIRED, ""),
        (["3 1 1 " + "00" * 32], CHAIN, LEAF_ONLY),
        ([f"3 1 1 {sha256(LEAF).hexdigest()}"], CHAIN, LEAF_ONLY),
        ([f"2 0 1 {sha256(ISSUER).hexdigest()}"], CHAIN, ""),
        ([f"2 1 1 {sha256(public_key(ISSUER)).hexdigest()}"], CHAIN, ""),
        ([f"2 0 0 {ROOT.hex()}"], CHAIN, ""),  # an authority that is not sent
        ([f"2 0 1 {sha256(ROOT).hexdigest()}"], CHAIN, AUTHORITY),
        ([f"2 0 1 {sha256(ISSUER).hexdigest()}"], (LEAF,), AUTHORITY),
        ([f"2 0 0 {ROOT.hex()}"], EXPIRED, "it has expired"),
        (
            [f"2 0 0 {ROOT.hex()}"],
            ders(CA.issue_cert("other.test")),
            "the certificate is for another name",
        ),
        (
            [f"2 0 0 {der_of(trustme.CA()).hex()}"],
            CHAIN,
            "its chain does not lead to the authority that the TLSA records name",
        ),
        (["2 0 0 3003020101"], CHAIN, "its certificates or the TLSA records can't be read"),
    ],
)
def test_dane(records: list[str], chain: tuple[bytes, ...], wrong: str) -> None:
    probe = judged(session(chain), Promises(None, "", True, usable(records), names=(HOST, "d.test")))
    assert (probe.dane, [text for _, text in told(probe)]) == (
        ("fails", [f"DANE fails: {wrong}"]) if wrong else ("holds", [])
    )


@pytest.mark.parametrize(
    "record",
    ["1 1 1 " + "00" * 32, "0 0 0 00", "3 2 1 " + "00" * 32, "3 1 3 00", "3 1 1 00", "3 1", "x", "3 1 1 zz", ""],
)
def test_records_that_mail_servers_do_not_use(record: str) -> None:
    assert usable([record]) == ()
    probe = judged(session(CHAIN), Promises(has_tlsa=True))
    assert (probe.dane, [severity for severity, _ in told(probe)]) == ("holds", ["notice"])


def test_a_chain_that_python_does_not_show() -> None:
    records = usable([f"2 0 1 {sha256(ISSUER).hexdigest()}"])
    probe = judged(session((LEAF,), is_whole=False), Promises(None, "", True, records, names=(HOST,)))
    assert (probe.dane, probe.worst) == ("untold", Severity.UNVERIFIED)


TIMED_OUT = (("45.33.1.1", "timed out after 10 s"),)
SIX = (("2600:3c00::1", "timed out after 10 s"),)


@pytest.mark.parametrize(
    ("failed", "reached", "severity", "words"),
    [
        (TIMED_OUT, {4}, "error", "no connection to port 25 (45.33.1.1: timed out after 10 s)"),
        (TIMED_OUT, set(), "unverified", "port 25 seems to be blocked from here"),
        (SIX, {4}, "unverified", "no host was reached over IPv6 from here"),
        (TIMED_OUT, {6}, "unverified", "no host was reached over IPv4 from here"),
        (SIX + TIMED_OUT, {4}, "error", "2600:3c00::1: timed out"),
    ],
)
def test_a_dead_host_is_dead_only_among_live_ones(
    failed: tuple[tuple[str, str], ...], reached: set[int], severity: str, words: str
) -> None:
    probe = judged(Session(HOST, failed=failed), near=Near(reached))
    ((found, text),) = told(probe)
    assert (found, words in text) == (severity, True)
    assert probe.note == "no connection"


@pytest.mark.parametrize(
    ("state", "greeted", "severity", "note"),
    [
        (State.REFUSES, True, "error", "refuses with 554"),
        (State.REFUSES, False, "unverified", "refuses with 554"),
        (State.PUTS_OFF, True, "unverified", "puts off with 554"),
        (State.NO_SMTP, True, "error", "speaks no SMTP"),
        (State.SILENT, True, "unverified", "silent"),
        (State.NO_WAY, True, "unverified", "can't be reached from here"),
        (State.NOT_ALLOWED, True, "unverified", "not probed"),
        (State.NO_TIME, True, "unverified", "not probed in time"),
    ],
)
def test_hosts_that_do_not_greet(state: State, greeted: bool, severity: str, note: str) -> None:
    probe = judged(Session(HOST, state=state, code=554, said="no"), Promises(ENFORCE), Near({4}, greeted))
    assert ([found for found, _ in told(probe)], probe.note) == ([severity], note)
    assert (probe.mta_sts, probe.dane) == ("", "")


def test_an_address_that_was_passed_over() -> None:
    given = session((), starttls=Starttls.ABSENT, failed=SIX)
    assert told(judged(given, near=Near({4})))[0][0] == "notice"
    assert told(judged(given, near=Near({4, 6})))[0][0] == "warning"
