"""A probe in words: one line on what the host showed. What is wrong about it is in the remarks."""

from __future__ import annotations

from iacmx.probing import Certificate, Probe, State

MOST_NAMES = 3


def answered(probe: Probe) -> str:
    """``mx1.example.com [192.0.2.1]: 220 "..."; TLSv1.3; certificate of ...``, not made safe for printing."""
    where = f"{probe.host} [{probe.address}]" if probe.address and probe.address != probe.host else probe.host
    if probe.state is not State.GREETS:
        return f"{where}: {probe.note}"
    certificate = _certificate(probe.certificate) if probe.certificate else ""
    greeting = f'{probe.code} "{next(iter(probe.said.splitlines()), "")}"'
    return f"{where}: {'; '.join(part for part in (greeting, probe.tls or 'no TLS', certificate) if part)}"


def _certificate(certificate: Certificate) -> str:
    names = certificate.names
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    of = ", ".join(names[:MOST_NAMES]) + more if names else "no name"
    return f"certificate of {of}, by {certificate.issuer}, until {certificate.expires[:10]}"
