"""Certificates that were not verified when they came: what they say, and whether a sender that verifies takes them."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtensionOID, NameOID
from OpenSSL import crypto

from iacmx.probing import Certificate

_EXPIRED = 10
_WORDS = {
    9: "it is not valid yet",
    _EXPIRED: "it has expired",
    18: "it is self-signed",
    19: "its chain ends in a self-signed certificate that is not trusted here",
    20: "its chain does not lead to an authority that is trusted here",
    21: "its chain is not sent, or leads to no authority",
}
"""OpenSSL's verification errors (X509_verify_cert_error_string) as people call them."""


def examine(chain: Sequence[bytes], host: str, store: crypto.X509Store) -> Certificate | None:
    """The first certificate of ``chain`` (DER), judged as that of ``host`` by a sender that trusts the authorities of
    ``store``; ``None`` where it can't be read."""
    try:
        leaf = x509.load_der_x509_certificate(chain[0])
        names = dns_names(leaf)
        issuer = _called(leaf.issuer)
    except (ValueError, IndexError):
        return None
    begins, expires = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    # Ahead of the chain, for it is the plainer reason.
    problem = _WORDS[_EXPIRED] if expires < datetime.now(UTC) else problem_of(chain, store)
    if not problem and not matches(names, host):
        problem = f"it is for {', '.join(names[:3]) or 'no DNS name'}{' and others' if len(names) > 3 else ''}"
    return Certificate(names, issuer, begins.isoformat(), expires.isoformat(), problem)


def dns_names(leaf: x509.Certificate) -> tuple[str, ...]:
    """The DNS names that it is for, in lower case; names in the subject count no more (RFC 8461 section 4.2)."""
    try:
        found = leaf.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    except x509.ExtensionNotFound:
        return ()
    if not isinstance(found, x509.SubjectAlternativeName):
        return ()
    return tuple(name.lower().removesuffix(".") for name in found.get_values_for_type(x509.DNSName))


def matches(names: Iterable[str], host: str) -> bool:
    """Whether one of the names is the host's; ``*.`` stands for exactly one label (RFC 8461 section 4.2)."""
    return any(name in (host, f"*.{host.partition('.')[2]}") for name in names)


def problem_of(chain: Sequence[bytes], store: crypto.X509Store) -> str:
    """Why the chain does not lead to an authority of ``store``, names aside; ``""`` where it does."""
    try:
        leaf, *others = map(_read, chain)
        crypto.X509StoreContext(store, leaf, others).verify_certificate()
    except crypto.X509StoreContextError as error:
        code = error.errors[0] if error.errors else 0
        return _WORDS.get(code, f"it can't be verified ({error})")
    except (ValueError, crypto.Error):
        return "it can't be read"
    return ""


def trusted() -> crypto.X509Store:
    """The authorities that this system trusts, or those of ``SSL_CERT_FILE`` and ``SSL_CERT_DIR``."""
    store = crypto.X509Store()
    paths = ssl.get_default_verify_paths()
    if paths.cafile or paths.capath:
        store.load_locations(paths.cafile, paths.capath)
        return store
    for authority in ssl.create_default_context().get_ca_certs(binary_form=True):  # where no file holds them
        store.add_cert(_read(authority))
    return store


def anchored(authorities: Iterable[bytes]) -> crypto.X509Store:
    """A store of these certificates only, none of which need be a root."""
    store = crypto.X509Store()
    store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)
    for authority in authorities:
        store.add_cert(_read(authority))
    return store


def _read(certificate: bytes) -> crypto.X509:
    """Raises crypto.Error."""
    return crypto.load_certificate(crypto.FILETYPE_ASN1, certificate)


def public_key(certificate: bytes) -> bytes:
    """Its SubjectPublicKeyInfo, DER. Raises ValueError."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _called(name: x509.Name) -> str:
    parts = [
        str(attribute.value)
        for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        for attribute in name.get_attributes_for_oid(oid)
    ]
    return ", ".join(dict.fromkeys(parts)) or name.rfc4514_string()
