"""The zones that the plans speak of, as their providers hold them."""

from __future__ import annotations

from typing import NamedTuple

from iacmx.model import Zone

AWS = ("ns-1.awsdns-01.com", "ns-2.awsdns-02.net")
CLOUDFLARE = ("ada.ns.cloudflare.com", "bob.ns.cloudflare.com")


class Held(NamedTuple):
    """One zone. ``delegated``: DNS names its name servers."""

    id: str
    name: str
    provider: str = "route53"
    private: bool = False
    delegated: bool = True
    name_servers: tuple[str, ...] = AWS
    status: str = ""
    kind: str = ""

    @property
    def provider_type(self) -> str:
        return "cloudflare_zone" if self.provider == "cloudflare" else "aws_route53_zone"

    @property
    def key(self) -> str:
        return f"{self.provider}:{self.id}"

    @property
    def zone(self) -> Zone:
        return Zone(
            self.key,
            self.provider,
            self.id,
            self.name,
            private=self.private,
            name_servers=self.name_servers,
            status=self.status,
            kind=self.kind,
        )


def _cloudflare(zone_id: str, name: str, status: str = "active", kind: str = "full", *, delegated: bool = True) -> Held:
    return Held(zone_id, name, "cloudflare", False, delegated, CLOUDFLARE, status, kind)


ZONES = {
    zone.id: zone
    for zone in (
        Held("Z1", "example.com"),
        Held("Z2", "example.net"),
        Held("ZSUB", "lab.example.com", name_servers=("ns-7.awsdns-07.com",)),
        Held("ZIDN", "xn--mller-kva.de"),
        Held("ZPRIV", "example.com", private=True, delegated=False, name_servers=()),
        Held("ZCORP", "corp.example.com", private=True, delegated=False, name_servers=()),
        Held("ZTWIN", "example.com", delegated=False, name_servers=("ns-9.awsdns-09.com",)),
        Held("ZOLD", "oldbrand.com", delegated=False, name_servers=("ns-8.awsdns-08.com",)),
        _cloudflare("C1", "example.org"),
        _cloudflare("C2", "example.info"),
        _cloudflare("CPEND", "newbrand.com", "pending", delegated=False),
        _cloudflare("CMOVED", "movedaway.com", "moved", delegated=False),
        _cloudflare("CPART", "partial.com", "active", "partial", delegated=False),
    )
}
ELSEWHERE = ("ns1.registrar.example.net",)
"""Name servers of names whose zone DNS does not delegate to."""
