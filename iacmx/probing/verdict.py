"""What senders make of a host that was spoken to: held against what the domain promises of it, and told in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from iacmx.model import Severity
from iacmx.mta_sts import Policy
from iacmx.probing import FAILS, HOLDS, UNTOLD, Certificate, Probe, Remark, Starttls, State
from iacmx.probing.dane import Tlsa, problem_with
from iacmx.probing.session import Session

SOON = timedelta(days=14)
_OLD = ("SSLv3", "TLSv1", "TLSv1.1")


class Promises(Struct, frozen=True):
    """What the domain's senders hold a host against.

    ``policy`` is the MTA-STS policy, ``None`` where there is none; ``untold`` says why it is not known. ``tlsa`` are
    the validated TLSA records that senders use; ``has_tlsa`` is true where there are any at all, which alone makes TLS
    a must (RFC 7672 section 2.2), ``tlsa_untold`` says why that is not known. ``names`` are those that a certificate
    may be for where an authority is pinned (section 3.2.2).
    """

    policy: Policy | None = None
    untold: str = ""
    has_tlsa: bool = False
    tlsa: tuple[Tlsa, ...] = ()
    tlsa_untold: str = ""
    names: tuple[str, ...] = ()


class Near(Struct):
    """What this machine was able to do in this run: the IP versions over which any host was reached, and whether any
    host greeted it. What nobody could be told by is no finding about one host."""

    reached: set[int]
    greeted: bool = False

    def learn(self, session: Session) -> None:
        if session.address:
            self.reached.add(version(session.address))
        self.greeted |= session.state is State.GREETS


def version(address: str) -> int:
    return 6 if ":" in address else 4


def judge(session: Session, certificate: Certificate | None, promises: Promises, near: Near) -> Probe:
    """The verdict on one host. ``certificate`` is the first of the session's chain, examined."""
    greets = session.state is State.GREETS
    dane, pinned = _dane(session, promises) if greets else ("", ())
    sts, wanted = _mta_sts(session, certificate, promises) if greets else ("", ())
    remarks = (
        *_connection(session, near),
        *pinned,
        *wanted,
        *(_tls(session, certificate, promises) if greets else ()),
    )
    return Probe(
        session.host,
        session.address,
        session.state,
        session.code,
        session.said,
        session.starttls,
        session.tls,
        certificate,
        sts,
        dane,
        _note(session, sts, dane),
        remarks,
    )


def _connection(session: Session, near: Near) -> Iterator[Remark]:
    """What is to be said of reaching it at all."""
    if session.state is State.GREETS:
        for address, why in session.failed:
            severity = Severity.WARNING if version(address) in near.reached else Severity.NOTICE
            yield Remark(severity, f"no connection to its address {address} ({why})")
    elif session.state is State.NO_CONNECTION:
        yield _dead(session, near)
    elif session.state is State.NO_SMTP:
        yield Remark(Severity.ERROR, f"{session.detail}{f': {session.said}' if session.said else ''}")
    elif session.state is State.REFUSES and near.greeted:
        yield Remark(Severity.ERROR, f"{session.detail}, to this machine at least: {session.said}")
    else:
        yield Remark(Severity.UNVERIFIED, _untold(session))


def _untold(session: Session) -> str:
    detail = session.detail
    return {
        State.NO_WAY: f"this machine has no way there ({_tried(session)})",
        State.NOT_ALLOWED: f"not probed: its addresses are not public ({detail}); --allow-private allows it",
        State.NO_TIME: "not probed to the end: the run's --timeout came before",
        State.PUTS_OFF: f"{detail}, which means later: {session.said}",
        State.REFUSES: f"{detail}: {session.said} (no host greeted this machine, whose address may be listed)",
        State.SILENT: f"takes the connection and {detail}; senders wait 5 minutes (RFC 5321 section 4.5.3.2)",
    }[session.state]


def _tried(session: Session) -> str:
    return "; ".join(f"{address}: {why}" for address, why in session.failed) or session.detail


def _dead(session: Session, near: Near) -> Remark:
    """No connection: a finding only where the same way led to another host."""
    text = f"no connection to port 25 ({_tried(session)})"
    versions = {version(address) for address, _ in session.failed}
    if versions & near.reached:
        return Remark(Severity.ERROR, text)
    if near.reached:
        return Remark(Severity.UNVERIFIED, f"{text}; no host was reached over IPv{max(versions, default=4)} from here")
    return Remark(Severity.UNVERIFIED, f"{text}; port 25 seems to be blocked from here")


def _dane(session: Session, promises: Promises) -> tuple[str, tuple[Remark, ...]]:
    if promises.tlsa_untold:
        told = f"its TLSA records could not be looked up: {promises.tlsa_untold}"
        return UNTOLD, (Remark(Severity.UNVERIFIED, told),)
    if not promises.has_tlsa:
        return "", ()
    missing = _without_tls(session)
    if missing is None:
        return UNTOLD, ()
    if missing:
        return FAILS, (Remark(Severity.ERROR, f"DANE fails: {missing}"),)
    if not promises.tlsa:
        return HOLDS, (Remark(Severity.NOTICE, "its TLSA records are of no use to mail servers: only TLS is required"),)
    problem = problem_with(promises.tlsa, session.chain, promises.names, is_whole=session.is_whole)
    if problem is None:
        told = "whether DANE holds can't be told: this Python shows only the first certificate (3.13 shows all)"
        return UNTOLD, (Remark(Severity.UNVERIFIED, told),)
    return (FAILS, (Remark(Severity.ERROR, f"DANE fails: {problem}"),)) if problem else (HOLDS, ())


def _mta_sts(session: Session, certificate: Certificate | None, promises: Promises) -> tuple[str, tuple[Remark, ...]]:
    policy = promises.policy
    if promises.untold:
        return UNTOLD, ()  # told once, of the domain
    if policy is None or policy.mode == "none":
        return "", ()
    problem = "the policy does not name it" if not policy.allows(session.host) else _without_tls(session)
    if problem is None:
        return UNTOLD, ()
    if not problem:
        problem = certificate.problem if certificate else "it sends no certificate"
        problem = f"its certificate is not accepted: {problem}" if problem else ""
    if not problem:
        return HOLDS, ()
    severity = Severity.ERROR if policy.mode == "enforce" else Severity.WARNING
    return FAILS, (Remark(severity, f"MTA-STS ({policy.mode}) fails: {problem}"),)


def _without_tls(session: Session) -> str | None:
    """Why there is no TLS to verify, ``""`` where there is, ``None`` where that can't be told."""
    if session.starttls is Starttls.OFFERED:
        return session.detail if session.chain else "it sends no certificate"
    if session.starttls is Starttls.ABSENT:
        return "it offers no STARTTLS"
    return session.detail if session.starttls is Starttls.BROKEN else None


def _tls(session: Session, certificate: Certificate | None, promises: Promises) -> Iterator[Remark]:
    """What is to be said without any promise. Senders that verify nothing take any certificate (RFC 7435)."""
    policy = promises.policy
    is_promised = promises.has_tlsa or (policy is not None and policy.mode != "none")
    if session.starttls is Starttls.UNTOLD:
        yield Remark(Severity.UNVERIFIED, f"whether it does TLS can't be told: {session.detail}")
    elif session.starttls is Starttls.ABSENT and not is_promised:
        yield Remark(Severity.WARNING, "it offers no STARTTLS: mail comes to it unencrypted")
    elif session.detail and not is_promised:
        yield Remark(Severity.WARNING, session.detail)
    if session.tls in _OLD:
        yield Remark(Severity.WARNING, f"it speaks no better than {session.tls}, which is deprecated (RFC 8996)")
    if certificate is None:
        return
    if certificate.problem and not is_promised:
        yield Remark(Severity.NOTICE, f"senders that verify certificates would not take its own: {certificate.problem}")
    left = datetime.fromisoformat(certificate.expires) - datetime.now(UTC)
    if not certificate.problem and left < SOON:
        yield Remark(Severity.WARNING, f"its certificate expires on {certificate.expires[:10]}")


_NOTES = {
    State.NO_CONNECTION: "no connection",
    State.NO_WAY: "can't be reached from here",
    State.NOT_ALLOWED: "not probed",
    State.NO_TIME: "not probed in time",
    State.SILENT: "silent",
    State.NO_SMTP: "speaks no SMTP",
}


def _note(session: Session, sts: str, dane: str) -> str:
    """All in a few words, for a picture."""
    if session.state in (State.PUTS_OFF, State.REFUSES):
        return f"{'puts off' if session.state is State.PUTS_OFF else 'refuses'} with {session.code}"
    if session.state is not State.GREETS:
        return _NOTES[session.state]
    tls = {
        Starttls.OFFERED: f"answers with {session.tls}",
        Starttls.ABSENT: "answers without TLS",
        Starttls.BROKEN: "answers, TLS is broken",
        Starttls.UNTOLD: "answers",
    }[session.starttls]
    verdicts = [f"{name} {verdict}" for name, verdict in (("MTA-STS", sts), ("DANE", dane)) if verdict]
    return ", ".join([tls, *verdicts])
